"""The image that a request speaks of, and the units that are off."""

import pytest
import torch

from mnistff import artifact
from mnistff.serving.images import TestImages
from mnistff.serving.inputs import find_input, units_off
from mnistff.serving.requests import RequestError
from mnistff.sketch import StrokesError, rasterise
from mnistff.strokes import evaluation_set

LECTURE = artifact.load(artifact.PRETRAINED["lecture"])
SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]]
IMAGES = TestImages()


def test_a_drawing_is_found_before_a_test_set_that_is_named_too() -> None:
    image, title, state = find_input(LECTURE, IMAGES, {"strokes": SEVEN, "test_set": "strokes", "index": 5})
    assert torch.equal(image, rasterise(SEVEN))
    assert (title, state) == ("Your drawing", {"note": "", "waiting": False})


def test_a_test_image_is_the_data_sets_own() -> None:
    image, title, _ = find_input(LECTURE, IMAGES, {"test_set": "strokes", "index": 1234})
    images, labels = evaluation_set()
    assert torch.equal((255 * image).round().to(torch.uint8), images[1234])
    assert title == f"Image 1234 of the pen-stroke test set: a {labels[1234]}"


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"test_set": "strokes", "index": 2000}, "0 to 1,999"),
        ({"test_set": "strokes", "index": None}, "whole number"),
        ({"test_set": "none", "index": 0}, "no test set"),
        ({}, "no test set"),
        ({"strokes": []}, "draw a digit"),
    ],
)
def test_what_is_not_there_gets_a_sentence(request_: dict, sentence: str) -> None:
    with pytest.raises((RequestError, StrokesError), match=sentence):
        find_input(LECTURE, IMAGES, request_)


def test_units_off_are_numbers_of_units() -> None:
    assert units_off({}, LECTURE.model) == []
    assert units_off({"off": [3, 127, 3]}, LECTURE.model) == [3, 127, 3]
    bad = {"a list": "all", "128 at most": [0] * 129, "0 to 127": [128], "whole": [True]}
    for sentence, off in bad.items():
        with pytest.raises(RequestError, match=sentence):
            units_off({"off": off}, LECTURE.model)
