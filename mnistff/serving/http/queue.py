"""Gradio's queue: how much of it one visitor may have, and what is dropped that nobody listens to."""

import asyncio
import re
import time
from collections import Counter
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mnistff.serving.http.doors import API, path_of
from mnistff.serving.http.refusals import RefusedError
from mnistff.serving.http.streams import Open

MOST = 900
"""Events that wait, of all visitors."""
MOST_OF_PAGE, MOST_OF_ADDRESS = 12, 120
"""Events that wait, are worked on, or whose answers nobody fetched yet. A class is behind one address."""
MOST_OF_PROGRAMS = 20
"""The same of other programs than pages at an address, whose answers may be large."""
SECONDS_UNHEARD = 30
"""After which the events of a page that does not listen are dropped, with all that they had to say."""
SECONDS_BETWEEN_LOOKS = 1
JOIN, CALL = f"{API}/queue/join", f"{API}/call/"
EVENT = re.compile(rb'"event_id": ?"([0-9a-f]{32})"')
"""In the answer to either."""


class Asker(NamedTuple):
    """Where events come from: a page at an address, or another program, which has no page."""

    address: str
    is_page: bool


class Joins:
    """Lets a visitor have some events in the queue, and leaves room for those of the others.

    `askers` are those who have such, by Gradio's session: a page's own; of a program, the event's id.
    `arriving` are events that are not answered yet, by their page and by who asks.
    """

    def __init__(self, app: ASGIApp):
        self.app = app
        self.askers: dict[str, Asker] = {}
        self.arriving: Counter[str | Asker] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = path_of(scope) if scope["type"] == "http" and scope["method"] == "POST" else ""
        if not path.startswith((JOIN, CALL)):
            await self.app(scope, receive, send)
            return
        page, asker = scope["page"], Asker(scope["address"], path.startswith(JOIN))
        queue = scope["app"].get_blocks()._queue
        self.check_share(page, asker, len(queue), queue.pending_event_ids_session)

        async def note_and_send(message: Message) -> None:
            if found := EVENT.search(message.get("body", b"")):
                self.askers[page or found[1].decode()] = asker
            await send(message)

        self.arriving.update((page, asker))
        try:
            await self.app(scope, receive, note_and_send)
        finally:
            self.arriving.subtract((page, asker))
            self.arriving = +self.arriving  # without those of which there are none

    def check_share(self, page: str, asker: Asker, waiting: int, pending: dict[str, set[str]]) -> None:
        """Raise a RefusedError if a page, or an address, has its share of the queue already.

        Args:
            waiting: events in the queue.
            pending: the ids of events that were not answered, or whose answers were not fetched, by session.
        """
        self.askers = {session: each for session, each in self.askers.items() if session in pending}
        events = Counter(self.arriving)
        for session, each in self.askers.items():
            events[each] += len(pending[session])
        of_address = events[asker._replace(is_page=True)] + events[asker._replace(is_page=False)]
        if (
            (asker.is_page and len(pending.get(page, ())) + events[page] >= MOST_OF_PAGE)
            or of_address >= MOST_OF_ADDRESS
            or (not asker.is_page and events[asker] >= MOST_OF_PROGRAMS)
            or waiting + self.arriving.total() // 2 >= MOST
        ):
            raise RefusedError(429, "Too much is under way already. Try again when some of it is done.")


async def drop_unheard(queue: Any, streams: Open) -> None:
    """Drop events, and what they have to say, for as long as the app runs."""
    silent: dict[str, float] = {}
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        now = time.monotonic()
        kept = {*queue.pending_messages_per_session, *queue.pending_event_ids_session}
        silent = {each: silent.get(each, now) for each in kept if not streams.listeners[each]}
        for session, since in list(silent.items()):
            if now - since > SECONDS_UNHEARD:
                del silent[session]  # it may begin anew before the next look
                await queue.clean_events(session_hash=session)
                queue.pending_messages_per_session.pop(session, None)
                queue.pending_event_ids_session.pop(session, None)
