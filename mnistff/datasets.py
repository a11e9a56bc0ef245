"""What a network can be trained on and tested on: another data set is an entry here, and nothing else."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch

from mnistff import strokes
from mnistff.data import MOST_IMAGES, Split, load_mnist

DRAWN_AT_ONCE = 3_000
MOST_PARTS = 20
"""The most parts that digits are drawn in: 60,000 digits."""
LECTURE_DATA, BOTH = "mnist", "both"

Progress = Callable[[Iterable], Iterable]
"""Goes through something long and yields what is in it: to show progress, or to end it with an error."""


@dataclass(frozen=True)
class TestSet:
    """Images of 28×28 with labels from 0 to 9, to test on.

    `key` names it in files and addresses, `title` on the page, and `test_title` in a sentence. In a model
    card the network was evaluated on `card_title`, which the Hub knows as `hub_id`, if at all. Of
    `test_images` there are as many, neither more nor fewer; it is None of what is another set each time.
    """

    __test__ = False  # pytest: this is no test

    key: str
    title: str
    test_title: str
    card_title: str
    hub_id: str | None
    test_images: int | None


@dataclass(frozen=True)
class DataSet(TestSet, ABC):
    """The same, with others to train on.

    `key` names it in flags too. In a model card the network was trained on `description`. A network that is
    trained on it is tested on `beside` too: keys of data sets of the same.
    """

    description: str
    test_images: int
    beside: tuple[str, ...]

    @abstractmethod
    def train_split(self, count: int, folder: Path | None, seed: int, progress: Progress) -> Split:
        """So many training images, or all there are if those are fewer.

        Args:
            folder: the data folder; `data_folder()` if None.
            seed: of what is drawn by program.
            progress: goes through the parts that this is drawn in.

        Raises:
            DataError: it cannot be had.
        """

    @abstractmethod
    def test_split(self, folder: Path | None = None) -> Split:
        """The test set; `folder` and errors as for `train_split`."""


@dataclass(frozen=True)
class Fetched(DataSet):
    """One in MNIST's files, in its own folder: `name` is torchvision's class. It is fetched if need be."""

    name: str
    download_bytes: int

    def read(self, split: str, folder: Path | None = None) -> Split:
        """The whole split "train" or "test"."""
        return load_mnist(split, folder, name=self.name)

    def train_split(self, count: int, folder: Path | None, seed: int, progress: Progress) -> Split:
        images, labels = self.read("train", folder)
        return Split(images[:count], labels[:count])

    def test_split(self, folder: Path | None = None) -> Split:
        return self.read("test", folder)


@dataclass(frozen=True)
class Drawn(DataSet):
    """Digits drawn by program."""

    def train_split(self, count: int, folder: Path | None, seed: int, progress: Progress) -> Split:
        return _in_parts(_draw, count, seed, progress)

    def draw_again(self, count: int, seed: int, epoch: int, progress: Progress) -> Split:
        """So many others for each epoch from 1 on; those of epoch 0 are `train_split`'s."""
        seeds = torch.randint(2**32, (epoch,), generator=torch.Generator().manual_seed(seed))
        return _in_parts(strokes.make_split, count, int(seeds[-1]), progress)

    def test_split(self, folder: Path | None = None) -> Split:
        return strokes.evaluation_set()


def _in_parts(draw: Callable[[int, int], Split], count: int, seed: int, progress: Progress) -> Split:
    """So many digits by `draw`, which takes a count and a seed, another one for each part."""
    firsts = enumerate(progress(range(0, count, DRAWN_AT_ONCE)))
    parts = (draw(min(DRAWN_AT_ONCE, count - first), MOST_PARTS * seed + part) for part, first in firsts)
    return together(parts)


@lru_cache(MOST_PARTS)
def _draw(count: int, seed: int) -> Split:
    """A part of the pen-stroke training set; the app's next run wants the same again."""
    return strokes.make_split(count, seed)


def together(splits: Iterable[Split]) -> Split:
    """Splits one after the other as one."""
    return Split(*map(torch.cat, zip(*splits, strict=True)))


STROKES = Drawn(
    key="strokes",
    title="pen strokes",
    test_title="the pen-stroke test set",
    description="digits drawn by program, as pen strokes",
    card_title="pen strokes drawn by program",
    hub_id=None,
    test_images=2_000,
    beside=(),
)
MNIST = Fetched(
    key=LECTURE_DATA,
    title="MNIST",
    test_title="MNIST's test set",
    description="MNIST",
    card_title="MNIST",
    hub_id="ylecun/mnist",
    test_images=MOST_IMAGES["test"],
    beside=(STROKES.key,),
    name="MNIST",
    download_bytes=11_594_722,
)
DATA_SETS: dict[str, DataSet] = {each.key: each for each in (MNIST, STROKES)}
"""All of them by key; where there are several, the first counts most."""
HANDWRITING = TestSet(
    key="handwriting",
    title="handwriting",
    test_title="the handwriting kept apart",
    card_title="handwriting kept apart",
    hub_id=None,
    test_images=None,
)
"""That half of people's digits from which a network did not learn the other. Only its answers are kept."""
TEST_SETS: dict[str, TestSet] = {**DATA_SETS, HANDWRITING.key: HANDWRITING}
"""The test sets that an evaluation may cover, by key."""
TRAINED_ON: dict[str, tuple[DataSet, ...]] = {
    **{key: (each,) for key, each in DATA_SETS.items()},
    BOTH: (MNIST, STROKES),
}
"""What a network can be trained on: a data set, or several, as many of each; what is drawn comes last."""


def title(data: str) -> str:
    """What the page calls one of `TRAINED_ON`."""
    return DATA_SETS[data].title if data in DATA_SETS else data


def description(data: str) -> str:
    """What a network was trained on, one of `TRAINED_ON`, in words."""
    return " and as many ".join(each.description for each in TRAINED_ON[data])


def evaluated_on(data: str) -> list[DataSet]:
    """What a network is tested on that is trained on one of `TRAINED_ON`; training reports on the first."""
    keys = {key for each in TRAINED_ON[data] for key in (each.key, *each.beside)}
    return [each for key, each in DATA_SETS.items() if key in keys]


def fetched(data: str) -> list[Fetched]:
    """Those of `evaluated_on` that may have to be fetched."""
    return [each for each in evaluated_on(data) if isinstance(each, Fetched)]


def drawn(data: str) -> bool:
    """Whether some of what is trained on has to be drawn before."""
    return any(isinstance(each, Drawn) for each in TRAINED_ON[data])


def in_words() -> str:
    """All of `TRAINED_ON`, as the help of a flag lists them."""
    names = [
        each.title if isinstance(each, Fetched) else f"{key} (no download)" for key, each in DATA_SETS.items()
    ]
    return f"{', '.join(names)}, or {BOTH}"
