"""One folder for all temporary files of a process: its own, and gone when it ends.

Gradio's default, `gradio` in the folder that all users of a machine share, may belong to another user.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from mnistff.errors import KnownError
from mnistff.folders import work_folder

GRADIO = "GRADIO_TEMP_DIR"
"""The environment variable that names another folder for the files that Gradio gives to browsers."""


@contextmanager
def own_folder() -> Iterator[Path]:
    """Let `tempfile` work in a new folder, which goes at the end, also when the process is asked to end.

    Raises:
        KnownError: there is no place to write to.
    """
    before, handler = tempfile.tempdir, signal.getsignal(signal.SIGTERM)
    check_gradios()
    process = os.getpid()

    def end(number: int, frame: FrameType | None) -> NoReturn:
        if os.getpid() == process:  # and not one that was forked from it
            shutil.rmtree(folder, ignore_errors=True)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    with ExitStack() as stack:
        try:
            folder = stack.enter_context(work_folder(Path(tempfile.gettempdir()), "mnistff-"))
        except OSError as error:
            raise KnownError(
                "No folder for temporary files can be written to. Name one with the environment variable "
                "TMPDIR."
            ) from error
        tempfile.tempdir = str(folder)
        signal.signal(signal.SIGTERM, end)
        try:
            yield folder
        finally:
            tempfile.tempdir = before
            signal.signal(signal.SIGTERM, handler)


def check_gradios() -> None:
    """Make the folder that the environment names for Gradio, if any; a KnownError if it can't be written."""
    if not os.environ.get(GRADIO):
        return
    folder = Path(os.environ[GRADIO]).absolute()
    os.environ[GRADIO] = str(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise KnownError(f"{folder}, which {GRADIO} names, can't be written: {error.strerror}.") from error
