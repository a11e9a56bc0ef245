"""A data folder as MNIST's, of other images."""

import struct
from pathlib import Path

import torch

from mnistff.data import FILES, MOST_IMAGES, Split


def write_mnist(folder: Path, train: Split, test: Split) -> Path:
    """Lay out a folder as MNIST's; as that has 10,000 test images, each of `test` is there many times."""
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    times = -(-MOST_IMAGES["test"] // len(test.labels))
    test = Split(*(part.repeat_interleave(times, 0)[: MOST_IMAGES["test"]] for part in test))
    for name, part in zip(FILES, (*train, *test), strict=True):
        write_idx(raw / name, part)
    return folder


def write_idx(path: Path, tensor: torch.Tensor) -> None:
    """The format of MNIST's files: a magic number, the sizes, the bytes."""
    header = struct.pack(f">{tensor.ndim + 1}i", 0x800 + tensor.ndim, *tensor.shape)
    path.write_bytes(header + tensor.to(torch.uint8).numpy().tobytes())
