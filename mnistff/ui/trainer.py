"""A training for a visitor: in a thread that gives way to people who draw, looked at while it runs."""

import base64
import math
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import torch

from mnistff.artifact import Artifact
from mnistff.data import DataError, Samples, make_loader
from mnistff.model import FeedForward, is_finite
from mnistff.ui.zero_gpu import on_gpu

if TYPE_CHECKING:  # the app does not import the training before somebody trains
    from mnistff.training import EpochRecord, Recipe

SECONDS = 55
"""Of a training, at most: others wait, and ZeroGPU lends for a minute."""
SECONDS_BETWEEN_LOOKS = 0.25
REPORTS, STEPS_PER_REPORT = 4, 2_000
"""Reports in an epoch at least, and after how many steps the next is due in long ones."""
TILES = 64
NICENESS = 10
DIVERGED = "The training diverged: the loss is no number any more. Lower the learning rate."
ORIGIN = "Trained in this page; gone when you close it."


class EndedError(Exception):
    """The training ended before its last step; the message says why, in a sentence."""


class FailedError(Exception):
    """There is nothing to be kept of the training; the message says why, in a sentence."""


class Look(NamedTuple):
    """How far a training is; all of it can be pickled.

    `done` is the share of its steps, 0 to 1; `tiles` the function's, once there is a model; `result`
    what `Job.run` gives, once it is over.
    """

    text: str
    done: float
    records: "list[EpochRecord]"
    tiles: str | None
    result: tuple[Artifact | None, str] | None


@dataclass
class Job:
    """A training, and how far it is. It goes on as long as there is a file `going_on`.

    A file, because on ZeroGPU the training runs in another process than the Stop button.
    """

    recipe: "Recipe"
    seed: int
    going_on: Path
    doing: str = "Reading the data"
    done: int = 0
    total: int = 1
    began: float = field(default_factory=time.perf_counter)
    since: float = field(default_factory=time.perf_counter)
    records: "list[EpochRecord]" = field(default_factory=list)
    model: FeedForward | None = None

    def watch(self, steps: Iterable) -> Iterator:
        """Go through steps, count them, and end the training where it has to end."""
        for step in steps:
            if not self.going_on.exists():
                raise EndedError("Stopped.")
            if time.perf_counter() > self.began + SECONDS:
                raise EndedError(f"Stopped after {SECONDS} seconds, the most that one may take here.")
            yield step
            self.done += 1

    def begin(self, doing: str, total: int) -> None:
        self.doing, self.done, self.total, self.since = doing, 0, total, time.perf_counter()

    def run(self) -> tuple[Artifact | None, str]:
        """Train; the result, if something was learnt, and a sentence on how it ended."""
        try:
            data = self._load()
            start = time.perf_counter()
            ending = self._fit(*data)
            return self._artifact(*data, start), ending
        except DataError as error:
            return None, f"{error} Or choose the pen strokes as data."
        except (EndedError, FailedError) as error:
            return None, f"{error} Nothing is kept of it."

    def _load(self) -> tuple[Samples, dict[str, Samples]]:
        from mnistff import runs

        drawing = self.recipe.data != "mnist"
        parts = -(-self.recipe.images // runs.DRAWN_AT_ONCE)
        self.begin("Drawing digits" if drawing else "Reading MNIST", parts)
        return runs.load_data(self.recipe, None, self.seed, self.watch)

    def _fit(self, train_samples: Samples, test_sets: dict[str, Samples]) -> str:
        """Train to the last step, or until the training is ended; how it ended."""
        from mnistff import runs
        from mnistff.training import default_device, fit

        torch.manual_seed(self.seed)
        self.model = FeedForward(self.recipe.hidden).to(default_device())
        loader = runs.make_train_loader(self.recipe, train_samples, self.seed)
        test_loader = make_loader(next(iter(test_sets.values())), 1000)
        self.begin("Training", self.recipe.epochs * len(loader))
        reports = max(REPORTS, len(loader) // STEPS_PER_REPORT)
        watched = runs.Watched(loader, self.watch)
        try:
            for record in fit(self.model, self.recipe, watched, test_loader, reports=reports):
                if not math.isfinite(record.train_loss + record.test_loss):
                    raise FailedError(DIVERGED)
                self.records.append(record)
        except EndedError as ended:
            if self.done == 0:
                raise
            return f"{ended} What was learnt is kept."
        return "Done."

    def _artifact(self, train_samples: Samples, test_sets: dict[str, Samples], start: float) -> Artifact:
        from mnistff import runs

        if not is_finite(self.model):
            raise FailedError(DIVERGED)
        settings = {"recipe": "own", "settings": asdict(self.recipe), "seed": self.seed}
        metrics, evaluations = runs.sum_up(
            settings, self.model, self.records, train_samples, test_sets, start
        )
        return Artifact(None, self.model.cpu(), metrics, evaluations, ORIGIN)

    def look(self, result: tuple[Artifact | None, str] | None = None) -> Look:
        """How far it is."""
        done = min(1, self.done / self.total)
        pictures = tiles(self.model) if self.model else None
        return Look(self._in_words(), done, list(self.records), pictures, result)

    def _in_words(self) -> str:
        if self.doing != "Training" or self.done == 0:
            return f"{self.doing}…"
        if self.done == self.total or not self.going_on.exists():
            return "Testing what was learnt…"
        now = time.perf_counter()
        rate = self.done / (now - self.since)
        epochs = self.done / self.total * self.recipe.epochs
        left = min((self.total - self.done) / max(rate, 1e-9), self.began + SECONDS - now)
        return (
            f"Epoch {epochs:.1f} of {self.recipe.epochs}: {rate:,.0f} steps a second, {left:.0f} seconds left"
        )


def give_way() -> None:
    """Let the thread that calls this run after others. Linux alone can do that with one thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


@on_gpu
def train(recipe: "Recipe", seed: int, going_on: Path) -> Iterator[Look]:
    """Train in the background, for as long as there is a file `going_on`; the last look has the result."""
    job = Job(recipe, seed, going_on)
    with ThreadPoolExecutor(1, initializer=give_way) as pool:
        running = pool.submit(job.run)
        try:
            while wait([running], SECONDS_BETWEEN_LOOKS).not_done:
                yield job.look()
        finally:  # also when nobody looks any more
            going_on.unlink(missing_ok=True)
        yield job.look(running.result())


def tiles(model: FeedForward) -> str:
    """The weights of the first hidden units as pictures.

    Returns:
        28×28 int8 numbers of each, -127 to 127, each unit's largest being 127, in base64.
    """
    weights = model[0].weight.detach()[:TILES].cpu()  # (units, 784)
    scaled = 127 * weights / weights.abs().amax(1, keepdim=True)
    return base64.b64encode(scaled.nan_to_num().char().numpy().tobytes()).decode()
