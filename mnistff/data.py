"""MNIST through torchvision: whole splits as tensors, and loaders over them."""

import os
import socket
import tempfile
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple

import torch
from torch.utils.data import DataLoader, Dataset

from mnistff.errors import KnownError

DATA_FOLDER = "MNISTFF_DATA"
"""Environment variable that names the data folder; without it, `data/` is used."""

FILES = tuple(
    f"{split}-{kind}-ubyte" for split in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")
)

SECONDS_OF_SILENCE = 30
BESIDE = ".download-"
"""How the folders begin that downloads are made in."""
DOWNLOAD_BYTES = 11_594_722
"""Of the four packed files together."""


class DataError(KnownError):
    """MNIST cannot be read or fetched; the message names the remedy."""


class Split(NamedTuple):
    """A whole split: `images` uint8 (N, 28, 28), 0 to 255, and `labels` int64 (N,), 0 to 9."""

    images: torch.Tensor
    labels: torch.Tensor


def data_folder() -> Path:
    """The folder that holds `MNIST/raw`: `$MNISTFF_DATA`, else `data`."""
    return Path(os.environ.get(DATA_FOLDER) or "data")


def load_mnist(split: str, folder: Path | None = None, download: bool = True) -> Split:
    """Read a split of MNIST with torchvision.

    Args:
        split: "train" (60,000 images) or "test" (10,000).
        folder: the data folder; `data_folder()` if None.
        download: fetch what is missing, with a progress bar; a second call downloads nothing.

    Raises:
        DataError: the files are missing, cannot be downloaded, or are not MNIST's.
    """
    folder = data_folder() if folder is None else Path(folder)
    if not is_complete(folder):
        if not download:
            raise DataError(f"MNIST is not in {folder / 'MNIST' / 'raw'}. {_remedy(folder)}")
        _download(folder)
    from torchvision.datasets import MNIST  # takes seconds to import

    try:
        mnist = MNIST(folder, train=split == "train")
        return _check(Split(mnist.data, mnist.targets))
    except (OSError, ValueError, TypeError, RuntimeError, AssertionError, LookupError) as error:
        raise DataError(
            f"The {split} files in {folder / 'MNIST' / 'raw'} are not MNIST's, or are cut short "
            f"({error or 'wrong length'}). Delete them to fetch them again. {_remedy(folder)}"
        ) from error


def is_complete(folder: Path) -> bool:
    """Whether the four unpacked files are in `folder/MNIST/raw`."""
    return all((folder / "MNIST" / "raw" / name).is_file() for name in FILES)


def _download(folder: Path) -> None:
    """Fetch the four files beside their place, then move them in: half a file is never found."""
    raw = folder / "MNIST" / "raw"
    patience = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SECONDS_OF_SILENCE)  # torchvision would wait for ever
    try:
        raw.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=BESIDE) as beside:
            print(f"MNIST is fetched into {raw}.")
            from torchvision.datasets import MNIST  # takes seconds to import

            MNIST(beside, download=True)
            for name in FILES:
                (Path(beside) / "MNIST" / "raw" / name).replace(raw / name)
    except (OSError, RuntimeError, HTTPException) as error:
        reason = " ".join(str(error).split())
        raise DataError(f"MNIST could not be fetched into {raw} ({reason}). {_remedy(folder)}") from error
    finally:
        socket.setdefaulttimeout(patience)


def fetched_bytes(folder: Path | None = None) -> int:
    """How much of MNIST a download under way has fetched, out of `DOWNLOAD_BYTES`; 0 if there is none."""
    folder = data_folder() if folder is None else Path(folder)
    return sum(path.stat().st_size for path in folder.glob(f"{BESIDE}*/MNIST/raw/*.gz"))


def _check(split: Split) -> Split:
    images, labels = split
    if images.shape[1:] != (28, 28) or len(images) == 0:
        raise ValueError(f"images are {tuple(images.shape)}, not (N, 28, 28)")
    if labels.shape != images.shape[:1]:
        raise ValueError(f"{len(images)} images, but labels are {tuple(labels.shape)}")
    if labels.min() < 0 or labels.max() > 9:
        raise ValueError("labels are not all 0 to 9")
    return split


def _remedy(folder: Path) -> str:
    return (
        f"Put the four files {', '.join(FILES)} (unpacked) into {folder / 'MNIST' / 'raw'}, "
        "or train without MNIST: python train.py --data strokes."
    )


def to_inputs(images: torch.Tensor) -> torch.Tensor:
    """What `ToTensor` does, for all images at once.

    Args:
        images: uint8 (N, 28, 28), 0 to 255.

    Returns:
        float32 (N, 784), 0 to 1, equal to torchvision's `ToTensor` bit by bit.
    """
    return images.flatten(1).float().div_(255)


class Samples(Dataset):
    """Inputs float32 (N, 784) and labels int64 (N,), fetched a batch at a time."""

    def __init__(self, inputs: torch.Tensor, labels: torch.Tensor):
        self.inputs, self.labels = inputs, labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.inputs[index], self.labels[index]

    def __getitems__(self, indices: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """A whole batch in one go: PyTorch's loader calls this where it exists."""
        index = torch.tensor(indices)
        return self.inputs.index_select(0, index), self.labels.index_select(0, index)


def make_loader(samples: Samples, batch_size: int, shuffle: bool = False, seed: int = 0) -> DataLoader:
    """A loader of batches: inputs (B, 784) and labels (B,).

    Args:
        shuffle: draw a new random order each epoch, from `seed`.
    """
    return DataLoader(
        samples,
        batch_size=batch_size,
        shuffle=shuffle,
        collate_fn=_as_it_is,  # __getitems__ has made the batch already
        generator=torch.Generator().manual_seed(seed),
    )


def _as_it_is(batch: tuple[torch.Tensor, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    return batch
