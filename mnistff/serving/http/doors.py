"""The addresses that the pages and other programs use. Whatever else Gradio answers at stays closed."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from mnistff.serving.http.refusals import RefusedError

SMALL, DRAWING = 16_000, 300_000
"""Bytes of a body: the settings of a training take some hundred, the longest drawing 270,000."""
API = "/gradio_api"
SCRIPTS = f"{API}/scripts"
SIGNING = "/login/(huggingface|callback)|/logout"
"""Where Gradio, on a Space that wants it, leads to Hugging Face, whither that leads back, and the way out."""
SESSION = r"[\w-]{1,64}"
"""The id of a page, as its browser made it up."""


class Door(NamedTuple):
    """A method and the paths that it goes with; `most` bytes of a body are read, None of which by default."""

    method: str
    paths: str
    most: int = 0


ENDPOINTS = "classify|confusion_matrix|samples|random_mistake"
DOORS = (
    Door("GET", r"/|/config/?|/healthz"),
    Door("GET", r"/(theme\.css|manifest\.json|favicon\.ico|robots\.txt)"),
    Door("GET", r"/(assets|static|svelte)/.{1,200}"),
    Door("GET", rf"{API}/(info/?|startup-events|app_id|theme\.css)"),
    Door("GET", rf"{SCRIPTS}/[0-9a-f]{{16}}\.mjs"),
    Door("GET", rf"{API}/(heartbeat/{SESSION}|queue/data)"),
    Door("POST", rf"{API}/queue/join", DRAWING),
    Door("POST", rf"{API}/component_server/?", DRAWING),
    Door("POST", rf"{API}/call/(v2/)?({ENDPOINTS})", DRAWING),
    Door("GET", rf"{API}/call/(v2/)?({ENDPOINTS})/[0-9a-f]{{32}}"),
    # a packed model; without a second colon or slash: Gradio would fetch addresses for anybody
    Door("GET", rf"{API}/file=([A-Za-z]:)?([/\\][^/\\:]{{1,255}}){{1,40}}"),
    Door("GET", SIGNING),
)


def check_session(session: Any) -> str:
    """The id of a page, if it is one; or a RefusedError."""
    if not isinstance(session, str) or not re.fullmatch(SESSION, session, re.ASCII):
        raise RefusedError(400, "session_hash must be 1 to 64 letters and digits.")
    return session


def path_of(scope: Scope) -> str:
    """The path of a request, less the prefix at which a proxy serves the app."""
    path, root = scope["path"], scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def find_door(method: str, path: str, doors: Iterable[Door] = DOORS) -> Door | None:
    """The door that a request comes to; HEAD is a GET without a body."""
    method = "GET" if method == "HEAD" else method
    return next(
        (each for each in doors if each.method == method and re.fullmatch(each.paths, path, re.ASCII)), None
    )


class Doors:
    """Lets through what there is a door for; `scope["door"]` is that."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif door := find_door(scope["method"], path_of(scope)):
            await self.app({**scope, "door": door}, receive, send)
        else:
            raise RefusedError(404, "There is nothing at this address.")
