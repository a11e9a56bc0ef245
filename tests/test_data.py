"""MNIST: what the loader yields, and every way in which reading or fetching it may fail."""

import contextlib
import gzip
import hashlib
import http.server
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
import torchvision
from torchvision.transforms import ToTensor

from mnistff.data import (
    FILES,
    DataError,
    Samples,
    Split,
    is_complete,
    load_mnist,
    make_loader,
    to_inputs,
)
from mnistff.download import fetched_bytes
from support.mnist_files import write_idx
from support.served import ROOT


def test_inputs_are_what_to_tensor_makes_bit_by_bit(mnist: Path) -> None:
    dataset = torchvision.datasets.MNIST(mnist, train=False, transform=ToTensor())
    expected = torch.stack([dataset[i][0].flatten() for i in range(500)])
    inputs = to_inputs(load_mnist("test", mnist).images[:500])
    assert inputs.dtype == torch.float32
    assert torch.equal(inputs, expected)


def test_every_grey_becomes_what_to_tensor_makes_of_it() -> None:
    greys = torch.arange(256, dtype=torch.uint8).repeat(4)[:784].reshape(1, 28, 28)
    assert torch.equal(to_inputs(greys)[0], ToTensor()(greys[0].numpy()).flatten())


def test_mnist_is_what_the_lecture_says(mnist: Path) -> None:
    train, test = load_mnist("train", mnist), load_mnist("test", mnist)
    assert train.images.shape == (60_000, 28, 28)
    assert test.images.shape == (10_000, 28, 28)
    assert train.images.dtype == torch.uint8
    assert train.images.max() == 255
    assert (train.images == 0).float().mean() > 0.5
    assert train.labels.unique().tolist() == list(range(10))


def test_batches_are_whole_and_the_last_is_what_is_left() -> None:
    samples = Samples(torch.rand(10, 784), torch.arange(10))
    batches = list(make_loader(samples, 4))
    assert [len(labels) for _, labels in batches] == [4, 4, 2]
    assert torch.equal(torch.cat([inputs for inputs, _ in batches]), samples.inputs)
    assert torch.equal(torch.cat([labels for _, labels in batches]), samples.labels)
    assert samples[3][1] == 3


def test_shuffling_is_new_each_epoch_and_the_seeds() -> None:
    samples = Samples(torch.rand(50, 784), torch.arange(50))

    def epochs(seed: int) -> list[list[int]]:
        loader = make_loader(samples, 8, shuffle=True, seed=seed)
        return [torch.cat([labels for _, labels in loader]).tolist() for _ in range(2)]

    first, second = epochs(1)
    assert sorted(first) == list(range(50))
    assert first != second
    assert epochs(1) == [first, second]
    assert epochs(2)[0] != first


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(b"no idx file at all, but long enough to be read as one" * 10)


def wrong_size(path: Path) -> None:
    write_idx(path, torch.zeros(10_000, 14, 14) if "images" in path.name else torch.zeros(9_999))


def numbers_of(kind: int) -> Callable[[Path], None]:
    """A spoiler: the file says that its numbers are not bytes, but such as take more."""

    def spoil(path: Path) -> None:
        content = path.read_bytes()
        path.write_bytes(content[:2] + bytes([kind]) + content[3:])

    return spoil


def hole(path: Path) -> None:
    """10 GB that take no room."""
    os.truncate(path, 10**10)


@pytest.mark.parametrize(
    "spoil", [truncate, empty, garbage, wrong_size, hole, *map(numbers_of, range(9, 16))]
)
@pytest.mark.parametrize("name", FILES[2:])
def test_a_spoilt_file_is_told_with_the_remedy(small_mnist: Path, name: str, spoil) -> None:
    spoil(small_mnist / "MNIST" / "raw" / name)
    with pytest.raises(DataError, match=r"test files in .*raw.*Delete them.*--data strokes"):
        load_mnist("test", small_mnist)
    assert len(load_mnist("train", small_mnist).labels) == 500


def pack(raw: Path, unpacked: bool = False) -> None:
    for name in FILES:
        (raw / f"{name}.gz").write_bytes(gzip.compress((raw / name).read_bytes(), 1))
        if not unpacked:
            (raw / name).unlink()


@pytest.mark.parametrize("way", ["packed", "both", "dotted", "dotted and packed", "some of each"])
def test_mnist_is_read_however_others_keep_it(small_mnist: Path, way: str) -> None:
    raw = small_mnist / "MNIST" / "raw"
    expected = {split: load_mnist(split, small_mnist) for split in ("train", "test")}
    if way != "dotted":
        pack(raw, unpacked=way == "both")
    if "dotted" in way:
        for path in list(raw.iterdir()):
            path.rename(raw / path.name.replace("-idx", ".idx"))
    if way == "some of each":
        write_idx(raw / FILES[0], expected["train"].images)
        (raw / f"{FILES[3]}.gz").rename(raw / "t10k-labels.idx1-ubyte.gz")
    before = sorted(raw.iterdir())
    assert is_complete(small_mnist)
    for split, (images, labels) in expected.items():
        read = load_mnist(split, small_mnist, download=False)
        assert torch.equal(read.images, images)
        assert torch.equal(read.labels, labels)
    assert sorted(raw.iterdir()) == before


