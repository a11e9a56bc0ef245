"""The Train tab over HTTP, as browsers and strangers use it."""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from mnistff.serving.own_sets import OwnSets
from mnistff.serving.trainings.visitors import Visitor
from mnistff.ui.train.events import forget_digits
from mnistff.ui.train.wanted import read_wanted
from support.own_digits import bars, sent
from support.questions import DIRECT
from support.training_client import QUICK, TrainingClient

LONG = {**QUICK, "images": 3000, "batch_size": 1, "epochs": 20}


@pytest.fixture
def page(app_url: str, request: pytest.FixtureRequest) -> TrainingClient:
    return TrainingClient(app_url, request.node.name)


def until_it_trains(texts: Iterator[str]) -> int:
    """Listen until then; how many seconds more it will take."""
    text = next(text for text in texts if text.startswith("Epoch"))
    return int(re.search(r"(\d+) seconds left", text)[1])


def test_it_trains_and_the_model_is_this_pages_alone(app_url: str, page: TrainingClient) -> None:
    page.start(QUICK)
    messages = list(page.messages())
    output = json.dumps(messages[-1]["output"]["data"])
    assert "It is run 1 now." in output
    key = next(part for part in output.split('"') if part.startswith("own-"))
    assert key not in httpx.get(f"{app_url}/config", **DIRECT).text
    other = TrainingClient(app_url, "somebody else")
    other.start(QUICK)
    assert key not in json.dumps(list(other.messages())[-1])


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"hidden": 513}, "Hidden units must be a whole number from 8 to 512, not 513."),
        ({"epochs": 21}, "Epochs must be a whole number from 1 to 20, not 21."),
        ({"batch_size": 0}, "Batch size must be a whole number from 1 to 60,000, not 0."),
        ({"images": 10**9}, "Training images must be a whole number from 100 to 60,000"),
        ({"learning_rate": None}, "Learning rate is empty; it must be a number from 0.000001 to 100."),
        ({"softmax": "none"}, "Softmax must be one of in loss, added, not"),
        ({"optimizer": "rmsprop"}, "Optimizer must be one of adam, sgd, not"),
        ({"seed": "x" * 10_000}, "Seed must be a whole number from 0"),
        ({"data": None}, "Data must be one of"),
        (
            {"batch_size": 60_000, "hidden": 512, "images": 60_000, "data": "both"},
            "This training would take 1,",
        ),
        ({"seed": -1}, "Seed must be a whole number from 0"),
    ],
)
def test_a_setting_out_of_its_range_gets_a_sentence(
    page: TrainingClient, settings: dict, sentence: str
) -> None:
    assert sentence in json.dumps(page.start({**QUICK, **settings}))


def test_who_was_refused_may_train_with_other_settings(page: TrainingClient) -> None:
    assert not page.start({**QUICK, "epochs": 21})[-1]["success"]
    page.start(QUICK)
    assert list(page.texts())[-1].startswith("Done.")


def test_stop_keeps_what_was_learnt_and_is_nobody_elses(app_url: str, page: TrainingClient) -> None:
    page.start(LONG)
    texts = page.texts()
    until_it_trains(texts)
    TrainingClient(app_url, "another tab of this visitor").press_stop()
    for _ in range(3):
        assert next(texts).startswith("Epoch")
    page.press_stop()
    *_, last = texts
    assert last.startswith("Stopped. What was learnt is kept. It reads ")


def test_stop_takes_back_what_waits_in_the_queue(app_url: str, page: TrainingClient) -> None:
    page.start(LONG)
    texts = page.texts()
    until_it_trains(texts)
    waiting = TrainingClient(app_url, "who waits")
    waiting.press_start(QUICK)
    said = waiting.texts()
    while next(said) != "Waiting for its turn: one other comes first. One trains at a time.":
        pass
    waiting.press_stop()
    assert list(said)[-1] == "Stopped before it began."
    page.press_stop()
    assert "What was learnt is kept" in list(texts)[-1]


def test_who_leaves_frees_the_place(app_url: str, page: TrainingClient) -> None:
    page.start({**LONG, "hidden": 256})
    texts = page.texts()
    left = until_it_trains(texts)
    began = time.monotonic()
    texts.close()
    page.http.close()
    after = TrainingClient(app_url, "the next one")
    after.start(QUICK)
    *_, last = after.texts()
    assert time.monotonic() - began < left / 2
    assert last.startswith("Done.")
    assert "run 1" in last


def test_who_starts_while_another_trains_is_told_the_place_and_served_one_by_one(
    app_url: str, page: TrainingClient
) -> None:
    """A class: all behind one address."""
    page.start(LONG)
    texts = page.texts()
    until_it_trains(texts)

    def visit(number: int) -> tuple[str, str]:
        visitor = TrainingClient(app_url, f"visitor {number}")
        return json.dumps(visitor.start(QUICK)), json.dumps(list(visitor.messages())[-1])

    with ThreadPoolExecutor(4) as pool:
        visits = [pool.submit(visit, number) for number in range(4)]
        while httpx.get(f"{app_url}/healthz", **DIRECT).json()["trainings"] < 5:
            next(texts)
        page.press_stop()
        waits, ends = zip(*(each.result() for each in visits), strict=True)
    assert "What was learnt is kept" in list(texts)[-1]
    assert all("It is run 1 now." in end for end in ends)
    first = [re.search(r"Waiting for its turn: (one|\d+) other", wait)[1] for wait in waits]
    assert sorted(first) == ["2", "3", "4", "one"]


def test_one_page_has_one_place_however_often_it_asks(app_url: str, page: TrainingClient) -> None:
    page.start(LONG)
    texts = page.texts()
    until_it_trains(texts)
    greedy = TrainingClient(app_url, "greedy")
    preparing = greedy.event("submit")
    for _ in range(5):
        greedy.press_start(QUICK)
        greedy.send(greedy.after(preparing))  # without waiting for its turn
    assert httpx.get(f"{app_url}/healthz", **DIRECT).json()["trainings"] == 2
    with pytest.raises(httpx.HTTPStatusError, match="429"):
        for _ in range(8):
            greedy.press_start(QUICK)
    page.press_stop()
    assert "What was learnt is kept" in list(texts)[-1]


def test_who_trains_without_being_called_is_told_so(page: TrainingClient) -> None:
    page.send(page.after(page.event("submit")))
    assert set(page.texts()) == {"It is not this page's turn to train. Press Start."}


def test_a_pages_own_digits_are_not_kept_once_it_has_trained() -> None:
    own = OwnSets()
    wanted = read_wanted({"settings": QUICK, "yours": sent(own, bars(12))}, own)
    visitor = Visitor(wanted=wanted)
    assert visitor.wanted.halves
    forget_digits(visitor)
    assert visitor.wanted == wanted._replace(halves=None)
    forget_digits(Visitor())  # of a page that never came so far


def test_digits_that_the_server_does_not_know_are_told_over_http(app_url: str, page: TrainingClient) -> None:
    for odd in ("yours-1", 7, [], {}, [bars(3)]):
        messages = page.start(QUICK, yours=odd)
        assert not messages[-1]["success"]
        assert "not known here any more" in json.dumps(messages)
