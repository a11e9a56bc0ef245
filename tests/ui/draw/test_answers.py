"""The canvas's own call, with all that a browser, or somebody without one, may send."""

import json
import math

import pytest
import torch

from mnistff import artifact
from mnistff.serving.models import Models
from mnistff.serving.requests import for_page
from mnistff.sketch import rasterise
from mnistff.ui.draw.answers import answer_request

SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]]
MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))


def test_the_reply_holds_what_the_canvas_shows() -> None:
    reply = json.loads(
        json.dumps(answer_request(MODELS, {"strokes": SEVEN, "models": ["lecture", "robust"]}))
    )
    assert torch.tensor(reply["image"]).div(255).allclose(rasterise(SEVEN).flatten(), atol=0.004)
    assert len(reply["evidence"]) == 784
    assert max(map(abs, reply["evidence"])) == 255
    assert [answer["model"] for answer in reply["answers"]] == ["lecture", "robust"]
    for answer in reply["answers"]:
        assert answer.keys() == {"model", "label", "probabilities", "sentence"}  # answers.mjs reads them
    assert reply["answers"][0]["label"] == 7
    assert math.isclose(sum(reply["answers"][0]["probabilities"]), 1, abs_tol=1e-3)


@pytest.mark.parametrize(
    "request_",
    [
        None,
        [],
        "strokes",
        {},
        {"models": ["resnet"], "strokes": SEVEN},
        {"models": ["lecture", "resnet"], "strokes": SEVEN},
        {"models": [["lecture"]], "strokes": SEVEN},
        {"models": "lecture", "strokes": SEVEN},
        {"models": [], "strokes": SEVEN},
        {"models": ["lecture"] * 100, "strokes": SEVEN},
        {"models": ["lecture"]},
        {"models": ["lecture"], "strokes": {"x": 1}},
        {"models": ["lecture"], "strokes": [[[math.nan, 0]]]},
    ],
)
def test_anything_else_gets_a_sentence(request_: object) -> None:
    reply = for_page(lambda request: answer_request(MODELS, request))(request_)
    assert list(reply) == ["error"]
    assert reply["error"].endswith(".")
