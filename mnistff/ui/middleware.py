"""What every request passes before Gradio sees it."""

from urllib.parse import parse_qsl, urlencode

from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""Of one request: twice what 10,000 points take. Reading JSON holds up the others, 10 ms a megabyte."""
INFO = "/gradio_api/info"


class InfoForEach:
    """Asks for the description of the endpoints as that of the one page that there is.

    In it stands the app's address, as the request says it (Host, X-Forwarded-Host). Gradio makes that
    of a page for each request, but the one of all pages for the first only, and gives it to everybody.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith(INFO):
            query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            query = [(name, value) for name, value in query if name != "page"] + [("page", "")]
            scope = {**scope, "query_string": urlencode(query).encode("ascii")}
        await self.app(scope, receive, send)


MIDDLEWARE = [Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES), Middleware(InfoForEach)]
