"""The app as a process of its own, for the tests that use it over HTTP."""

import os
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

ROOT = Path(__file__).parent.parent
PATIENCE = 120
"""Seconds that the app may take to start: other tests run beside it."""
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Process(Protocol):
    """What is used of `subprocess.Popen`."""

    stdout: IO[str]
    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


Start = Callable[[Sequence[str], Mapping[str, str]], Process]
"""Starts a Python program with its arguments in an environment, in the project's folder."""


def started(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """A new Python; `forked.Forked` is one that need not import torch and Gradio."""
    return subprocess.Popen(
        [sys.executable, "-u", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


@contextmanager
def serving(
    *arguments: str, program: Sequence[str] = ("app.py",), start: Start = started, **environment: str
) -> Iterator[str]:
    """`python app.py ARGUMENTS`; yields the address that it prints, once it has served a page.

    It takes the first free port itself: one that was found for it may be another's before it is bound.
    What it prints goes to this process's stderr, where pytest shows it if the test fails.
    """
    with running(*arguments, program=program, start=start, **environment) as (address, _):
        yield address


@contextmanager
def running(
    *arguments: str, program: Sequence[str] = ("app.py",), start: Start = started, **environment: str
) -> Iterator[tuple[str, Process]]:
    """As `serving`; yields the process too."""
    process = start([*program, *arguments], {**os.environ, **environment})
    printed = Printed(process)
    try:
        address = printed.address()
        DIRECTLY.open(address, timeout=PATIENCE).close()
        yield address, process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        printed.reader.join(10)


class Printed:
    """What a process prints: passed on to stderr as it comes, and searched for the app's address.

    To the real stderr, as `capfd` reads it: the app outlives tests, and what it says once a minute is no
    part of what the code under test of another one prints, which `capsys` reads.
    """

    def __init__(self, process: Process):
        self.process, self.lines, self.found, self.news = process, [], None, threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)
            sys.__stderr__.write(line)
            if found := re.match(r"The app is at (http://[\w.:-]+)", line):
                self.found = found[1]
                self.news.set()
        self.news.set()  # it ended

    def address(self) -> str:
        """Where the app is, once it is there."""
        self.news.wait(PATIENCE)
        assert self.found, f"The app served nothing; it printed:\n{''.join(self.lines)}"
        return self.found
