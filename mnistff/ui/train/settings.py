"""The settings of a training in the page: what each may be, and the things to try."""

import json
import math
from collections.abc import Mapping
from typing import Any

from mnistff.recipes import RECIPES, SEED, SETTINGS, ChoiceSetting, NumberSetting, Recipe
from mnistff.serving.requests import RequestError
from mnistff.system.text import quoted
from mnistff.ui.component import read

ALL = {**SETTINGS, "seed": SEED}
NUMBERS = {name: setting for name, setting in ALL.items() if isinstance(setting, NumberSetting)}
CHOICES = {name: setting for name, setting in ALL.items() if isinstance(setting, ChoiceSetting)}


def things_to_try() -> list[dict[str, Any]]:
    """Each has a `name`, a `lesson`, and `settings` for `read_settings`; the first is the lecture's."""
    things = json.loads(read("train/things_to_try.json"))
    lecture = {name: getattr(RECIPES["lecture"], name) for name in SETTINGS} | {"seed": 0}
    return [{**thing, "settings": lecture | thing["settings"]} for thing in things]


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
        raise RequestError(f"{setting.label} must be {kind} from {low:,} to {high:,}, not {quoted(value)}.")
    return int(value) if whole else float(value)


def _choice(name: str, value: Any) -> str:
    setting = CHOICES[name]
    if not isinstance(value, str) or value not in setting.choices:
        raise RequestError(
            f"{setting.label} must be one of {', '.join(setting.choices)}, not {quoted(value)}."
        )
    return value
