"""What a page wants trained, checked: it comes from browsers and from other programs."""

from typing import Any, NamedTuple

import torch

from mnistff.handwriting import Halves, halve
from mnistff.model import PIXELS
from mnistff.recipes import Recipe
from mnistff.serving.own_sets import OwnSets
from mnistff.serving.requests import RequestError
from mnistff.serving.trainings import memory
from mnistff.sketch import SIZE
from mnistff.ui.train.settings import read_settings


class Wanted(NamedTuple):
    """A training that a page wants.

    `image` is float32 (1, 28, 28), 0 to 1, which the network reads as it learns, or None; `halves` are of the
    visitor's own digits, if they are to join; `borrows` says whether a GPU may be borrowed; `chosen` is the
    model that the page shows, if there is one of that name.
    """

    recipe: Recipe
    seed: int
    image: torch.Tensor | None
    halves: Halves | None
    borrows: bool
    chosen: Any


def read_wanted(asked: Any, own: OwnSets) -> Wanted:
    """What the page sent: `settings`, and perhaps `image`, `yours`, `borrows` and `model`.

    Args:
        own: the test sets of which `yours` names one.

    Raises:
        RequestError: it is none of that, or would take too much memory.
        LostError, HandwritingError: there are no such digits, or too few.
    """
    asked = asked if isinstance(asked, dict) else {}
    settings = asked.get("settings")
    recipe, seed = read_settings(settings if isinstance(settings, dict) else {})
    yours = asked.get("yours")
    halves = None if yours is None else halve(own[str(yours)].digits(), seed)
    memory.check(recipe, halves)
    image, borrows = _image(asked.get("image")), asked.get("borrows") is True
    return Wanted(recipe, seed, image, halves, borrows, asked.get("model"))


def _image(pixels: Any) -> torch.Tensor | None:
    """An image of 784 whole numbers from 0 to 255."""
    if pixels is None:
        return None
    if not isinstance(pixels, list) or len(pixels) != PIXELS:
        raise RequestError(f"The image must be a list of {PIXELS} numbers.")
    if not all(type(pixel) is int and 0 <= pixel <= 255 for pixel in pixels):
        raise RequestError("The image's pixels must be whole numbers from 0 to 255.")
    return torch.tensor(pixels).reshape(1, SIZE, SIZE) / 255
