"""Gradio's own queue, as strangers would fill it, and what is dropped from it."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import gradio as gr
import pytest
from fastapi import Request
from gradio.data_classes import PredictBodyInternal
from starlette.responses import JSONResponse

from mnistff.serving import queue as bounds
from mnistff.serving.queue import (
    CALL,
    JOIN,
    MOST,
    MOST_OF_ADDRESS,
    MOST_OF_PAGE,
    MOST_OF_PROGRAMS,
    Joins,
    drop_unheard,
)
from mnistff.serving.refusals import RefusedError
from mnistff.serving.streams import ANSWERS, Open


def make_queue() -> Any:
    """Gradio's, of a page with one event; nobody works on what waits in it."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        text = gr.Textbox()
        text.change(str, text, text)
    return blocks.queue(max_size=1000)._queue


async def push(queue: Any, session: str | None, address: str = "8.8.8.8") -> str:
    """As Gradio does for what comes to queue/join; the event's id."""
    scope = {"type": "http", "headers": [], "method": "POST", "path": "/", "address": address}
    body = PredictBodyInternal(data=["a"], fn_index=0, session_hash=session)
    success, event, state = await queue.push(body, Request(scope), None)
    assert (success, state) == (True, "success")
    return event


class Asking:
    """Visitors who join Gradio's queue by way of `Joins`."""

    def __init__(self) -> None:
        self.queue = make_queue()
        self.app = gr.routes.App.create_app(self.queue.blocks)
        self.joins = Joins(self.join)

    async def join(self, scope: Any, receive: Any, send: Any) -> None:
        """As Gradio does for what comes to it."""
        event = await push(self.queue, scope["session"] or None, scope["address"])
        await JSONResponse({"event_id": event})(scope, receive, send)

    async def ask(self, page: str, address: str) -> None:
        """Without a page it is a program that asks."""
        path = JOIN if page else f"{CALL}classify"
        scope = {"type": "http", "method": "POST", "path": path, "app": self.app, "headers": []}
        await self.joins({**scope, "session": page, "address": address}, None, send_nowhere)


async def send_nowhere(message: Any) -> None: ...


@pytest.mark.parametrize(
    ("most", "who"),
    [
        (MOST_OF_PAGE, lambda number: ("page", "8.8.8.8")),
        (MOST_OF_PAGE, lambda number: ("page", f"8.8.8.{number}")),
        (MOST_OF_ADDRESS, lambda number: (f"page-{number}", "8.8.8.8")),
        (MOST_OF_PROGRAMS, lambda number: ("", "8.8.8.8")),
        (MOST, lambda number: (f"page-{number}", f"8.8.{number % 250}.8")),
    ],
)
def test_there_is_a_most_of_a_page_of_an_address_of_programs_and_of_all(
    most: int, who: Callable[[int], tuple[str, str]]
) -> None:
    async def script() -> None:
        asking = Asking()
        for number in range(most):
            await asking.ask(*who(number))
        with pytest.raises(RefusedError, match="Too much is under way already") as refused:
            await asking.ask(*who(most))
        assert refused.value.status == 429
        if most < MOST:
            await asking.ask("other", "8.8.4.4")
        first = next(iter(asking.queue.pending_event_ids_session))
        await asking.queue.clean_events(session_hash=first)
        await asking.ask(*who(most))

    asyncio.run(script())


def test_an_answer_that_nobody_fetched_counts_too() -> None:
    """It is kept until it is fetched, or dropped."""

    async def script() -> None:
        asking = Asking()
        for _ in range(MOST_OF_PAGE):
            await asking.ask("page", "8.8.8.8")
        asking.queue.event_ids_to_events.clear()  # they were answered
        with pytest.raises(RefusedError):
            await asking.ask("page", "8.8.8.8")
        asking.queue.pending_event_ids_session["page"].clear()  # and fetched
        await asking.ask("page", "8.8.8.8")

    asyncio.run(script())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gradio_api/call/classify/" + "0" * 32),
        ("POST", "/gradio_api/component_server/"),
        ("GET", "/"),
    ],
)
def test_what_is_no_event_is_not_counted(method: str, path: str) -> None:
    came = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        came.append(scope)

    asyncio.run(Joins(app)({"type": "http", "method": method, "path": path}, None, None))
    assert len(came) == 1


def sessions_in(queue: Any) -> set[str]:
    """Of whom Gradio keeps events, or what they had to say."""
    waiting = {event.session_hash for event in queue.event_ids_to_events.values()}
    return waiting | {*queue.pending_messages_per_session} | {*queue.pending_event_ids_session}


async def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SECONDS_UNHEARD", 0.2)
    monkeypatch.setattr(bounds, "SECONDS_BETWEEN_LOOKS", 0.01)


def test_what_nobody_listens_to_is_dropped_and_the_rest_stays(impatient: None) -> None:
    async def script() -> None:
        queue, streams = make_queue(), Open()
        dropping = asyncio.create_task(drop_unheard(queue, streams))
        with streams.counted(ANSWERS, "listens", "8.8.8.8"):
            for session in ("listens", "silent", "silent", "leaves"):
                await push(queue, session)
            with streams.counted(ANSWERS, "leaves", "8.8.8.8"):
                await until(lambda: "silent" not in sessions_in(queue))
                assert sessions_in(queue) == {"listens", "leaves"}
            await until(lambda: "leaves" not in sessions_in(queue))
            assert sessions_in(queue) == {"listens"}
            assert len(queue) == 1
        await until(lambda: not sessions_in(queue))
        assert len(queue) == 0
        dropping.cancel()
        with suppress(asyncio.CancelledError):
            await dropping

    asyncio.run(script())


def test_who_listens_in_time_misses_nothing(impatient: None) -> None:
    """A page begins to listen once its first event is in the queue."""

    async def script() -> None:
        queue, streams = make_queue(), Open()
        dropping = asyncio.create_task(drop_unheard(queue, streams))
        await push(queue, "page")
        with streams.counted(ANSWERS, "page", "8.8.8.8"):
            await push(queue, "silent")
            await until(lambda: "silent" not in sessions_in(queue))
            assert not queue.pending_messages_per_session["page"].empty()
        began = time.monotonic()
        await until(lambda: "page" not in sessions_in(queue))
        assert time.monotonic() - began > 0.15  # counted anew: its connection may have broken off
        dropping.cancel()
        with suppress(asyncio.CancelledError):
            await dropping

    asyncio.run(script())


def test_what_is_worked_on_has_nothing_more_to_say(impatient: None) -> None:
    async def script() -> None:
        queue, streams = make_queue(), Open()
        await push(queue, "page")
        event = next(iter(queue.event_ids_to_events.values()))
        queue.active_jobs = [queue.get_events()[0], None]
        dropping = asyncio.create_task(drop_unheard(queue, streams))
        await until(lambda: "page" not in queue.pending_messages_per_session)
        assert not event.alive  # Gradio ends it then, and sends nothing
        dropping.cancel()
        with suppress(asyncio.CancelledError):
            await dropping

    asyncio.run(script())
