"""MNIST: what the loader yields, and every way in which reading it may fail."""

import gzip
import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import torch

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
from support.mnist_files import write_idx


def test_inputs_are_what_to_tensor_makes_bit_by_bit(mnist: Path) -> None:
    from torchvision.datasets import MNIST  # takes a second, which each worker would that collects this
    from torchvision.transforms import ToTensor

    dataset = MNIST(mnist, train=False, transform=ToTensor())
    expected = torch.stack([dataset[i][0].flatten() for i in range(500)])
    inputs = to_inputs(load_mnist("test", mnist).images[:500])
    assert inputs.dtype == torch.float32
    assert torch.equal(inputs, expected)


def test_every_grey_becomes_what_to_tensor_makes_of_it() -> None:
    from torchvision.transforms import ToTensor

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


@cache
def three_gigabytes() -> bytes:
    """Packed: 3 MB."""
    return gzip.compress(bytes(30_000_000)) * 100


def bomb(path: Path) -> None:
    path.write_bytes(three_gigabytes())


def bomb_with_a_good_beginning(path: Path) -> None:
    path.write_bytes(path.read_bytes() + three_gigabytes())


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
