"""The folder of a trained model: save it whole or not at all, and check all that is read.

The same on disk, in `pretrained/` and on the Hub:

    model.safetensors        the weights
    config.json              the architecture, and the number of hidden units
    metrics.json             recipe and settings, seed, versions, losses, accuracies
    evaluation.safetensors   labels and logits of each test set
    README.md                the model card
    loss.png, confusion.png, mistakes.png  its figures
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from stat import S_ISREG
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file

from mnistff.artifact import contents
from mnistff.artifact.contents import ArtifactError
from mnistff.datasets import TEST_SETS
from mnistff.evaluation import Evaluation, leading_logits, sure_from
from mnistff.model import Network, is_finite, to_config
from mnistff.system import folders
from mnistff.system.text import of_path

WEIGHTS, EVALUATION = "model.safetensors", "evaluation.safetensors"
CONFIG, METRICS = "config.json", "metrics.json"
CARD, LOSS_FIGURE, CONFUSION_FIGURE, MISTAKES_FIGURE = (
    "README.md",
    "loss.png",
    "confusion.png",
    "mistakes.png",
)
REQUIRED = (WEIGHTS, CONFIG, METRICS, EVALUATION)
FILES = (*REQUIRED, CARD, LOSS_FIGURE, CONFUSION_FIGURE, MISTAKES_FIGURE)
OF_THE_SYSTEM = (
    *(".DS_Store", "._*", ".localized", "Thumbs.db", "desktop.ini", ".directory", "@eaDir"),
    *(".nfs*", ".fuse_hidden*", ".*.sw?", ".#*", "*~", ".~lock.*"),
    *(".gitattributes", ".cache"),
)
"""What systems, editors and `hf download` put into a folder by themselves."""
BYTES_PER_UNIT = 4 * (784 + 1 + 10)
LONGEST_NAME = 100
"""In letters, of a folder's name on the page."""
READINGS, SECONDS_BETWEEN_READINGS = 5, 0.2
DIVERGED = "The training diverged: the weights are not finite. Lower the learning rate."

SHIPPED = Path(__file__).resolve().parents[1] / "pretrained"
PRETRAINED = {name: SHIPPED / name for name in ("robust", "lecture")}
"""The artifacts that ship, by recipe; the app begins with the first, which reads drawings best."""


@dataclass(frozen=True)
class Artifact:
    """A trained model and all that is known of it.

    `metrics` is what `metrics.json` holds; `evaluations` maps a test set's name to the answers; `origin`
    says where the weights come from, in plain text. `folder` is None if it was not read.
    """

    folder: Path | None
    model: Network
    metrics: dict[str, Any]
    evaluations: dict[str, Evaluation]
    origin: str

    @property
    def main_test_set(self) -> str:
        """The first of the data sets that it was evaluated on: MNIST, unless it was trained without."""
        return next(name for name in TEST_SETS if name in self.evaluations)

    @cached_property
    def sure_from(self) -> float:
        """As `evaluation.sure_from`, on all that it was evaluated on."""
        return max(map(sure_from, self.evaluations.values()))

    @cached_property
    def leading_logits(self) -> list[torch.Tensor]:
        """As `evaluation.leading_logits`, of all that it was evaluated on."""
        return leading_logits(self.evaluations.values())


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Write a folder beside its place, and move it there once it is whole.

    Yields:
        An empty folder to write into. If the block fails, `folder` stays as it was.

    Raises:
        ArtifactError: as `check_place`, or it could not be moved.
    """
    check_contents(folder)
    with _as_artifact_errors(), folders.replacing(folder, FILES) as beside:
        yield beside


@contextmanager
def _as_artifact_errors() -> Iterator[None]:
    """Raise what is wrong with a folder as what is wrong with an artifact."""
    try:
        yield
    except folders.FolderError as error:
        raise ArtifactError(str(error)) from error


def check_place(folder: Path, hidden: int = 1) -> None:
    """Whether an artifact may be written at `folder`.

    Args:
        hidden: the units that it will have, each of which takes its room.

    Raises:
        ArtifactError: it is a file, cannot be written, or holds what is not an artifact's.
    """
    check_contents(folder)
    with _as_artifact_errors():
        folders.check_replaceable(folder, hidden * BYTES_PER_UNIT)


def check_contents(folder: Path) -> None:
    """Raise an ArtifactError if what is at `folder` is not an artifact's, and would be lost."""
    with _as_artifact_errors():
        place = folders.real_place(folder)
    try:
        if place.is_dir():
            is_artifact = (place / WEIGHTS).exists()
            mine = (*FILES, *OF_THE_SYSTEM) if is_artifact else OF_THE_SYSTEM
            for name in sorted(path.name for path in place.iterdir()):
                if not any(fnmatch(name, pattern) for pattern in mine):
                    raise ArtifactError(
                        f"{folder} holds {name}, which is no part of an artifact and would be lost. "
                        "Choose another folder."
                    )
        elif place.exists():
            raise ArtifactError(f"{folder} is a file; an artifact is a folder. Choose another place.")
    except OSError as error:
        raise ArtifactError(f"{folder} cannot be looked into: {error.strerror}. Choose another.") from error


