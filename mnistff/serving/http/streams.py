"""Connections that stay open: a page's sign of life, and what it hears of its events."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from mnistff.serving.http.client import address_of
from mnistff.serving.http.counts import counted
from mnistff.serving.http.doors import API, check_session, path_of
from mnistff.serving.http.refusals import RefusedError

MOST_OF_SESSION, MOST_OF_ADDRESS, MOST = 6, 300, 3_000
"""A page has two, and opens them anew where a connection breaks; a class is behind one address."""
HEARTBEAT = f"{API}/heartbeat/"
ANSWERS = f"{API}/queue/data"
CALL = f"{API}/call/"


class Open:
    """Which streams are open, by the id of a page."""

    def __init__(self) -> None:
        self.pages: Counter[str] = Counter()
        self.listeners: Counter[str] = Counter()
        self._addresses: Counter[str] = Counter()

    def check(self, session: str, address: str) -> None:
        """Raise a RefusedError if there may be no more streams."""
        if (
            self.pages[session] + self.listeners[session] >= MOST_OF_SESSION
            or self._addresses[address] >= MOST_OF_ADDRESS
            or self._addresses.total() >= MOST
        ):
            raise RefusedError(429, "Too many connections at once. Close a page, and come again.")

    @contextmanager
    def counted(self, path: str, session: str, address: str) -> Iterator[None]:
        """Count a stream while it is open."""
        kind = self.pages if path.startswith(HEARTBEAT) else self.listeners
        counts = ((kind, session), (self._addresses, address))
        with counted(*counts):
            yield


class Streams:
    """Bounds the streams; `scope["address"]` is the visitor's, for all requests."""

    def __init__(self, app: ASGIApp, streams: Open):
        self.app, self.open = app, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope = {**scope, "address": address_of(scope)}
        path = path_of(scope)
        if scope["method"] != "GET" or not path.startswith((HEARTBEAT, ANSWERS, CALL)):
            await self.app(scope, receive, send)
            return
        session = session_of(path, scope["query_string"])
        self.open.check(session, scope["address"])
        with self.open.counted(path, session, scope["address"]):
            await self.app(scope, receive, send)


def session_of(path: str, query: bytes) -> str:
    """The page that a stream is for; or a RefusedError."""
    session = path.rsplit("/", 1)[1]
    if path == ANSWERS:
        session = QueryParams(query).get("session_hash", "")  # of several the last, as Gradio reads it
    return check_session(session)