def cut_stream(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def flip_bits(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def pack_nothing(path: Path) -> None:
    path.write_bytes(gzip.compress(b""))


def bomb(path: Path) -> None:
    """3 MB that unpack to 3 GB."""
    path.write_bytes(gzip.compress(bytes(30_000_000)) * 100)


def bomb_with_a_good_beginning(path: Path) -> None:
    path.write_bytes(path.read_bytes() + gzip.compress(bytes(30_000_000)) * 100)


def many_of_nothing(path: Path) -> None:
    path.write_bytes(gzip.compress(b"") * 400_000)


@pytest.mark.parametrize(
    "spoil",
    [
        *(cut_stream, flip_bits, garbage, empty, pack_nothing, hole),
        *(bomb, bomb_with_a_good_beginning, many_of_nothing),
    ],
)
@pytest.mark.parametrize("name", FILES[2:])
def test_a_spoilt_packed_file_is_told_with_the_remedy(small_mnist: Path, name: str, spoil) -> None:
    pack(small_mnist / "MNIST" / "raw")
    spoil(small_mnist / "MNIST" / "raw" / f"{name}.gz")
    began = time.process_time()
    with pytest.raises(DataError, match=r"test files in .*raw.*Delete them.*--data strokes"):
        load_mnist("test", small_mnist)
    assert time.process_time() - began < 2  # all of a bomb takes longer
    assert len(load_mnist("train", small_mnist).labels) == 500


@pytest.mark.parametrize("locked", ["MNIST", "MNIST/raw"])
def test_a_folder_that_may_not_be_looked_into_is_told(strangers: Path, locked: str) -> None:
    (strangers / "MNIST" / "raw").mkdir(parents=True)
    (strangers / locked).chmod(0o000)
    with pytest.raises(DataError, match=r"raw cannot be looked into \(Permission denied\).*MNISTFF_DATA"):
        load_mnist("train", strangers)
    (strangers / locked).chmod(0o700)


def test_a_folder_to_read_only_is_enough(strangers: Path, digits: Split) -> None:
    raw = strangers / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, part in zip(FILES, (digits.images, digits.labels) * 2, strict=True):
        write_idx(raw / name, part)
    pack(raw)
    raw.chmod(0o500)
    assert torch.equal(load_mnist("train", strangers).labels, digits.labels)
    raw.chmod(0o700)


def test_a_file_that_may_not_be_read_is_told(strangers: Path) -> None:
    raw = strangers / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in FILES:
        (raw / name).touch(0o000)
    with pytest.raises(DataError, match="Permission denied"):
        load_mnist("test", strangers)


def test_the_variable_may_begin_with_a_tilde(small_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(small_mnist.parent))
    monkeypatch.setenv("MNISTFF_DATA", "~/data")
    assert len(load_mnist("test").labels) == 10_000
    monkeypatch.setenv("MNISTFF_DATA", "~nobody-of-this-name/data")
    with pytest.raises(DataError, match="MNISTFF_DATA begins with ~"):
        load_mnist("test")


def test_labels_that_are_no_digits_are_told(small_mnist: Path) -> None:
    write_idx(small_mnist / "MNIST" / "raw" / FILES[3], torch.full((10_000,), 10))
    with pytest.raises(DataError, match="not all 0 to 9"):
        load_mnist("test", small_mnist)


def test_missing_files_are_told_without_a_download(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="MNIST is not in"):
        load_mnist("train", tmp_path, download=False)


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
    monkeypatch.setattr(torchvision.datasets.MNIST, "mirrors", [server.address])
    monkeypatch.setattr(torchvision.datasets.MNIST, "resources", resources)
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
        torchvision.datasets.MNIST.mirrors = ["http://127.0.0.1:9/"]
    with pytest.raises(DataError, match=r"could not be fetched into .*Put the four files"):
        load_mnist("train", folder)
    assert not is_complete(folder)
    assert list((folder / "MNIST" / "raw").iterdir()) == []
    mirror.status, mirror.cut, mirror.files = 200, False, good
    torchvision.datasets.MNIST.mirrors = [mirror.address]
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


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("count", [1, 9_999, 10_001])
def test_a_test_set_that_is_not_as_long_as_mnists_is_none(
    small_mnist: Path, count: int, packed: bool
) -> None:
    raw = small_mnist / "MNIST" / "raw"
    write_idx(raw / FILES[2], torch.zeros(count, 28, 28))
    write_idx(raw / FILES[3], torch.zeros(count))
    if packed:
        pack(raw)
    with pytest.raises(DataError, match=f"{count:,} images, and MNIST has 10,000|MNIST's 7,840,016 bytes"):
        load_mnist("test", small_mnist)
    assert len(load_mnist("train", small_mnist).labels) == 500


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
    monkeypatch.setattr(torchvision.datasets.MNIST, "mirrors", ["http://mnist.example/"])
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
    resources = [":".join(each) for each in torchvision.datasets.MNIST.resources]
    command = [sys.executable, "-c", FETCHING, str(folder), mirror.address, *resources]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not any(path.stat().st_size for path in folder.glob(".download-*/MNIST/raw/*.gz")):
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert list(folder.glob(".download-*/MNIST/raw/*.gz"))
    assert fetched_bytes() == 0
    fetching = threading.Thread(target=load_mnist, args=("train", folder))
    fetching.start()
    while not fetched_bytes():
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
