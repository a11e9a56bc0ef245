"""Gradio's own queue, as strangers would fill it, and what is dropped from it."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio.routes import App

from mnistff.serving.http import queue as bounds
from mnistff.serving.http.queue import (
    MOST_OF_ADDRESS,
    MOST_OF_PAGE,
    MOST_OF_PROGRAMS,
    Joins,
    drop_unheard,
)
from mnistff.serving.http.refusals import RefusedError
from mnistff.serving.http.streams import ANSWERS, Open
from support.loops import in_a_loop

MINE, OTHER = "8.8.8.8", "8.8.4.4"


def classify(strokes: list) -> int:
    return len(strokes)


@cache
def gradios_app() -> App:
    """With a page of one event, and an endpoint."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        text = gr.Textbox()
        text.change(str, text, text)
        gr.api(classify, api_name="classify")
    return App.create_app(blocks)


class Desk:
    """Gradio's app with a new queue; nobody works on what waits there."""

    def __init__(self) -> None:
        self.app = gradios_app()
        self.queue = self.app.get_blocks().queue(max_size=5000)._queue
        self.joins = Joins(self.app)

    async def receive_from(self, scope: Any, receive: Any, send: Any) -> None:
        """As the middleware before this one leaves it: with a page and an address."""
        page, address = (dict(scope["headers"])[name].decode() for name in (b"page", b"address"))
        try:
            await self.joins({**scope, "page": page, "address": address, "app": self.app}, receive, send)
        except RefusedError as refusal:
            await refusal.send(scope, receive, send)

    async def post(self, path: str, body: dict, page: str, address: str) -> int:
        transport = httpx.ASGITransport(self.receive_from)
        async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
            headers = {"page": page, "address": address}
            return (await client.post(f"/gradio_api/{path}", json=body, headers=headers)).status_code

    async def join(self, page: str, address: str = MINE) -> int:
        """The status with which an event of a page is answered."""
        return await self.post(
            "queue/join", {"data": ["a"], "fn_index": 0, "session_hash": page}, page, address
        )

    async def call(self, address: str = MINE) -> int:
        """The same of a program's."""
        return await self.post("call/classify", {"data": [[]]}, "", address)

    def sessions(self) -> set[str]:
        """Of whom Gradio keeps events, or what they had to say."""
        waiting = {event.session_hash for event in self.queue.event_ids_to_events.values()}
        kept = {*self.queue.pending_messages_per_session} | {*self.queue.pending_event_ids_session}
        return waiting | kept


def run(script: Callable[[Desk], Any]) -> None:
    async def begin() -> None:
        await asyncio.wait_for(script(Desk()), 60)

    in_a_loop(begin())


@pytest.mark.parametrize(
    ("most", "who"),
    [
        (MOST_OF_PAGE, lambda number: ("page", MINE)),
        (MOST_OF_PAGE, lambda number: ("page", f"8.8.8.{number}")),
        (MOST_OF_ADDRESS, lambda number: (f"page-{number}", MINE)),
    ],
)
def test_there_is_a_most_of_a_page_and_of_an_address(
    most: int, who: Callable[[int], tuple[str, str]]
) -> None:
    async def script(desk: Desk) -> None:
        assert {await desk.join(*who(number)) for number in range(most)} == {200}
        assert await desk.join(*who(most)) == 429
        assert await desk.join("other", OTHER) == 200
        assert len(desk.queue) == most + 1
        await desk.queue.clean_events(session_hash=who(0)[0])
        assert await desk.join(*who(most)) == 200

    run(script)


def test_all_at_once_are_as_many_as_one_after_the_other() -> None:
    async def script(desk: Desk) -> None:
        asked = [desk.join(f"page-{number}") for number in range(2 * MOST_OF_ADDRESS)]
        asked += [desk.call() for _ in range(2 * MOST_OF_PROGRAMS)]
        found = Counter(await asyncio.gather(*asked))
        assert found[200] <= MOST_OF_ADDRESS
        assert found[429] >= MOST_OF_ADDRESS + 2 * MOST_OF_PROGRAMS
        assert await desk.join("other", OTHER) == 200

    run(script)


def test_of_all_that_waits_there_is_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bounds.MOST > 5 * MOST_OF_ADDRESS
    monkeypatch.setattr(bounds, "MOST", 150)  # each takes two milliseconds

    async def script(desk: Desk) -> None:
        asked = [desk.join(f"page-{number}", f"8.8.8.{number // 50}") for number in range(150)]
        assert {*await asyncio.gather(*asked)} == {200}
        assert await desk.join("other", OTHER) == 429
        assert await desk.call(OTHER) == 429
        await desk.queue.clean_events(session_hash="page-7")
        assert await desk.join("other", OTHER) == 200

    run(script)


