"""What pages ask the functions of components, and what strangers would ask there."""

import asyncio
import json
import math
import time
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio.routes import App

from mnistff.serving.http.doors import DRAWING, Door
from mnistff.serving.http.questions import PATH, Questions, answer
from mnistff.serving.http.refusals import RefusedError
from mnistff.serving.http.turns import MOST_OF_PAGE, Turns
from mnistff.serving.requests import for_page
from support.loops import in_a_loop


def double(request: dict) -> dict:
    return {"doubled": 2 * request["number"]}


def fail(request: dict) -> dict:
    raise KeyError("secret")


@for_page
def describe(request: dict) -> dict:
    return {"of": request}


with gr.Blocks(analytics_enabled=False) as BLOCKS:
    COMPONENT = gr.HTML("", js_on_load="trigger('own')", server_functions=[double, fail, describe])._id
    gr.HTML("")
    gr.Textbox()
APP = App.create_app(BLOCKS)
ASKING = {"component_id": COMPONENT, "fn_name": "double", "data": {"number": 4}, "session_hash": "page"}


def ask(body: Any) -> httpx.Response:
    """What is answered to a body, by `Questions` alone; or a RefusedError."""
    questions = Questions(APP, Turns())
    door = Door("POST", PATH, DRAWING)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await questions({**scope, "door": door, "address": "8.8.8.8", "app": APP}, receive, send)

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            content = body if isinstance(body, bytes) else json.dumps(body)
            return await client.post(f"{PATH}/", content=content)

    return in_a_loop(post())


def test_it_is_answered() -> None:
    response = ask(ASKING)
    assert response.json() == {"doubled": 8}
    assert response.headers["content-type"] == "application/json"
    assert not APP.state_holder.session_data  # Gradio begins no session for it


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"component_id": 10**6}, 404),
        ({"component_id": True}, 404),
        ({"component_id": [COMPONENT]}, 404),
        ({"component_id": str(COMPONENT)}, 404),
        ({"fn_name": "get_config"}, 404),
        ({"fn_name": "__class__"}, 404),
        ({"fn_name": ["double"]}, 404),
        ({"fn_name": None}, 404),
        ({"session_hash": "x" * 65}, 400),
        ({"session_hash": "a b"}, 400),
        ({"session_hash": 5}, 400),
    ],
)
def test_what_is_not_there_is_refused(change: dict, status: int) -> None:
    with pytest.raises(RefusedError) as refused:
        ask({**ASKING, **change})
    assert refused.value.status == status


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"[" * 100_000, b'{"session_hash": "a", "data": ' + b"[" * 50_000, b'"session_hash": "a"'],
)
def test_nonsense_is_refused(body: bytes) -> None:
    with pytest.raises(RefusedError):
        ask(body)


def test_a_number_that_is_none_is_told() -> None:
    response = ask({**ASKING, "data": {"number": float("inf")}})
    assert "is no number" in response.json()["error"]


def answer_to(question: object) -> dict:
    """Without what is around it."""
    return json.loads(answer(json.dumps({**ASKING, "fn_name": "describe", **question}).encode(), BLOCKS))


def status_of(**change: object) -> int:
    with pytest.raises(RefusedError) as refused:
        answer_to(change)
    return refused.value.status


def nested(depth: int) -> list:
    value: list = []
    for _ in range(depth - 1):
        value = [value]
    return value


@pytest.mark.parametrize(
    "data",
    [
        *(None, "text", 5, True, math.nan, math.inf, 10**4000, [], ["a"], nested(300), "x" * 250_000),
        *("\ud800", "ü\u2028🎉"),
    ],
)
def test_whatever_is_asked_is_answered(data: object) -> None:
    assert answer_to({"data": data}) == {"error": "The request must be an object."}
    found = answer_to({"data": {"a": data}})
    assert "is no number" in found["error"] if "error" in found else found == {"of": {"a": data}}


