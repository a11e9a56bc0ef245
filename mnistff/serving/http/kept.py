"""Pages and scripts, made and packed once, and kept: to make the page takes Gradio 30 ms, each time."""

import asyncio
import re
from collections import OrderedDict
from typing import NamedTuple

import brotli
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mnistff.serving.http.doors import API, SCRIPTS, path_of
from mnistff.serving.http.headers import OF_THE_ADDRESS

KEPT = re.compile(
    rf"/|/config/?|{API}/info/?|(/|{API}/)theme\.css|/(assets|static|svelte)/.+\.(js|css|json|svg)|{SCRIPTS}/.+"
)
FILES = re.compile(f"/(assets|static|svelte)/|{SCRIPTS}/")
"""In which the app's address does not stand."""
INFO = f"{API}/info"
NAMES = [name.decode() for name in OF_THE_ADDRESS]
"""Headers that say where the app is, which stands in its pages: what one visitor says is for him alone."""
MOST_BYTES, MOST_OF_ONE = 32_000_000, 8_000_000
BESIDE = 10_000
"""Bytes that are kept beside a body, at most: headers, and of what request it is the answer."""
QUALITY = 5
"""Of brotli's eleven; more would take seconds when the first page is loaded."""

Key = tuple[str, str, bool, tuple[str | None, ...]]


class Answer(NamedTuple):
    """A whole answer."""

    start: Message
    body: bytes

    async def send(self, send: Send, head: bool) -> None:
        await send({**self.start, "headers": list(self.start["headers"])})
        await send({"type": "http.response.body", "body": b"" if head else self.body})


class Kept:
    """Keeps the answers that are the same for everybody who comes by the same address.

    One is made at a time, so that who makes up addresses keeps one core busy at most.
    """

    def __init__(self, app: ASGIApp):
        self.app = app
        self.answers: OrderedDict[Key, Answer] = OrderedDict()
        self.size = 0
        self.making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not KEPT.fullmatch(path_of(scope)):
            await self.app(scope, receive, send)
            return
        scope = without_query(scope)
        headers = Headers(scope=scope)
        packed = "br" in headers.get("accept-encoding", "")
        told = () if FILES.match(path_of(scope)) else tuple(map(headers.get, NAMES))
        key = scope["path"], scope["query_string"], packed, told
        answer = self.find(key)
        if answer is None:
            async with self.making:
                answer = self.find(key) or await self.make(key, scope)
        await answer.send(send, scope["method"] == "HEAD")

    def find(self, key: Key) -> Answer | None:
        if key in self.answers:
            self.answers.move_to_end(key)
        return self.answers.get(key)

    async def make(self, key: Key, scope: Scope) -> Answer:
        """Have Gradio make an answer, pack it, and keep it, unless it is an error.

        Whoever asked may have gone meanwhile: what is made is whole all the same, for the others. The answer
        to HEAD is not kept: Gradio asks so before the app is all that it will be.
        """
        request: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]
        messages: list[Message] = []
        whole = asyncio.Event()

        async def keep(message: Message) -> None:
            messages.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                whole.set()

        async def receive() -> Message:
            if request:
                return request.pop()
            await whole.wait()
            return {"type": "http.disconnect"}

        plain = [(name, value) for name, value in scope["headers"] if name not in LEFT_OUT]
        await self.app({**scope, "headers": plain}, receive, keep)
        answer = Answer(messages[0], b"".join(message.get("body", b"") for message in messages[1:]))
        if answer.start["status"] != 200 or len(answer.body) > MOST_OF_ONE:
            return answer
        MutableHeaders(raw=answer.start["headers"]).add_vary_header("Accept-Encoding")
        if key[2]:
            answer = await asyncio.to_thread(pack, answer)
        if scope["method"] == "GET":
            self.keep(key, answer)
        return answer

    def keep(self, key: Key, answer: Answer) -> None:
        self.answers[key] = answer
        self.size += len(answer.body) + BESIDE
        while self.size > MOST_BYTES:
            _, oldest = self.answers.popitem(last=False)
            self.size -= len(oldest.body) + BESIDE


LEFT_OUT = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since")
"""Headers that ask for less than the whole answer."""


def without_query(scope: Scope) -> Scope:
    """The request without what of its query changes nothing, or should not.

    In the description of the endpoints stands the app's address, as the request says it. Gradio makes
    that of a page for each request, but the one of all pages for the first only, and gives it to everybody:
    so it is asked for as that of the one page that there is.
    """
    query = b""
    if path_of(scope).startswith(INFO):
        asked = QueryParams(scope["query_string"]).get("all_endpoints", "")
        query = b"all_endpoints=true&page=" if asked.lower() == "true" else b"page="
    return {**scope, "query_string": query}


def pack(answer: Answer) -> Answer:
    """Compress an answer; https://www.rfc-editor.org/rfc/rfc7932."""
    body = brotli.compress(answer.body, mode=brotli.MODE_TEXT, quality=QUALITY)
    start = {**answer.start, "headers": list(answer.start["headers"])}
    headers = MutableHeaders(raw=start["headers"])
    headers["content-encoding"], headers["content-length"] = "br", str(len(body))
    return Answer(start, body)
