"""Ctrl-C and its kin: a program that is told to end puts things in order first."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Ctrl-C; what `kill` and a system that shuts down send; what is sent when a terminal is closed."""


class Interrupted(KeyboardInterrupt):
    """One of `SIGNALS` came; `code` is what a program that was ended by it exits with."""

    def __init__(self, number: int):
        super().__init__()
        self.code = 128 + number


@contextmanager
def all_as_ctrl_c() -> Iterator[None]:
    """Raise `Interrupted` for each of the signals, as Python raises KeyboardInterrupt for Ctrl-C."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise Interrupted(number)

    with _handled_by(end):
        yield


@contextmanager
def held_back() -> Iterator[None]:
    """Let what takes a moment and must not be cut short come to its end; only then raise `Interrupted`."""
    came: list[int] = []
    with _handled_by(lambda number, frame: came.append(number)):
        yield
    if came:
        raise Interrupted(came[0])


@contextmanager
def _handled_by(handle: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle the signals, but not those that whoever started this program had it ignore, as nohup does."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    heard = {number: old for number, old in before.items() if old not in (signal.SIG_IGN, None)}
    for number in heard:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, old in heard.items():
            signal.signal(number, old)
