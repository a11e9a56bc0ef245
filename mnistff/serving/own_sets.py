"""Test sets of visitors' own digits. They stay in a page's browser; here they are soon forgotten.

What is known of them here is named by what is in it. A page that asks about one that was forgotten is told
so, sends it again, and it has the same name.
"""

import hashlib
import threading
import time
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import torch

from mnistff.artifact import Artifact
from mnistff.data import Samples, Split, to_images, to_inputs
from mnistff.evaluation import Evaluation, answer
from mnistff.handwriting import MOST_OF_WRITER, Digit, HandwritingError, as_samples, read_digit
from mnistff.model import Network
from mnistff.sketch import SIZE
from mnistff.system.errors import KnownError

OWN_SET = "yours"
"""What pages call the visitor's own test set; the names of all begin with it."""
TITLE = "yours"
TEST_TITLE = "your handwriting"
MOST_AT_ONCE = 50
"""Digits that are read for one question: it takes a tenth of a second, and others ask too."""
MOST_OF_ALL = 100_000
"""Digits of all pages, 784 bytes each."""
SECONDS_KEPT = 120
"""For which a test set is kept after somebody last asked about it."""


class LostError(KnownError):
    """A test set is not known here; the page that has it sends it again."""


class OwnSet:
    """Digits that somebody wrote: of each its `writers`, and `split`, images and labels."""

    def __init__(self, writers: Sequence[str], split: Split):
        self.writers, self.split = writers, split
        self.seen = time.monotonic()
        self._evaluations: WeakKeyDictionary[Network, Evaluation] = WeakKeyDictionary()

    def digits(self) -> list[Digit]:
        """As they are learnt from."""
        images = to_inputs(self.split.images).unflatten(1, (SIZE, SIZE))
        return [Digit(*each) for each in zip(self.writers, self.split.labels.tolist(), images, strict=True)]

    def evaluation(self, artifact: Artifact) -> Evaluation:
        """A model's answers; its logits are computed once."""
        found = self._evaluations.get(artifact.model)
        if found is None:
            samples = Samples(to_inputs(self.split.images), self.split.labels)
            found = self._evaluations[artifact.model] = answer(artifact.model, samples)
        return found


class OwnSets:
    """All of them, by name. All threads may use it at once."""

    def __init__(self) -> None:
        self._sets: dict[str, OwnSet] = {}
        self._lock = threading.Lock()

    def __getitem__(self, name: str) -> OwnSet:
        """That of a name; somebody asks about it now. Or a LostError."""
        with self._lock:
            found = self._sets.pop(name, None)
            if found is None:
                raise LostError(
                    "Your digits are not known here any more. Reload the page to send them again."
                )
            self._sets[name] = found  # the last one that was asked about
            found.seen = time.monotonic()
            return found

    def add(self, found: Any, after: Any = None) -> str:
        """Take some digits of a page, and give the name of the test set.

        Args:
            found: a list of them, each as `handwriting.read_digit` takes it; 50 at most.
            after: the name that was given for those before, which these are added to.

        Raises:
            HandwritingError: it is no such list, or they are too many.
            LostError: those before were forgotten meanwhile.
        """
        if not isinstance(found, list) or not 1 <= len(found) <= MOST_AT_ONCE:
            raise HandwritingError(f"The digits must be a list of 1 to {MOST_AT_ONCE}.")
        before = None if after is None else self[str(after)]
        first = len(before.writers) if before else 0
        if first + len(found) > MOST_OF_WRITER:
            raise HandwritingError(f"{MOST_OF_WRITER:,} digits are the most of a test set of your own.")
        digits = [read_digit(each, f"Digit {number}") for number, each in enumerate(found, first + 1)]
        whole = joined(before, digits)
        name = f"{OWN_SET}-{digest(whole)}"
        with self._lock:
            self._sets.pop(str(after), None)
            self._sets[name] = whole
            self._make_room()
        return name

    def _make_room(self) -> None:
        """Forget those that nobody has asked about for longest, if there are too many digits."""
        count = sum(len(each.writers) for each in self._sets.values())
        for name in list(self._sets)[:-1]:
            if count <= MOST_OF_ALL:
                break
            count -= len(self._sets.pop(name).writers)

    def forget_old(self) -> None:
        """Forget those that nobody asks about any more."""
        with self._lock:
            now = time.monotonic()
            self._sets = {name: each for name, each in self._sets.items() if now - each.seen <= SECONDS_KEPT}


def is_own(test_set: Any) -> bool:
    """Whether that names a visitor's own test set."""
    return isinstance(test_set, str) and test_set.startswith(OWN_SET)


def joined(before: OwnSet | None, digits: list[Digit]) -> OwnSet:
    """A test set, and further digits at its end."""
    samples = as_samples(digits)
    writers, images, labels = [digit.writer for digit in digits], to_images(samples.inputs), samples.labels
    if before:
        writers = [*before.writers, *writers]
        images = torch.cat([before.split.images, images])
        labels = torch.cat([before.split.labels, labels])
    return OwnSet(writers, Split(images, labels))


def digest(own: OwnSet) -> str:
    """The same of the same digits, of others another one."""
    seen = hashlib.sha256(repr(own.writers).encode())
    for part in own.split:
        seen.update(part.numpy().tobytes())
    return seen.hexdigest()[:32]
