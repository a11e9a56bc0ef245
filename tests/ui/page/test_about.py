"""What is said of the models on the page, whatever they say of themselves."""

import dataclasses
import json
from pathlib import Path

import pytest

from mnistff import artifact
from mnistff.evaluation import wilson
from mnistff.hub import Source
from mnistff.hub_client.errors import HubError
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import for_page
from mnistff.serving.watch import with_trouble
from mnistff.ui.page.about import LONGEST_ORIGIN, MOST_NAMED, describe, of_own_set, offer, trained_on
from support.own_digits import bars, sent

HOSTILE = (
    "<img src=//evil.example/x.png onerror=alert(1)>",
    "</p></div><script>alert(1)</script><!--",
    "$${value} ${alert(1)} {{this}} {{{value}}} `${1}`",
    "one\n\n# two\r\n<hr>\x1b[31m\x00",
    "\ud800\u202e\u2066" + "e" + "\u0301" * 500,
    "<b>" * 1_000_000,
)
ARTIFACTS = artifact.load_all(artifact.PRETRAINED.values())
LECTURE = ARTIFACTS["lecture"]


def test_what_ships_is_told_with_its_numbers() -> None:
    told = describe("lecture", "lecture", LECTURE)
    assert (told["units"], told["recipe"], told["trained_on"]) == (128, "lecture", "MNIST")
    assert told["origin"] == "The weights ship with the app."
    assert told["sure_from"] is None  # it reads too little of what is drawn
    assert 0.9 < describe("robust", "robust", ARTIFACTS["robust"])["sure_from"] < 1
    assert [each["key"] for each in told["test_sets"]] == ["mnist", "strokes"]
    for each in told["test_sets"]:
        evaluation = LECTURE.evaluations[each["key"]]
        assert (each["accuracy"], each["count"]) == (evaluation.accuracy, len(evaluation.labels))
    assert told["test_sets"][1]["name"] == "the pen-stroke test set"
    assert trained_on(ARTIFACTS["robust"]) == "MNIST and pen strokes"
    with_handwriting = {**LECTURE.metrics, "handwriting": {"learnt": 15}}
    assert trained_on(dataclasses.replace(LECTURE, metrics=with_handwriting)) == "MNIST and handwriting"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_a_model_says_of_itself_is_one_line_of_text(text: str) -> None:
    """It is shown as text, which the browser makes no tags of (`test_odd.py` looks)."""
    hostile = dataclasses.replace(LECTURE, metrics={"recipe": text}, origin=f"Weights from {text}.")
    trouble = str(HubError(f"Commit 0123456 is no good: {text}"))
    told = describe(text, text, with_trouble(hostile, trouble, "the last good copy"))
    for said in (told["label"], told["recipe"], told["origin"]):
        assert said.isprintable() and said.encode()
        assert len(said) <= LONGEST_ORIGIN
    assert told["key"] == text  # questions name it


@pytest.mark.parametrize("metrics", [{}, {"settings": 7}, {"settings": {"data": ["mnist"]}}])
def test_who_does_not_say_what_it_was_trained_on_is_told_without(metrics: dict) -> None:
    assert trained_on(dataclasses.replace(LECTURE, metrics=metrics)) == ""


def test_the_trouble_leaves_room_for_what_stands_in() -> None:
    source = Source("ann/digits", "v" * 100)
    there = dataclasses.replace(LECTURE, origin=f"Weights from the Hub: {source}, commit 0123456.")
    told = describe("a", "a", with_trouble(there, "x" * 500, "the last good copy"))
    assert told["origin"].endswith("Meanwhile the last good copy is shown.")


def test_a_folder_of_any_name_is_told(trained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "<img src=x onerror=alert(1)> `**a**`"
    folder.symlink_to(trained)
    ((name, loaded),) = artifact.load_all([folder]).items()
    told = describe(name, name, loaded)
    assert (told["label"], told["units"]) == (folder.name, 16)
    assert f"{folder.name}." in told["origin"]


def test_everybody_is_offered_the_same_and_whoever_knows_a_key_that_too() -> None:
    models = Models(ARTIFACTS)
    own = models.add_own("run 1 (97.0%)", LECTURE)
    found = json.loads(json.dumps(offer(models, {})))
    assert [each["key"] for each in found["models"]] == ["robust", "lecture"]
    also = offer(models, {"also": [own, "lecture", "own-gone", "resnet\n"]})
    assert [each["key"] for each in also["models"]] == ["robust", "lecture", own]
    assert also["models"][-1]["label"] == "run 1 (97.0%)"
    assert also["gone"] == ["own-gone", "resnet "]


@pytest.mark.parametrize("also", ["lecture", [1], [["lecture"]], ["x"] * (MOST_NAMED + 1), None, {}])
def test_what_is_no_list_of_keys_gets_a_sentence(also: object) -> None:
    reply = for_page(lambda request: offer(Models(ARTIFACTS), request))({"also": also})
    assert list(reply) == ["error"]


def test_of_a_visitors_own_digits_it_is_told_how_many_each_model_read() -> None:
    images, models = TestImages(), Models(ARTIFACTS)
    name = sent(images.own, bars(20, classes=2))
    told = of_own_set(models, images, {"models": ["robust", "lecture", "own-gone"], "test_set": name})["sets"]
    assert list(told) == ["robust", "lecture"]
    for each in told.values():
        assert (each["key"], each["name"], each["count"]) == ("yours", "your handwriting", 20)
        assert each["accuracy"] == each["right"] / 20
        assert each["interval"] == wilson(each["right"], 20)
        assert 0 < each["right"] < 20
    ask = for_page(lambda request: of_own_set(models, images, request))
    assert list(ask({"test_set": name})) == ["error"]
    assert ask({"models": ["lecture"], "test_set": "yours-gone"})["lost"]