@pytest.mark.parametrize(
    "component", [None, str(COMPONENT), float(COMPONENT), True, [], {}, -1, 10**6, 10**300, math.nan]
)
def test_there_is_no_such_component(component: object) -> None:
    assert status_of(component_id=component) == 404


@pytest.mark.parametrize(
    "name",
    [
        *(None, 5, True, [], ["double"], {}, "", "Double", "double ", "double\x00", "double.__globals__"),
        *("__class__", "__dict__", "__init__", "__getattribute__", "__reduce__", "__del__", "__doc__", "own"),
        *(
            "_is_server_fn",
            "postprocess",
            "get_config",
            "value",
            "parent",
            "server_fns",
            "\ud800",
            "x" * 9_000,
        ),
    ],
)
def test_there_is_no_such_function(name: object) -> None:
    assert status_of(fn_name=name) == 404


def test_a_component_without_functions_has_none() -> None:
    others = [number for number in BLOCKS.blocks if number != COMPONENT]
    assert len(others) > 2
    assert {status_of(component_id=number) for number in others} == {404}


def test_long_names_are_soon_looked_up() -> None:
    began = time.process_time()
    for number in range(10):
        assert status_of(fn_name=str(number) * 290_000) == 404
    assert time.process_time() - began < 2  # Gradio would search a component's script for each, for a second


@pytest.mark.parametrize(
    "session",
    [
        *(None, True, [], ["abc"], {}, "", "a" * 100_000, "a/b", "a\n", "\na", "a\x00", "a\x1b[31m", "é"),
        *("\u0661\u0662", "\ud800", "a\u202e", "../a", "a.b", "%61", '", "session_hash'),
    ],
)
@pytest.mark.parametrize("as_ascii", [False, True])
def test_a_page_has_a_short_name(session: object, as_ascii: bool) -> None:
    body = json.dumps({**ASKING, "session_hash": session}, ensure_ascii=as_ascii)
    with pytest.raises(RefusedError, match="1 to 64 letters and digits"):
        ask(body.encode(errors="surrogatepass"))


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_a_page_says_its_name_as_browsers_and_programs_write_it(separators: tuple[str, str]) -> None:
    assert ask(json.dumps(ASKING, separators=separators).encode()).json() == {"doubled": 8}


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(RefusedError, match="300 kB at most"):
        ask({**ASKING, "data": "x" * DRAWING})


def test_other_requests_pass() -> None:
    came = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        came.append(scope)

    scope = {"type": "http", "path": "/gradio_api/queue/join"}
    in_a_loop(Questions(app, Turns())(scope, None, None))
    assert came == [scope]


def test_an_answer_that_is_taken_slowly_holds_no_place() -> None:
    """Of forty of a page none is taken: another page's question is answered, a forty-first refused."""

    async def script() -> None:
        questions, held, at_once = Questions(APP, Turns(places=1)), asyncio.Event(), asyncio.Event()
        at_once.set()

        async def take(session: str, may_take: asyncio.Event) -> int:
            """How many messages an answer has, that is taken once it may be."""
            body = json.dumps({**ASKING, "session_hash": session}).encode()
            messages = iter([{"type": "http.request", "body": body}])
            taken = []

            async def receive() -> dict:
                return next(messages)

            async def send(message: Any) -> None:
                await may_take.wait()
                taken.append(message)

            scope = {"type": "http", "path": PATH, "door": Door("POST", PATH, DRAWING), "app": APP}
            await questions({**scope, "address": "8.8.8.8"}, receive, send)
            return len(taken)

        slow = [asyncio.create_task(take("slow", held)) for _ in range(MOST_OF_PAGE)]
        await asyncio.sleep(0)
        assert await asyncio.wait_for(take("other", at_once), 20) == 2
        with pytest.raises(RefusedError, match="Too many questions"):
            await take("slow", at_once)
        assert not any(task.done() for task in slow)
        held.set()
        assert await asyncio.gather(*slow) == [2] * MOST_OF_PAGE
        assert await take("slow", at_once) == 2

    in_a_loop(script())
