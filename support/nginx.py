"""A real nginx before the app: behind a path's prefix; as a Space, in a frame on the Hub's page."""

import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from support.loopback_zero_gpu import IP_TOKEN, SPACE

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin")
PREFIX = "/courses/digits"
HUB = "huggingface.co"
SANDBOX = (
    "allow-downloads allow-forms allow-modals allow-pointer-lock allow-popups allow-popups-to-escape-sandbox "
    "allow-same-origin allow-scripts allow-storage-access-by-user-activation"
)
"""What the page of a Space allows the frame that the app is in."""
FRAMING_PAGE = f"""<!doctype html>
<title>A Space</title>
<style>
  body {{ margin: 0 }}
  header {{ height: 50px }}
  iframe {{ width: 100%; height: 800px; border: 0 }}
</style>
<header>Spaces</header>
<iframe sandbox="{SANDBOX}"></iframe>
<script>
  document.querySelector("iframe").src = "https://{SPACE["SPACE_HOST"]}/" + location.search;
  addEventListener("message", ({{ data }}) => {{
    if (data.queryString) history.replaceState(null, "", data.queryString);
  }});
</script>
"""
"""Gives the query of its address to the app, and shows what the app says of its own, as the Hub's does."""

SETTINGS = f"""
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy;
  fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  proxy_http_version 1.1;
  proxy_buffering off;
  # Rendered on the server, Gradio names all that is preloaded in one header.
  proxy_buffer_size 32k; proxy_buffers 8 32k;
  proxy_read_timeout 1h;
  proxy_set_header Host $host;
  proxy_set_header X-Forwarded-Host $http_host;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-IP-Token {IP_TOKEN["X-IP-Token"]};
"""


@contextmanager
def behind_prefix(address: str) -> Iterator[str]:
    """The app at `address`, which knows of PREFIX, with another address: behind that prefix."""
    server = f"server {{ listen 127.0.0.1:PORT; location {PREFIX}/ {{ proxy_pass {address}/; }} }}"
    with running(server) as port:
        yield f"http://127.0.0.1:{port}{PREFIX}/"


@contextmanager
def as_space(address: str) -> Iterator[list[str]]:
    """The app at `address` as a Space on the Hub; yields the flags with which Chromium finds both here."""
    listen = "listen 127.0.0.1:PORT ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem;"
    servers = (
        f"server {{ {listen} server_name {HUB}; root .; default_type text/html;"
        " location /spaces/ { try_files /space.html =404; }"
        " location /api/spaces/ { default_type application/json; add_header Access-Control-Allow-Origin *;"
        f""" return 200 '{{"id": "{SPACE["SPACE_ID"]}", "runtime": {{"stage": "RUNNING"}}}}'; }} }}"""
        f"server {{ {listen} server_name {SPACE['SPACE_HOST']}; location / {{ proxy_pass {address}; }} }}"
    )
    with running(servers) as port:
        hosts = ", ".join(f"MAP {host} 127.0.0.1:{port}" for host in (HUB, SPACE["SPACE_HOST"]))
        yield [f"--host-resolver-rules={hosts}", "--ignore-certificate-errors"]


@contextmanager
def running(servers: str) -> Iterator[int]:
    """nginx with these servers; yields the port that they have for PORT."""
    with tempfile.TemporaryDirectory(prefix="mnistff-nginx-") as folder:
        Path(folder).chmod(0o755)  # started by root, it works as somebody else
        (Path(folder) / "space.html").write_text(FRAMING_PAGE)
        if " ssl;" in servers:
            make_certificate(folder)
        command = [NGINX, "-p", folder, "-c", "nginx.conf", "-e", "error.log"]
        port = start(command, Path(folder) / "nginx.conf", servers)
        try:
            yield port
        finally:
            subprocess.run([*command, "-s", "stop"], check=True, timeout=60)
            sys.stderr.write((Path(folder) / "error.log").read_text())  # pytest shows it if the test fails


def start(command: Sequence[str], settings: Path, servers: str) -> int:
    """Start it at one port after the other until one is free: none that systems give to clients.

    It listens when it comes back from going into the background.
    """
    for _ in range(20):
        port = random.SystemRandom().randrange(10_000, 30_000)
        at_port = servers.replace("PORT", str(port))
        settings.write_text(f"pid nginx.pid; events {{ }} http {{ {SETTINGS} {at_port} }}")
        if subprocess.run(command, timeout=60).returncode == 0:
            return port
    raise AssertionError("nginx could not be started.")


def make_certificate(folder: str) -> None:
    """For a day, and signed by itself: the browser is told to take it."""
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN={HUB}"
    subprocess.run(
        [*command.split(), "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=60,
    )
