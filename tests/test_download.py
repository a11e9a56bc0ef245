"""Fetching MNIST, from a mirror on loopback, and every way in which that may fail."""

import contextlib
import gzip
import hashlib
import http.server
import os
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from mnistff.data import FILES, DataError, Split, is_complete, load_mnist
from mnistff.download import fetched_bytes
from support.apart import rest_of
from support.forked import forked
from support.served import PATIENCE


def mnist_class() -> type:
    """torchvision's, which takes a second to import: not for each worker that only collects these tests."""
    from torchvision.datasets import MNIST

    return MNIST


class Mirror(http.server.ThreadingHTTPServer):
    """A mirror of MNIST on loopback. `answer` maps a request's path to status and body."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.status, self.cut = 200, False
        self.reason: str | None = None
        self.patience = threading.Event()
        self.patience.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        name = self.path.strip("/")
        self.server.asked.append(name)
        body = self.server.files.get(name, b"")
        self.send_response(self.server.status, self.server.reason)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        self.server.patience.wait(60)
        with contextlib.suppress(BrokenPipeError):  # whoever asked may have been killed
            self.wfile.write(b"" if self.server.cut else body[len(body) // 2 :])

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def mirror(small_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """torchvision's mirrors are this one, and its MD5 sums those of the small MNIST."""
    raw = small_mnist / "MNIST" / "raw"
    server = Mirror()
    server.files = {f"{name}.gz": gzip.compress((raw / name).read_bytes(), 1) for name in FILES}
    resources = [(name, hashlib.md5(body).hexdigest()) for name, body in server.files.items()]
    monkeypatch.setattr(mnist_class(), "mirrors", [server.address])
    monkeypatch.setattr(mnist_class(), "resources", resources)
    urllib.request.install_opener(None)  # the next is made for the proxies that are named then
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield server
    server.patience.set()
    server.shutdown()
    server.server_close()
    urllib.request.install_opener(None)