def save(
    folder: Path, model: Network, metrics: Mapping[str, Any], evaluations: Mapping[str, Evaluation]
) -> None:
    """Write an artifact's required files into an existing folder (see `replacing`).

    Raises:
        ArtifactError: the weights are not finite.
    """
    if not is_finite(model):
        raise ArtifactError(DIVERGED)
    tensors = {
        f"{name}.{part}": tensor.contiguous()
        for name, evaluation in evaluations.items()
        for part, tensor in evaluation._asdict().items()
    }
    try:
        model.save_pretrained(folder, config=to_config(model))
        (folder / METRICS).write_text(contents.metrics_text(metrics), encoding="utf-8")
        save_file(tensors, folder / EVALUATION)
        for name in (WEIGHTS, EVALUATION):  # safetensors makes files that only their owner can read
            (folder / name).chmod(0o644)
    except (OSError, SafetensorError) as error:
        raise ArtifactError(f"The artifact cannot be written into {folder} ({error}).") from error


def load(folder: Path | str) -> Artifact:
    """Read an artifact into memory and check all of it; nothing is unpickled, no code is run.

    Raises:
        ArtifactError: a file is missing, cut short, or not what it should be.
    """
    folder = Path(folder)
    read = _read(folder)
    model = contents.network(folder / CONFIG, read[CONFIG])
    model.load_state_dict(contents.weights(folder / WEIGHTS, read[WEIGHTS], model))
    metrics = contents.metrics(folder / METRICS, read[METRICS])
    evaluations = contents.evaluations(folder / EVALUATION, read[EVALUATION])
    origin = f"Weights from the folder {of_path(folder, LONGEST_NAME)}."
    if folder.resolve() in PRETRAINED.values():
        origin = "The weights ship with the app."
    return Artifact(folder, model.eval(), metrics, evaluations, origin)


def _read(folder: Path) -> dict[str, bytes]:
    """What the required files hold, all at one time: they are not changed while they are read."""
    for _ in range(READINGS):
        before = [_stamp(folder / name) for name in REQUIRED]
        try:
            read = {name: (folder / name).read_bytes() for name in REQUIRED}
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ArtifactError(f"{folder} cannot be read: {error.strerror}.") from error
        if [_stamp(folder / name) for name in REQUIRED] == before:
            return read
        time.sleep(SECONDS_BETWEEN_READINGS)
    raise ArtifactError(f"{folder} is being written to. Try again when that is over.")


def _stamp(path: Path) -> tuple[int, int, int]:
    """What becomes another number when a file is written or replaced."""
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        stat = None
    except OSError as error:
        raise ArtifactError(f"{path} cannot be read: {error.strerror}.") from error
    if stat is None or not S_ISREG(stat.st_mode):
        raise ArtifactError(f"{path} is missing. Train a model: python train.py")
    if trouble := contents.excess(path.name, stat.st_size):
        raise ArtifactError(f"{path} is too large: {trouble}.")
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def load_all(folders: Iterable[Path]) -> dict[str, Artifact]:
    """Artifacts by the names of their folders; where a name is taken, by the whole path.

    Raises:
        ArtifactError: as `load`.
    """
    artifacts: dict[str, Artifact] = {}
    for folder in folders:
        names = [of_path(each, LONGEST_NAME) for each in (folder.name, folder.absolute())]
        numbered = (f"{names[0]} {number}" for number in count(2))  # as much of both is the same
        name = next(name for name in chain(names, numbered) if name not in artifacts)
        artifacts[name] = load(folder)
    return artifacts
