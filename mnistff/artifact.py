"""The folder of a trained model: save it whole or not at all, and check all that is read.

The same on disk, in `pretrained/` and on the Hub:

    model.safetensors        the weights
    config.json              the number of hidden units
    metrics.json             recipe and settings, seed, versions, losses, accuracies
    evaluation.safetensors   labels and logits of each test set
    README.md                the model card
    loss.png, confusion.png, mistakes.png  its figures
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from mnistff.errors import KnownError
from mnistff.evaluation import Evaluation
from mnistff.model import FeedForward, is_finite

WEIGHTS, CONFIG, METRICS, EVALUATION = (
    "model.safetensors",
    "config.json",
    "metrics.json",
    "evaluation.safetensors",
)
CARD, LOSS_FIGURE, CONFUSION_FIGURE, MISTAKES_FIGURE = (
    "README.md",
    "loss.png",
    "confusion.png",
    "mistakes.png",
)
REQUIRED = (WEIGHTS, CONFIG, METRICS, EVALUATION)
FILES = (*REQUIRED, CARD, LOSS_FIGURE, CONFUSION_FIGURE, MISTAKES_FIGURE)
MAX_HIDDEN = 10_000

TEST_SETS = {"mnist": "MNIST's test set", "strokes": "the pen-stroke test set"}
"""The test sets that an evaluation may cover, and what to call them."""

PRETRAINED = {name: Path(__file__).resolve().parent / "pretrained" / name for name in ("robust", "lecture")}
"""The artifacts that ship, by recipe; the app begins with the first, which reads drawings best."""


class ArtifactError(KnownError):
    """An artifact cannot be read or written; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Artifact:
    """A trained model and all that is known of it.

    `metrics` is what `metrics.json` holds; `evaluations` maps a test set's name to the answers;
    `origin` says where the weights come from, in a sentence. `folder` is None if it was not read.
    """

    folder: Path | None
    model: FeedForward
    metrics: dict[str, Any]
    evaluations: dict[str, Evaluation]
    origin: str

    @property
    def main_test_set(self) -> str:
        """MNIST's test set, unless the model was trained without MNIST."""
        return next(name for name in TEST_SETS if name in self.evaluations)


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Write a folder beside its place, and move it there once it is whole.

    Yields:
        An empty folder to write into. If the block fails, `folder` stays as it was.

    Raises:
        ArtifactError: as `check_place`.
    """
    check_place(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        new.mkdir()
        yield new
        if folder.exists():
            folder.rename(old)
        new.rename(folder)


def check_place(folder: Path) -> None:
    """Whether an artifact may be written at `folder`.

    Raises:
        ArtifactError: it is a file, cannot be written, or holds what is not an artifact's.
    """
    if folder.is_dir():
        foreign = sorted(path.name for path in folder.iterdir() if path.name not in FILES)
        if foreign:
            raise ArtifactError(
                f"{folder} holds {foreign[0]}, which is no part of an artifact and would be lost. "
                "Choose another folder."
            )
    elif folder.exists():
        raise ArtifactError(f"{folder} is a file; an artifact is a folder. Choose another place.")
    nearest = next(path for path in folder.absolute().parents if path.exists())
    try:
        tempfile.TemporaryFile(dir=nearest).close()
    except OSError as error:
        raise ArtifactError(f"{nearest} cannot be written to: {error.strerror}.") from error


def save(
    folder: Path, model: FeedForward, metrics: Mapping[str, Any], evaluations: Mapping[str, Evaluation]
) -> None:
    """Write an artifact's required files into an existing folder (see `replacing`).

    Raises:
        ArtifactError: the weights are not finite.
    """
    if not is_finite(model):
        raise ArtifactError("The training diverged: the weights are not finite. Lower the learning rate.")
    model.save_pretrained(folder)
    (folder / METRICS).write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    tensors = {
        f"{name}.{part}": tensor.contiguous()
        for name, evaluation in evaluations.items()
        for part, tensor in evaluation._asdict().items()
    }
    save_file(tensors, folder / EVALUATION)
    for name in (WEIGHTS, EVALUATION):  # safetensors makes files that only their owner can read
        (folder / name).chmod(0o644)


def load(folder: Path | str) -> Artifact:
    """Read an artifact and check all of it; nothing is unpickled, no code is run.

    Raises:
        ArtifactError: a file is missing, cut short, or not what it should be.
    """
    folder = Path(folder)
    for name in REQUIRED:
        if not (folder / name).is_file():
            raise ArtifactError(f"{folder / name} is missing. Train a model: python train.py")
    model = FeedForward(_hidden(folder / CONFIG))
    _load_weights(model, folder / WEIGHTS)
    metrics, evaluations = _metrics(folder / METRICS), _evaluations(folder / EVALUATION)
    ships = folder.resolve() in PRETRAINED.values()
    origin = "The weights ship with the app." if ships else f"Weights from the folder `{folder}`."
    return Artifact(folder, model.eval(), metrics, evaluations, origin)


def _hidden(path: Path) -> int:
    config = _json(path)
    if set(config) != {"hidden"}:
        raise ArtifactError(f'{path} must hold "hidden" and nothing else, but holds {sorted(config)}.')
    hidden = config["hidden"]
    if type(hidden) is not int or not 1 <= hidden <= MAX_HIDDEN:
        raise ArtifactError(f"{path}: hidden must be a whole number from 1 to {MAX_HIDDEN}, not {hidden!r}.")
    return hidden


def _load_weights(model: FeedForward, path: Path) -> None:
    state_dict = _tensors(path)
    expected = {key: (tuple(t.shape), t.dtype) for key, t in model.state_dict().items()}
    found = {key: (tuple(t.shape), t.dtype) for key, t in state_dict.items()}
    if set(found) != set(expected):
        raise ArtifactError(f"{path} must hold {sorted(expected)}, but holds {sorted(found)}.")
    for key in expected:
        if found[key] != expected[key]:
            raise ArtifactError(f"{path}: {key} is {found[key]}, but {CONFIG} asks for {expected[key]}.")
        if not state_dict[key].isfinite().all():
            raise ArtifactError(f"{path}: {key} holds numbers that are not finite.")
    model.load_state_dict(state_dict)


def _metrics(path: Path) -> dict[str, Any]:
    metrics = _json(path)
    if not isinstance(metrics.get("recipe"), str):
        raise ArtifactError(f'{path} does not say which "recipe" the model was trained by.')
    return metrics


def _evaluations(path: Path) -> dict[str, Evaluation]:
    tensors = _tensors(path)
    names = sorted({key.split(".")[0] for key in tensors})
    if set(tensors) != {f"{name}.{part}" for name in names for part in Evaluation._fields}:
        raise ArtifactError(f"{path} must hold labels and logits of each test set, not {sorted(tensors)}.")
    if not names or not set(names) <= set(TEST_SETS):
        raise ArtifactError(f"{path} must hold test sets of {sorted(TEST_SETS)}, but holds {names}.")
    evaluations = {name: Evaluation(tensors[f"{name}.labels"], tensors[f"{name}.logits"]) for name in names}
    for name, (labels, logits) in evaluations.items():
        count = labels.numel()
        if count == 0 or labels.shape != (count,) or logits.shape != (count, 10):
            raise ArtifactError(
                f"{path}: {name} must be labels (N,) and logits (N, 10), "
                f"but is {tuple(labels.shape)} and {tuple(logits.shape)}."
            )
        if labels.dtype != torch.int64 or labels.min() < 0 or labels.max() > 9:
            raise ArtifactError(f"{path}: {name}.labels must be int64, 0 to 9.")
        if logits.dtype != torch.float32 or not logits.isfinite().all():
            raise ArtifactError(f"{path}: {name}.logits must be finite float32 numbers.")
    return evaluations


def _tensors(path: Path) -> dict[str, torch.Tensor]:
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise ArtifactError(f"{path} is no safetensors file, or is cut short ({error}).") from error


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path} is not JSON ({error}).") from error
    if not isinstance(content, dict):
        raise ArtifactError(f"{path} must hold a JSON object.")
    return content


def load_all(folders: Iterable[Path]) -> dict[str, Artifact]:
    """Artifacts by the names of their folders; where a name is taken, by the whole path.

    Raises:
        ArtifactError: as `load`.
    """
    artifacts: dict[str, Artifact] = {}
    for folder in folders:
        name = str(folder.absolute()) if folder.name in artifacts else folder.name
        artifacts[name] = load(folder)
    return artifacts
