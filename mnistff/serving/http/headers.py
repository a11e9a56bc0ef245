"""The outermost of what requests pass: what every answer says to browsers, and what none may fail with."""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mnistff.serving.http.refusals import RefusedError
from mnistff.system.errors import told

SHARED = "https://gradio.s3-us-west-2.amazonaws.com"
"""Where the page that is served by --share has Gradio's scripts from."""
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",  # Gradio makes functions of scripts
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' data: blob: https://huggingface.co",  # a Space asks there how it is
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "*",  # a Space is a frame, and teachers put it into their courses' pages
}
HOST = rb"([\w.-]{1,255}|\[[0-9a-fA-F:.]{2,45}\])(:\d{1,5})?"
"""A name or an address, and a port."""
OF_THE_ADDRESS = {
    b"host": HOST,
    b"x-forwarded-host": rb"%b( ?, ?%b){0,8}" % (HOST, HOST),
    b"x-forwarded-proto": rb"https?( ?, ?https?){0,8}",
    b"x-gradio-server": rb"https?://%b(/[\w./-]{0,200})?" % HOST,
}
"""What headers may say of where the app is; Gradio fails on anything else, and takes the first of several."""


def policy(shared: bool = False) -> str:
    """The Content-Security-Policy: nothing from elsewhere, and forms to the app alone."""
    sources = POLICY
    if shared:
        fetched = ("script-src", "style-src", "font-src", "img-src", "connect-src")
        sources = POLICY | {name: f"{POLICY[name]} {SHARED}" for name in fetched}
    return "; ".join(f"{name} {source}" for name, source in sources.items())


class Headers:
    """Adds headers to each answer; answers 500 to whatever is raised, which the log tells once.

    What can't be the app's address in a header is left out.
    """

    def __init__(self, app: ASGIApp, shared: bool = False):
        self.app, self.policy = app, policy(shared)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["x-content-type-options"] = "nosniff"
                headers["content-security-policy"] = self.policy
            await send(message)

        try:
            await self.app(believable(scope), receive, send_with_headers)
        except RefusedError as refusal:
            await refusal.send(scope, receive, send_with_headers)
        except Exception as error:
            if started:
                told(error)
            else:
                await RefusedError(500, told(error)).send(scope, receive, send_with_headers)


def believable(scope: Scope) -> Scope:
    """The request without headers that no browser and no proxy would write."""
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name not in OF_THE_ADDRESS or re.fullmatch(OF_THE_ADDRESS[name], value)
    ]
    return scope if len(headers) == len(scope["headers"]) else {**scope, "headers": headers}
