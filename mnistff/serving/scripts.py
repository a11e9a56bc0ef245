"""The pages' scripts: ES modules, in one file, at an address that is another one when any of them changes.

So browsers may keep it for good, and never mix the scripts of two versions. They begin to fetch it, and what
else the page needs, while the page itself is on its way.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mnistff.serving.http.doors import SCRIPTS, path_of

LOADER = Path(__file__).with_name("pack.mjs")
FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}


class Scripts:
    """A module whose `load(name)` gives the module of that name.

    Args:
        sources: of each script, by its path, as "draw/pen.mjs".
    """

    def __init__(self, sources: Mapping[str, str]):
        self.sources = sources

    @cached_property
    def packed(self) -> bytes:
        """The file."""
        return f"const SOURCES = {json.dumps(self.sources)};\n{LOADER.read_text(encoding='utf-8')}".encode()

    @cached_property
    def address(self) -> str:
        """Where it is served, relative to the page."""
        return f"{SCRIPTS.lstrip('/')}/{hashlib.sha256(self.packed).hexdigest()[:16]}.mjs"


class ServedScripts:
    """Answers with the scripts."""

    def __init__(self, app: ASGIApp, scripts: Scripts):
        self.app, self.path = app, f"/{scripts.address}"
        self.answer = Response(scripts.packed, media_type="text/javascript", headers=FOR_GOOD)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_asked = scope["type"] == "http" and path_of(scope) == self.path
        await (self.answer if is_asked else self.app)(scope, receive, send)


class Preloads:
    """Tells beside the page which modules it needs (https://www.rfc-editor.org/rfc/rfc8288)."""

    def __init__(self, app: ASGIApp, addresses: Iterable[str]):
        self.app, self.link = app, ", ".join(f"<{address}>; rel=modulepreload" for address in addresses)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_link(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["link"] = self.link
            await send(message)

        is_page = scope["type"] == "http" and path_of(scope) == "/"
        await self.app(scope, receive, send_with_link if is_page else send)
