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
    python train.py --drawn ann.jsonl ben.jsonl     the same with digits that people wrote
    python train.py --push-to USER/REPO             the same, and push it to the Hugging Face Hub
    python app.py --model artifacts/lecture         look at the result

MNIST is fetched into data/ the first time, unless --data-dir or MNISTFF_DATA names a folder that has it.
"""

import argparse
import dataclasses
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

try:
    from mnistff.system import environment, proxies, streams

    environment.check()
    from tqdm import tqdm

    from mnistff import artifact, handwriting, hub, runs
    from mnistff.data import Samples, make_loader
    from mnistff.datasets import HANDWRITING, TEST_SETS
    from mnistff.evaluation import Evaluation, confusion_matrix, wilson, worst_confusions
    from mnistff.flags import read_flags
    from mnistff.model import Network, is_finite
    from mnistff.recipes import RECIPES, SETTINGS, Recipe
    from mnistff.system.errors import KnownError, told
    from mnistff.system.interrupts import Interrupted, all_as_ctrl_c, held_back
    from mnistff.training import EpochRecord, fit, make_model
except KeyboardInterrupt:
    sys.exit(130)
except ModuleNotFoundError as error:
    sys.exit(f"train.py: {error}. To install what it needs: python -m pip install -r requirements.txt")
except environment.KnownError as error:
    sys.exit(f"train.py: {error}")


def bar(batches: Iterable) -> Iterable:
    """The same, with a progress bar while it is gone through."""
    with held_back():  # a bar that is half made would complain of itself when it is thrown away
        return tqdm(batches, leave=False, disable=None)


def main() -> None:
    streams.tolerate()
    try:
        with all_as_ctrl_c():
            options = read_flags(__doc__)
            proxies.settle()
            run(options)
    except (Exception, Interrupted) as error:
        reason, code = ending(error)
        leave(f"train.py: {reason}", code)


def ending(error: BaseException) -> tuple[str, int]:
    """What to say of an exception that ends the program, and the code to exit with."""
    if isinstance(error, Interrupted):
        return "Stopped.", error.code
    return told(error), 2 if isinstance(error, KnownError) else 1


def run(options: argparse.Namespace) -> None:
    """What the flags say: train, push, or both."""
    if options.push_to:
        hub.check_push(options.push_to)
    folder = options.push_only
    if not folder:
        folder = options.output or Path("artifacts") / options.recipe
        make_artifact(options, folder)
    if options.push_to:
        push(options, folder)


def make_artifact(options: argparse.Namespace, output: Path) -> None:
    """Train as the flags say; `output` is replaced once the new one is whole."""
    overrides = {name: getattr(options, name) for name in SETTINGS if getattr(options, name) is not None}
    recipe = dataclasses.replace(RECIPES[options.recipe], **overrides)
    digits = handwriting.read_files(options.drawn)
    halves = handwriting.halve(digits, options.seed) if digits else None
    artifact.check_place(output, recipe.hidden)
    settings: dict = {"recipe": options.recipe, "settings": dataclasses.asdict(recipe), "seed": options.seed}
    try:
        train_samples, test_sets = runs.load_data(recipe, options.data_dir, options.seed, bar)
        if halves:
            train_samples, settings["handwriting"] = handwriting.join(halves, train_samples, options.seed)
            test_sets[HANDWRITING.key] = handwriting.as_samples(halves.measured)
            print(handwriting.in_words(settings["handwriting"]))
        start = time.perf_counter()
        trained, records = train(options, recipe, train_samples, test_sets)
    except Interrupted as interrupted:
        leave(f"\nStopped. {output} is as it was before.", interrupted.code)
    model = runs.as_kept(trained)
    if not is_finite(model):
        raise artifact.ArtifactError(artifact.DIVERGED)
    with held_back():  # what was learnt is not lost any more
        if recipe.calibrated:
            settings["temperature"] = runs.calibrate(model)
        metrics, evaluations = runs.sum_up(settings, model, records, train_samples, test_sets, start)
        first = next(iter(test_sets.values()))
        save(output, lambda folder: runs.write(folder, model, metrics, evaluations, first))
        print_result(metrics, evaluations)
        print(f"\nThe model is in {output}. See it in the app:\n{command('app.py', '--model', output)}")


def train(
    options: argparse.Namespace, recipe: Recipe, train_samples: Samples, test_sets: dict[str, Samples]
) -> tuple[Network, list[EpochRecord]]:
    """Fit, and print how it goes."""
    model = make_model(recipe, options.seed).to(options.device)
    records = []
    train_loader = runs.WithProgress(runs.make_train_loader(recipe, train_samples, options.seed, bar), bar)
    test_loader, after_loader = (
        make_loader(samples, recipe.batch_size) for samples in (next(iter(test_sets.values())), train_samples)
    )
    for record in fit(model, recipe, train_loader, test_loader, after_loader):
        print_record(record)
        records.append(record)
    return model, records


def save(output: Path, write: Callable[[Path], list[str]]) -> None:
    """Write the artifact, or end the program and say where it is instead.

    Args:
        write: writes into a folder; returns the names of the files that could not be made.
    """
    try:
        with artifact.replacing(output) as folder:
            missing = write(folder)
    except Exception as error:
        folder = keep_elsewhere(output, write)
        if folder is None:
            raise
        again = command("app.py", "--model", folder)
        leave(f"train.py: {told(error)}\nThe model is in {folder} instead. See it in the app:\n{again}", 2)
    if missing:
        print(f"\nWithout {', '.join(missing)}, which could not be made; the log above says why.")


def keep_elsewhere(output: Path, write: Callable[[Path], list[str]]) -> Path | None:
    """Write a finished artifact into a new folder, beside its place or where temporary files are."""
    for parent in (output.absolute().parent, Path(tempfile.gettempdir())):
        try:
            folder = Path(tempfile.mkdtemp(dir=parent, prefix=f"{output.name[:32]}-"))
        except OSError:
            continue
        try:
            write(folder)
            return folder
        except Exception:
            shutil.rmtree(folder, ignore_errors=True)
    return None


def push(options: argparse.Namespace, folder: Path) -> None:
    try:
        address = hub.push(folder, options.push_to, options.private, options.revision)
    except artifact.ArtifactError:
        raise
    except (Exception, Interrupted) as error:
        again = ["--push-only", folder, "--push-to", options.push_to]
        again += ["--private"] * options.private
        again += ["--revision", options.revision] if options.revision else []
        reason, code = ending(error)
        whole = f"{folder} is whole. To push it again:\n{command('train.py', *again)}"
        leave(f"train.py: {reason}\n{whole}", code)
    print(f"\nPushed to {options.push_to}: {address}")


def command(script: str, *arguments: object) -> str:
    """A command that can be copied: with one of the scripts that are where this one is."""
    words = ["python", str(Path(sys.argv[0] or __file__).with_name(script)), *map(str, arguments)]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def leave(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)


def print_record(record: EpochRecord) -> None:
    print(
        f"epoch {record.epoch:2}  train loss {record.train_loss:.4f}  test loss {record.test_loss:.4f}  "
        f"test accuracy {record.test_accuracy:.2%}  {record.seconds:.2f} s",
        flush=True,
    )


def print_result(metrics: dict, evaluations: dict[str, Evaluation]) -> None:
    print(f"\naccuracy on the {metrics['train_images']:,} training images: {metrics['train_accuracy']:.2%}")
    for name, evaluation in evaluations.items():
        print(f"accuracy on {TEST_SETS[name].test_title}: {evaluation.accuracy:.2%}; the worst confusions:")
        if name == HANDWRITING.key:
            print(f"  ({of_few(evaluation)})")
        for confusion in worst_confusions(confusion_matrix(evaluation.labels, evaluation.predictions)):
            print(f"  {confusion}")


def of_few(evaluation: Evaluation) -> str:
    """What the answers to so few digits can tell."""
    count = len(evaluation.labels)
    low, high = wilson(evaluation.right, count)
    return f"{count:,} digits can tell that it is {low:.1%} to {high:.1%} of what these people write"


if __name__ == "__main__":
    main()
