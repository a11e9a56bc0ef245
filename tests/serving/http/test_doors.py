"""What of Gradio's app strangers reach: the addresses written down here, and no others."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import gradio as gr
import pytest
from gradio.routes import App
from starlette.routing import BaseRoute, Route

from mnistff.serving.http.doors import DOORS, DRAWING, Doors, find_door, path_of
from mnistff.serving.http.refusals import RefusedError
from support.loops import in_a_loop

API = "/gradio_api"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
EXAMPLES = {
    "api_name": "classify",
    "event_id": "0" * 32,
    "session_hash": "abc123",
    "size": "192",
    "path": "a/b.js",
    "path_or_url": "/tmp/gradio/run-1.zip",
    "url_path": "http://127.0.0.1/",
    "key": "summary",
    "endpoint": "classify",
    "record_id": "1",
    "asset_id": "1",
    "id": "1",
    "environment": "client",
    "type": "component",
    "file_name": "index.js",
    "run": "1",
    "component_id": "1",
    "segment_id": "1",
    "ext": "ts",
}
"""What may stand in an address of Gradio's; of an endpoint's name one that there is a door for."""
OPEN = {
    "GET /",
    "GET /assets/{path:path}",
    "GET /config",
    "GET /config/",
    "GET /favicon.ico",
    "GET /logout",  # for where one signs in; elsewhere it leads to the page
    "GET /manifest.json",
    "GET /robots.txt",
    "GET /static/{path:path}",
    "GET /svelte/{path:path}",
    "GET /theme.css",
    "GET /gradio_api/app_id",
    "GET /gradio_api/call/{api_name}/{event_id}",
    "GET /gradio_api/call/v2/{api_name}/{event_id}",
    "GET /gradio_api/file={path_or_url:path}",
    "GET /gradio_api/heartbeat/{session_hash}",
    "GET /gradio_api/info",
    "GET /gradio_api/info/",
    "GET /gradio_api/queue/data",
    "GET /gradio_api/startup-events",
    "GET /gradio_api/theme.css",
    "HEAD /",
    "HEAD /gradio_api/file={path_or_url:path}",
    "POST /gradio_api/call/{api_name}",
    "POST /gradio_api/call/v2/{api_name}",
    "POST /gradio_api/component_server",
    "POST /gradio_api/component_server/",
    "POST /gradio_api/queue/join",
}
"""All of Gradio's that strangers reach."""


