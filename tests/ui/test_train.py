"""The Train tab over HTTP, as browsers and strangers use it."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from serving import serving
from training_client import QUICK, TrainingClient

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
        ({"hidden": 513}, "greater than maximum value 512"),
        ({"epochs": 21}, "greater than maximum value 20"),
        ({"batch_size": 0}, "Batch size must be a whole number from 1 to 60,000, not 0."),
        ({"images": 10**9}, "Training images must be a whole number from 100 to 60,000"),
        ({"learning_rate": None}, "Learning rate must be a number from"),
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
    TrainingClient(app_url, "another tab of this visitor").press("Stop", None)
    for _ in range(3):
        assert next(texts).startswith("Epoch")
    page.press("Stop", None)
    *_, last = texts
    assert last.startswith("Stopped. What was learnt is kept. It reads ")


def test_stop_takes_back_what_waits_in_the_queue(app_url: str, page: TrainingClient) -> None:
    page.start(LONG)
    texts = page.texts()
    until_it_trains(texts)
    waiting = TrainingClient(app_url, "who waits")
    waiting.start(QUICK)
    waiting.press("Stop", None)
    page.press("Stop", None)
    assert "What was learnt is kept" in list(texts)[-1]
    assert set(waiting.texts()) == {"Stopped before it began."}


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
    def visit(number: int) -> list[dict]:
        page = TrainingClient(app_url, f"visitor {number}")
        page.start(QUICK)
        return list(page.messages())

    with ThreadPoolExecutor(20) as pool:
        visits = list(pool.map(visit, range(20)))
    assert all("In the model selector" in json.dumps(messages[-1]["output"]) for messages in visits)
    ranks = {message["rank"] for messages in visits for message in messages if message["msg"] == "estimation"}
    assert max(ranks) >= 5


def test_a_visitors_models_go_with_the_session() -> None:
    """Gradio keeps a closed page's state for an hour, and in tests of its own for a second."""
    with serving(GRADIO_IS_E2E_TEST="1") as url:
        page = TrainingClient(url, "leaves")
        with page.http.stream("GET", "/heartbeat/leaves") as heartbeat:
            beats = heartbeat.iter_lines()  # kept: without it the page would be closed
            next(beats)
            page.start(QUICK)
            output = json.dumps(list(page.messages())[-1])
            key = next(part for part in output.split('"') if part.startswith("own-"))
            assert classify(url, key).get("answers")
        until = time.monotonic() + 60
        while "error" not in classify(url, key):
            assert time.monotonic() < until, "the model is still there"
            time.sleep(0.5)


def classify(url: str, model: str) -> dict:
    components = httpx.get(f"{url}/config", trust_env=False).json()["components"]
    canvas = next(c["id"] for c in components if "classify" in c["props"].get("server_fns", []))
    data = {"strokes": [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]], "models": [model]}
    body = {"data": data, "component_id": canvas, "fn_name": "classify", "session_hash": "drawer"}
    address = f"{url}/gradio_api/component_server/"
    return httpx.post(address, json=body, timeout=30, trust_env=False).raise_for_status().json()
