"""How a request is refused: with a status and a sentence, and a line in the log."""

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from mnistff.system import log
from mnistff.system.text import plain


class RefusedError(Exception):
    """A request that goes no further; the message says why, in a sentence."""

    def __init__(self, status: int, reason: str):
        super().__init__(reason)
        self.status, self.reason = status, reason

    async def send(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and close the connection: what else comes on it may be the rest of a body."""
        log.note(f"Refused ({self.status}): {self.reason}", example=example(scope))
        body = {"error": self.reason, "detail": self.reason}  # the second is where Gradio's client looks
        await JSONResponse(body, self.status, {"connection": "close"})(scope, receive, send)


def example(scope: Scope) -> str:
    """What to say of one such request: its method and path."""
    return plain(f"{scope['method']} {scope['path']}", most=80)
