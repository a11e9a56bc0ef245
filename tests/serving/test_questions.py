"""What pages ask a component's functions."""

import asyncio
import json
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio.routes import App

from mnistff.serving.doors import DRAWING, Door
from mnistff.serving.questions import PATH, Questions
from mnistff.serving.refusals import RefusedError
from mnistff.serving.turns import Turns


def double(request: dict) -> dict:
    return {"doubled": 2 * request["number"]}


def fail(request: dict) -> dict:
    raise KeyError("secret")


with gr.Blocks(analytics_enabled=False) as BLOCKS:
    COMPONENT = gr.HTML("", server_functions=[double, fail])._id
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

    return asyncio.run(post())


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
