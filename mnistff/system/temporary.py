"""One folder for all temporary files of a process: its own, and gone when it ends.

Gradio's default, `gradio` in the folder that all users of a machine share, may belong to another user.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from mnistff.system.errors import KnownError
from mnistff.system.folders import expanded, work_folder
from mnistff.system.interrupts import SIGNALS

GRADIO = "GRADIO_TEMP_DIR"
"""The environment variable that names another folder for the files that Gradio gives to browsers."""


@contextmanager
def own_folder() -> Iterator[Path]:
    """Let `tempfile` work in a new folder, which goes at the end, also when the process is told to end.

    Raises:
        KnownError: there is no place to write to.
    """
    check_gradios()
    try:
        shared = Path(tempfile.gettempdir())
    except FileNotFoundError as error:
        raise KnownError(
            "No folder for temporary files can be written to. Name one with the environment variable TMPDIR."
        ) from error
    before = tempfile.tempdir
    with work_folder(shared, "mnistff-app-") as folder:
        tempfile.tempdir = str(folder)
        try:
            with _deleted_when_told_to_end(folder):
                yield folder
        finally:
            tempfile.tempdir = before


@contextmanager
def _deleted_when_told_to_end(folder: Path) -> Iterator[None]:
    """End at once on SIGTERM and its kin, as a program does by itself, but for the folder.

    To end in order would take seconds: until the last visitor's connection is closed.
    """
    process = os.getpid()

    def end(number: int, frame: FrameType | None) -> None:
        if os.getpid() == process:  # and not one that was forked from it
            shutil.rmtree(folder, ignore_errors=True)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    numbers = [number for number in SIGNALS if signal.getsignal(number) == signal.SIG_DFL]  # not Ctrl-C
    for number in numbers:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


def check_gradios() -> None:
    """Make the folder that the environment names for Gradio, if any; a KnownError if it can't be written."""
    if not os.environ.get(GRADIO):
        return
    folder = expanded(os.environ[GRADIO]).absolute()
    os.environ[GRADIO] = str(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise KnownError(f"{folder}, which {GRADIO} names, can't be written: {error.strerror}.") from error
