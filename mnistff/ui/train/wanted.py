"""What a page wants trained, checked: it comes from browsers and from other programs."""

from typing import Any, NamedTuple

import torch

from mnistff.model import PIXELS
from mnistff.recipes import Recipe
from mnistff.serving.requests import RequestError
from mnistff.serving.trainings import memory
from mnistff.sketch import SIZE
from mnistff.ui.train.settings import read_settings


class Wanted(NamedTuple):
    """A training that a page wants.

    `image` is float32 (1, 28, 28), 0 to 1, which the network reads as it learns, or None; `borrows` says
    whether a GPU may be borrowed; `chosen` is the model that the page shows, if there is one of that name.
    """

    recipe: Recipe
    seed: int
    image: torch.Tensor | None
    borrows: bool
    chosen: Any


def read_wanted(asked: Any) -> Wanted:
    """What the page sent: `settings`, and perhaps `image`, `borrows` and `model`.

    Raises:
        RequestError: it is none of that, or would take too much memory.
    """
    asked = asked if isinstance(asked, dict) else {}
    settings = asked.get("settings")
    recipe, seed = read_settings(settings if isinstance(settings, dict) else {})
    memory.check(recipe)
    return Wanted(recipe, seed, _image(asked.get("image")), asked.get("borrows") is True, asked.get("model"))


def _image(pixels: Any) -> torch.Tensor | None:
    """An image of 784 whole numbers from 0 to 255."""
    if pixels is None:
        return None
    if not isinstance(pixels, list) or len(pixels) != PIXELS:
        raise RequestError(f"The image must be a list of {PIXELS} numbers.")
    if not all(type(pixel) is int and 0 <= pixel <= 255 for pixel in pixels):
        raise RequestError("The image's pixels must be whole numbers from 0 to 255.")
    return torch.tensor(pixels).reshape(1, SIZE, SIZE) / 255
