"""The flags of train.py, and what each may be."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import torch

from mnistff import hub
from mnistff.data import DATA_FOLDER
from mnistff.recipes import RECIPES, SEED, SETTINGS, ChoiceSetting, NumberSetting
from mnistff.system.folders import expanded
from mnistff.training import default_device


def read_flags(description: str | None) -> argparse.Namespace:
    """What train.py was called with; a mistake in it ends the program with a sentence and code 2."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--recipe", choices=RECIPES, default="lecture", help="named settings (%(default)s)")
    for name, setting in SETTINGS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", **as_flag(setting))
    parser.add_argument("--seed", default=0, **as_flag(SEED))
    parser.add_argument(
        "--device", type=device, default=default_device(), help="cpu or cuda:0 (here: %(default)s)"
    )
    parser.add_argument(
        "--data-dir", type=folder, metavar="FOLDER", help=f"data folder (${DATA_FOLDER}, else data)"
    )
    parser.add_argument(
        "--drawn",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="JSON lines of digits that people wrote: half join the training, half measure",
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


def as_flag(setting: NumberSetting | ChoiceSetting) -> dict[str, Any]:
    """What `add_argument` is told of a setting."""
    if isinstance(setting, ChoiceSetting):
        return {"choices": setting.choices, "help": setting.help}
    read = whole_number if setting.whole else number
    return {"type": partial(read, setting), "help": setting.help}


def whole_number(setting: NumberSetting, text: str) -> int:
    least = 0 if setting.may_be_zero else 1
    if not text.isdecimal() or not least <= int(text) <= setting.most:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from {least} to {setting.most:,}")
    return int(text)


def number(setting: NumberSetting, text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1
    if not 0 <= found < float("inf") or (found == 0 and not setting.may_be_zero):
        raise argparse.ArgumentTypeError(
            f"{text} is no number {'from' if setting.may_be_zero else 'above'} 0"
        )
    return found


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
