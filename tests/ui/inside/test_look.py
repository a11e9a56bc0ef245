"""What is told of the network's inside, against the network itself."""

import base64

import pytest
import torch

from mnistff import artifact
from mnistff.data import to_inputs
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import RequestError
from mnistff.sketch import rasterise
from mnistff.strokes import evaluation_set
from mnistff.system.errors import KnownError
from mnistff.ui.inside.look import TILES, Excitement, excitement_for, look_inside

LECTURE = artifact.load(artifact.PRETRAINED["lecture"])
MODELS = Models({"lecture": LECTURE})
IMAGES = TestImages()
SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]]
DRAWING = {"model": "lecture", "strokes": SEVEN, "off": [], "unit": None}


def look(**changes: object) -> dict:
    return look_inside(MODELS, IMAGES, {**DRAWING, **changes})


def test_a_drawing_gives_the_networks_own_numbers() -> None:
    seen, image = look(), rasterise(SEVEN)
    sums = LECTURE.model[0](image.flatten())
    logits = LECTURE.model(image.flatten())
    assert seen["image"] == (255 * image).int().flatten().tolist()
    assert seen["sums"] == pytest.approx(sums.tolist(), abs=1e-3)
    assert seen["logits"] == pytest.approx(logits.tolist(), abs=1e-3)
    assert [seen["digit"], seen["other"]] == logits.topk(2).indices.tolist()
    lead = seen["logits"][seen["digit"]] - seen["logits"][seen["other"]]
    assert sum(seen["added"]) + seen["bias"] == pytest.approx(lead, abs=1e-2)


def test_units_stand_in_the_order_of_what_they_add() -> None:
    seen = look()
    assert sorted(seen["order"]) == list(range(LECTURE.model.hidden))
    sizes = [abs(seen["added"][unit]) for unit in seen["order"]]
    assert sizes == sorted(sizes, reverse=True)
    assert seen["unit"]["number"] == seen["order"][0]


def test_a_units_sum_is_spelt_out() -> None:
    image = rasterise(SEVEN).flatten()
    for number in (0, 77, LECTURE.model.hidden - 1):
        unit = look(unit=number)["unit"]
        total = unit["bias"] + sum(term["weight"] * term["pixel"] for term in unit["terms"]) + unit["rest"]
        assert total == pytest.approx(LECTURE.model[0](image)[number].item(), abs=1e-4)
        for term in unit["terms"]:
            at = 28 * term["row"] + term["column"]
            assert term["weight"] == LECTURE.model[0].weight[number, at].item()
            assert term["pixel"] == image[at].item()
        assert unit["rest_count"] + len(unit["terms"]) == int((image > 0).sum())
        assert unit["outgoing"] == pytest.approx(LECTURE.model[2].weight[:, number].tolist(), abs=1e-4)


def test_units_that_are_off_change_the_answer_as_the_network_without_them() -> None:
    seen = look()
    off = [unit for unit in seen["order"] if seen["added"][unit] > 0]
    cut = look(off=off)
    weights = {name: tensor.clone() for name, tensor in LECTURE.model.state_dict().items()}
    weights["2.weight"][:, off] = 0
    logits = torch.func.functional_call(LECTURE.model, weights, rasterise(SEVEN).flatten())
    assert cut["logits"] == pytest.approx(logits.tolist(), abs=1e-3)
    new = int(logits.argmax())
    assert new != seen["digit"]
    assert cut["changed"].startswith(f"With {len(off)} units off it reads a {new} in place of a 7:")
    weakest = next(unit for unit in reversed(seen["order"]) if seen["added"][unit] == 0)
    assert look(off=[weakest])["changed"].startswith("With 1 unit off it still reads a 7:")
    assert look(off=list(range(LECTURE.model.hidden)))["logits"] == pytest.approx(
        LECTURE.model[2].bias.tolist(), abs=1e-4
    )


def test_a_test_image_is_looked_at_as_it_was_evaluated() -> None:
    evaluation = LECTURE.evaluations["strokes"]
    seen = look_inside(MODELS, IMAGES, {"model": "lecture", "test_set": "strokes", "index": 1234})
    assert seen["logits"] == pytest.approx(evaluation.logits[1234].tolist(), abs=1e-2)
    assert seen["image"] == evaluation_set().images[1234].flatten().tolist()


def test_the_weights_to_paint_are_the_units_own() -> None:
    seen = look(unit=77)
    assert [unit for unit, _ in seen["tiles"]] == seen["order"][:TILES]
    for unit, packed in [*seen["tiles"], (77, seen["unit"]["weights"])]:
        painted = torch.frombuffer(bytearray(base64.b64decode(packed)), dtype=torch.int8)
        weights = LECTURE.model[0].weight[unit]
        assert (painted.abs() == 127).sum() >= 20  # the brightest
        assert not ((painted > 0) & (weights < 0) | (painted < 0) & (weights > 0)).any()
        unclipped = painted.abs() < 127
        ratio = (weights / painted)[unclipped & (painted.abs() > 60)]
        assert ratio.std() / ratio.mean() < 0.02


def test_the_excitement_is_the_mean_over_each_digits_images_and_counted_once() -> None:
    images, labels = evaluation_set()
    excited = Excitement()
    means = excited.means(LECTURE.model, "strokes", images, labels)
    activations = LECTURE.model[0](to_inputs(images)).relu()
    for digit in (0, 4, 9):
        expected = activations[labels == digit].mean(0)
        assert [unit[digit] for unit in means] == pytest.approx(expected.tolist(), abs=1e-3)
    assert excited.means(LECTURE.model, "strokes", images, labels) is means


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"model": "none"}, "no model 'none'"),
        ({"strokes": "x"}, "list of strokes"),
        ({"off": [128]}, "0 to 127"),
        ({"unit": -1}, "0 to 127"),
        ({"unit": 1e3}, "whole number"),
    ],
)
def test_bad_requests_get_a_sentence(changes: dict, sentence: str) -> None:
    with pytest.raises(KnownError, match=sentence):
        look(**changes)


def test_the_excitement_is_of_a_model_and_a_test_set_that_there_are() -> None:
    with pytest.raises(RequestError, match="no model"):
        excitement_for(Excitement(), MODELS, IMAGES, {"model": None})
    with pytest.raises(RequestError, match="no test set"):
        excitement_for(Excitement(), MODELS, IMAGES, {"model": "lecture", "test_set": 7})
    found = excitement_for(Excitement(), MODELS, IMAGES, {"model": "lecture", "test_set": "strokes"})
    assert len(found["means"]) == LECTURE.model.hidden
