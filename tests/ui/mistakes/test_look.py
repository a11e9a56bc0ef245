"""One test image, looked at."""

from typing import Any

import pytest
import torch

from mnistff import artifact
from mnistff.evaluation import mistakes
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import for_page
from mnistff.strokes import evaluation_set
from mnistff.ui.mistakes.look import look_at, ordinal, to_walk_through

MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))
EVALUATION = MODELS["lecture"].evaluations["strokes"]
LECTURE = {"model": "lecture", "test_set": "strokes"}
IMAGES = TestImages()


def look(**request: Any) -> dict:
    return for_page(lambda request: look_at(MODELS, IMAGES, request))(request)


def test_a_mistake_says_where_it_ranks_and_what_the_others_say() -> None:
    third = mistakes(EVALUATION).tolist()[2]
    reply = look(**LECTURE, index=third)
    assert reply["rank"] == f"The 3rd most confident mistake of {len(mistakes(EVALUATION))}."
    assert reply["label"] == EVALUATION.labels[third]
    assert reply["image"] == evaluation_set().images[third].flatten().tolist()
    assert max(map(abs, reply["evidence"])) == 255
    assert [name for name, _ in reply["others"]] == [name for name in MODELS if name != "lecture"]


def test_an_image_read_right_has_no_rank() -> None:
    right = int((EVALUATION.labels == EVALUATION.predictions).nonzero()[0])
    assert look(**LECTURE, index=right)["rank"] == ""


@pytest.mark.parametrize("index", [-1, 2000, 1.0, "1", None, True, [1], 10**30])
def test_an_index_out_of_range_gets_a_sentence(index: Any) -> None:
    assert "whole number from 0 to 1,999" in look(**LECTURE, index=index)["error"]


def test_a_walk_is_through_the_mistakes_and_a_quiz_has_as_many_that_were_read_right() -> None:
    all_mistakes = mistakes(EVALUATION).tolist()
    assert to_walk_through(MODELS, IMAGES, {**LECTURE, "mistakes": True}) == {
        "indices": all_mistakes,
        "right": [],
    }
    walk = to_walk_through(MODELS, IMAGES, {**LECTURE, "mistakes": True, "quiz": True})
    assert walk["indices"] == all_mistakes
    right = torch.tensor(walk["right"])
    assert len(right) == len(right.unique()) == len(all_mistakes)
    assert torch.equal(EVALUATION.predictions[right], EVALUATION.labels[right])
    again = to_walk_through(MODELS, IMAGES, {**LECTURE, "mistakes": True, "quiz": True})
    assert again["right"] != walk["right"]


def test_a_quiz_about_two_digits_mixes_in_only_these() -> None:
    request = {**LECTURE, "mistakes": True, "quiz": True, "true": 4, "predicted": 9}
    walk = to_walk_through(MODELS, IMAGES, request)
    assert 0 < len(walk["right"]) <= len(walk["indices"])
    assert set(EVALUATION.labels[walk["right"]].tolist()) <= {4, 9}


def test_ordinals() -> None:
    numbers = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111, 1012]
    expected = "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 103rd 111th 1012th"
    assert " ".join(map(ordinal, numbers)) == expected
