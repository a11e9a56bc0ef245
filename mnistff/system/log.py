"""The log, on stderr: lines with the time, and nothing in them but text.

What happens again and again is told once a minute, with how often: a flood of it would fill the disk.
"""

import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from datetime import datetime

from mnistff.system.text import plain

SECONDS = 60
"""For which what was told once is counted only."""
MOST = 100
"""Different things that are told in that time; of whatever else happens only the number."""
LONGEST, LONGEST_TRACEBACK = 500, 60
"""A line, in letters; a traceback, in lines."""


class Log:
    """Counts what was told, by what it is of. All threads may use it at once."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._since = time.monotonic()
        self._lock = threading.RLock()  # an exception's own text, or what is cleared away, may tell something

    def note(self, text: str, error: BaseException | None = None, example: str = "") -> None:
        """Tell something, unless it was told lately.

        Args:
            error: whose traceback belongs to it.
            example: what belongs to this time alone, and is told with the first.
        """
        of = f"{text[:LONGEST]} {place_of(error)}"
        with self._lock:
            self._sum_up()
            if of not in self._counts and len(self._counts) >= MOST:
                of = "Other things"
            self._counts[of] = self._counts.get(of, -1) + 1
            if self._counts[of] == 0:
                write(f"{text} ({example})" if example else text, *lines_of(error))

    def sum_up(self) -> None:
        """Tell how often what was told happened again, if it is time for that."""
        with self._lock:
            self._sum_up()

    def _sum_up(self) -> None:
        if time.monotonic() - self._since < SECONDS:
            return
        counts, self._counts, self._since = self._counts, {}, time.monotonic()
        for of, count in counts.items():
            if count:
                write(f"{count:,} times more: {of}")


def place_of(error: BaseException | None) -> str:
    """Where an exception was raised: the same place is told once."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return f"at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def lines_of(error: BaseException | None) -> Iterator[str]:
    """A traceback's lines; it may quote whatever a visitor sent."""
    whole = "".join(traceback.format_exception(error)) if error else ""
    lines = whole.splitlines()
    if len(lines) > LONGEST_TRACEBACK:
        lines = [*lines[: LONGEST_TRACEBACK // 2], "…", *lines[-LONGEST_TRACEBACK // 2 :]]
    return (f"    {plain(line, LONGEST)}" for line in lines)


def write(first: str, *others: str) -> None:
    now = datetime.now().isoformat(" ", "seconds")
    print("\n".join([f"{now} {plain(first, LONGEST)}", *others]), file=sys.stderr, flush=True)


_log = Log()
note, sum_up = _log.note, _log.sum_up


class Noted(logging.Handler):
    """Libraries' warnings and errors, told the same way."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        try:
            note(f"{record.name}: {record.getMessage()}", error)
        except Exception:
            self.handleError(record)


def take_over() -> None:
    """Tell what libraries log, those too that have set up their own way of it."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger().handlers[:] = [Noted(logging.WARNING)]