def test_programs_have_less_of_an_address_and_leave_the_rest_to_its_pages() -> None:
    async def script(desk: Desk) -> None:
        assert {await desk.call() for _ in range(MOST_OF_PROGRAMS)} == {200}
        assert await desk.call() == 429
        assert await desk.call(OTHER) == 200
        pages = MOST_OF_ADDRESS - MOST_OF_PROGRAMS
        assert {await desk.join(f"page-{number}") for number in range(pages)} == {200}
        assert await desk.join("one more") == 429
        program = next(iter(desk.queue.event_ids_to_events))
        await desk.queue.clean_events(event_id=program)
        desk.queue.pending_event_ids_session.pop(program)  # as Gradio does when its answer was fetched
        assert await desk.call() == 200

    run(script)


def test_who_does_not_fetch_his_answers_has_them_under_way() -> None:
    """What was worked on is in the queue no more; what it had to say is kept."""

    async def script(desk: Desk) -> None:
        for _ in range(MOST_OF_PAGE):
            assert await desk.join("page") == 200
            [event], *_ = desk.queue.get_events()
            desk.queue.event_ids_to_events.pop(event._id)
        assert len(desk.queue) == len(desk.queue.event_ids_to_events) == 0
        assert await desk.join("page") == 429
        desk.queue.pending_event_ids_session["page"].pop()
        assert await desk.join("page") == 200

    run(script)


def test_of_whoever_has_nothing_under_way_nothing_is_remembered() -> None:
    async def script(desk: Desk) -> None:
        for number in range(60):
            assert await desk.join(f"page-{number}") == 200
            await desk.queue.clean_events(session_hash=f"page-{number}")
        assert len(desk.joins.askers) <= 2
        assert not desk.joins.arriving

    run(script)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/gradio_api/call/classify/{'0' * 32}"),
        ("GET", "/gradio_api/queue/data"),
        ("POST", "/gradio_api/component_server/"),
        ("GET", "/"),
    ],
)
def test_other_requests_pass(method: str, path: str) -> None:
    came = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        came.append(scope)

    scope = {"type": "http", "method": method, "path": path}
    in_a_loop(Joins(app)(scope, None, None))
    in_a_loop(Joins(app)({"type": "lifespan"}, None, None))
    assert came == [scope, {"type": "lifespan"}]


def test_what_is_refused_by_gradio_is_not_counted() -> None:
    async def script(desk: Desk) -> None:
        for _ in range(MOST_OF_PAGE + 1):
            assert await desk.post("queue/join", {"data": 5}, "page", MINE) == 422
        assert await desk.join("page") == 200

    run(script)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SECONDS_UNHEARD", 0.2)
    monkeypatch.setattr(bounds, "SECONDS_BETWEEN_LOOKS", 0.01)


@asynccontextmanager
async def dropping(desk: Desk, streams: Open) -> AsyncIterator[None]:
    """Whatever nobody listens to is dropped meanwhile."""
    task = asyncio.create_task(drop_unheard(desk.queue, streams))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def test_what_nobody_listens_to_is_dropped_and_the_rest_stays(impatient: None) -> None:
    async def script(desk: Desk) -> None:
        streams = Open()
        async with dropping(desk, streams):
            with streams.counted(ANSWERS, "listens", MINE):
                with streams.counted(ANSWERS, "leaves", MINE):
                    for page in ("listens", "silent", "silent", "leaves"):
                        assert await desk.join(page) == 200
                    await until(lambda: "silent" not in desk.sessions())
                    assert desk.sessions() == {"listens", "leaves"}
                await until(lambda: "leaves" not in desk.sessions())
                assert desk.sessions() == {"listens"}
                assert len(desk.queue) == 1
            await until(lambda: not desk.sessions())
        assert len(desk.queue) == 0

    run(script)


def test_who_listens_in_time_misses_nothing(impatient: None) -> None:
    """A page begins to listen once its first event is in the queue."""

    async def script(desk: Desk) -> None:
        streams = Open()
        async with dropping(desk, streams):
            assert await desk.join("page") == 200
            with streams.counted(ANSWERS, "page", MINE):
                assert await desk.join("silent") == 200
                await until(lambda: "silent" not in desk.sessions())
                assert not desk.queue.pending_messages_per_session["page"].empty()
            began = time.monotonic()
            await until(lambda: "page" not in desk.sessions())
            assert time.monotonic() - began > 0.15  # counted anew: its connection may have broken off

    run(script)


def test_what_is_worked_on_has_nothing_more_to_say(impatient: None) -> None:
    async def script(desk: Desk) -> None:
        assert await desk.join("page") == 200
        [event], *_ = desk.queue.get_events()
        desk.queue.active_jobs = [[event], None]
        async with dropping(desk, Open()):
            await until(lambda: "page" not in desk.queue.pending_messages_per_session)
        assert not event.alive  # Gradio ends it then, and sends nothing

    run(script)


def test_who_was_dropped_may_begin_anew_and_has_as_long_again(impatient: None) -> None:
    async def script(desk: Desk) -> None:
        async with dropping(desk, Open()):
            for _ in range(2):
                began = time.monotonic()
                assert await desk.join("page") == 200
                while (
                    "page" in desk.sessions()
                ):  # and not a moment longer: the next look may come at any time
                    await asyncio.sleep(0)
                assert time.monotonic() - began > 0.15

    run(script)
