"""The questions of pages, as to what a drawing is: answered in fair turns, and not by way of Gradio.

Gradio would begin a session for each page that asks, and go through each answer once more.
"""

import asyncio
import json
import re
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mnistff.serving.http.bodies import parse, read
from mnistff.serving.http.doors import API, SESSION, check_session, path_of
from mnistff.serving.http.refusals import RefusedError
from mnistff.serving.http.turns import Turns

PATH = f"{API}/component_server"
ASKING = re.compile(rb'"session_hash": ?"(%b)"' % SESSION.encode(), re.ASCII)
"""The page that asks; it must be known before it is this body's turn to be gone through."""


class Questions:
    """Answers what the server functions of Gradio's components are asked.

    The place is given back before the answer is sent: who is slow to take it holds up nobody.
    """

    def __init__(self, app: ASGIApp, turns: Turns):
        self.app, self.turns = app, turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not path_of(scope).startswith(PATH):
            await self.app(scope, receive, send)
            return
        body = await read(receive, scope["door"].most)
        page = ASKING.search(body)
        session = check_session(page[1].decode() if page else None)
        with self.turns.counted(scope["address"], session) as before:
            async with self.turns.place(before):
                content = await asyncio.to_thread(answer, body, scope["app"].get_blocks())
            await Response(content, media_type="application/json")(scope, receive, send)


def answer(body: bytes, blocks: Any) -> bytes:
    """The answer to a question, as JSON; or a RefusedError.

    Args:
        blocks: Gradio's `Blocks`, which know the page's components and their functions.
    """
    question = parse(body)
    component, name = question.get("component_id"), question.get("fn_name")
    block = blocks.blocks.get(component) if type(component) is int else None
    # Not `getattr`: for a name that it does not know, gr.HTML searches its script, which may take a second.
    function = vars(block).get(name) if block is not None and isinstance(name, str) else None
    if function is None or not getattr(function, "_is_server_fn", False):
        raise RefusedError(404, "There is no such function.")
    try:
        return json.dumps(function(question.get("data")), separators=(",", ":"), allow_nan=False).encode()
    except ValueError:
        return json.dumps({"error": "The network's answer is no number: its weights are too large."}).encode()
