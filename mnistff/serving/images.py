"""The images of the data sets, read when somebody first wants to see one."""

import threading
import time
from concurrent.futures import Future, TimeoutError

import torch

from mnistff.data import DataError, Split
from mnistff.datasets import DATA_SETS, Fetched
from mnistff.download import fetched_bytes
from mnistff.serving.own_sets import OwnSets, is_own
from mnistff.system import log
from mnistff.system.errors import told

SECONDS_TO_WAIT = 10
SECONDS_BEFORE_NEXT_TRY = 60
ONE_READS = threading.Lock()
"""Held while a split is read or fetched: two splits that miss their files would both fetch all four."""


class FetchedSplit:
    """A split of a data set for all visitors, read or fetched once, in the background."""

    def __init__(self, data_set: Fetched, split: str) -> None:
        self._data_set, self._split = data_set, split
        self._lock = threading.Lock()
        self._future: Future[Split] | None = None
        self._began = 0.0

    def _reading(self) -> Future[Split]:
        with self._lock:
            future = self._future
            if future and not (_failed(future) and time.monotonic() > self._began + SECONDS_BEFORE_NEXT_TRY):
                return future
            self._began, self._future = time.monotonic(), (future := Future())
            reading = threading.Thread(
                target=_load_into, args=(future, self._data_set, self._split), daemon=True
            )
            try:
                reading.start()
            except RuntimeError as error:  # the system gives no more threads
                future.set_exception(DataError(told(error)))
            return future

    def get(self) -> Split:
        """Images and labels.

        Raises:
            DataError: they cannot be had, or are still on their way after ten seconds.
        """
        try:
            return self._reading().result(SECONDS_TO_WAIT)
        except TimeoutError:
            raise DataError(f"{self.progress()} Try again in a moment.") from None

    def on_its_way(self) -> bool:
        """Whether it is still being read or fetched; starts that, if it has not begun."""
        return not self._reading().done()

    def progress(self) -> str:
        """How far a reading under way has come, in a sentence."""
        title, of = self._data_set.title, self._data_set.download_bytes / 1e6
        fetched = fetched_bytes(self._data_set.name) / 1e6
        if not fetched:
            return f"{title}'s images are being read…"
        return f"{title}'s images are being fetched: {fetched:.1f} of {of:.1f} MB."


class TestImages:
    """The images of the test sets, for all visitors; and `own`, of each the digits that he wrote."""

    __test__ = False  # pytest: this is no test

    def __init__(self, own: OwnSets | None = None) -> None:
        self.own = own or OwnSets()
        fetched = (each for each in DATA_SETS.values() if isinstance(each, Fetched))
        self.splits = {each.key: FetchedSplit(each, "test") for each in fetched}

    def get(self, test_set: str, labels: torch.Tensor | None = None) -> torch.Tensor:
        """The images of a test set, uint8 (N, 28, 28).

        Args:
            labels: those of an evaluation, int64 (M,), if the images must be those that it is of.

        Raises:
            DataError: as `FetchedSplit.get`, or the images are others, or not kept at all.
            LostError: a visitor's own are not known any more.
        """
        if is_own(test_set):
            return self.own[test_set].split.images
        if test_set not in DATA_SETS:
            raise DataError("Only the answers to them were kept with the network, not the digits themselves.")
        fetched = self.splits.get(test_set)
        split = fetched.get() if fetched else DATA_SETS[test_set].test_split()
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
        fetched = self.splits.get(test_set)
        if fetched and fetched.on_its_way():
            return None, {"note": fetched.progress(), "waiting": True}
        try:
            return self.get(test_set, labels), {"note": "", "waiting": False}
        except DataError as error:
            return None, {"note": f"The images can't be shown. {error}", "waiting": False}


def _failed(future: Future[Split]) -> bool:
    return future.done() and future.exception() is not None


def _load_into(future: Future[Split], data_set: Fetched, split: str) -> None:
    """Read a split; whatever happens, those who wait for it are told."""
    try:
        with ONE_READS:
            future.set_result(data_set.read(split))
    except BaseException as error:
        sentence = told(error)
        log.note(sentence)
        future.set_exception(DataError(sentence))
