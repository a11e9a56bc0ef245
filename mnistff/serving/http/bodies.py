"""What comes with a request: all of it in time, no more than its kind takes, and of the right shape.

It is checked before anything is computed, or kept until a queue comes to it.
"""

import asyncio
import inspect
import json
from collections.abc import Iterable, Iterator
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mnistff.serving.http.doors import API, SMALL, check_session, path_of
from mnistff.serving.http.refusals import RefusedError
from mnistff.serving.http.turns import Turns

SECONDS = 10
"""In which a body must have come."""
DEEPEST = 8
"""Lists and objects within each other; the points of a drawing are at the fifth."""
DRAWN = "classify"
"""The endpoint that is given a drawing; whatever else goes into the queue is SMALL."""
EVENTS = "events"
"""As whose page's questions all events of an address wait for their turn to be gone through."""
OF_THE_BODY = (b"content-type", b"content-length", b"transfer-encoding")
"""Headers that change when what is not known of a body is left out."""


class Bodies:
    """Reads each body of an event, checks it, and passes on what is known of it.

    `scope["page"]` is the page that asks, or "" if none says so.
    """

    def __init__(self, app: ASGIApp, turns: Turns):
        self.app, self.turns = app, turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["door"].most:
            await self.app(scope, receive, send)
            return
        body = await read(receive, scope["door"].most)
        with self.turns.counted(scope["address"], EVENTS) as before:
            async with self.turns.place(before):
                session, content = await asyncio.to_thread(
                    checked, path_of(scope), body, scope["app"].get_blocks()
                )
        headers = [(name, value) for name, value in scope["headers"] if name not in OF_THE_BODY]
        headers += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
        await self.app({**scope, "headers": headers, "page": session}, replayed(content, receive), send)


def checked(path: str, body: bytes, blocks: Any) -> tuple[str, bytes]:
    """The page that asks, and what is known of a body; as `check`, from JSON to JSON."""
    session, known = check(path, len(body), parse(body), blocks)
    return session, encode(known)


async def read(receive: Receive, most: int) -> bytes:
    """The whole body.

    Raises:
        RefusedError: it has more than `most` bytes, or does not come in time.
    """

    async def read_all() -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > most:
                body.clear()  # an exception keeps what is here, until Python looks for garbage
                raise RefusedError(413, f"A request of this kind has {most // 1000} kB at most.")
            if not message.get("more_body"):
                return bytes(body)

    try:
        return await asyncio.wait_for(read_all(), SECONDS)
    except asyncio.TimeoutError:
        raise RefusedError(408, f"The request did not come within {SECONDS} seconds.") from None


def parse(body: bytes) -> dict[str, Any]:
    """A JSON object; or a RefusedError."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RefusedError(400, "The request must be a JSON object.")
    return found


def encode(known: dict[str, Any]) -> bytes:
    """As JSON; or a RefusedError if half a letter is in it, which no answer could quote."""
    try:
        return json.dumps(known, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise RefusedError(400, "The request holds what is no text.") from None


def replayed(content: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the content first, and then what else comes: that the visitor has left."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": content, "more_body": False}

    return receive_again


def check(path: str, size: int, body: dict[str, Any], blocks: Any) -> tuple[str, dict[str, Any]]:
    """The page that asks, and what is known of a body; or a RefusedError.

    Args:
        size: of the body, in bytes.
        blocks: Gradio's `Blocks`, which know the page's events.
    """
    is_call = path.startswith(f"{API}/call/")
    event = named(path.rsplit("/", 1)[1], blocks) if is_call else numbered(body.get("fn_index"), blocks)
    if event is None:
        raise RefusedError(404, "There is no such event.")
    if path.startswith(f"{API}/call/v2/"):
        return "", check_arguments(size, body, event)
    known: dict[str, Any] = {"data": check_data(size, body.get("data"), event, len(event.inputs))}
    if is_call:
        return "", known
    known["fn_index"] = body["fn_index"]
    known["session_hash"] = check_session(body.get("session_hash"))
    known["event_data"], known["trigger_id"] = body.get("event_data"), body.get("trigger_id")
    if len(list(levels([known["event_data"]]))) > DEEPEST:
        raise RefusedError(400, "event_data is not of the right shape.")
    if known["trigger_id"] is not None and type(known["trigger_id"]) is not int:
        raise RefusedError(400, "trigger_id must be a whole number.")
    return known["session_hash"], known


def named(name: str, blocks: Any) -> Any:
    """The endpoint of that name; None if there is none."""
    return next((event for event in blocks.fns.values() if event.api_name == name), None)


def numbered(number: Any, blocks: Any) -> Any:
    """The event of that number; None if there is none."""
    return blocks.fns.get(number) if type(number) is int else None


def check_arguments(size: int, body: dict[str, Any], event: Any) -> dict[str, Any]:
    """The arguments of an endpoint by their names, those that it must be given among them."""
    wanted = inspect.signature(event.fn).parameters
    needed = {name for name, each in wanted.items() if each.default is each.empty}
    if not needed <= set(body) <= set(wanted):
        raise RefusedError(
            400, f"It takes {', '.join(wanted)}, and needs {', '.join(needed) or 'none of them'}."
        )
    check_data(size, list(body.values()), event, len(body))
    return body


def check_data(size: int, data: Any, event: Any, count: int) -> list:
    """As many inputs; without objects, which Gradio would take for files."""
    if size > SMALL and event.api_name != DRAWN:
        raise RefusedError(413, f"A request of this kind has {SMALL // 1000} kB at most.")
    if not isinstance(data, list) or len(data) != count:
        raise RefusedError(400, f"data must be a list of {count}.")
    found = list(levels(data))
    if len(found) > DEEPEST or any(isinstance(each, dict) for level in found for each in level):
        raise RefusedError(400, "data may hold numbers, texts and lists of them.")
    return data


def levels(value: Any) -> Iterator[list]:
    """The lists and objects that a value holds, by how deep they are; one level more than DEEPEST at most."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [each for outer in level for each in parts_of(outer) if isinstance(each, (list, dict))]
        if not level:
            return
        yield level


def parts_of(value: Any) -> Iterable:
    return value.values() if isinstance(value, dict) else value
