"""app.py as it is started."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

import app
from mnistff import artifact
from mnistff.hub import Source
from mnistff.system.errors import KnownError
from support.served import ROOT, running, serving
from support.training_client import QUICK, TrainingClient


def run(
    *arguments: str, options: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, "app.py", *arguments]
    environment = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, env=environment)


def test_folders_given_are_the_models_shown(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.symlink_to(artifact.PRETRAINED["lecture"], target_is_directory=True)
    with serving("--model", str(folder), "--model", str(artifact.PRETRAINED["lecture"])) as url:
        config = urllib.request.urlopen(f"{url}/config").read().decode()
    assert '"choices":[["mine","mine"],["lecture","lecture"]]' in config.replace(" ", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--model", "nowhere"], "nowhere is neither a folder nor USER/REPO[@REVISION]"),
        (["--model", "a/b/c"], "a/b/c is neither a folder nor"),
        (["--model", "ann/digits@"], "ann/digits@ is neither a folder nor"),
        (["--model", "tests"], "tests/model.safetensors is missing"),
        (["--model"], "expected one argument"),
        (["--port", "many"], "many is no port"),
        (["--port", "99999"], "99999 is no port"),
        (["--port", "0"], "0 is no port"),
        (["--model", "n" * 300], "is neither a folder nor"),
        (["--host", "192.0.2.1"], "Can't serve at 192.0.2.1: "),
        (["--root-path", "/a b"], "/a b is neither a path, as /app, nor as https://HOST/app"),
        (["--model", "tests/lectur"], "There is no folder tests/lectur, though there is tests."),
        (["--model", "~/nowhere"], "~/nowhere is neither a folder nor"),
        (["--model", ""], "is neither a folder nor"),
    ],
)
def test_an_error_is_a_sentence_and_exit_code_2(
    refusal: Callable[[ModuleType, list[str]], str], arguments: list[str], sentence: str
) -> None:
    assert sentence in refusal(app, arguments)


@pytest.mark.parametrize(
    ("options", "environment", "code", "sentence"),
    [
        (("-S",), {}, 2, "No module named 'torch'. To install what the app needs: "),
        (
            (),
            {"SSL_CERT_FILE": "/nowhere"},
            2,
            "The certificates of SSL_CERT_FILE in the environment can't",
        ),
        ((), {"GRADIO_NUM_PORTS": "abc"}, 2, "GRADIO_NUM_PORTS in the environment must be a whole number"),
        ((), {"PYTHONPATH": "{broken}"}, 1, "nobody thought of (RuntimeError)"),
    ],
    ids=["what it needs is not installed", "certificates", "a number", "nobody thought of it"],
)
def test_whatever_else_goes_wrong_at_the_start_is_a_sentence_too(
    tmp_path: Path, options: tuple[str, ...], environment: dict[str, str], code: int, sentence: str
) -> None:
    (tmp_path / "torch.py").write_text("raise RuntimeError")
    environment = {name: value.format(broken=tmp_path) for name, value in environment.items()}
    result = run(options=options, **environment)
    assert result.returncode == code
    assert result.stderr.splitlines()[-1].startswith("app.py: ")
    assert sentence in result.stderr.splitlines()[-1]
    assert ("Traceback" in result.stderr) == (code == 1)


def test_models_in_the_environment_may_have_spaces_and_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my models").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(app.MODELS, "  'ann/digits@v1'  \"~/my models\" \n ann/digits ")
    assert app.in_environment() == ["ann/digits@v1", "~/my models", "ann/digits"]
    places = [Source("ann/digits", "v1"), tmp_path / "my models", Source("ann/digits")]
    assert app.find(app.in_environment()) == places
    monkeypatch.setenv(app.MODELS, "artifacts\\lecture #1")
    assert app.in_environment() == ["artifacts\\lecture", "#1"]
    monkeypatch.setenv(app.MODELS, "'my models")
    with pytest.raises(KnownError, match="quotation mark"):
        app.in_environment()


def test_a_model_on_the_hub_may_be_named_like_a_folder() -> None:
    assert app.find(["tests/digits@main"]) == [Source("tests/digits")]


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that answers 503 to everything, and what it was asked for."""
    asked = []

    class Busy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(503)

        do_CONNECT = do_HEAD = do_POST = do_GET  # noqa: N815

    server = HTTPServer(("127.0.0.1", 0), Busy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_it_starts_and_serves_whatever_proxies_are_in_the_environment(proxy: tuple[str, list[str]]) -> None:
    address, asked = proxy
    proxies = {"http_proxy": address, "HTTPS_PROXY": address, "ALL_PROXY": "socks://127.0.0.1:9"}
    with serving(**proxies, NO_PROXY="[::1],fe80::/10,school.example") as url:
        assert urllib.request.urlopen(f"{url}/config").status == 200
    assert not asked


def test_gradios_debug_mode_does_not_keep_it_from_saying_where_it_is() -> None:
    with serving(GRADIO_DEBUG="1") as url:
        assert urllib.request.urlopen(f"{url}/config").status == 200


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere names of files are text.")
def test_a_folder_whose_name_is_no_text_is_shown(tmp_path: Path) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/b\xffd")
    Path(folder).symlink_to(artifact.PRETRAINED["lecture"], target_is_directory=True)
    with serving("--model", folder) as url:
        assert "b�d" in urllib.request.urlopen(f"{url}/config").read().decode()


def test_a_folder_that_may_not_be_looked_into_is_none(strangers: Path) -> None:
    (strangers / "locked" / "model").mkdir(parents=True)
    (strangers / "locked").chmod(0)
    try:
        with pytest.raises(KnownError, match="neither a folder nor"):
            app.find([str(strangers / "locked" / "model")])
    finally:
        (strangers / "locked").chmod(0o700)


def test_help_suffices() -> None:
    result = run("--help")
    assert result.returncode == 0
    for flag in ("--model", "--host", "--port", "--root-path", "--share"):
        assert flag in result.stdout


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_told_to_end_it_does_so_though_somebody_trains(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with running(TMPDIR=str(tmp_path)) as (url, process):
        page = TrainingClient(url, "trains")
        page.start({**QUICK, "epochs": 20, "images": 3000, "batch_size": 1})
        texts = page.texts()
        while not next(texts).startswith("Epoch"):
            pass
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(30) == code
        assert time.monotonic() - began < 4  # two, where nothing else runs
    assert not [path for path in tmp_path.iterdir() if not path.name.startswith("torchinductor_")]
