"""What every request passes before Gradio sees it, and what is done while the app runs."""

import asyncio
import ctypes
import gc
import itertools
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from starlette.middleware import Middleware

from mnistff.serving.http.bodies import Bodies
from mnistff.serving.http.doors import Doors
from mnistff.serving.http.headers import Headers
from mnistff.serving.http.health import Health
from mnistff.serving.http.kept import Kept
from mnistff.serving.http.questions import Questions
from mnistff.serving.http.queue import Joins, drop_unheard
from mnistff.serving.http.sessions import SignIn, keep_little
from mnistff.serving.http.streams import Open, Streams
from mnistff.serving.http.turns import Turns
from mnistff.serving.scripts import Preloads, Scripts, ServedScripts
from mnistff.serving.trainings.visitors import Visitors
from mnistff.system import log

SECONDS_BETWEEN_LOOKS, LOOKS_BETWEEN_WHOLE = 2, 30


def app_arguments(
    visitors: Visitors, scripts: Scripts, preloads: Iterable[str], shared: bool = False
) -> dict[str, Any]:
    """What Gradio's `App` is to be made with: the middleware, the first the outermost, and the lifespan.

    Args:
        scripts: the pages'.
        preloads: addresses of modules that the page needs, relative to it.
        shared: whether the page is also served by Gradio's server.
    """
    streams, turns = Open(), Turns()
    middleware = [
        Middleware(Headers, shared=shared),
        Middleware(Doors),
        Middleware(SignIn),
        Middleware(Streams, streams=streams),
        Middleware(Questions, turns=turns),
        Middleware(Bodies, turns=turns),
        Middleware(Joins),
        Middleware(Health, visitors=visitors, streams=streams, turns=turns),
        Middleware(Kept),
        Middleware(ServedScripts, scripts=scripts),
        Middleware(Preloads, addresses=preloads),
    ]
    return {"middleware": middleware, "lifespan": tidying(visitors, streams)}


def tidying(visitors: Visitors, streams: Open) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """While the app runs: forget who left, drop what nobody listens to or asks about, and keep up the log."""

    async def tidy() -> None:
        for look in itertools.count(1):
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            visitors.forget_those_who_left(streams.pages)
            visitors.own_sets.forget_old()
            log.sum_up()
            await asyncio.to_thread(give_back_memory, look % LOOKS_BETWEEN_WHOLE == 0)

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        keep_little(app)
        tasks = [
            asyncio.create_task(tidy()),
            asyncio.create_task(drop_unheard(app.get_blocks()._queue, streams)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    return lifespan


def give_back_memory(whole: bool) -> None:
    """Give back to the system what is free: glibc, which most of Linux has, would keep much of it.

    Args:
        whole: whether to look for garbage in all that there is; app.py has Python do so seldom.
    """
    gc.collect(2 if whole else 1)
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim:
        trim(0)
