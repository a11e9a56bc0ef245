"""The canvas's own call, with all that a browser, or somebody without one, may send."""

import json
import math
from pathlib import Path

import pytest
import torch

from mnistff import artifact
from mnistff.explain import evidence, forward, votes
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import for_page
from mnistff.sketch import rasterise
from mnistff.ui import draw
from mnistff.ui.draw.answers import LINES, answer_request

SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]]
MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))
LECTURE, IMAGES = MODELS["lecture"].model, TestImages()


def ask(**request: object) -> dict:
    """As a page is answered, over the wire."""
    request = {"models": ["lecture"], "strokes": SEVEN, **request}
    return json.loads(json.dumps(answer_request(MODELS, IMAGES, request)))


def test_the_reply_holds_what_the_picture_shows() -> None:
    reply = ask(models=["lecture", "robust"])
    assert torch.tensor(reply["image"]).div(255).allclose(rasterise(SEVEN).flatten(), atol=0.004)
    assert reply["title"] == "Your drawing"
    assert len(reply["evidence"]) == 784
    assert max(map(abs, reply["evidence"])) == 255
    assert [answer["model"] for answer in reply["answers"]] == ["lecture", "robust"]
    for answer in reply["answers"]:
        assert answer.keys() == {"model", "label", "probabilities", "sentence"}  # answers.mjs reads them
    assert reply["answers"][0]["label"] == 7
    assert reply["before"] is None
    assert math.isclose(sum(reply["answers"][0]["probabilities"]), 1, abs_tol=1e-3)


STAR = json.loads((Path(draw.__file__).with_name("examples.json")).read_text(encoding="utf-8"))[-1]["strokes"]


def test_a_star_is_unusual_and_a_seven_is_not() -> None:
    assert ask(models=["robust"])["unusual"] == ""
    assert ask(models=["robust"], strokes=STAR)["unusual"].startswith(
        "It has seldom seen anything like this: of "
    )


def test_what_is_unusual_is_said_by_no_network_that_hardly_tells_and_of_none_that_is_changed() -> None:
    assert ask(models=["lecture", "robust"], strokes=STAR)["unusual"] == ""
    assert ask(models=["robust"], strokes=STAR, off=[3])["unusual"] == ""


@pytest.mark.parametrize("name", ["lecture", "robust"])
def test_lines_are_the_largest_votes_to_each_digit_and_exact(name: str) -> None:
    units, network = ask(models=[name])["units"], MODELS[name].model
    activations = forward(network, rasterise(SEVEN)).activations
    weighed = votes(network, activations)
    assert units["activations"] == pytest.approx(activations.tolist(), abs=0.006)
    assert len(units["lines"]) == 10 * LINES
    for digit in range(10):
        drawn = {unit: vote for unit, to, vote in units["lines"] if to == digit}
        assert set(drawn) == set(weighed[digit].abs().topk(LINES).indices.tolist())
        for unit, vote in drawn.items():
            assert vote == pytest.approx(weighed[digit, unit].item(), abs=6e-4)
    assert units["parts"] is None


def test_of_a_chosen_unit_all_lines_and_its_weights_over_the_ink_are_there() -> None:
    image = rasterise(SEVEN)
    weakest = int(votes(LECTURE, forward(LECTURE, image).activations).abs().amax(0).argmin())
    units = ask(unit=weakest)["units"]
    assert [to for unit, to, _ in units["lines"] if unit == weakest] == list(range(10))
    parts, terms = torch.tensor(units["parts"]), LECTURE[0].weight[weakest] * image.flatten()
    assert (parts[terms == 0] == 0).all()
    assert max(map(abs, units["parts"])) == 255
    clear = terms.abs() > terms.abs().max() / 20
    assert ((parts > 0) == (terms > 0))[clear].all()


def test_with_units_off_all_is_that_of_the_network_without_them() -> None:
    whole = ask()
    off = sorted({unit for unit, to, vote in whole["units"]["lines"] if to == 7 and vote > 0})
    cut, image = ask(off=off), rasterise(SEVEN)
    probabilities = forward(LECTURE, image, off).logits.softmax(0)
    assert cut["answers"][0]["probabilities"] == pytest.approx(probabilities.tolist(), abs=1e-4)
    assert cut["before"] == whole["answers"][0]["probabilities"]
    assert not {unit for unit, _, vote in cut["units"]["lines"] if vote} & set(off)
    digit, other = probabilities.topk(2).indices.tolist()
    shares, exact = torch.tensor(cut["evidence"]), evidence(LECTURE, image, digit, other, off)
    assert ((shares > 0) == (exact.pixels.flatten() > 0))[shares.abs() > 1].all()


def test_a_test_image_is_read_as_it_was_evaluated() -> None:
    evaluation = MODELS["lecture"].evaluations["strokes"]
    reply = answer_request(MODELS, IMAGES, {"models": ["lecture"], "test_set": "strokes", "index": 1234})
    shares = evaluation.probabilities[1234].tolist()
    assert reply["answers"][0]["probabilities"] == pytest.approx(shares, abs=1e-3)
    assert reply["title"].startswith("Image 1234 of the pen-stroke test set")


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
        {"models": ["lecture"], "test_set": "strokes"},
        {"models": ["lecture"], "test_set": "strokes", "index": 2000},
        {"models": ["lecture"], "strokes": {"x": 1}},
        {"models": ["lecture"], "strokes": [[[math.nan, 0]]]},
        {"models": ["lecture"], "strokes": SEVEN, "off": [128]},
        {"models": ["lecture"], "strokes": SEVEN, "off": "all"},
        {"models": ["lecture"], "strokes": SEVEN, "unit": 128},
        {"models": ["lecture"], "strokes": SEVEN, "unit": "1"},
    ],
)
def test_anything_else_gets_a_sentence(request_: object) -> None:
    reply = for_page(lambda request: answer_request(MODELS, IMAGES, request))(request_)
    assert list(reply) == ["error"]
    assert reply["error"].endswith(".")
