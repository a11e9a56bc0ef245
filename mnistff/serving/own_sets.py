"""Test sets of visitors' own digits. They stay in a page's browser; here they are soon forgotten.

What is known of them here is named by what is in it. A page that asks about one that was forgotten is told
so, sends it again, and it has the same name.
"""

import hashlib
import threading
import time
from collections import OrderedDict
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
WRITER = "you"
TEST_TITLE = "your handwriting"
MOST_AT_ONCE = 8
"""Digits that are read for one question: it takes as long as a few drawings, and others ask too."""
MOST_OF_ALL = 100_000
"""Digits of all pages, 784 bytes each."""
SECONDS_KEPT = 120
"""For which a test set is kept after somebody last asked about it."""
MOST_MODELS = 20
"""Whose answers to it are kept."""


class LostError(KnownError):
    """A test set is not known here; the page that has it sends it again."""


class OwnSet:
    """Digits that somebody wrote: `split`, images and labels."""

    def __init__(self, split: Split):
        self.split = split
        self.seen = time.monotonic()
        self._evaluations: WeakKeyDictionary[Network, Evaluation] = WeakKeyDictionary()

    def __len__(self) -> int:
        return len(self.split.labels)

    def digits(self) -> list[Digit]:
        """As they are learnt from."""
        images = to_inputs(self.split.images).unflatten(1, (SIZE, SIZE))
        return [Digit(WRITER, *each) for each in zip(self.split.labels.tolist(), images, strict=True)]

    def evaluation(self, artifact: Artifact) -> Evaluation:
        """A model's answers; its logits are computed once."""
        found = self._evaluations.get(artifact.model)
        if found is None:
            if len(self._evaluations) >= MOST_MODELS:
                self._evaluations.clear()
            samples = Samples(to_inputs(self.split.images), self.split.labels)
            found = self._evaluations[artifact.model] = answer(artifact.model, samples)
        return found


class OwnSets:
    """All of them, by name. All threads may use it at once."""

    def __init__(self) -> None:
        self._sets: OrderedDict[str, OwnSet] = OrderedDict()
        """The first is the first to go, if there are too many digits."""
        self._lock = threading.Lock()

    def __getitem__(self, name: str) -> OwnSet:
        """That of a name; somebody asks about it now. Or a LostError."""
        with self._lock:
            found = self._sets.get(name)
            if found is None:
                raise LostError(
                    "Your digits are not known here any more. Reload the page to send them again."
                )
            self._sets.move_to_end(name)
            found.seen = time.monotonic()
            return found

    def add(self, found: Any, after: Any = None) -> str:
        """Take some digits of a page, and give the name of the test set.

        Args:
            found: a list of them, each as `handwriting.read_digit` takes it, but without its writer: names
                don't leave the browser. 50 at most.
            after: the name that was given for those before, which these are added to.

        Raises:
            HandwritingError: it is no such list, or they are too many.
            LostError: those before were forgotten meanwhile.
        """
        if not isinstance(found, list) or not 1 <= len(found) <= MOST_AT_ONCE:
            raise HandwritingError(f"The digits must be a list of 1 to {MOST_AT_ONCE}.")
        before = None if after is None else self[str(after)]
        first = len(before) if before else 0
        if first + len(found) > MOST_OF_WRITER:
            raise HandwritingError(f"{MOST_OF_WRITER:,} digits are the most of a test set of your own.")
        nameless = [each | {"writer": WRITER} if isinstance(each, dict) else each for each in found]
        digits = [read_digit(each, f"Digit {number}") for number, each in enumerate(nameless, first + 1)]
        whole = joined(before, digits)
        name = f"{OWN_SET}-{digest(whole)}"
        with self._lock:
            if str(after) in self._sets:  # another page with the same digits may add to them too
                self._sets.move_to_end(str(after), last=False)
            self._sets[name] = whole
            self._sets.move_to_end(name)
            self._make_room()
        return name

    def _make_room(self) -> None:
        """Forget those that nobody has asked about for longest, if there are too many digits."""
        count = sum(map(len, self._sets.values()))
        while count > MOST_OF_ALL and len(self._sets) > 1:
            count -= len(self._sets.popitem(last=False)[1])

    def forget_old(self) -> None:
        """Forget those that nobody asks about any more."""
        with self._lock:
            now = time.monotonic()
            for name in [name for name, each in self._sets.items() if now - each.seen > SECONDS_KEPT]:
                del self._sets[name]


def is_own(test_set: Any) -> bool:
    """Whether that names a visitor's own test set."""
    return isinstance(test_set, str) and test_set.startswith(OWN_SET)


def joined(before: OwnSet | None, digits: list[Digit]) -> OwnSet:
    """A test set, and further digits at its end."""
    samples = as_samples(digits)
    images, labels = to_images(samples.inputs), samples.labels
    if before:
        images = torch.cat([before.split.images, images])
        labels = torch.cat([before.split.labels, labels])
    return OwnSet(Split(images, labels))


def digest(own: OwnSet) -> str:
    """The same of the same digits, of others another one."""
    seen = hashlib.sha256()
    for part in own.split:
        seen.update(part.numpy().tobytes())
    return seen.hexdigest()[:32]
