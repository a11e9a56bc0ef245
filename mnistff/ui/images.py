"""The images of the test sets, read when somebody first wants to see one."""

import threading
import time
from concurrent.futures import Future, TimeoutError

import torch

from mnistff.data import DataError, Split, load_mnist
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
            raise DataError("MNIST's images are on their way; try again in a moment.") from None

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
