"""Programs in processes of their own that need not import torch and Gradio: forked from one that has.

To import both takes four seconds each time, to draw the pen-stroke test set one more. Unlike a new Python it
has what preloaded.py has, with what the environment said when this module was imported, but for what it is
told to import anew; and it calls nothing that was registered with `atexit`. If the server can't begin it says
why on stderr, and whoever asks for a program gets an EOFError.
"""

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from support.apart import rest_of
from support.served import PATIENCE, ROOT, Process, started

THE_HUBS_CLIENT = ("huggingface_hub", "mnistff")
"""What reads where the Hub is and how to reach it."""
ENVIRONMENT = dict(os.environ)
if FORKS := hasattr(os, "fork"):
    from multiprocessing.forkserver import ensure_running
    from multiprocessing.reduction import DupFd

    FORKSERVER = multiprocessing.get_context("forkserver")
    FORKSERVER.set_forkserver_preload(["support.preloaded"])


def forked(command: Sequence[str], environment: Mapping[str, str], anew: Sequence[str] = ()) -> Process:
    """`python COMMAND` as `served.started` starts it, which it is where nothing forks, as on Windows.

    Args:
        anew: packages that it is to import anew.
    """
    return Forked(command, environment, anew) if FORKS else started(command, environment)


def run_forked(*command: object, code: int = 0, anew: Sequence[str] = (), **environment: str) -> str:
    """What a program prints until it ends, with that exit code; one that does not end in time is killed."""
    process = forked([*map(str, command)], {**os.environ, **environment}, anew)
    with process.stdout:
        printed = rest_of(process)
    assert process.wait(PATIENCE) == code, printed
    return printed


class Forked:
    """A forked program, with what is used of `subprocess.Popen`."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], anew: Sequence[str]):
        ensure_server()
        reading, writing = os.pipe()
        arguments = (DupFd(writing), list(command), dict(environment), anew)
        self._process = FORKSERVER.Process(target=run, args=arguments, daemon=True)  # it ends with this one
        self._process.start()
        os.close(writing)
        self.stdout = os.fdopen(reading, encoding="utf-8", errors="replace")
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("the forked program", timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def ensure_server() -> None:
    """Start the server in the environment that all tests have, not in what one of them made of it."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    try:
        ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(before)


def run(output: "DupFd", command: list[str], environment: dict[str, str], anew: Sequence[str]) -> None:
    """In the forked process: what Python does when it is started so."""
    descriptor = output.detach()
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1, encoding="utf-8") for number in (1, 2))
    os.chdir(ROOT)
    tempfile.tempdir = None  # it is looked for anew
    os.environ.clear()
    os.environ.update(environment)
    for name in [name for name in sys.modules if name.split(".")[0] in anew]:
        del sys.modules[name]
    program, *arguments = command
    if program == "-c":
        sys.argv = ["-c", *arguments[1:]]
        exec(arguments[0], {"__name__": "__main__"})
    else:
        sys.argv = [program, *arguments]
        runpy.run_path(str(Path(ROOT, program)), run_name="__main__")
