"""What comes with a request, of any size, shape and speed."""

import asyncio
import json
import math
from collections.abc import Iterable
from typing import Any

import gradio as gr
import pytest
from gradio.routes import App
from hypothesis import given
from hypothesis import strategies as st

from mnistff.serving.http import bodies
from mnistff.serving.http.bodies import DEEPEST, Bodies, check, encode, levels, parse, read
from mnistff.serving.http.doors import DRAWING, SMALL, find_door
from mnistff.serving.http.refusals import RefusedError
from mnistff.serving.http.turns import Turns
from support.loops import in_a_loop

JOIN, CALL = "/gradio_api/queue/join", "/gradio_api/call/classify"
STROKES = [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]]


def classify(strokes: list, model: str | None = None) -> int:
    return len(strokes)


def make_blocks() -> gr.Blocks:
    """A page with an event of two inputs, and an endpoint."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        text, number = gr.Textbox(), gr.Number()
        text.change(lambda text, number: text, [text, number], text)
        gr.api(classify, api_name="classify")
    return blocks


BLOCKS = make_blocks()
EVENT = next(number for number, event in BLOCKS.fns.items() if event.api_name != "classify")
JOINING = {"data": ["a", 1], "fn_index": EVENT, "session_hash": "abc"}


def nested(depth: int) -> list:
    """Lists within each other."""
    value: list = []
    for _ in range(depth - 1):
        value = [value]
    return value


def status_of(path: str, body: dict[str, Any], size: int = 100) -> int:
    """With which a body is refused."""
    with pytest.raises(RefusedError) as refused:
        check(path, size, body, BLOCKS)
    assert refused.value.reason.endswith(".")
    return refused.value.status


async def receive_nothing() -> dict:
    await asyncio.Event().wait()
    raise AssertionError("nothing was to come")


def receiving(parts: Iterable[bytes], finished: bool = True) -> Any:
    """An ASGI `receive` that gives a body in parts; of one that is not finished, no last."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    if finished:
        messages.append({"type": "http.request"})
    left = iter(messages)

    async def receive() -> dict:
        message = next(left, None)
        return message or await receive_nothing()

    return receive


def read_now(receive: Any, most: int) -> bytes:
    return in_a_loop(read(receive, most))


def test_a_body_is_read_to_its_end() -> None:
    assert read_now(receiving([b"ab", b"", b"c"]), 3) == b"abc"
    assert read_now(receiving([]), 0) == b""
    assert read_now(receiving([b"x" * 999] * 300), DRAWING) == b"x" * 299_700


@pytest.mark.parametrize("parts", [[b"x" * 3_001], [b"x"] * 3_001, [b"x" * 1_000_000]])
def test_of_what_is_too_long_no_more_is_read(parts: list[bytes]) -> None:
    with pytest.raises(RefusedError, match="has 3 kB at most") as refused:
        read_now(receiving(parts, finished=False), 3_000)
    assert refused.value.status == 413


@pytest.mark.parametrize("parts", [[], [b"{"], [b" "] * 1000])
def test_what_does_not_come_is_given_up(parts: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.05)
    with pytest.raises(RefusedError, match="did not come within") as refused:
        read_now(receiving(parts, finished=False), DRAWING)
    assert refused.value.status == 408


def test_what_comes_too_slowly_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.1)

    async def receive() -> dict:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b" ", "more_body": True}

    with pytest.raises(RefusedError, match="did not come within"):
        read_now(receive, DRAWING)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"null", b"[]", b'"{}"', b"0", b"NaN", b"{", b"{}}", b"{'a': 1}", b'{"a"}', b"a=b"),
        *(b"\xff", b"{\xff}", b'{"a": \xed\xa0\x80}', b"\x00" * 9, b"[" * 100_000, b'{"a":' * 50_000),
        b'{"a": ' + b"9" * 100_000 + b"}",
    ],
)
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(RefusedError, match="must be a JSON object") as refused:
        parse(body)
    assert refused.value.status == 400


def test_json_is_read_as_it_is() -> None:
    assert parse(b'{"a": [1, 2.5, "\xc3\xbc", null, true]}') == {"a": [1, 2.5, "ü", None, True]}
    numbers = parse(b'{"a": NaN, "b": Infinity, "c": 1e999, "d": ' + b"9" * 4000 + b"}")
    assert math.isnan(numbers["a"])
    assert numbers["b"] == numbers["c"] == math.inf
    assert numbers["d"] == 10**4000 - 1
    again = parse(encode(numbers))
    assert math.isnan(again.pop("a")) and again == {key: numbers[key] for key in "bcd"}


@pytest.mark.parametrize("text", [r'"\ud800"', r'"\udc00\ud800"', r'["\ud83d"]', r'{"\udfff": 1}'])
def test_half_a_letter_is_refused(text: str) -> None:
    """A whole one may come in halves."""
    assert parse(encode(parse(b'{"a": "\\ud83c\\udf89"}'))) == {"a": "🎉"}
    with pytest.raises(RefusedError, match="no text") as refused:
        encode(parse(f'{{"data": {text}}}'.encode()))
    assert refused.value.status == 400


def test_what_is_known_of_a_body_is_passed_on_and_the_rest_left_out() -> None:
    more = {"batched": True, "request": {}, "simple_format": True, "event_id": "x", "username": "ann"}
    session, known = check(JOIN, 100, {**JOINING, **more, "event_data": {"a": [1]}, "trigger_id": 5}, BLOCKS)
    assert session == "abc"
    assert known == {**JOINING, "event_data": {"a": [1]}, "trigger_id": 5}
    assert check(JOIN, 100, JOINING, BLOCKS)[1] == {**JOINING, "event_data": None, "trigger_id": None}
    assert check(CALL, 100, {"data": [STROKES, None], "session_hash": "x"}, BLOCKS) == (
        "",
        {"data": [STROKES, None]},
    )


