"""What every answer says to browsers, whatever the app behind it does, and what of proxies is believed."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

from mnistff.data import DataError
from mnistff.serving.http.headers import OF_THE_ADDRESS, SHARED, Headers, believable, policy
from mnistff.serving.http.refusals import RefusedError
from support.loops import in_a_loop

SECRET = "hf_secret"


async def fine(request: Request) -> PlainTextResponse:
    return PlainTextResponse("fine", headers={"x-content-type-options": "sniff", "x-own": "stays"})


async def headers(request: Request) -> JSONResponse:
    return JSONResponse(dict(request.headers))


async def refused(request: Request) -> None:
    raise RefusedError(429, "Too much.")


async def known(request: Request) -> None:
    raise DataError("Put it there.")


async def unknown(request: Request) -> None:
    raise LookupError(SECRET)


async def breaks_off(request: Request) -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"begun"
        raise LookupError(SECRET)

    return StreamingResponse(parts())


ENDPOINTS = {function.__name__: function for function in (fine, headers, refused, known, unknown, breaks_off)}
APP = Starlette(
    routes=[Route(f"/{name}", function) for name, function in ENDPOINTS.items()],
    middleware=[Middleware(Headers)],
)


def ask(path: str, app: Any = APP, method: str = "GET", **sent: str) -> httpx.Response:
    async def script() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.request(
                method, path, headers={name.replace("_", "-"): value for name, value in sent.items()}
            )

    return in_a_loop(script())


@pytest.mark.parametrize(
    ("path", "status"),
    [("/fine", 200), ("/refused", 429), ("/known", 500), ("/unknown", 500), ("/nothing", 404)],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_each_answer_has_the_headers(path: str, status: int, method: str) -> None:
    answer = ask(path, method=method)
    assert answer.status_code == (405 if method == "OPTIONS" and status != 404 else status)
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert answer.headers.get_list("content-security-policy") == [policy()]


def test_what_an_answer_says_else_stays() -> None:
    answer = ask("/fine")
    assert answer.text == "fine"
    assert answer.headers["x-own"] == "stays"


def test_a_refusal_says_why_and_closes_the_connection() -> None:
    answer = ask("/refused")
    assert answer.json() == {"error": "Too much.", "detail": "Too much."}
    assert answer.headers["connection"] == "close"


def test_what_was_thought_of_says_itself() -> None:
    assert ask("/known").json()["error"] == "Put it there."


def test_of_the_rest_the_log_says_more(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask("/unknown")
    assert "nobody thought of (LookupError)" in answer.json()["error"]
    assert SECRET not in answer.text
    told = capsys.readouterr().err
    assert told.count("Traceback") == 1
    assert SECRET in told
    for _ in range(100):
        assert ask("/unknown").status_code == 500
    assert len(capsys.readouterr().err.splitlines()) <= 1


def test_an_answer_that_breaks_off_is_not_begun_anew(capsys: pytest.CaptureFixture[str]) -> None:
    sent: list[dict] = []

    async def receive() -> dict:
        await asyncio.Event().wait()
        raise AssertionError("nothing was to come")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/breaks_off", "headers": [], "query_string": b""}
    in_a_loop(APP(scope, receive, send))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["status"] == 200
    assert (sent[1]["body"], sent[1]["more_body"]) == (b"begun", True)
    assert capsys.readouterr().err.count("Something went wrong that nobody thought of") == 1


def test_what_is_no_request_passes() -> None:
    came = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        came.append(scope)

    scope = {"type": "websocket", "headers": [(b"x-forwarded-host", b"/")]}
    in_a_loop(Headers(app)(scope, None, None))
    assert came == [scope]


def test_who_leaves_is_no_failure() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        in_a_loop(Headers(app)({"type": "http", "headers": []}, None, None))


def test_a_page_has_nothing_from_elsewhere_but_from_where_it_is_shared() -> None:
    parts = dict(part.split(" ", 1) for part in policy().split("; "))
    assert parts["default-src"] == parts["form-action"] == parts["base-uri"] == "'self'"
    assert parts["object-src"] == "'none'"
    assert parts["frame-ancestors"] == "*"
    assert "https:" not in " ".join(parts[name] for name in parts if name != "connect-src")
    shared = dict(part.split(" ", 1) for part in policy(shared=True).split("; "))
    assert shared["script-src"] == f"{parts['script-src']} {SHARED}"
    assert shared.keys() == parts.keys()
    for name in ("default-src", "form-action", "base-uri", "object-src", "worker-src"):
        assert shared[name] == parts[name]
    app = Starlette(routes=[Route("/fine", fine)], middleware=[Middleware(Headers, shared=True)])
    assert SHARED in ask("/fine", app).headers["content-security-policy"]


@pytest.mark.parametrize(
    ("host", "scheme"),
    [
        ("digits.example", "https"),
        ("ann-digits.hf.space", "https"),
        ("a_b.example:7860", "http"),
        ("93.184.215.14:80", "http"),
        ("[2a00:1450:4001::1]", "https"),
        ("[::1]:7860", "https"),
        ("digits.example, inner.example:80", "https, http"),
        ("a,b,c", "https,http"),
        ("x" * 255, "https"),
    ],
)
def test_what_proxies_write_is_believed(host: str, scheme: str) -> None:
    found = ask("/headers", x_forwarded_host=host, x_forwarded_proto=scheme).json()
    assert (found["x-forwarded-host"], found["x-forwarded-proto"]) == (host, scheme)


NO_HOSTS = [
    *(
        "",
        " ",
        "a b",
        "a/b",
        "a?b",
        "a#b",
        "user@a",
        "http://a",
        "a:b",
        "a:",
        "a:999999",
        ":80",
        "a\\b",
        "a;b",
    ),
    *("[::1", "::1", "[]", "[::g]", "[::1]a", "<b>", '"', "a\tb", "a,", ",a", "a,,b", "x" * 256, "a,b/"),
    ",".join(["a"] * 1000),
]


@pytest.mark.parametrize("value", NO_HOSTS)
def test_what_no_proxy_writes_is_left_out(value: str) -> None:
    sent = {"x_forwarded_host": value, "x_forwarded_proto": "https", "x_forwarded_for": value, "x_own": value}
    found = ask("/headers", **sent).json()
    assert "x-forwarded-host" not in found
    assert (found["x-forwarded-proto"], found["host"]) == ("https", "testserver")
    assert found["x-forwarded-for"] == found["x-own"] == value
    sent = {"x_forwarded_host": "a", "x_forwarded_proto": value, "x_gradio_server": f"https://{value}"}
    found = ask("/headers", **sent).json()
    assert found["x-forwarded-host"] == "a"
    assert "x-forwarded-proto" not in found
    assert found.get("x-gradio-server") in (None, "https://a/b")


@pytest.mark.parametrize(
    "value", [b"", b"a b", b"a/b", b"a,b", b"a\n", b"\x00", b"\xe9", b"[::1", b"x" * 60_000]
)
def test_so_is_a_host_that_no_browser_writes(value: bytes) -> None:
    scope = {"headers": [(b"host", value), (b"accept", value)]}
    assert believable(scope) == {"headers": [(b"accept", value)]}
    assert len(scope["headers"]) == 2  # what others hold of the request is not changed


@pytest.mark.parametrize("value", [b"a\n", b"\x00", b"\xe9", b"a\r\nx: y", "数字".encode(), b"\xff" * 60_000])
@pytest.mark.parametrize("name", OF_THE_ADDRESS)
def test_no_name_has_such_letters(name: bytes, value: bytes) -> None:
    assert believable({"headers": [(name, value), (b"accept", b"a")]}) == {"headers": [(b"accept", b"a")]}


def test_of_several_those_stay_that_may_be_true() -> None:
    scope = {"headers": [(b"x-forwarded-host", b"a"), (b"x-forwarded-host", b"a/b")]}
    assert believable(scope) == {"headers": [(b"x-forwarded-host", b"a")]}
    scope = {"headers": [(b"x-forwarded-host", b"a"), (b"x-forwarded-host", b"b:80")]}
    assert believable(scope) is scope


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:7860", "https://ann.example/digits", "http://[::1]:7860/app/"]
)
def test_a_page_may_say_by_which_address_it_is_served(address: str) -> None:
    assert ask("/headers", x_gradio_server=address).json()["x-gradio-server"] == address


@pytest.mark.parametrize(
    "part", [b"a", b"a.", b"1", b"a,", b"a, ", b"[", b"[:", b"[:]", b":1", b"a:1,", b"/"]
)
@pytest.mark.parametrize("name", OF_THE_ADDRESS)
def test_what_is_long_is_soon_looked_at(name: bytes, part: bytes) -> None:
    began = time.process_time()
    for before, after in ((b"", b""), (b"", b"|"), (b"https://a/", b"|"), (b"http", b",")):
        value = before + part * (60_000 // len(part)) + after
        assert believable({"headers": [(name, value)]}) == {"headers": []}
    assert time.process_time() - began < 2
