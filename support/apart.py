"""A few lines of Python in a process of their own, which reads the environment anew."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from support.served import PATIENCE, ROOT, Process


def run_apart(code: str, *arguments: str, before: tuple[str, ...] = (), **environment: str) -> str:
    """What the code prints; `before` is a command that runs it."""
    result = subprocess.run(
        [*before, sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def next_line(process: Process) -> str:
    """The next line that a process prints; one that prints none in time is killed, and says "" then."""
    with killed_if_late(process):
        return process.stdout.readline()


def rest_of(process: Process) -> str:
    """What a process prints from now on; one that does not end in time is killed."""
    with killed_if_late(process):
        return process.stdout.read()


@contextmanager
def killed_if_late(process: Process) -> Iterator[None]:
    timer = threading.Timer(PATIENCE, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
