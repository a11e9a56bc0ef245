"""The Train tab over HTTP, as browsers and strangers use it."""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from support.questions import classify
from support.served import serving
from support.training_client import QUICK, TrainingClient

FORGETFUL = (
    "import app; from mnistff.serving.trainings import visitors; visitors.SECONDS_KEPT = 1; app.main()"
)
"""The app, where a page's runs are kept for a second after it is closed."""
LONG = {**QUICK, "images": 3000, "batch_size": 1, "epochs": 20}


@pytest.fixture
def page(app_url: str, request: pytest.FixtureRequest) -> TrainingClient:
    return TrainingClient(app_url, request.node.name)


def until_it_trains(texts: Iterator[str]) -> None:
    while not next(texts).startswith("Epoch"):
        pass


def test_it_trains_and_the_model_is_this_pages_alone(app_url: str, page: TrainingClient) -> None:
    page.start(QUICK)
    messages = list(page.messages())
    output = json.dumps(messages[-1]["output"]["data"])
    assert "In the model selector it is run 1." in output
    key = next(part for part in output.split('"') if part.startswith("own-"))
    assert key not in httpx.get(f"{app_url}/config", trust_env=False).text
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
        ({"learning_rate": None}, "Learning rate must be a number from"),
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
    page.start(QUICK)
    assert list(page.texts())[-1].startswith("Done.")


def test_stop_keeps_what_was_learnt_and_is_nobody_elses(app_url: str, page: TrainingClient) -> None:
    page.start(LONG)
    texts = page.texts()
    until_it_trains(texts)
    TrainingClient(app_url, "another tab of this visitor").press("Stop")
    for _ in range(3):
        assert next(texts).startswith("Epoch")
    page.press("Stop")
    *_, last = texts
    assert last.startswith("Stopped. What was learnt is kept. It reads ")


def test_stop_takes_back_what_waits_in_the_queue(app_url: str, page: TrainingClient) -> None:
    page.start(LONG)
    texts = page.texts()
    until_it_trains(texts)
    waiting = TrainingClient(app_url, "who waits")
    waiting.press("Start", *waiting.values(QUICK))
    said = waiting.texts()
    while next(said) != "Waiting for its turn: one other comes first.":
        pass
    waiting.press("Stop")
    assert list(said)[-1] == "Stopped before it began."
    page.press("Stop")
    assert "What was learnt is kept" in list(texts)[-1]


def test_who_leaves_frees_the_place(app_url: str, page: TrainingClient) -> None:
    page.start(LONG)
    texts = page.texts()
    until_it_trains(texts)
    texts.close()
    page.http.close()
    after = TrainingClient(app_url, "the next one")
    after.start(QUICK)
    *_, last = after.texts()  # LONG would take its 55 seconds first
    assert last.startswith("Done.")
    assert "run 1" in last


def test_twenty_who_start_at_once_are_served_one_by_one_and_told_their_place(app_url: str) -> None:
    """A class: all behind one address."""

    def visit(number: int) -> tuple[str, str]:
        page = TrainingClient(app_url, f"visitor {number}")
        return json.dumps(page.start(QUICK)), json.dumps(list(page.messages())[-1])

    with ThreadPoolExecutor(20) as pool:
        waits, ends = zip(*pool.map(visit, range(20)), strict=True)
    assert all("In the model selector" in end for end in ends)
    places = {int(number) for wait in waits for number in re.findall(r"(\d+) others come first", wait)}
    assert max(places) >= 5


def test_one_page_has_one_place_however_often_it_asks(app_url: str, page: TrainingClient) -> None:
    page.start(LONG)
    texts = page.texts()
    until_it_trains(texts)
    greedy = TrainingClient(app_url, "greedy")
    preparing = greedy.event("Start")
    values = page.values(QUICK)
    for _ in range(5):
        greedy.send(preparing, *values)
        greedy.send(greedy.after(preparing), "lecture", False, *values)  # without waiting for its turn
    assert httpx.get(f"{app_url}/healthz", trust_env=False).json()["trainings"] == 2
    with pytest.raises(httpx.HTTPStatusError, match="429"):
        for _ in range(8):
            greedy.send(preparing, *values)
    page.press("Stop")
    assert "What was learnt is kept" in list(texts)[-1]


def test_who_trains_without_being_called_is_told_so(page: TrainingClient) -> None:
    page.send(page.after(page.event("Start")), "lecture", False, *page.values(QUICK))
    assert set(page.texts()) == {"It is not this page's turn to train. Press Start."}


def test_a_visitors_models_go_when_the_page_is_closed() -> None:
    with serving(program=("-c", FORGETFUL)) as url:
        page = TrainingClient(url, "leaves")
        with page.http.stream("GET", "/heartbeat/leaves") as heartbeat:
            beats = heartbeat.iter_lines()  # kept: without it the page would be closed
            next(beats)
            page.start(QUICK)
            output = json.dumps(list(page.messages())[-1])
            key = next(part for part in output.split('"') if part.startswith("own-"))
            time.sleep(2)
            assert classify(url, key).get("answers")
        until = time.monotonic() + 60
        while "error" not in (answer := classify(url, key)):
            assert time.monotonic() < until, "the model is still there"
            time.sleep(0.5)
        assert "This run is not kept any more." in answer["error"]
