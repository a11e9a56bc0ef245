"""The flags of train.py, and what each may be."""

import argparse
from pathlib import Path

import torch

from mnistff import hub
from mnistff.data import DATA_FOLDER
from mnistff.datasets import TRAINED_ON
from mnistff.model import MAX_HIDDEN
from mnistff.system.folders import expanded
from mnistff.training import OPTIMIZERS, ORDERS, RECIPES, default_device


def read_flags(description: str) -> argparse.Namespace:
    """What train.py was called with; a mistake in it ends the program with a sentence and code 2."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--recipe", choices=RECIPES, default="lecture", help="named settings (%(default)s)")
    parser.add_argument("--data", choices=TRAINED_ON, help="train on MNIST, strokes (no download), or both")
    parser.add_argument("--images", type=images, help="of MNIST, and to be drawn: 1 to 60,000")
    parser.add_argument("--order", choices=ORDERS, help="of the training images")
    parser.add_argument("--epochs", type=whole_number, help="times to go through the training set")
    parser.add_argument("--hidden", type=hidden_units, help="hidden units")
    parser.add_argument("--batch-size", type=whole_number, help="images per step")
    parser.add_argument("--optimizer", choices=OPTIMIZERS, help="what takes the steps")
    parser.add_argument("--learning-rate", type=positive_number, help="its step size")
    parser.add_argument("--seed", type=seed, default=0, help="of weights and order of images (%(default)s)")
    parser.add_argument(
        "--device", type=device, default=default_device(), help="cpu or cuda:0 (here: %(default)s)"
    )
    parser.add_argument(
        "--data-dir", type=folder, metavar="FOLDER", help=f"data folder (${DATA_FOLDER}, else data)"
    )
    parser.add_argument(
        "--output", type=folder, metavar="FOLDER", help="folder of the artifact (artifacts/RECIPE)"
    )
    pushing = parser.add_argument_group("to the Hugging Face Hub")
    pushing.add_argument("--push-to", type=repository, metavar="USER/REPO", help="push it, in one commit")
    pushing.add_argument(
        "--push-only", type=folder, metavar="FOLDER", help="push that artifact, train nothing"
    )
    pushing.add_argument("--private", action="store_true", help="if the repository has to be made")
    pushing.add_argument("--revision", metavar="BRANCH", help="push to it (main)")
    options = parser.parse_args()
    if not options.push_to and (options.push_only or options.private or options.revision):
        parser.error("--push-only, --private and --revision need --push-to USER/REPO")
    return options


def whole_number(text: str, most: int = 1_000_000) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 to {most:,}")
    return int(text)


def hidden_units(text: str) -> int:
    return whole_number(text, MAX_HIDDEN)


def images(text: str) -> int:
    return whole_number(text, 60_000)


def positive_number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return number


def seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 0")
    return int(text)


def folder(text: str) -> Path:
    """A folder, as a shell would have it: ~ is expanded, also where no shell did that."""
    if not text:
        raise argparse.ArgumentTypeError("it is empty; to leave the choice to train.py, leave the flag out")
    path = expanded(text)
    if text.startswith("~") and str(path).startswith("~"):
        raise argparse.ArgumentTypeError(f"whose home folder {text} means is not known; spell it out")
    return path.absolute() if str(path).startswith("-") else path


def device(text: str) -> torch.device:
    try:
        torch.ones(1, device=text).item()  # there are devices that hold no numbers
    except (RuntimeError, AssertionError):
        raise argparse.ArgumentTypeError(f"there is no device {text} here; cpu always works") from None
    return torch.device(text)


def repository(text: str) -> str:
    try:
        hub.parse(text)
    except hub.HubError:
        raise argparse.ArgumentTypeError(f"{text} is not USER/REPO") from None
    if "@" in text:
        raise argparse.ArgumentTypeError("give the branch with --revision")
    return text
