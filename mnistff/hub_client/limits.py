"""Limits to what the Hub's client takes in, as its own HTTP client has none.

What it reads whole, into memory, is JSON: a commit's list of files, who has the token, a page of commits.
Of that it reads a megabyte at most, none of it packed, and for half a minute at most. A file, which it
writes down piece by piece, is read up to the size of an artifact's largest. hf_xet has a client of its
own, which knows none of this.
"""

import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from huggingface_hub import get_session, set_client_factory

from mnistff.hub_client.errors import TooMuchError
from mnistff.system.limits import MOST_BYTES, MOST_JSON_BYTES

SECONDS_FOR_JSON = 30
READ_WHOLE = "mnistff"
"""Marks the requests whose answer will be read whole."""


@cache
def limit(seconds: float, hear: Callable[[Any], None] | None = None) -> None:
    """Put the limits on all that the Hub's client asks in this process from now on.

    Args:
        seconds: to wait for an answer, or for more of it.
        hear: is called with each answer, before it is read.
    """
    client = get_session()
    kind, hooks = limited(type(client)), client.event_hooks
    hooks["response"] += [bound, hear] if hear else [bound]  # in this order, as who hears may read
    headers = {"Accept-Encoding": "identity"}
    set_client_factory(
        lambda: kind(event_hooks=hooks, follow_redirects=True, timeout=seconds, headers=headers)
    )


def limited(kind: type) -> type:
    """A class of clients that tell of each request whether its answer will be read whole."""

    class Client(kind):
        def send(self, request: Any, *, stream: bool = False, **options: Any) -> Any:
            request.extensions = {**request.extensions, READ_WHOLE: not stream}
            return super().send(request, stream=stream, **options)

    return Client


def bound(response: Any) -> None:
    """Put a limit to how much of an answer is read.

    Raises:
        TooMuchError: it is packed, and may unpack to anything.
    """
    if response.request.method == "HEAD":
        return
    # Those of redirects and errors are read whole too.
    whole = response.request.extensions[READ_WHOLE] or response.status_code not in (200, 206)
    if whole and response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise TooMuchError
    most, seconds = (MOST_JSON_BYTES, SECONDS_FOR_JSON) if whole else (MOST_BYTES, float("inf"))
    response.stream = bounded(response.stream, most, time.monotonic() + seconds)


def bounded(stream: Any, most: int, end: float) -> Any:
    """A stream that breaks off with a TooMuchError after so many bytes, or at that time."""
    library = sys.modules[type(stream).__module__.partition(".")[0]]  # httpx, or since 2.0 httpx2

    class Bounded(library.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            left = most
            for part in stream:
                left -= len(part)
                if left < 0 or time.monotonic() > end:
                    raise TooMuchError
                yield part

        def close(self) -> None:
            stream.close()

    return Bounded()
