"""What visitors ask for, whatever it is."""

from typing import Any

import pytest

from mnistff import artifact
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import (
    RequestError,
    digit,
    find_artifact,
    find_evaluation,
    for_page,
    whole_number,
)

LECTURE = artifact.load(artifact.PRETRAINED["lecture"])
MODELS = Models({"lecture": LECTURE})
IMAGES = TestImages()


def test_what_is_there_is_found() -> None:
    assert find_artifact(MODELS, "lecture") is LECTURE
    assert find_evaluation(IMAGES, LECTURE, "strokes") is LECTURE.evaluations["strokes"]


@pytest.mark.parametrize("model", ["resnet", "", None, 5, ["lecture"], {}, "Lecture"])
def test_another_model_is_refused_with_those_that_there_are(model: Any) -> None:
    with pytest.raises(RequestError, match=r"There is no model .*; there are lecture\."):
        find_artifact(MODELS, model)


def test_of_a_run_that_is_gone_it_is_said_that_there_was_one() -> None:
    with pytest.raises(RequestError, match="not kept any more"):
        find_artifact(MODELS, "own-1")


@pytest.mark.parametrize("test_set", ["imagenet", None, 5, ["mnist"], {}])
def test_another_test_set_is_refused(test_set: Any) -> None:
    with pytest.raises(RequestError, match="There is no test set"):
        find_evaluation(IMAGES, LECTURE, test_set)


@pytest.mark.parametrize("value", [-1, 10, 1.0, "1", None, True, [1], float("nan"), 10**300])
def test_a_number_out_of_its_range_is_refused(value: Any) -> None:
    with pytest.raises(RequestError, match="The index must be a whole number from 0 to 9, not"):
        whole_number(value, 10, "The index")


def test_a_digit_may_be_any() -> None:
    assert [digit(value, "It") for value in (None, 0, 9)] == [None, 0, 9]
    with pytest.raises(RequestError):
        digit(10, "It")


def test_whatever_a_function_of_a_page_raises_is_a_sentence() -> None:
    @for_page
    def divide(request: dict) -> dict:
        if "secret" in request:
            raise LookupError(request["secret"])
        return {"half": whole_number(request.get("number"), 10, "It") / 2}

    assert divide({"number": 8}) == {"half": 4}
    assert divide({"number": 11})["error"] == "It must be a whole number from 0 to 9, not 11."
    assert divide([8])["error"] == "The request must be an object."
    assert "nobody thought of (LookupError)" in divide({"secret": "hf_secret"})["error"]
    assert "hf_secret" not in divide({"secret": "hf_secret"})["error"]
    assert divide.__name__ == "divide"
    assert not divide.__annotations__  # Gradio would read them
