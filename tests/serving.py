"""The app as a process of its own, for the tests that use it over HTTP."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serving(*arguments: str, program: Sequence[str] = ("app.py",), **environment: str) -> Iterator[str]:
    """`python app.py ARGUMENTS` on a free port; yields its address once it answers."""
    port = free_port()
    command = [sys.executable, *program, "--port", str(port), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, process: subprocess.Popen) -> None:
    for _ in range(1200):
        assert process.poll() is None, f"app.py ended with {process.returncode}"
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("app.py served nothing for two minutes")
