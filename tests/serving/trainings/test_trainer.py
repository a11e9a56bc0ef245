"""A training for a visitor, without a page: how it is watched, and every way that it ends."""

import base64
import dataclasses
import threading
from collections.abc import Iterator

import pytest
import torch

from mnistff.model import FeedForward, predict
from mnistff.recipes import Recipe
from mnistff.serving.trainings.job import Job
from mnistff.serving.trainings.trainer import Look, in_words, tiles, train
from mnistff.sketch import rasterise

SHORT = Recipe(hidden=16, epochs=2, batch_size=10, data="strokes", images=200)
LONG = Recipe(hidden=16, epochs=20, batch_size=1, data="strokes", images=3000)


def job(recipe: Recipe, seed: int = 0) -> Job:
    return Job(recipe, seed, threading.Event())


def until_steps(looks: Iterator[Look]) -> None:
    """Look on until the first steps are done."""
    while not next(looks).records:
        pass


def test_it_is_watched_and_gives_an_artifact() -> None:
    *looks, last = train(job(SHORT, 3))
    model, ending = last.result
    assert ending == "Done."
    assert [look.done for look in looks] == sorted(look.done for look in looks)
    assert last.done == 1
    assert [record.epoch for record in last.records] == [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]
    assert model.metrics["settings"]["hidden"] == model.model.hidden == 16
    assert (model.metrics["seed"], model.metrics["train_images"]) == (3, 200)
    assert model.evaluations["strokes"].accuracy == model.metrics["test_accuracy"]["strokes"] > 0.2


def test_the_same_seed_learns_the_same() -> None:
    weights = []
    for seed in (1, 1, 2):
        *_, last = train(job(SHORT, seed))
        weights.append(last.result[0].model[0].weight)
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_stopped_it_keeps_what_was_learnt() -> None:
    training = job(LONG)
    looks = train(training)
    until_steps(looks)
    training.stopping.set()
    *_, last = looks
    model, ending = last.result
    assert ending == "Stopped. What was learnt is kept."
    assert 0 < last.done < 1
    assert model.evaluations["strokes"].accuracy > 0.3


def test_stopped_in_an_epoch_the_image_is_read_as_it_was_then() -> None:
    training = job(LONG)
    training.image = torch.rand(1, 28, 28)
    looks = train(training)
    until_steps(looks)
    training.stopping.set()
    *_, last = looks
    epoch, answer = last.answers[-1]
    assert epoch > last.records[-1].epoch
    assert predict(last.result[0].model, training.image)[0].tolist() == pytest.approx(answer, abs=1e-4)


def test_when_its_time_is_over_no_seconds_are_left() -> None:
    training = job(LONG)
    training.model = FeedForward(LONG.hidden)
    training.begin("Training", 100, 55)
    training.done, training.since = 50, training.since - 60
    assert in_words(training).endswith(", 0 seconds left")


def test_it_ends_when_nobody_looks_any_more() -> None:
    before = threading.enumerate()
    training = job(LONG)
    looks = train(training)
    until_steps(looks)
    begun = [thread for thread in threading.enumerate() if thread not in before]
    assert len(begun) == 1
    looks.close()
    assert not begun[0].is_alive()
    assert training.stopping.is_set()


def test_tiles_are_the_weights() -> None:
    *_, last = train(job(SHORT))
    weights = last.result[0].model[0].weight.detach()
    numbers = torch.frombuffer(bytearray(base64.b64decode(last.tiles)), dtype=torch.int8).reshape(16, 784)
    assert torch.allclose(numbers / 127, weights / weights.abs().amax(1, keepdim=True), atol=1 / 127)


def test_tiles_of_weights_that_are_no_numbers_can_be_painted() -> None:
    model = FeedForward(100)
    model[0].weight.data[0] = torch.nan
    model[0].weight.data[1] = 0
    assert len(base64.b64decode(tiles(model))) == 64 * 784


def test_an_image_is_read_as_it_learns_by_chance_before_the_first_step() -> None:
    training = job(dataclasses.replace(SHORT, epochs=20, hidden=64))
    training.image = rasterise([[[0.5, 0.2], [0.5, 0.8]]])[None]
    *_, last = train(training)
    epochs, answers = zip(*last.answers, strict=True)
    assert epochs == (0, *(record.epoch for record in last.records))
    for answer in answers:
        assert sum(answer) == pytest.approx(1, abs=1e-3)
    assert max(answers[0]) < 0.2
    assert answers[-1].index(max(answers[-1])) == 1
    assert predict(last.result[0].model, training.image)[0, 1] == pytest.approx(answers[-1][1], abs=1e-4)