@pytest.fixture(scope="module")
def routes() -> list[Route]:
    """Those of Gradio's app, as any of its versions makes it."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        text = gr.Textbox()
        text.change(str, text, text, api_name="classify")
    return list(walk(App.create_app(blocks).routes))


def walk(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """All routes, those of routers within routers too."""
    for route in routes:
        if router := getattr(route, "original_router", None):
            yield from walk(router.routes)
        else:
            assert isinstance(route, Route), f"{route} is of a kind that this test does not know"
            yield route


def example(route: Route) -> str:
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: EXAMPLES[found[1]], route.path)


def test_of_gradios_addresses_these_are_open(routes: list[Route]) -> None:
    assert len(routes) > 60
    names = {
        f"{method} {route.path}"
        for route in routes
        for method in METHODS
        if method in route.methods and find_door(method, example(route))
    }
    assert names == OPEN


def test_a_door_is_for_one_method(routes: list[Route]) -> None:
    """For no other than Gradio answers to there; HEAD is a GET without a body."""
    for route in routes:
        for method in METHODS:
            if find_door(method, example(route)):
                answered = {way for each in routes if each.path == route.path for way in each.methods}
                assert method in answered or (method == "HEAD" and "GET" in answered)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.paths)
def test_a_body_is_for_what_is_posted(door: Any) -> None:
    assert door.most == (DRAWING if door.method == "POST" else 0)


@pytest.mark.parametrize("method", ["", "get", "PUT", "OPTIONS", "CONNECT", "X" * 9000])
def test_other_methods_have_no_door(method: str) -> None:
    assert find_door("HEAD", "/") is find_door("GET", "/") is not None
    assert find_door(method, "/") is None
    assert find_door(method, f"{API}/queue/join") is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "//"),
        ("GET", "/ "),
        ("GET", "/\n"),
        ("GET", "/config\n"),
        ("GET", "/config//"),
        ("GET", "/CONFIG"),
        ("GET", "/config.json"),
        ("GET", "/themeXcss"),
        ("GET", "/app/config"),
        ("POST", "/"),
        ("POST", "/login"),
        ("GET", "/pwa_icon/99999"),
        ("GET", "/pwa_icon/١٩٢"),
        ("GET", "/pwa_icon/-1"),
        ("GET", "/static/"),
        ("GET", "/static/" + "a" * 201),
        ("GET", "/static/a\nb"),
        ("GET", f"{API}/heartbeat/"),
        ("GET", f"{API}/heartbeat/" + "a" * 65),
        ("GET", f"{API}/heartbeat/a/b"),
        ("GET", f"{API}/heartbeat/a\n"),
        ("GET", f"{API}/heartbeat/a\x00"),
        ("GET", f"{API}/heartbeat/١"),
        ("GET", f"{API}/heartbeat/é"),
        ("GET", f"{API}/queue/join"),
        ("GET", f"{API}/queue/status"),
        ("POST", f"{API}/queue/join/"),
        ("POST", f"{API}/component_server/a"),
        ("POST", f"{API}/call/predict"),
        ("POST", f"{API}/call/classify/"),
        ("POST", f"{API}/call/classify/" + "0" * 32),
        ("POST", f"{API}/call/v2/v2/classify"),
        ("POST", f"{API}/call/v3/classify"),
        ("GET", f"{API}/call/classify"),
        ("GET", f"{API}/call/classify/" + "0" * 31),
        ("GET", f"{API}/call/classify/" + "0" * 33),
        ("GET", f"{API}/call/classify/" + "A" * 32),
        ("GET", f"{API}/call/classify/" + "0" * 32 + "\n"),
        ("GET", f"{API}/file/a"),
        ("GET", f"{API}/file="),
        ("GET", f"{API}/file=a"),
        ("GET", f"{API}/file=/"),
        ("GET", f"{API}/file=http://127.0.0.1/"),
        ("GET", f"{API}/file=HTTPS:/127.0.0.1/a"),
        ("GET", f"{API}/file=/http://127.0.0.1/a"),
        ("GET", f"{API}/file=//127.0.0.1/share/a"),
        ("GET", f"{API}/file=\\\\127.0.0.1\\share\\a"),
        ("GET", f"{API}/file=C:\\a.zip:stream"),
        ("GET", f"{API}/file=CC:\\a.zip"),
        ("GET", f"{API}/file=/" + "a" * 256),
        ("GET", f"{API}/file=" + "/a" * 41),
    ],
)
def test_nothing_is_beside_a_door(method: str, path: str) -> None:
    assert find_door(method, path) is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/config/"),
        ("GET", "/healthz"),
        ("GET", "/assets/index-B6.js"),
        ("GET", "/static/fonts/a b/c.woff2"),
        ("GET", f"{API}/heartbeat/0a1b2c3d4e"),
        ("GET", f"{API}/heartbeat/" + "a" * 64),
        ("POST", f"{API}/call/random_mistake"),
        ("GET", f"{API}/call/samples/" + "0123456789abcdef" * 2),
        ("GET", f"{API}/file=/tmp/gradio/5e/run-1.zip"),
        ("GET", f"{API}/file=C:\\Users\\ann\\run-1.zip"),
        ("GET", f"{API}/file=C:/Users/ann/run-1.zip"),
    ],
)
def test_what_pages_and_programs_ask_for_has_a_door(method: str, path: str) -> None:
    assert find_door(method, path) in DOORS


@pytest.mark.parametrize("path", ["file=" + "/a" * 30_000, "file=" + "/" * 60_000, "file=C:" + "\\a" * 40])
def test_long_addresses_are_soon_looked_up(path: str) -> None:
    for _ in range(100):  # tried in all ways that there are, one would take for ever
        assert find_door("GET", f"{API}/{path}:") is None


@pytest.mark.parametrize(
    ("path", "root", "found"),
    [
        ("/config", "", "/config"),
        ("/app/config", "/app", "/config"),
        ("/config", "/app", "/config"),
        ("/app/", "/app", "/"),
        ("/application", "/app", "/application"),
        ("/app/app/config", "/app", "/app/config"),
        ("/app/../config", "/app", "/../config"),
    ],
)
def test_the_prefix_of_a_proxy_is_left_out(path: str, root: str, found: str) -> None:
    assert path_of({"path": path, "root_path": root}) == found


def ask(scope: dict[str, Any]) -> tuple[list[dict], list[dict]]:
    """What comes to the app behind the doors, and what is sent by the doors themselves."""
    came, sent = [], []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        came.append(scope)

    async def receive() -> dict:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    in_a_loop(Doors(app)(scope, receive, send))
    return came, sent


def test_who_comes_through_is_told_which_door_it_was() -> None:
    scope = {"type": "http", "method": "GET", "path": "/config"}
    [came], sent = ask(scope)
    assert came == {**scope, "door": find_door("GET", "/config")}
    assert not sent
    with pytest.raises(RefusedError, match="nothing at this address") as refused:
        ask({**scope, "path": "/monitoring"})
    assert refused.value.status == 404


def test_sockets_are_closed_and_the_app_may_begin() -> None:
    assert ask({"type": "websocket", "path": "/config"}) == ([], [{"type": "websocket.close"}])
    assert ask({"type": "lifespan"}) == ([{"type": "lifespan"}], [])
