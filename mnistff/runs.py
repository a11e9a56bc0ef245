"""A run, from a recipe to an artifact: what train.py and the app's Train tab share."""

import platform
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch.utils.data import DataLoader, Sampler

from mnistff import artifact, strokes
from mnistff.artifact.card import model_card
from mnistff.data import Samples, Split, make_loader, to_images, to_inputs
from mnistff.datasets import TRAINED_ON, Drawn, Progress, evaluated_on, together
from mnistff.distortion import Distorted
from mnistff.evaluation import Evaluation, answer, confusion_matrix, temperature
from mnistff.model import Network, WithoutReLU, folded
from mnistff.recipes import Recipe
from mnistff.system.errors import told
from mnistff.training import EpochRecord, Loader, divide_logits


class WithProgress:
    """A loader whose progress is told while it is gone through."""

    def __init__(self, loader: Loader, progress: Progress):
        self.loader, self.progress = loader, progress

    def __len__(self) -> int:
        return len(self.loader)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        return iter(self.progress(self.loader))


class Redrawn:
    """A loader of samples of which the last, drawn by program, are others every few times it is gone through.

    Args:
        draw: draws them for an epoch, which is counted from 0; the samples have those of the first already.
        every: after how many epochs.
    """

    def __init__(self, loader: DataLoader, samples: Samples, draw: Callable[[int], Split], every: int):
        self.loader, self.samples, self.draw, self.every = loader, samples, draw, every
        self.epoch = 0

    def __len__(self) -> int:
        return len(self.loader)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        if self.epoch and self.epoch % self.every == 0:
            images, labels = self.draw(self.epoch)
            self.samples.inputs[-len(images) :] = to_inputs(images)
            self.samples.labels[-len(images) :] = labels
        self.epoch += 1
        return iter(self.loader)


class ByLabel(Sampler):
    """Which samples to take, one label after the other, as they are when this is gone through."""

    def __init__(self, labels: torch.Tensor):
        self.labels = labels

    def __len__(self) -> int:
        return len(self.labels)

    def __iter__(self) -> Iterator[int]:
        return iter(self.labels.sort(stable=True).indices.tolist())


def load_data(
    recipe: Recipe, folder: Path | None, seed: int, progress: Progress
) -> tuple[Samples, dict[str, Samples]]:
    """The training set, and the test sets by name; the first is the one that training reports on.

    Args:
        folder, seed, progress: as for `DataSet.train_split`.

    Raises:
        DataError: something of it cannot be had.
    """
    test_sets = {each.key: each.test_split(folder) for each in evaluated_on(recipe.data)}
    train_split = together(
        each.train_split(recipe.images, folder, seed, progress) for each in TRAINED_ON[recipe.data]
    )
    train_samples = _as_samples(_labelled(train_split, recipe, seed))
    return train_samples, {key: _as_samples(split) for key, split in test_sets.items()}


def _labelled(split: Split, recipe: Recipe, seed: int) -> Split:
    """Training images with the labels that the recipe gives them."""
    if recipe.labels == "own":
        return split
    order = torch.randperm(len(split.labels), generator=torch.Generator().manual_seed(seed))
    return split._replace(labels=split.labels[order])


def _as_samples(split: Split) -> Samples:
    return Samples(to_inputs(split.images), split.labels)


def make_train_loader(recipe: Recipe, samples: Samples, seed: int, progress: Progress = iter) -> Loader:
    """The recipe's batches, in its order, drawn anew and distorted if it says so.

    Args:
        samples: those of `load_data`; what is drawn anew is put in their place.
        progress: goes through the parts that this is drawn in.
    """
    fetched = Distorted(samples, recipe.distortion, seed) if recipe.distortion else samples
    sampler = ByLabel(samples.labels) if recipe.order == "sorted" else None
    loader = make_loader(fetched, recipe.batch_size, recipe.order == "shuffled", seed, sampler)
    last = TRAINED_ON[recipe.data][-1]
    if not recipe.redrawn_every or not isinstance(last, Drawn):
        return loader
    draw = partial(last.draw_again, recipe.images, seed, progress=progress)
    return Redrawn(loader, samples, lambda epoch: _labelled(draw(epoch), recipe, seed), recipe.redrawn_every)


