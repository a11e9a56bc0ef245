"""What a stranger may send to the canvas's address, over HTTP, while somebody else draws."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from support.questions import DIRECT, component_that_answers, read_as

SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]]


@pytest.fixture(scope="module")
def canvas(app_url: str) -> dict:
    """A request of the canvas, less its data."""
    number = component_that_answers(httpx.get(f"{app_url}/config", **DIRECT).json(), "classify")
    return {"component_id": number, "fn_name": "classify", "session_hash": "test"}


def post(url: str, content: str | bytes | Iterator[bytes]) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return httpx.post(f"{url}/gradio_api/component_server/", content=content, headers=headers, **DIRECT)


def body(canvas: dict, strokes: object, **others: str) -> str:
    return json.dumps({**canvas, **others, "data": {"strokes": strokes, "models": ["lecture"]}})


def label(response: httpx.Response) -> int:
    return read_as(response.raise_for_status().json())


def test_as_many_points_as_may_be_are_read(app_url: str, canvas: dict) -> None:
    points = [[0.5 + 0.001 * (i % 7) / 3, i / 5_000] for i in range(5_000)]
    assert label(post(app_url, body(canvas, [points]))) == 1


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        ([[[0, 0]] * 5_001], "5,001 points"),
        ([[]] * 501, "501 strokes"),
        ([[[float("nan"), 0]]], "finite number"),
        ([[[float("inf"), 0]]], "finite number"),
        ([[["1", 0]]], "finite number"),
        ("x" * 200_000, "list of strokes"),
        ({"a": 1}, "list of strokes"),
        ([], "draw a digit"),
    ],
)
def test_bad_strokes_get_a_sentence(app_url: str, canvas: dict, strokes: object, sentence: str) -> None:
    assert sentence in post(app_url, body(canvas, strokes)).raise_for_status().json()["error"]


@pytest.mark.parametrize(
    "strokes", [[[[0, 0]]], [[[-1e300, 1e300], [1e300, -1e300]]], [[[1e-300, 0], [0, 0]]]]
)
def test_dots_and_huge_and_tiny_drawings_are_read(app_url: str, canvas: dict, strokes: list) -> None:
    assert 0 <= label(post(app_url, body(canvas, strokes))) <= 9


def test_more_than_the_longest_drawing_takes_is_refused(app_url: str, canvas: dict) -> None:
    too_much = body(canvas, [[[0.123456, 0.123456]] * 20_000])
    assert post(app_url, too_much).status_code == 413
    assert post(app_url, (too_much[i : i + 9999].encode() for i in range(0, len(too_much), 9999))).is_error
    assert label(post(app_url, body(canvas, SEVEN))) == 7


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 100_000, b'{"data": ' + b"9" * 10_000 + b"}"])
def test_nonsense_does_not_stop_the_server(app_url: str, canvas: dict, content: bytes) -> None:
    assert post(app_url, content).status_code >= 400
    assert label(post(app_url, body(canvas, SEVEN))) == 7


def test_giant_and_slow_requests_hold_nobody_up(app_url: str, canvas: dict) -> None:
    """Somebody's most expensive requests, all at once, against short drawings of another."""
    largest = body(canvas, [[[i / 5_000, (i * 7919 % 5_000) / 5_000] for i in range(5_000)]])
    with ThreadPoolExecutor(20) as others:
        busy = [others.submit(post, app_url, largest) for _ in range(20)]
        short = []
        while not all(request.done() for request in busy):
            short.append(post(app_url, body(canvas, SEVEN, session_hash="other")))
            assert label(short[-1]) == 7
    assert all(request.result().is_success for request in busy)
    assert len(short) > 2  # in the order in which they came, the first would wait for all the others


def test_nobody_goes_past_the_queue(app_url: str) -> None:
    """There Gradio would run at once what is posted to it."""
    events = httpx.get(f"{app_url}/config", **DIRECT).json()["dependencies"]
    assert all(event["queue"] for event in events if event["backend_fn"])
    for event in events:
        request = {"data": [], "fn_index": event["id"], "session_hash": "test"}
        for path in ("run/predict", "api/predict", "run/classify"):
            response = httpx.post(f"{app_url}/gradio_api/{path}", json=request, **DIRECT)
            assert response.status_code == 404
