"""A few lines of Python in a process of their own, which reads the environment anew."""

import os
import subprocess
import sys

from support.served import ROOT


def run_apart(code: str, *arguments: str, before: tuple[str, ...] = (), **environment: str) -> str:
    """What the code prints; `before` is a command that runs it."""
    result = subprocess.run(
        [*before, sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
