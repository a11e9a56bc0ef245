"""What a page may want trained."""

from typing import Any

import pytest

from mnistff.recipes import RECIPES
from mnistff.serving.requests import RequestError
from mnistff.ui.train.settings import LECTURE
from mnistff.ui.train.wanted import read_wanted


def test_the_lecture_is_wanted_by_its_settings_alone() -> None:
    wanted = read_wanted({"settings": LECTURE})
    assert (wanted.recipe, wanted.seed) == (RECIPES["lecture"], 0)
    assert (wanted.image, wanted.borrows, wanted.chosen) == (None, False, None)


def test_an_image_is_what_the_networks_are_given() -> None:
    pixels = [0] * 783 + [255]
    wanted = read_wanted({"settings": LECTURE, "image": pixels, "borrows": True, "model": "robust"})
    assert wanted.image.shape == (1, 28, 28)
    assert (wanted.image.sum(), wanted.image[0, 27, 27]) == (1, 1)
    assert (wanted.borrows, wanted.chosen) == (True, "robust")


@pytest.mark.parametrize("asked", [None, "x", [], {}, {"settings": None}, {"settings": [1]}])
def test_without_settings_the_first_is_missed(asked: Any) -> None:
    with pytest.raises(RequestError, match="Hidden units is empty; it must be a whole number from 8 to 512"):
        read_wanted(asked)


@pytest.mark.parametrize("image", ["x", {}, [], [0] * 783, [[0] * 28] * 28])
def test_an_image_has_784_pixels(image: Any) -> None:
    with pytest.raises(RequestError, match="must be a list of 784"):
        read_wanted({"settings": LECTURE, "image": image})


@pytest.mark.parametrize("pixel", [-1, 256, 0.5, True, "0", None, [0], float("nan")])
def test_a_pixel_is_a_byte(pixel: Any) -> None:
    with pytest.raises(RequestError, match="whole numbers from 0 to 255"):
        read_wanted({"settings": LECTURE, "image": [pixel] * 784})


def test_what_would_take_too_much_memory_is_refused() -> None:
    dear = {**LECTURE, "batch_size": 60_000, "hidden": 512, "data": "both"}
    with pytest.raises(RequestError, match="would take 1,"):
        read_wanted({"settings": dear})