def as_kept(model: Network) -> Network:
    """A trained network as it is evaluated and saved: the one layer that two are without a ReLU."""
    return folded(model) if isinstance(model, WithoutReLU) else model


def calibrate(model: Network) -> float:
    """Make a trained model's probabilities hold on digits that are drawn for this; the temperature found."""
    found = temperature(answer(model, _as_samples(strokes.calibration_set())))
    divide_logits(model, found)
    return found


def sum_up(
    settings: Mapping[str, Any],
    model: Network,
    records: list[EpochRecord],
    train_samples: Samples,
    test_sets: Mapping[str, Samples],
    start: float,
) -> tuple[dict[str, Any], dict[str, Evaluation]]:
    """Evaluate a trained model; the metrics and the evaluations of its artifact.

    Args:
        settings: what the metrics begin with: `recipe` (its name), `settings` and `seed`, and perhaps the
            `temperature` that `calibrate` found.
        start: when it began, by `time.perf_counter`.
    """
    train_accuracy = answer(model, train_samples).accuracy
    evaluations = {name: answer(model, samples) for name, samples in test_sets.items()}
    metrics = {
        **settings,
        "device": str(next(model.parameters()).device),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "seconds": round(time.perf_counter() - start, 1),
        "epochs": [asdict(record) for record in records],
        "train_images": len(train_samples),
        "train_accuracy": train_accuracy,
        "test_accuracy": {name: evaluation.accuracy for name, evaluation in evaluations.items()},
    }
    return metrics, evaluations


def write(
    folder: Path,
    model: Network,
    metrics: Mapping[str, Any],
    evaluations: Mapping[str, Evaluation],
    test_samples: Samples,
) -> list[str]:
    """Write a whole artifact, card and figures too, into an existing folder (see `artifact.replacing`).

    Args:
        test_samples: those of the first evaluation, for the pictures of its mistakes.

    Returns:
        The names of figures, or of the card, that could not be made, which is no reason to lose a
        training; the log says why.

    Raises:
        ArtifactError: the weights are not finite, or cannot be written.
    """
    artifact.save(folder, model.cpu(), metrics, evaluations)
    evaluation = next(iter(evaluations.values()))
    images = to_images(test_samples.inputs)
    makers = {
        artifact.LOSS_FIGURE: lambda path: _plots().loss_curves(_records(metrics)).savefig(path),
        artifact.CONFUSION_FIGURE: lambda path: _plots().confusion_matrix(_matrix(evaluation)).savefig(path),
        artifact.MISTAKES_FIGURE: lambda path: _plots().mistakes_grid(images, evaluation).savefig(path),
        artifact.CARD: lambda path: path.write_text(
            model_card(model, metrics, evaluations), encoding="utf-8"
        ),
    }
    return [name for name, make in makers.items() if not _is_made(folder / name, make)]


def _is_made(path: Path, make: Callable[[Path], Any]) -> bool:
    """Make a file; if that fails, leave nothing of it, and a traceback in the log."""
    try:
        make(path)
        return True
    except Exception as error:
        told(error)
        path.unlink(missing_ok=True)
        return False


def _plots() -> ModuleType:
    from mnistff.artifact import plots  # imports matplotlib: a second that a training need not wait for

    return plots


def _records(metrics: Mapping[str, Any]) -> list[EpochRecord]:
    return [EpochRecord(**record) for record in metrics["epochs"]]


def _matrix(evaluation: Evaluation) -> torch.Tensor:
    return confusion_matrix(evaluation.labels, evaluation.predictions)
