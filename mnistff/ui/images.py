"""The images of the test sets, read when somebody first wants to see one."""

import threading
import time
from concurrent.futures import Future, TimeoutError

import torch

from mnistff.data import DOWNLOAD_BYTES, DataError, Split, fetched_bytes, load_mnist
from mnistff.strokes import evaluation_set

SECONDS_TO_WAIT = 10
SECONDS_BEFORE_NEXT_TRY = 60


class TestImages:
    """Test images for all visitors; MNIST's are read or fetched once, in the background."""

    __test__ = False  # pytest: this is no test

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._future: Future[Split] | None = None
        self._began = 0.0

    def prepare(self) -> None:
        """Start to read or fetch MNIST's images, unless that was done; returns at once."""
        with self._lock:
            if self._future and not (self._failed() and time.monotonic() > self._next_try()):
                return
            self._began, self._future = time.monotonic(), Future()
            threading.Thread(target=_load_into, args=(self._future,), daemon=True).start()

    def get(self, test_set: str) -> torch.Tensor:
        """The images of a test set, uint8 (N, 28, 28).

        Raises:
            DataError: they cannot be had, or are still on their way after ten seconds.
        """
        if test_set == "strokes":
            return evaluation_set().images
        self.prepare()
        try:
            return self._future.result(SECONDS_TO_WAIT).images
        except TimeoutError:
            raise DataError(f"{self._progress()} Try again in a moment.") from None

    def at_hand(self, test_set: str) -> tuple[torch.Tensor | None, dict]:
        """The images, if they are here already, and what the page is to say of it.

        Returns:
            uint8 (N, 28, 28) or None; and `note`, a sentence or "", and `waiting`: whether it is
            worth asking again soon.
        """
        if test_set != "strokes":
            self.prepare()
            if not self._future.done():
                return None, {"note": self._progress(), "waiting": True}
        try:
            return self.get(test_set), {"note": "", "waiting": False}
        except DataError as error:
            return None, {"note": f"The images can't be shown. {error}", "waiting": False}

    def _progress(self) -> str:
        fetched = fetched_bytes()
        if not fetched:
            return "MNIST's images are being read…"
        return f"MNIST's images are being fetched: {fetched / 1e6:.1f} of {DOWNLOAD_BYTES / 1e6:.1f} MB."

    def _failed(self) -> bool:
        return self._future.done() and self._future.exception() is not None

    def _next_try(self) -> float:
        return self._began + SECONDS_BEFORE_NEXT_TRY


def _load_into(future: Future[Split]) -> None:
    try:
        future.set_result(load_mnist("test"))
    except DataError as error:
        print(error)
        future.set_exception(error)
