"""What a program prints, where nobody may read it any more: that must not end the program."""

import os
import sys
from typing import Any, TextIO


def into_nothing() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  # it stays open


class Tolerant:
    """A text stream, written to as long as that goes: a pipe is closed, a disk full, a terminal gone."""

    def __init__(self, stream: TextIO):
        # Names of folders may have letters that it has not. Python's own streams are `TextIOWrapper`s.
        stream.reconfigure(errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except (OSError, ValueError):  # ValueError: it was closed
            self._give_up()
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except (OSError, ValueError):
            self._give_up()

    def _give_up(self) -> None:
        """Write into nothing from now on; what waits in the stream goes there too, when Python ends."""
        nothing = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nothing, self._stream.fileno())
        except (OSError, ValueError):  # there is no file behind it
            self._stream = into_nothing()
        finally:
            os.close(nothing)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def tolerate() -> None:
    """Let this process print into streams that may break off, or that were closed when it began."""
    sys.stdout, sys.stderr = (Tolerant(stream or into_nothing()) for stream in (sys.stdout, sys.stderr))
