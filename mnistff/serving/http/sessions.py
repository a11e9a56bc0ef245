"""Sessions: what Gradio keeps for a page, made small; and who is signed in, which a cookie keeps."""

import re
from types import SimpleNamespace
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from mnistff.serving.http.doors import SIGNING, path_of
from mnistff.system import log

MOST = 500
"""Pages that Gradio keeps something for; of the others it forgets what changed in them."""
NOT_SIGNED_IN = "/?tab=train#not-signed-in"
"""Where one ends whom Hugging Face did not sign in; the page says so there. On Spaces the app is at /."""


def keep_little(app: Any) -> None:
    """Let Gradio's `App` keep of a page what changed in it, and no copy of how it was built.

    The copy, 200 kB that take 30 ms to make, is for links to a state of the page ("deep links"), which
    there is no door for.
    """
    blocks = app.get_blocks()
    app.state_holder.blocks = SimpleNamespace(default_config=blocks.default_config, blocks={})


class SignIn:
    """Lets nobody act for a visitor from another site's page, and leads back whom Hugging Face signs not in.

    So that one may be signed in within the frame that a Space is, Gradio has the browser send its cookie with
    requests from other sites' pages too. And its routes fail when nobody is signed in.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] == "POST" and "session" in scope and is_from_elsewhere(Headers(scope=scope)):
            await self.app({**scope, "session": {}}, receive, send)
        elif re.fullmatch(SIGNING, path_of(scope)):
            await self.log_in(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def log_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whatever fails there: the visitor refused, or came too late, or Hugging Face can't be reached."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # its own text may quote what the visitor's address says
            log.note(f"Hugging Face signed somebody not in ({type(error).__name__}).")
            await RedirectResponse(NOT_SIGNED_IN)(scope, receive, send)


def is_from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that the page of another site sends this; older ones say it by `Origin` alone.

    https://www.w3.org/TR/fetch-metadata/
    """
    if site := headers.get("sec-fetch-site"):
        return site != "same-origin"
    origin = headers.get("origin")
    hosts = (headers.get("host"), headers.get("x-forwarded-host"))
    return origin is not None and origin.partition("://")[2] not in hosts
