"""The pages' scripts: ES modules, at an address that is another one when any of them changes.

So browsers may keep them for good, and never mix those of two versions: what a script imports, it names
relative to its own address.
"""

import hashlib
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mnistff.serving.http.doors import SCRIPTS, path_of

Scripts = Mapping[str, bytes]
"""By path, as "draw/canvas.mjs"."""
FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}


def addresses(scripts: Scripts) -> dict[str, str]:
    """Where each script is served, by its path; relative to the page."""
    digest = hashlib.sha256(b"\0".join(part for name in scripts for part in (name.encode(), scripts[name])))
    return {name: f"{SCRIPTS.lstrip('/')}/{digest.hexdigest()[:16]}/{name}" for name in scripts}


class ServedScripts:
    """Answers with the scripts."""

    def __init__(self, app: ASGIApp, scripts: Scripts):
        self.app = app
        self.answers = {
            f"/{address}": Response(scripts[name], media_type="text/javascript", headers=FOR_GOOD)
            for name, address in addresses(scripts).items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.answers.get(path_of(scope)) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)
