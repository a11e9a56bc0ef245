"""The settings of a training in the page: what each may be, and the things to try."""

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mnistff.serving.requests import RequestError
from mnistff.system.text import quoted
from mnistff.ui.component import read

if TYPE_CHECKING:  # the app does not import the training before somebody trains
    from mnistff.training import Recipe

NUMBERS = {
    "hidden": (8, 512, "Hidden units"),
    "epochs": (1, 20, "Epochs"),
    "batch_size": (1, 60_000, "Batch size"),
    "learning_rate": (1e-6, 100, "Learning rate"),
    "images": (100, 60_000, "Training images"),
    "seed": (0, 2**32 - 1, "Seed"),
}
"""Smallest, largest, and what to call it."""

CHOICES = {
    "optimizer": ("Optimizer", {"Adam": "adam", "SGD": "sgd"}),
    "data": ("Data", {"MNIST": "mnist", "pen strokes": "strokes", "both": "both"}),
    "order": ("Shuffle", {"every epoch": "shuffled", "no: as stored": "stored", "no: by label": "sorted"}),
}
"""What to call it, and what it may be: label and value."""


def things_to_try() -> list[dict[str, Any]]:
    """Each has a `name`, a `lesson`, and `settings` for `read_settings`; the first is the lecture's."""
    things = json.loads(read("train/things_to_try.json"))
    lecture = things[0]["settings"]
    return [{**thing, "settings": lecture | thing["settings"]} for thing in things]


def read_settings(values: Mapping[str, Any]) -> "tuple[Recipe, int]":
    """A recipe and a seed from what the page sent.

    Raises:
        RequestError: a setting is outside of its range.
    """
    from mnistff.training import Recipe

    checked = {name: _number(name, values.get(name)) for name in NUMBERS}
    checked |= {name: _choice(name, values.get(name)) for name in CHOICES}
    seed = checked.pop("seed")
    return Recipe(**checked), seed


def _number(name: str, value: Any) -> float:
    low, high, label = NUMBERS[name]
    whole = name != "learning_rate"
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not low <= value <= high or (whole and value != int(value)):
        kind = "a whole number" if whole else "a number"
        raise RequestError(f"{label} must be {kind} from {low:,} to {high:,}, not {quoted(value)}.")
    return int(value) if whole else float(value)


def _choice(name: str, value: Any) -> str:
    label, choices = CHOICES[name]
    if not isinstance(value, str) or value not in choices.values():
        raise RequestError(f"{label} must be one of {', '.join(choices.values())}, not {quoted(value)}.")
    return value
