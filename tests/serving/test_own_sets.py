"""Visitors' own digits: read, named, asked about, and forgotten."""

import copy
import dataclasses
from typing import Any

import pytest
import torch

from mnistff import artifact
from mnistff.data import to_inputs
from mnistff.datasets import DATA_SETS
from mnistff.evaluation import answer, mistakes
from mnistff.handwriting import MOST_OF_WRITER, HandwritingError
from mnistff.serving import own_sets
from mnistff.serving.images import TestImages
from mnistff.serving.inputs import find_input
from mnistff.serving.models import Models
from mnistff.serving.own_sets import MOST_AT_ONCE, OWN_SET, LostError, OwnSets
from mnistff.serving.requests import RequestError, find_evaluation, find_own, for_page
from mnistff.serving.samples import page_of_samples
from mnistff.sketch import rasterise
from mnistff.ui.inside.look import Excitement, excitement_for
from mnistff.ui.mistakes.look import look_at, to_walk_through
from support.own_digits import bars, sent

MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))
LECTURE = MODELS["lecture"]


def test_what_was_written_is_kept_as_the_networks_see_it() -> None:
    own = OwnSets()
    kept = own[sent(own, bars(12))]
    assert kept.split.labels.tolist() == [*range(10), 0, 1]
    images = torch.stack([rasterise(each["strokes"]) for each in bars(12)])
    assert torch.allclose(to_inputs(kept.split.images), images.flatten(1), atol=1 / 255)


def test_a_test_set_has_a_name_that_is_always_the_same_for_the_same_digits() -> None:
    own, digits = OwnSets(), bars(30)
    name = sent(own, digits)
    assert name == sent(OwnSets(), digits) == own.add(digits[29:], after=sent(own, digits[:29]))
    others = [bars(29), digits[::-1], [{**digits[0], "label": 5}, *digits[1:]]]
    assert len({name, *(sent(own, each) for each in others)}) == 4
    assert name.startswith(OWN_SET) and len(name) > 30  # nobody guesses it


def test_two_pages_may_send_the_same_digits_at_once() -> None:
    own, digits = OwnSets(), bars(12)
    first, second = own.add(digits[:6]), own.add(digits[:6])
    assert own.add(digits[6:], after=first) == own.add(digits[6:], after=second)


def test_names_are_not_taken() -> None:
    own = OwnSets()
    hostile = [{**each, "writer": "\x00" * 10_000} for each in bars(3)]
    assert own.add(hostile) == own.add(bars(3))
    assert {digit.writer for digit in own[own.add(hostile)].digits()} == {"you"}


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (None, "must be a list of 1 to 8"),
        ([], "must be a list"),
        ({}, "must be a list"),
        (bars(MOST_AT_ONCE + 1), "must be a list of 1 to 8"),
        ([*bars(2), 7], "Digit 3: a digit is"),
        ([{**bars(1)[0], "label": 10}], "Digit 1: the label must be a digit from 0 to 9, not 10"),
        ([{**bars(1)[0], "strokes": []}], "Digit 1: There is nothing to read"),
    ],
)
def test_what_is_no_digit_gets_a_sentence(found: Any, sentence: str) -> None:
    with pytest.raises(HandwritingError, match=sentence):
        OwnSets().add(found)


@pytest.mark.parametrize("after", ["yours-1", "", 7, ["yours"], {}])
def test_digits_after_others_that_nobody_knows_are_lost(after: Any) -> None:
    with pytest.raises(LostError, match="Reload the page"):
        OwnSets().add(bars(1), after)


def test_a_thousand_are_the_most() -> None:
    own = OwnSets()
    name = sent(own, bars(MOST_OF_WRITER))
    with pytest.raises(HandwritingError, match="1,000 digits are the most"):
        own.add(bars(1), name)
    assert len(own[name]) == MOST_OF_WRITER