@pytest.mark.parametrize("number", [None, str(EVENT), float(EVENT), True, [EVENT], {}, -1, 10**300, math.nan])
def test_there_is_no_such_event(number: object) -> None:
    assert status_of(JOIN, {**JOINING, "fn_index": number}) == 404
    assert status_of(JOIN, {"data": ["a", 1], "session_hash": "abc"}) == 404
    assert status_of(CALL.replace("classify", "predict"), {"data": []}) == 404


@pytest.mark.parametrize(
    "data",
    [
        *(None, "ab", 2, True, math.nan, {}, {"0": 1, "1": 2}, [], [1], [1, 2, 3], [1] * 10_000),
        *([1, nested(DEEPEST + 1)], [1, nested(300)], [{}, 1], [1, {"path": "/etc/passwd"}], [[{"a": 1}], 1]),
    ],
)
def test_an_event_has_as_many_inputs_as_it_has(data: object) -> None:
    assert status_of(JOIN, {**JOINING, "data": data}) == 400
    assert status_of(CALL, {"data": data}) == 400
    assert status_of(JOIN, {"fn_index": EVENT, "session_hash": "abc"}) == 400


def test_a_drawing_alone_may_be_long() -> None:
    assert check(JOIN, SMALL, JOINING, BLOCKS)
    assert status_of(JOIN, JOINING, SMALL + 1) == 413
    assert check(CALL, DRAWING, {"data": [STROKES, None]}, BLOCKS)


@pytest.mark.parametrize(
    "session",
    [
        *(None, 5, True, [], ["abc"], {}, "", "a" * 65, "a" * 100_000, "a b", "a/b", "a\n", "\na", "a\x00"),
        *("a\x1b[31m", "\u0661\u0662", "é", "\ud800", "a\u202e", "../a", "a.b", "%61"),
    ],
)
def test_a_page_has_a_short_name(session: object) -> None:
    assert status_of(JOIN, {**JOINING, "session_hash": session}) == 400


@pytest.mark.parametrize("session", ["a", "a" * 64, "0a1b2c3d4e", "A_b-9"])
def test_such_names_pages_have(session: str) -> None:
    assert check(JOIN, 100, {**JOINING, "session_hash": session}, BLOCKS)[0] == session


@pytest.mark.parametrize("depth", [DEEPEST, DEEPEST + 1, 500])
def test_nothing_is_deep(depth: int) -> None:
    body = {**JOINING, "event_data": nested(depth)}
    if depth > DEEPEST:
        assert status_of(JOIN, body) == 400
    else:
        assert check(JOIN, 100, body, BLOCKS)[1]["event_data"] == body["event_data"]


@pytest.mark.parametrize("trigger", ["5", 5.0, True, [5], {}, [], "", nested(500)])
def test_what_triggered_an_event_has_a_number(trigger: object) -> None:
    assert status_of(JOIN, {**JOINING, "trigger_id": trigger}) == 400


def test_levels_are_counted_as_far_as_needed() -> None:
    assert [len(list(levels(nested(depth)))) for depth in (1, 2, DEEPEST)] == [0, 1, DEEPEST - 1]
    assert len(list(levels(nested(900)))) == DEEPEST + 1
    assert list(levels([1, "a", [2, {"b": [3]}], []])) == [[[2, {"b": [3]}], []], [{"b": [3]}], [[3]]]
    assert len(list(levels([[[0.1, 0.2]] * 50_000]))) == 2


KEYS = [*JOINING, "event_data", "trigger_id", "more"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(
    st.sampled_from([JOIN, CALL]),
    st.sampled_from([JOINING, {}]),
    st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=3),
)
def test_whatever_comes_is_known_or_refused(path: str, good: dict, bad: dict) -> None:
    try:
        session, known = check(path, 100, {**good, **bad}, BLOCKS)
        again = json.loads(encode(known))
    except RefusedError:
        return
    assert json.dumps(again) == json.dumps(known)  # a number that is none does not equal itself
    assert known.keys() <= {*JOINING, "event_data", "trigger_id"}
    assert session == ("" if path == CALL else {**good, **bad}["session_hash"])


def pass_through(path: str, body: bytes, *headers: tuple[bytes, bytes]) -> tuple[dict, bytes, dict]:
    """The scope and the body that come to the app behind `Bodies`, and what it hears next."""
    came: list = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        came.append((scope, await read(receive, DRAWING), await receive()))

    first = {"type": "http.request", "body": body[:9], "more_body": True}
    messages = iter([first, {"type": "http.request", "body": body[9:]}])

    async def receive() -> dict:
        return next(messages, {"type": "http.disconnect"})

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": headers,
        "door": find_door("POST", path),
        "address": "8.8.8.8",
        "app": App.create_app(BLOCKS),
    }
    in_a_loop(Bodies(app, Turns())(scope, receive, receive_nothing))
    return came[0]


def test_what_is_passed_on_is_json_of_its_own_length() -> None:
    body = json.dumps({**JOINING, "data": ["ü", 1], "more": "x" * 5000}).encode()
    headers = [(b"host", b"a"), (b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
    scope, content, after = pass_through(JOIN, body, *headers, (b"transfer-encoding", b"chunked"))
    assert json.loads(content) == {**JOINING, "data": ["ü", 1], "event_data": None, "trigger_id": None}
    length = (b"content-length", b"%d" % len(content))
    assert scope["headers"] == [(b"host", b"a"), (b"content-type", b"application/json"), length]
    assert scope["page"] == "abc"
    assert after == {"type": "http.disconnect"}
