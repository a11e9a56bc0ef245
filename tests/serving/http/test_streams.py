"""Connections that stay open: how many one visitor may have, and whose they are."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from mnistff.serving.http.refusals import RefusedError
from mnistff.serving.http.streams import MOST, MOST_OF_ADDRESS, MOST_OF_SESSION, Open, Streams, session_of
from support.loops import in_a_loop

API = "/gradio_api"
HEARTBEAT, ANSWERS, CALL = f"{API}/heartbeat/abc", f"{API}/queue/data", f"{API}/call/classify/{'0' * 32}"


@pytest.mark.parametrize(
    ("most", "stream_of"),
    [
        (MOST_OF_SESSION, lambda number: ("page", "8.8.8.8")),
        (MOST_OF_SESSION, lambda number: ("page", f"8.8.8.{number}")),
        (MOST_OF_ADDRESS, lambda number: (f"page-{number}", "8.8.8.8")),
        (MOST, lambda number: (f"page-{number}", f"8.8.{number % 250}.8")),
    ],
)
@pytest.mark.parametrize("path", [HEARTBEAT, ANSWERS])
def test_there_is_a_most_of_a_page_of_an_address_and_of_all(
    most: int, stream_of: Callable[[int], tuple[str, str]], path: str
) -> None:
    streams = Open()
    with ExitStack() as opened:
        for number in range(most):
            streams.check(*stream_of(number))
            opened.enter_context(streams.counted(path, *stream_of(number)))
        with pytest.raises(RefusedError, match="Too many connections") as refused:
            streams.check(*stream_of(most))
        assert refused.value.status == 429
        if most < MOST:
            streams.check("other", "8.8.4.4")
    streams.check(*stream_of(most))
    assert not streams.pages and not streams.listeners


def test_a_page_is_open_as_long_as_it_gives_a_sign_of_life() -> None:
    streams = Open()
    with streams.counted(HEARTBEAT, "abc", "8.8.8.8"), streams.counted(HEARTBEAT, "abc", "8.8.4.4"):
        assert streams.pages == {"abc": 2}
        assert not streams.listeners
        with streams.counted(ANSWERS, "abc", "8.8.8.8"), streams.counted(CALL, "0" * 32, "8.8.8.8"):
            assert streams.listeners == {"abc": 1, "0" * 32: 1}
    assert "abc" not in streams.pages


def test_who_asks_whether_it_may_leaves_nothing() -> None:
    streams = Open()
    for number in range(1000):
        streams.check(f"page-{number}", f"8.8.8.{number}")
    assert not streams.pages and not streams.listeners


def test_a_stream_that_breaks_is_counted_no_longer() -> None:
    streams = Open()
    for _ in range(2 * MOST_OF_SESSION):
        streams.check("abc", "8.8.8.8")
        with pytest.raises(ConnectionError), streams.counted(ANSWERS, "abc", "8.8.8.8"):
            raise ConnectionError
    assert not streams.listeners


@pytest.mark.parametrize(
    ("path", "query", "session"),
    [
        (HEARTBEAT, b"", "abc"),
        (HEARTBEAT, b"session_hash=other", "abc"),
        (CALL, b"", "0" * 32),
        (ANSWERS, b"session_hash=abc", "abc"),
        (ANSWERS, b"a=1&session_hash=abc&b=2", "abc"),
        (ANSWERS, b"session_hash=%61bc", "abc"),
        (ANSWERS, b"session_hash=" + b"a" * 64, "a" * 64),
    ],
)
def test_a_stream_is_for_a_page(path: str, query: bytes, session: str) -> None:
    assert session_of(path, query) == session


def test_of_several_names_the_one_counts_that_gradio_reads() -> None:
    """Else one could hear the answers of a page that is not counted as heard, or be counted for another."""
    assert session_of(ANSWERS, b"session_hash=other&session_hash=abc") == "abc"
    with pytest.raises(RefusedError):
        session_of(ANSWERS, b"session_hash=abc&session_hash=")


@pytest.mark.parametrize(
    "query",
    [
        *(b"", b"session_hash", b"SESSION_HASH=abc", b"session_hash[]=abc", b"=abc", b"\xff", b"abc"),
        *(b"session_hash=" + name for name in (b"", b"a" * 65, b"a" * 60_000, b"a%00", b"a+b", b"a/b")),
        *(b"session_hash=" + name for name in (b"a%0A", b"%D9%A1", b"%C3%A9", b"\xe9", b"%ff", b"%ED%A0%80")),
        b"&".join([b"session_hash=abc"] * 1000 + [b"session_hash=a."]),
    ],
)
def test_a_page_has_a_short_name(query: bytes) -> None:
    with pytest.raises(RefusedError, match="1 to 64 letters and digits") as refused:
        session_of(ANSWERS, query)
    assert refused.value.status == 400


@pytest.mark.parametrize("name", ["a" * 65, "é", "\u0661", "a\n", "a b", ""])
def test_so_it_has_in_its_sign_of_life(name: str) -> None:
    with pytest.raises(RefusedError):
        session_of(f"{API}/heartbeat/{name}", b"session_hash=abc")


def request(method: str, path: str, query: bytes = b"", forwarded: bytes = b"8.8.8.8") -> dict[str, Any]:
    headers = [(b"x-forwarded-for", forwarded)]
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}
    return {**scope, "client": ("10.0.0.1", 50_000)}


def test_while_a_request_is_answered_its_stream_is_open() -> None:
    streams, came = Open(), []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        came.append((scope.get("address"), dict(streams.pages), dict(streams.listeners)))

    async def ask(scope: dict[str, Any]) -> None:
        await Streams(app, streams)(scope, None, None)

    async def script() -> None:
        await ask(request("GET", HEARTBEAT))
        await ask(request("GET", ANSWERS, b"session_hash=abc", b"2a00:1450:4001:80b::7"))
        await ask(request("GET", CALL))
        await ask(request("POST", f"{API}/queue/join"))
        await ask({"type": "lifespan"})

    in_a_loop(script())
    assert came == [
        ("8.8.8.8", {"abc": 1}, {}),
        ("2a00:1450:4001:800::/56", {}, {"abc": 1}),
        ("8.8.8.8", {}, {"0" * 32: 1}),
        ("8.8.8.8", {}, {}),
        (None, {}, {}),
    ]
    assert not streams.pages and not streams.listeners


def test_who_has_too_many_is_refused_before_the_app_hears_of_it() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("it was let through")

    streams = Open()
    with ExitStack() as opened:
        for _ in range(MOST_OF_SESSION):
            opened.enter_context(streams.counted(HEARTBEAT, "abc", "8.8.8.8"))
        for scope in (request("GET", HEARTBEAT), request("GET", ANSWERS, b"session_hash=abc")):
            with pytest.raises(RefusedError, match="Too many"):
                in_a_loop(Streams(app, streams)(scope, None, None))
        assert streams.pages["abc"] == MOST_OF_SESSION
