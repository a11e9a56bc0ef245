"""What a page may want trained."""

from typing import Any

import pytest

from mnistff.handwriting import HandwritingError
from mnistff.recipes import RECIPES
from mnistff.serving.own_sets import LostError, OwnSets
from mnistff.serving.requests import RequestError
from mnistff.ui.train.settings import LECTURE
from mnistff.ui.train.wanted import Wanted, read_wanted
from support.own_digits import bars, sent


def read(asked: Any, own: OwnSets | None = None) -> Wanted:
    return read_wanted(asked, own or OwnSets())


def test_the_lecture_is_wanted_by_its_settings_alone() -> None:
    wanted = read({"settings": LECTURE})
    assert (wanted.recipe, wanted.seed) == (RECIPES["lecture"], 0)
    assert (wanted.image, wanted.halves, wanted.borrows, wanted.chosen) == (None, None, False, None)


def test_an_image_is_what_the_networks_are_given() -> None:
    pixels = [0] * 783 + [255]
    wanted = read({"settings": LECTURE, "image": pixels, "borrows": True, "model": "robust"})
    assert wanted.image.shape == (1, 28, 28)
    assert (wanted.image.sum(), wanted.image[0, 27, 27]) == (1, 1)
    assert (wanted.borrows, wanted.chosen) == (True, "robust")


def test_half_of_the_visitors_digits_may_join() -> None:
    own = OwnSets()
    halves = read({"settings": LECTURE, "yours": sent(own, bars(31))}, own).halves
    assert halves is not None
    assert (len(halves.learnt), len(halves.measured), halves.by_writer) == (16, 15, False)
    assert sorted(digit.label for digit in (*halves.learnt, *halves.measured)) == sorted(
        each["label"] for each in bars(31)
    )
    with pytest.raises(HandwritingError, match="two digits at least"):
        read({"settings": LECTURE, "yours": own.add(bars(1))}, own)


@pytest.mark.parametrize("yours", ["yours-1", "", 7, [], {"a": 1}, True])
def test_digits_that_nobody_knows_are_lost(yours: Any) -> None:
    with pytest.raises(LostError, match="Reload the page"):
        read({"settings": LECTURE, "yours": yours})


@pytest.mark.parametrize("asked", [None, "x", [], {}, {"settings": None}, {"settings": [1]}])
def test_without_settings_the_first_is_missed(asked: Any) -> None:
    with pytest.raises(RequestError, match="Hidden units is empty; it must be a whole number from 8 to 512"):
        read(asked)


@pytest.mark.parametrize("image", ["x", {}, [], [0] * 783, [[0] * 28] * 28])
def test_an_image_has_784_pixels(image: Any) -> None:
    with pytest.raises(RequestError, match="must be a list of 784"):
        read({"settings": LECTURE, "image": image})


@pytest.mark.parametrize("pixel", [-1, 256, 0.5, True, "0", None, [0], float("nan")])
def test_a_pixel_is_a_byte(pixel: Any) -> None:
    with pytest.raises(RequestError, match="whole numbers from 0 to 255"):
        read({"settings": LECTURE, "image": [pixel] * 784})


def test_what_would_take_too_much_memory_is_refused() -> None:
    dear = {**LECTURE, "batch_size": 60_000, "hidden": 512, "data": "both"}
    with pytest.raises(RequestError, match="would take 1,"):
        read({"settings": dear})
