"""A few lines of Python in a process of their own, which reads the environment anew."""

import os
import subprocess
import sys
import threading

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
    timer = threading.Timer(PATIENCE, process.kill)
    timer.start()
    try:
        return process.stdout.readline()
    finally:
        timer.cancel()
