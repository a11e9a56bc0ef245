"""Pages of samples."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from mnistff import artifact
from mnistff.evaluation import mistakes, select
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import for_page
from mnistff.serving.samples import page_of_samples
from mnistff.strokes import evaluation_set

MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))
EVALUATION = MODELS["lecture"].evaluations["strokes"]
LECTURE = {"model": "lecture", "test_set": "strokes"}
IMAGES = TestImages()


def page(**request: Any) -> dict:
    return for_page(lambda request: page_of_samples(MODELS, IMAGES, request))(request)


def test_pages_together_are_the_whole_row() -> None:
    expected = select(EVALUATION, true=7).tolist()
    pages = [page(**LECTURE, true=7, start=start) for start in range(0, len(expected), 48)]
    assert [sample["index"] for reply in pages for sample in reply["samples"]] == expected
    assert {reply["total"] for reply in pages} == {len(expected)}
    assert len(pages[0]["samples"]) == 48


def test_a_thumbnail_is_the_image_and_its_probabilities() -> None:
    sample = page(**LECTURE, mistakes=True)["samples"][0]
    index = mistakes(EVALUATION).tolist()[0]
    pixels = Image.open(io.BytesIO(base64.b64decode(sample["image"].split(",")[1])))
    assert list(pixels.tobytes()) == evaluation_set().images[index].flatten().tolist()
    probabilities = EVALUATION.probabilities[index]
    assert sample["index"] == index
    assert sample["confidence"] == pytest.approx(probabilities.max().item(), abs=1e-4)
    assert sample["true_share"] == pytest.approx(probabilities[EVALUATION.labels[index]].item(), abs=1e-4)


@pytest.mark.parametrize(
    "request_",
    [
        {"model": "lecture"},
        {"model": "resnet", "test_set": "strokes"},
        {"model": ["lecture"], "test_set": "strokes"},
        {"model": "lecture", "test_set": {}},
        {**LECTURE, "true": 10},
        {**LECTURE, "predicted": "4"},
        {**LECTURE, "start": 10**9},
    ],
)
def test_any_other_request_gets_a_sentence(request_: dict) -> None:
    assert page(**request_)["error"].endswith(".")