def test_what_nobody_asks_about_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    own, now = OwnSets(), 0.0
    monkeypatch.setattr(own_sets.time, "monotonic", lambda: now)
    asked, not_asked = own.add(bars(3)), own.add(bars(4))
    now = own_sets.SECONDS_KEPT
    assert own[asked]
    now += 1
    own.forget_old()
    assert own[asked]
    with pytest.raises(LostError):
        own[not_asked]


def test_of_too_many_those_go_that_nobody_asked_about_for_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_sets, "MOST_OF_ALL", 10)
    own = OwnSets()
    names = [own.add(bars(3 + at)[at:]) for at in range(3)]
    assert own[names[0]]
    last = own.add(bars(6)[3:])
    with pytest.raises(LostError):
        own[names[1]]
    for name in (names[0], names[2], last):
        assert own[name]
    alone = sent(own, bars(11))  # more than there may be of all: it is the newest
    assert len(own[alone]) == 11


def test_a_models_answers_are_its_own_and_computed_once() -> None:
    images = TestImages()
    name = sent(images.own, bars(40))
    for model in MODELS.values():
        found = find_evaluation(images, model, name)
        split = images.own[name].split
        expected = answer(model.model, own_sets.Samples(to_inputs(split.images), split.labels))
        assert torch.equal(found.logits, expected.logits)
        assert torch.equal(found.labels, split.labels)
        assert find_evaluation(images, model, name) is found


def test_all_that_is_asked_about_a_test_set_is_answered_of_ones_own() -> None:
    images = TestImages()
    name = sent(images.own, bars(40))
    request = {"model": "lecture", "test_set": name, "mistakes": True}
    wrong = mistakes(find_evaluation(images, LECTURE, name)).tolist()
    shown = page_of_samples(MODELS, images, request)
    assert [each["index"] for each in shown["samples"]] == wrong[:48]
    assert all(each["image"] for each in shown["samples"])
    assert to_walk_through(MODELS, images, {**request, "quiz": True})["indices"] == wrong
    seen = look_at(MODELS, images, {**request, "index": wrong[0]})
    assert seen["image"] and [name for name, _ in seen["others"]] == ["robust"]
    image, title, _ = find_input(LECTURE, images, {**request, "index": 7})
    assert torch.equal((255 * image).round().byte(), images.own[name].split.images[7])
    assert title == "Image 7 of your handwriting: a 7"
    excited = Excitement()
    means = excitement_for(excited, MODELS, images, request)["means"]
    assert (len(means), len(means[0])) == (128, 10)
    assert not excited._means  # else they would be kept for longer than the digits


@pytest.mark.parametrize("test_set", ["yours-1", "yours-", "yours" + "x" * 1000])
def test_a_page_is_told_that_its_digits_were_forgotten(test_set: str) -> None:
    ask = for_page(lambda request: page_of_samples(MODELS, TestImages(), request))
    reply = ask({"model": "lecture", "test_set": test_set})
    assert reply["lost"] and reply["error"].endswith(".")


def test_who_has_written_none_is_told_where_to() -> None:
    with pytest.raises(RequestError, match="Write some in the Draw tab"):
        find_evaluation(TestImages(), LECTURE, OWN_SET)


def test_no_data_set_has_a_name_like_theirs() -> None:
    assert not any(own_sets.is_own(key) for key in [*DATA_SETS, None, 5, ["yours"]])


def test_of_a_test_set_the_answers_of_a_few_models_are_kept() -> None:
    images = TestImages()
    name = images.own.add(bars(5))
    models = [dataclasses.replace(LECTURE, model=copy.deepcopy(LECTURE.model)) for _ in range(30)]
    for model in models:
        assert find_evaluation(images, model, name) is find_evaluation(images, model, name)
    assert len(images.own[name]._evaluations) <= own_sets.MOST_MODELS


@pytest.mark.parametrize("test_set", ["mnist", "strokes", None, 5, []])
def test_who_asks_about_his_own_gets_no_other(test_set: Any) -> None:
    with pytest.raises(RequestError, match="one's own"):
        find_own(TestImages(), LECTURE, test_set)
