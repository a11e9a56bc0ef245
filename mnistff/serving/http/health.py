"""`GET /healthz`: whether the app can read a drawing, and what it is up to, for who looks after it."""

import asyncio
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from mnistff.model import predict
from mnistff.serving.http.doors import path_of
from mnistff.serving.http.streams import Open
from mnistff.serving.http.turns import Page, Turns
from mnistff.serving.trainings.visitors import Visitors
from mnistff.sketch import rasterise
from mnistff.system.errors import told

PATH = "/healthz"
SECONDS = 5
"""In which a drawing must be read."""
SEVEN = [[[0.3, 0.25], [0.7, 0.25], [0.5, 0.8]]]
ROOT = Path(__file__).resolve().parents[3]
BEGAN = time.monotonic()
SECONDS_FOR_GIT = 5


class Health:
    """Answers at `PATH`: 200, or 503 when no drawing can be read."""

    def __init__(self, app: ASGIApp, visitors: Visitors, streams: Open, turns: Turns):
        self.app, self.visitors, self.streams, self.turns = app, visitors, streams, turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path_of(scope) != PATH:
            await self.app(scope, receive, send)
            return
        with self.turns.counted(scope["address"], PATH) as page:
            reads, reason = await self.reads(page)
        state = {"reads": reads, "reason": reason, "commit": await asyncio.to_thread(commit)}
        state |= self.state(scope["app"].get_blocks()._queue)
        await JSONResponse(state, 503 if reason else 200)(scope, receive, send)

    async def reads(self, page: Page) -> tuple[int | None, str]:
        """What a drawing of a 7 is read as, and why it can't be, or ""."""

        async def read() -> int:
            async with self.turns.place(page):
                return await asyncio.to_thread(self.classify)

        try:
            return await asyncio.wait_for(read(), SECONDS), ""
        except asyncio.TimeoutError:
            return None, f"No drawing was read within {SECONDS} seconds."
        except Exception as error:
            return None, told(error)

    def classify(self) -> int:
        models = self.visitors.models
        return int(predict(models[models.first].model, rasterise(SEVEN)[None]).argmax())

    def state(self, queue: Any) -> dict[str, Any]:
        """Seconds since the start, MB of memory, open descriptors, pages, trainings, events in the queue."""
        return {
            "uptime_seconds": round(time.monotonic() - BEGAN),
            "memory_mb": memory(),
            "open_files": open_files(),
            "sessions": len(self.streams.pages),
            "trainings": len(self.visitors.line),
            "queue": len(queue),
        }


@cache
def commit() -> str | None:
    """The commit of the code that runs, if it is a clone of its repository."""
    if not (ROOT / ".git").exists():
        return None
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS_FOR_GIT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()


def memory() -> float | None:
    """The process's resident memory in MB, where the system tells it as Linux does."""
    if sys.platform != "linux":
        return None
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def open_files() -> int | None:
    """The process's open descriptors, where the system tells it."""
    try:
        return len(os.listdir("/dev/fd"))  # noqa: PTH208  # Path would look at each
    except OSError:
        return None
