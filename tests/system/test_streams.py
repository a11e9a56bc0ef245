"""What is printed where nobody reads it ends no program."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest

from mnistff.system.streams import Tolerant, into_nothing, tolerate


def closed_pipe() -> TextIO:
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "w")


def full_disk() -> TextIO:
    if not Path("/dev/full").exists():
        pytest.skip("Needs /dev/full.")
    return Path("/dev/full").open("w")


@pytest.mark.parametrize("make", [closed_pipe, full_disk, into_nothing])
@pytest.mark.parametrize("close", [False, True])
def test_printing_goes_on_where_it_breaks_off(make: Callable[[], TextIO], close: bool) -> None:
    below = make()
    stream = Tolerant(below)
    for _ in range(3):
        print("a line", file=stream, flush=True)
    if close:
        below.close()
    print("a line", file=stream, flush=True)
    stream.flush()


def test_what_can_be_printed_is() -> None:
    below = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    stream = Tolerant(below)
    print("a line, and ü", file=stream, flush=True)
    assert below.buffer.getvalue() == b"a line, and \\xfc\n"
    assert stream.encoding == "ascii"


def test_streams_that_were_closed_before_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO()))
    tolerate()
    print("a line", flush=True)
    print("a line", file=sys.stderr, flush=True)
    assert sys.stderr.buffer.getvalue() == b"a line\n"
