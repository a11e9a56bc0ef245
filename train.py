# /// script
# requires-python = ">=3.10,<3.13"
# dependencies = [
#   "torch>=2.8,<3",
#   "torchvision>=0.23,<1",
#   "huggingface-hub>=1.16,<3",
#   "safetensors>=0.5,<1",
#   "matplotlib>=3.9,<4",
#   "tqdm>=4.66,<5",
# ]
# ///
"""Train the network and leave it as an artifact.

    python train.py                                 the lecture's recipe, into artifacts/lecture
    python train.py --epochs 3 --hidden 32          the same with other settings
    python train.py --data strokes                  the same without MNIST and without a network
    python train.py --push-to USER/REPO             the same, and push it to the Hugging Face Hub
    python app.py --model artifacts/lecture         look at the result

MNIST is fetched into data/ the first time, unless --data-dir or MNISTFF_DATA names a folder that has it.
"""

import argparse
import dataclasses
import platform
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import torch
from torch.utils.data import DataLoader
from tqdm import tqdm

from mnistff import artifact, hub, plots, strokes
from mnistff.card import model_card
from mnistff.data import DataError, Samples, Split, load_mnist, make_loader, to_inputs
from mnistff.distortion import Distorted
from mnistff.evaluation import Evaluation, answer, confusion_matrix, worst_confusions
from mnistff.flags import read_flags
from mnistff.model import FeedForward
from mnistff.training import RECIPES, EpochRecord, Recipe, fit

OVERRIDES = ("data", "epochs", "hidden", "batch_size", "learning_rate")
STROKES = 60_000
PARTS = 20
"""In which the strokes are drawn, for the progress bar."""


class WithBar:
    """A loader that shows a progress bar while it is gone through."""

    def __init__(self, loader: DataLoader):
        self.loader = loader

    def __len__(self) -> int:
        return len(self.loader)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        return iter(tqdm(self.loader, unit="step", leave=False, disable=None))


def main() -> None:
    options = read_flags(__doc__)
    folder = options.push_only or options.output or Path("artifacts") / options.recipe
    try:
        if options.push_to:
            hub.check_push(options.push_to)
        if not options.push_only:
            make_artifact(options, folder)
            print(f"\nThe model is in {folder}. See it in the app:\npython app.py --model {folder}")
        if options.push_to:
            push(options, folder)
    except (DataError, artifact.ArtifactError, hub.HubError) as error:
        leave(f"train.py: {error}", 2)


def make_artifact(options: argparse.Namespace, output: Path) -> None:
    """Train as the flags say; `output` is replaced once the new one is whole."""
    overrides = {name: getattr(options, name) for name in OVERRIDES if getattr(options, name) is not None}
    recipe = dataclasses.replace(RECIPES[options.recipe], **overrides)
    try:
        with artifact.replacing(output) as folder:
            train(options, recipe, folder)
    except KeyboardInterrupt:
        leave(f"\nStopped. {output} is as it was before.", 130)


def push(options: argparse.Namespace, folder: Path) -> None:
    try:
        address = hub.push(folder, options.push_to, options.private, options.revision)
    except (hub.HubError, KeyboardInterrupt) as error:
        again = ["python", "train.py", "--push-only", str(folder), "--push-to", options.push_to]
        again += ["--private"] * options.private
        again += ["--revision", options.revision] if options.revision else []
        reason = str(error) or "Stopped."
        leave(f"train.py: {reason}\n{folder} is whole. To push it again:\n{shlex.join(again)}", 2)
    print(f"\nPushed to {options.push_to}: {address}")


def leave(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)


def train(options: argparse.Namespace, recipe: Recipe, folder: Path) -> None:
    """Load, fit, evaluate, save into `folder`."""
    train_samples, test_sets = load_data(recipe.data, options.data_dir, options.seed)
    test_samples = next(iter(test_sets.values()))
    torch.manual_seed(options.seed)
    model = FeedForward(recipe.hidden).to(options.device)

    start = time.perf_counter()
    records = []
    varied = train_samples
    if recipe.distortion:
        varied = Distorted(train_samples, recipe.distortion, options.seed)
    train_loader = WithBar(make_loader(varied, recipe.batch_size, shuffle=True, seed=options.seed))
    test_loader, after_loader = (
        make_loader(samples, recipe.batch_size) for samples in (test_samples, train_samples)
    )
    for record in fit(model, recipe, train_loader, test_loader, after_loader):
        print_record(record)
        records.append(record)

    train_accuracy = answer(model, train_samples).accuracy
    evaluations = {name: answer(model, samples) for name, samples in test_sets.items()}
    metrics = {
        "recipe": options.recipe,
        "settings": dataclasses.asdict(recipe),
        "seed": options.seed,
        "device": str(options.device),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "seconds": round(time.perf_counter() - start, 1),
        "epochs": [dataclasses.asdict(record) for record in records],
        "train_images": len(train_samples),
        "train_accuracy": train_accuracy,
        "test_accuracy": {name: evaluation.accuracy for name, evaluation in evaluations.items()},
    }
    artifact.save(folder, model.cpu(), metrics, evaluations)
    write_card(folder, metrics, evaluations, records, test_samples)
    print_result(metrics, evaluations)


def load_data(data: str, folder: Path, seed: int) -> tuple[Samples, dict[str, Samples]]:
    """The training set, and the test sets by name; the first is the one that training reports on."""
    train_splits, test_sets = [], {"strokes": strokes.evaluation_set()}
    if data != "strokes":
        train_splits.append(load_mnist("train", folder))
        test_sets = {"mnist": load_mnist("test", folder), **test_sets}
    if data != "mnist":
        parts = tqdm(range(PARTS), desc=f"drawing {STROKES:,} digits", leave=False, disable=None)
        train_splits += [strokes.make_split(STROKES // PARTS, PARTS * seed + part) for part in parts]
    train_split = Split(*map(torch.cat, zip(*train_splits, strict=True)))
    return as_samples(train_split), {name: as_samples(split) for name, split in test_sets.items()}


def as_samples(split: Split) -> Samples:
    return Samples(to_inputs(split.images), split.labels)


def write_card(
    folder: Path,
    metrics: dict,
    evaluations: dict[str, Evaluation],
    records: list[EpochRecord],
    test_samples: Samples,
) -> None:
    evaluation = next(iter(evaluations.values()))
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
    images = (255 * test_samples.inputs).round().byte().unflatten(1, (28, 28))
    plots.loss_curves(records).savefig(folder / artifact.LOSS_FIGURE)
    plots.confusion_matrix(matrix).savefig(folder / artifact.CONFUSION_FIGURE)
    plots.mistakes_grid(images, evaluation).savefig(folder / artifact.MISTAKES_FIGURE)
    (folder / artifact.CARD).write_text(model_card(metrics, evaluations), encoding="utf-8")


def print_record(record: EpochRecord) -> None:
    print(
        f"epoch {record.epoch:2}  train loss {record.train_loss:.4f}  test loss {record.test_loss:.4f}  "
        f"test accuracy {record.test_accuracy:.2%}  {record.seconds:.2f} s",
        flush=True,
    )


def print_result(metrics: dict, evaluations: dict[str, Evaluation]) -> None:
    print(f"\naccuracy on the {metrics['train_images']:,} training images: {metrics['train_accuracy']:.2%}")
    for name, evaluation in evaluations.items():
        print(f"accuracy on {artifact.TEST_SETS[name]}: {evaluation.accuracy:.2%}; the worst confusions:")
        for confusion in worst_confusions(confusion_matrix(evaluation.labels, evaluation.predictions)):
            print(f"  {confusion}")


if __name__ == "__main__":
    main()
