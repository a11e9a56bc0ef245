"""The images of MNIST and of the test sets, read when somebody first wants to see one."""

import threading
import time
from concurrent.futures import Future, TimeoutError

import torch

from mnistff.data import DataError, Split, load_mnist
from mnistff.download import DOWNLOAD_BYTES, fetched_bytes
from mnistff.strokes import evaluation_set
from mnistff.system import log
from mnistff.system.errors import told

SECONDS_TO_WAIT = 10
SECONDS_BEFORE_NEXT_TRY = 60
ONE_READS = threading.Lock()
"""Held while MNIST is read or fetched: two splits that miss their files would both fetch all four."""


class MnistSplit:
    """A split of MNIST for all visitors, read or fetched once, in the background."""

    def __init__(self, split: str) -> None:
        self._split = split
        self._lock = threading.Lock()
        self._future: Future[Split] | None = None
        self._began = 0.0

    def prepare(self) -> None:
        """Start to read or fetch it, unless that was done; returns at once."""
        with self._lock:
            if self._future and not (self._failed() and time.monotonic() > self._next_try()):
                return
            self._began, self._future = time.monotonic(), Future()
            reading = threading.Thread(target=_load_into, args=(self._future, self._split), daemon=True)
            try:
                reading.start()
            except RuntimeError as error:  # the system gives no more threads
                self._future.set_exception(DataError(told(error)))

    def get(self) -> Split:
        """Images and labels.

        Raises:
            DataError: they cannot be had, or are still on their way after ten seconds.
        """
        self.prepare()
        try:
            return self._future.result(SECONDS_TO_WAIT)
        except TimeoutError:
            raise DataError(f"{self.progress()} Try again in a moment.") from None

    def on_its_way(self) -> bool:
        """Whether it is still being read or fetched; starts that, if it has not begun."""
        self.prepare()
        return not self._future.done()

    def progress(self) -> str:
        """How far a reading under way has come, in a sentence."""
        fetched = fetched_bytes()
        if not fetched:
            return "MNIST's images are being read…"
        return f"MNIST's images are being fetched: {fetched / 1e6:.1f} of {DOWNLOAD_BYTES / 1e6:.1f} MB."

    def _failed(self) -> bool:
        return self._future.done() and self._future.exception() is not None

    def _next_try(self) -> float:
        return self._began + SECONDS_BEFORE_NEXT_TRY


class TestImages:
    """The images of the test sets, for all visitors."""

    __test__ = False  # pytest: this is no test

    def __init__(self) -> None:
        self.mnist = MnistSplit("test")

    def prepare(self) -> None:
        """Start to read or fetch MNIST's test images, unless that was done; returns at once."""
        self.mnist.prepare()

    def get(self, test_set: str, labels: torch.Tensor | None = None) -> torch.Tensor:
        """The images of a test set, uint8 (N, 28, 28).

        Args:
            labels: those of an evaluation, int64 (M,), if the images must be those that it is of.

        Raises:
            DataError: as `MnistSplit.get`, or the images are others.
        """
        split = evaluation_set() if test_set == "strokes" else self.mnist.get()
        if labels is not None and not torch.equal(split.labels[: len(labels)], labels):
            raise DataError("The model was evaluated on other images than those that are here.")
        return split.images

    def at_hand(self, test_set: str, labels: torch.Tensor | None = None) -> tuple[torch.Tensor | None, dict]:
        """The images, if they are here already, and what the page is to say of it.

        Args:
            labels: as for `get`.

        Returns:
            uint8 (N, 28, 28) or None; and `note`, a sentence or "", and `waiting`: whether it is
            worth asking again soon.
        """
        if test_set != "strokes" and self.mnist.on_its_way():
            return None, {"note": self.mnist.progress(), "waiting": True}
        try:
            return self.get(test_set, labels), {"note": "", "waiting": False}
        except DataError as error:
            return None, {"note": f"The images can't be shown. {error}", "waiting": False}


def _load_into(future: Future[Split], split: str) -> None:
    """Read a split; whatever happens, those who wait for it are told."""
    try:
        with ONE_READS:
            future.set_result(load_mnist(split))
    except BaseException as error:
        sentence = told(error)
        log.note(sentence)
        future.set_exception(DataError(sentence))
