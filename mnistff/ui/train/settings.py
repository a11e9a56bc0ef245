"""The settings of a training in the page: its form, what each may be, and the things to try."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from mnistff.recipes import RECIPES, SEED, SETTINGS, ChoiceSetting, NumberSetting, Recipe
from mnistff.serving.requests import RequestError
from mnistff.system.text import quoted
from mnistff.ui.component import read

ALL = {**SETTINGS, "seed": SEED}
NUMBERS = {name: setting for name, setting in ALL.items() if isinstance(setting, NumberSetting)}
CHOICES = {name: setting for name, setting in ALL.items() if isinstance(setting, ChoiceSetting)}
LECTURE: dict[str, Any] = {name: getattr(RECIPES["lecture"], name) for name in SETTINGS} | {"seed": 0}


def things_to_try() -> list[dict[str, Any]]:
    """Each has a `name`, a `lesson`, and `settings` for `read_settings`; the first is the lecture's.

    By its `id` the lecture's links name it, as `?tab=train#no-shuffling`.
    """
    things = json.loads(read("train/things_to_try.json"))
    return [
        {
            **thing,
            "id": re.sub(r"[^a-z0-9]+", "-", thing["name"].lower()),
            "settings": LECTURE | thing["settings"],
        }
        for thing in things
    ]


def form() -> list[dict[str, Any]]:
    """The settings as `form.mjs` shows them, each a number or a choice."""
    numbers = {
        name: {"low": each.page[0], "high": each.page[1], "whole": each.whole, "steps": each.steps}
        for name, each in NUMBERS.items()
    }
    choices = {name: {"choices": list(each.choices.items())} for name, each in CHOICES.items()}
    return [{"name": name, "label": ALL[name].label, **kind} for name, kind in (numbers | choices).items()]


def in_words(name: str, value: Any) -> str:
    """The value of a setting, as its control shows it."""
    setting = ALL[name]
    return setting.choices[value] if isinstance(setting, ChoiceSetting) else plain_number(value)


def plain_number(value: float) -> str:
    """Without an exponent, and no more decimals than it has."""
    return f"{value:,.6f}".rstrip("0").removesuffix(".")


def run_name(run: str, settings: Mapping[str, Any], with_yours: bool = False) -> str:
    """What to call a run: "run 2", and in what its settings are not the lecture's.

    Args:
        with_yours: whether it learnt from the visitor's own digits too.
    """
    others = [name for name in ALL if settings[name] != LECTURE[name]]
    said = [ALL[name].short.format(in_words(name, settings[name])) for name in others]
    differs = ", ".join([*said, "and yours"] if with_yours else said)
    differs = re.sub(r"\b1 (epoch)s", r"1 \1", differs)
    return f"{run}: {differs or 'as in the lecture'}"


def read_settings(values: Mapping[str, Any]) -> tuple[Recipe, int]:
    """A recipe and a seed from what the page sent.

    Raises:
        RequestError: a setting is outside of its range.
    """
    checked: dict[str, Any] = {name: _number(name, values.get(name)) for name in NUMBERS}
    checked |= {name: _choice(name, values.get(name)) for name in CHOICES}
    seed = checked.pop("seed")
    return Recipe(**checked), seed


def _number(name: str, value: Any) -> float:
    setting = NUMBERS[name]
    (low, high), whole = setting.page, setting.whole
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not low <= value <= high or (whole and value != int(value)):
        kind = "a whole number" if whole else "a number"
        must = f"must be {kind} from {plain_number(low)} to {plain_number(high)}"
        raise RequestError(
            f"{setting.label} is empty; it {must}."
            if value is None
            else f"{setting.label} {must}, not {quoted(value)}."
        )
    return int(value) if whole else float(value)


def _choice(name: str, value: Any) -> str:
    setting = CHOICES[name]
    if not isinstance(value, str) or value not in setting.choices:
        raise RequestError(
            f"{setting.label} must be one of {', '.join(setting.choices)}, not {quoted(value)}."
        )
    return value