def test_what_is_missing_is_fetched_once(mirror: Mirror, small_mnist: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    split: Split = load_mnist("train", folder)
    assert torch.equal(split.images, load_mnist("train", small_mnist).images)
    assert sorted(path.name for path in (folder / "MNIST" / "raw").iterdir()) == sorted(FILES)
    assert [path.name for path in folder.iterdir()] == ["MNIST"]
    assert set(mirror.asked) == set(mirror.files)
    mirror.asked.clear()
    load_mnist("test", folder)
    assert mirror.asked == []


@pytest.mark.parametrize("fault", ["404", "cut short", "another file", "refused"])
def test_a_failed_download_is_told_and_spoils_nothing(mirror: Mirror, tmp_path: Path, fault: str) -> None:
    folder, good = tmp_path / "new", dict(mirror.files)
    if fault == "404":
        mirror.status = 404
    elif fault == "cut short":
        mirror.cut = True
    elif fault == "another file":
        mirror.files[f"{FILES[3]}.gz"] = gzip.compress(b"not these bytes")
    else:
        mnist_class().mirrors = ["http://127.0.0.1:9/"]
    with pytest.raises(DataError, match=r"could not be fetched into .*Put the four files"):
        load_mnist("train", folder)
    assert not is_complete(folder)
    assert list((folder / "MNIST" / "raw").iterdir()) == []
    mirror.status, mirror.cut, mirror.files = 200, False, good
    mnist_class().mirrors = [mirror.address]
    assert len(load_mnist("train", folder).labels) == 500


PORTAL = b"<html><body>Welcome to our hotel. Please log in.</body></html>"


def test_what_a_captive_portal_answers_is_not_taken_for_mnist(mirror: Mirror, tmp_path: Path) -> None:
    mirror.files = dict.fromkeys(mirror.files, PORTAL)
    with pytest.raises(DataError, match="could not be fetched") as caught:
        load_mnist("train", tmp_path / "new")
    assert "\n" not in str(caught.value)
    assert not is_complete(tmp_path / "new")


@pytest.mark.parametrize(
    "proxy",
    [
        *("http://127.0.0.1:9", "127.0.0.1:9", "socks5://127.0.0.1:9", "http://name:pass:word@127.0.0.1:9"),
        *(
            "http://127.0.0.1:port",
            "http://",
            "://",
            "ftp://127.0.0.1:9",
            "http://[::1",
            "http://:pass:word@",
        ),
        *("http://not a host:9", "http://höst:9", "pass:word@127.0.0.1:9", "http:pass:word"),
    ],
)
def test_a_proxy_that_is_none_is_named_in_one_sentence(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    with pytest.raises(DataError, match=r"could not be fetched.*\(HTTP_PROXY\): is that right") as caught:
        load_mnist("train", tmp_path / "new")
    assert "\n" not in str(caught.value)
    assert "word" not in str(caught.value)
    assert mirror.asked == []


def test_what_a_mirror_says_is_one_short_line(mirror: Mirror, tmp_path: Path) -> None:
    mirror.status, mirror.reason = 404, "<b>\x1b[31m" * 5_000
    with pytest.raises(DataError, match=r"could not be fetched.*Put the four files") as caught:
        load_mnist("train", tmp_path / "new")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) <= 2_000


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("http_proxy", "socks5://127.0.0.1:9"),
        ("all_proxy", "http://127.0.0.1:9"),
        ("ALL_PROXY", "socks5://x"),
    ],
)
def test_of_a_proxy_that_the_download_cannot_use_it_is_said(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv(name, address)
    mirror.status = 503
    with pytest.raises(DataError, match="takes HTTP proxies alone, named in http_proxy and https_proxy"):
        load_mnist("train", tmp_path / "new")


def test_a_proxy_that_refuses_is_named(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", mirror.address)
    monkeypatch.setattr(mnist_class(), "mirrors", ["http://mnist.example/"])
    mirror.status = 503
    with pytest.raises(DataError, match=r"503.*\(http_proxy\): is that right") as caught:
        load_mnist("train", tmp_path / "new")
    assert "\n" not in str(caught.value)


FETCHING = """
import sys
from pathlib import Path
from torchvision.datasets import MNIST
from mnistff.data import load_mnist
MNIST.mirrors = [sys.argv[2]]
MNIST.resources = [tuple(each.split(":")) for each in sys.argv[3:]]
load_mnist("train", Path(sys.argv[1]))
"""


def test_what_a_killed_download_left_counts_for_nothing_and_is_deleted(
    mirror: Mirror, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    mirror.patience.clear()
    resources = [":".join(each) for each in mnist_class().resources]
    process = forked(["-c", FETCHING, str(folder), mirror.address, *resources], os.environ)
    until = time.monotonic() + PATIENCE
    while not any(path.stat().st_size for path in folder.glob(".download-*/MNIST/raw/*.gz")):
        assert process.poll() is None, rest_of(process)
        assert time.monotonic() < until
        time.sleep(0.02)
    process.kill()
    process.wait()
    process.stdout.close()
    assert list(folder.glob(".download-*/MNIST/raw/*.gz"))
    assert fetched_bytes() == 0
    fetching = threading.Thread(target=load_mnist, args=("train", folder))
    fetching.start()
    while not fetched_bytes():
        assert fetching.is_alive()
        time.sleep(0.02)
    assert fetched_bytes() <= len(mirror.files[f"{FILES[0]}.gz"]) // 2
    assert len(list(folder.glob(".download-*"))) == 1
    mirror.patience.set()
    fetching.join()
    assert is_complete(folder)
    assert [path.name for path in folder.iterdir()] == ["MNIST"]
    assert fetched_bytes() == 0


def test_a_folder_that_cannot_be_written_is_told(strangers: Path) -> None:
    strangers.chmod(0o500)
    with pytest.raises(DataError, match=r"could not be fetched.*Permission denied"):
        load_mnist("train", strangers / "data")
    strangers.chmod(0o700)


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DataError, match="could not be fetched"):
        load_mnist("train", tmp_path / "data")
