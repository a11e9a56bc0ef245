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
import shlex
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import torch
from tqdm import tqdm

from mnistff import artifact, hub, runs
from mnistff.data import DataError, make_loader
from mnistff.evaluation import Evaluation, confusion_matrix, worst_confusions
from mnistff.flags import read_flags
from mnistff.model import FeedForward
from mnistff.training import RECIPES, EpochRecord, Recipe, fit

OVERRIDES = ("data", "images", "order", "epochs", "hidden", "batch_size", "optimizer", "learning_rate")


def bar(batches: Iterable) -> Iterable:
    """The same, with a progress bar while it is gone through."""
    return tqdm(batches, leave=False, disable=None)


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
    train_samples, test_sets = runs.load_data(recipe, options.data_dir, options.seed, bar)
    test_samples = next(iter(test_sets.values()))
    torch.manual_seed(options.seed)
    model = FeedForward(recipe.hidden).to(options.device)

    start = time.perf_counter()
    records = []
    train_loader = runs.Watched(runs.make_train_loader(recipe, train_samples, options.seed), bar)
    test_loader, after_loader = (
        make_loader(samples, recipe.batch_size) for samples in (test_samples, train_samples)
    )
    for record in fit(model, recipe, train_loader, test_loader, after_loader):
        print_record(record)
        records.append(record)

    settings = {"recipe": options.recipe, "settings": dataclasses.asdict(recipe), "seed": options.seed}
    metrics, evaluations = runs.sum_up(settings, model, records, train_samples, test_sets, start)
    runs.write(folder, model, metrics, evaluations, test_samples)
    print_result(metrics, evaluations)


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
