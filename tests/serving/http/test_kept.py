"""Pages and scripts that are made once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import brotli
import httpx
import pytest
from starlette.responses import PlainTextResponse, StreamingResponse

from mnistff.serving.http.kept import BESIDE, MOST_BYTES, Kept
from support.loops import in_a_loop
from support.questions import DIRECT

PATHS = ("/", "/config", "/gradio_api/info", "/theme.css")


@pytest.mark.parametrize("path", PATHS)
def test_packed_or_not_it_is_the_same(app_url: str, path: str) -> None:
    plain, packed = (
        httpx.get(f"{app_url}{path}", headers={"accept-encoding": coding}, **DIRECT)
        for coding in ("identity", "br")
    )
    assert packed.headers["content-encoding"] == "br"
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert len(brotli.compress(plain.content, quality=5)) == int(packed.headers["content-length"])


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_made_once(app_url: str, path: str) -> None:
    first = httpx.get(f"{app_url}{path}", **DIRECT)
    again = httpx.get(f"{app_url}{path}?a=b&deep_link=c&page=d", **DIRECT)
    assert first.content == again.content


def test_whatever_is_asked_beside_the_address_the_app_is_asked_once() -> None:
    came = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        came.append(scope["query_string"])
        await PlainTextResponse("a page")(scope, receive, send)

    async def ask() -> None:
        transport = httpx.ASGITransport(Kept(page))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            for query in ("", "?a=b", "?deep_link=c&page=d"):
                assert (await client.get(f"/{query}")).text == "a page"

    in_a_loop(ask())
    assert len(came) == 1


def test_who_leaves_before_it_is_made_leaves_no_half_of_it() -> None:
    async def page(scope: Any, receive: Any, send: Any) -> None:
        async def parts() -> AsyncIterator[bytes]:
            for part in (b"the first half, ", b"the second half"):
                yield part
                await asyncio.sleep(0.01)

        await StreamingResponse(parts())(scope, receive, send)

    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def nobody(message: Any) -> None:
        pass

    async def ask() -> str:
        kept = Kept(page)
        request = {"type": "http", "path": "/", "method": "GET", "headers": [], "query_string": b""}
        await kept(request, gone, nobody)
        (answer,) = kept.answers.values()
        return answer.body.decode()

    assert in_a_loop(ask()) == "the first half, the second half"


def test_of_a_head_there_is_no_body(app_url: str) -> None:
    whole = httpx.get(f"{app_url}/", **DIRECT)
    head = httpx.head(f"{app_url}/", **DIRECT)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_what_is_not_there_is_not_kept(app_url: str) -> None:
    for _ in range(2):
        assert httpx.get(f"{app_url}/assets/nothing.js", **DIRECT).status_code == 404


def test_what_is_kept_is_bounded() -> None:
    """Of an empty file too, at as many addresses as somebody makes up."""

    async def nothing(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("x" * 100_000 if scope["path"] == "/" else "")(scope, receive, send)

    async def ask() -> Kept:
        kept = Kept(nothing)
        transport = httpx.ASGITransport(kept)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            for number in range(400):
                for path in ("/", "/config", "/assets/a.js"):
                    names = {"x-forwarded-host": f"{number}.example", "accept-encoding": "identity"}
                    await client.get(path, headers=names)
        return kept

    kept = in_a_loop(ask())
    assert kept.size == sum(len(answer.body) + BESIDE for answer in kept.answers.values()) <= MOST_BYTES
    assert len([key for key in kept.answers if key[0] == "/assets/a.js"]) <= 1
    assert 200 < len(kept.answers) < 700
