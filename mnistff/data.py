"""MNIST through torchvision: whole splits as tensors, and loaders over them."""

import gzip
import os
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from mnistff.download import DownloadError, fetch
from mnistff.system.errors import PlainError
from mnistff.system.folders import work_folder
from mnistff.system.text import plain

DATA_FOLDER = "MNISTFF_DATA"
"""Environment variable that names the data folder; without it, `data/` is used."""

FILES = tuple(
    f"{split}-{kind}-ubyte" for split in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")
)

MOST_IMAGES = {"train": 60_000, "test": 10_000}
"""How many MNIST has. Of the training images there may be fewer here, of the test images not."""

NOT_MNIST = (
    *(OSError, EOFError, zlib.error, ValueError, TypeError, RuntimeError, AssertionError, LookupError),
)
"""What reading files may raise that are something else, or cut short."""


class DataError(PlainError):
    """MNIST cannot be read or fetched; the message names the remedy.

    What a mirror answered may stand in it, so all of it is made plain.
    """


class Split(NamedTuple):
    """A whole split: `images` uint8 (N, 28, 28), 0 to 255, and `labels` int64 (N,), 0 to 9."""

    images: torch.Tensor
    labels: torch.Tensor


def data_folder() -> Path:
    """The folder that holds `MNIST/raw`: `$MNISTFF_DATA`, else `data`."""
    try:
        return Path(os.environ.get(DATA_FOLDER) or "data").expanduser()
    except RuntimeError as error:
        raise DataError(
            f"${DATA_FOLDER} begins with ~, but the home folder is not known. Spell it out."
        ) from error


def load_mnist(split: str, folder: Path | None = None, download: bool = True, name: str = "MNIST") -> Split:
    """Read a split of MNIST with torchvision.

    Args:
        split: "train" (60,000 images) or "test" (10,000).
        folder: the data folder; `data_folder()` if None.
        download: fetch what is missing, with a progress bar; a second call downloads nothing.
        name: torchvision's of MNIST, or of another data set that has files of the same names.

    Raises:
        DataError: the files are missing, cannot be downloaded, or are not MNIST's.
    """
    folder = data_folder() if folder is None else Path(folder)
    raw = folder / name / "raw"
    if not is_complete(folder, name):
        if not download:
            raise DataError(f"{name} is not in {raw}. {_remedy(raw, name)}")
        _fetch(folder, name)
    from torchvision.datasets.mnist import read_image_file, read_label_file  # takes seconds to import

    images, labels = FILES[:2] if split == "train" else FILES[2:]
    try:
        found = Split(_read(read_image_file, raw, images), _read(read_label_file, raw, labels))
        return _check(found, split)
    except NOT_MNIST as error:
        reason = getattr(error, "strerror", None) or error or "wrong length"
        raise DataError(
            f"The {split} files in {raw} are not {name}'s, or are cut short, or may not "
            f"be read ({reason}). Delete them to fetch them again. {_remedy(raw, name)}"
        ) from error


def is_complete(folder: Path, name: str = "MNIST") -> bool:
    """Whether the four files are in `folder/MNIST/raw`, packed or unpacked; `name` as for `load_mnist`.

    Raises:
        DataError: nobody may look into that folder.
    """
    return all(find_file(folder / name / "raw", file) for file in FILES)


def find_file(raw: Path, name: str) -> Path | None:
    """Where one of `FILES` is in a folder: under its own name, or as others keep it, with a dot or packed.

    Raises:
        DataError: nobody may look into that folder.
    """
    dotted = name.replace("-idx", ".idx")
    try:
        return next(
            (
                path
                for ending in ("", ".gz")
                for path in (raw / f"{name}{ending}", raw / f"{dotted}{ending}")
                if path.is_file()
            ),
            None,
        )
    except OSError as error:
        raise DataError(
            f"{raw} cannot be looked into ({error.strerror}). Allow that, or name another data folder with "
            f"{DATA_FOLDER}. {_remedy(raw, raw.parent.name)}"
        ) from error


def _fetch(folder: Path, name: str) -> None:
    try:
        fetch(folder, name, FILES)
    except DownloadError as error:
        raise DataError(f"{plain(str(error), 1_000)} {_remedy(folder / name / 'raw', name)}") from error


def _read(read: Callable[[str], torch.Tensor], raw: Path, name: str) -> torch.Tensor:
    """Read one of `FILES`; a packed one is unpacked elsewhere, as `raw` may be for reading only."""
    path, most = find_file(raw, name) or Path(name), _most_bytes(name)
    if path.stat().st_size > most:
        raise ValueError(f"{name} is longer than MNIST's {most:,} bytes")
    if path.suffix != ".gz":
        return read(str(path))
    with gzip.open(path) as packed:
        content = packed.read(most + 1)  # not all: a few megabytes may unpack to thousands
    if len(content) > most:
        raise ValueError(f"{name} unpacks to more than MNIST's {most:,} bytes")
    with work_folder(Path(tempfile.gettempdir()), "mnistff-unpacked-") as beside:
        (beside / name).write_bytes(content)
        return read(str(beside / name))


def _most_bytes(name: str) -> int:
    """Of one of `FILES`, unpacked: the kind and the sizes, 4 bytes each, then a byte for each number."""
    images = MOST_IMAGES["train" if name.startswith("train") else "test"]
    return 16 + images * 28 * 28 if "images" in name else 8 + images


def _check(split: Split, name: str) -> Split:
    images, labels = split
    count, most = len(images), MOST_IMAGES[name]
    if count > most or (count < most and name == "test"):
        raise ValueError(f"{count:,} images, and MNIST has {most:,}")
    if images.shape[1:] != (28, 28) or count == 0:
        raise ValueError(f"images are {tuple(images.shape)}, not (N, 28, 28)")
    if labels.shape != images.shape[:1]:
        raise ValueError(f"{count} images, but labels are {tuple(labels.shape)}")
    if labels.min() < 0 or labels.max() > 9:
        raise ValueError("labels are not all 0 to 9")
    return split


def _remedy(raw: Path, name: str) -> str:
    return (
        f"Put the four files {', '.join(FILES)} (or the same with .gz) into {raw}, "
        f"or train without {name}: python train.py --data strokes."
    )


def to_inputs(images: torch.Tensor) -> torch.Tensor:
    """What `ToTensor` does, for all images at once.

    Args:
        images: uint8 (N, 28, 28), 0 to 255.

    Returns:
        float32 (N, 784), 0 to 1, equal to torchvision's `ToTensor` bit by bit.
    """
    return images.flatten(1).float().div_(255)


def to_images(inputs: torch.Tensor) -> torch.Tensor:
    """The images uint8 (N, 28, 28), 0 to 255, of which `to_inputs` makes inputs (N, 784)."""
    return (255 * inputs).round().byte().unflatten(1, (28, 28))


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


def make_loader(
    samples: Samples, batch_size: int, shuffle: bool = False, seed: int = 0, sampler: Sampler | None = None
) -> DataLoader:
    """A loader of batches: inputs (B, 784) and labels (B,).

    Args:
        shuffle: draw a new random order each epoch, from `seed`.
        sampler: gives another order instead; without either they come as they are stored.
    """
    return DataLoader(
        samples,
        batch_size=batch_size,
        shuffle=shuffle,
        sampler=sampler,
        collate_fn=_as_it_is,  # __getitems__ has made the batch already
        generator=torch.Generator().manual_seed(seed),
    )


def _as_it_is(batch: Any) -> Any:
    return batch
