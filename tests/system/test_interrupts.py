"""Signals, real ones, to real processes."""

import signal
import subprocess
import sys

import pytest

from support.served import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals.")
PROGRAM = """
import os, signal, sys
from mnistff.system.interrupts import Interrupted, all_as_ctrl_c, held_back
number = int(sys.argv[1])
try:
    with all_as_ctrl_c():
        if "held" in sys.argv:
            with held_back():
                os.kill(os.getpid(), number)
                os.kill(os.getpid(), signal.SIGTERM)
                print("saved")
        else:
            os.kill(os.getpid(), number)
        print("went on")
except Interrupted as interrupted:
    print(interrupted.code)
print("as before:", signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)
"""


def run(*arguments: object, deaf_to: int | None = None) -> list[str]:
    def prepare() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN if number == deaf_to else signal.SIG_DFL)

    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=prepare)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_is_told_by_its_code_at_once_or_when_what_it_must_not_cut_short_is_done(name: str) -> None:
    number = int(getattr(signal, name))
    assert run(number) == [str(128 + number), "as before: True"]
    assert run(number, "held") == ["saved", str(128 + number), "as before: True"]


def test_what_nohup_keeps_away_stays_away() -> None:
    number = int(signal.SIGHUP)
    assert run(number, deaf_to=signal.SIGHUP) == ["went on", "as before: True"]
