"""One training: its data, its steps, its result."""

import math
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

import torch

from mnistff.artifact import Artifact
from mnistff.data import DataError, Samples, make_loader
from mnistff.datasets import DRAWN_AT_ONCE, HANDWRITING, STROKES, drawn, title
from mnistff.handwriting import Halves, as_samples, join
from mnistff.model import Network, is_finite, predict
from mnistff.recipes import Recipe
from mnistff.serving.pictures import rounded
from mnistff.serving.trainings import gpu
from mnistff.system.errors import told

if TYPE_CHECKING:  # the app does not import the training before somebody trains
    from mnistff.training import EpochRecord

SECONDS = 55
"""Of a training on the processor, at most: others wait."""
SECONDS_TO_TELL = 2
"""After which the rate of the steps says how long all of them will take."""
REPORTS, STEPS_PER_REPORT = 4, 2_000
"""Reports in an epoch at least, and after how many steps the next is due in long ones."""
DIVERGED = "The training diverged: the loss is no number any more. Lower the learning rate."
ORIGIN = "Trained in this page; gone an hour after you close it."


class EndedError(Exception):
    """The training ended before its last step; the message says why, in a sentence."""


class FailedError(Exception):
    """There is nothing to be kept of the training; the message says why, in a sentence."""


class SlowError(Exception):
    """The processor would not come to the last step in time, and a GPU would."""


@dataclass
class Job:
    """A training. It is done on the processor, or, if `borrows` and that would be too slow, on a GPU.

    It ends early once `stopping` is set. While it runs, another thread may look at it: `doing` says at
    what it is, `done` how many steps of `total` are done since the time `since`, of the `seconds` that
    they may take; `note`, a sentence or "", where it is done. `answers` are what the network makes of
    `image`, float32 (1, 28, 28), 0 to 1, before the first step and with each record: the epoch, and ten
    probabilities. One half of `halves`, if there are such, joins the training, and the other measures it;
    `joined` is what the metrics say of that.
    """

    recipe: Recipe
    seed: int
    stopping: Event
    borrows: bool = False
    image: torch.Tensor | None = None
    halves: Halves | None = None
    note: str = ""
    doing: str = "Reading the data"
    done: int = 0
    total: int = 1
    since: float = field(default_factory=time.perf_counter)
    seconds: float = math.inf
    records: "list[EpochRecord]" = field(default_factory=list)
    answers: list[tuple[float, list[float]]] = field(default_factory=list)
    model: Network | None = None
    joined: dict[str, Any] = field(default_factory=dict)

    def begin(self, doing: str, total: int, seconds: float = math.inf) -> None:
        """Begin what has so many steps and may take so long."""
        self.doing, self.done, self.total, self.seconds = doing, 0, total, seconds
        self.since = time.perf_counter()

    def progress(self, steps: Iterable) -> Iterator:
        """Go through steps, count them, and end the training where it has to end."""
        for step in steps:
            self._check()
            yield step
            self.done += 1

    def _check(self) -> None:
        """Raise what ends the training, or takes it to a GPU, if it has come to that."""
        elapsed = time.perf_counter() - self.since
        if self.stopping.is_set():
            raise EndedError("Stopped.")
        if self.borrows and elapsed > SECONDS_TO_TELL and self.total * elapsed > self.done * self.seconds:
            raise SlowError
        if elapsed > self.seconds:
            raise EndedError(f"Stopped after {self.seconds} seconds, the most that one may take here.")

    def run(self) -> tuple[Artifact | None, str]:
        """Train; the result, if something was learnt, and a sentence on how it ended."""
        try:
            data = self._load()
            start = time.perf_counter()
            model, ending = self._fit(*data)
            return self._artifact(model, *data, start), ending
        except DataError as error:
            return None, f"{error} Or choose the {STROKES.title} as data."
        except (EndedError, FailedError) as error:
            return None, f"{error} Nothing is kept of it."
        except Exception as error:
            return None, f"{told(error)} Nothing is kept of the training."

    def _load(self) -> tuple[Samples, dict[str, Samples]]:
        from mnistff import runs

        data = self.recipe.data
        parts = -(-self.recipe.images // DRAWN_AT_ONCE)
        self.begin("Drawing digits" if drawn(data) else f"Reading {title(data)}", parts)
        samples, test_sets = runs.load_data(self.recipe, None, self.seed, self.progress)
        if self.halves:
            samples, self.joined["handwriting"] = join(self.halves, samples, self.seed)
            test_sets[HANDWRITING.key] = as_samples(self.halves.measured)
        return samples, test_sets

    def _fit(self, train_samples: Samples, test_sets: dict[str, Samples]) -> tuple[Network, str]:
        """Train to the last step, or until the training is ended; what was trained, and how it ended."""
        test_samples = next(iter(test_sets.values()))
        self.borrows = self.borrows and gpu.could_help(self.recipe)
        model = self._new_model()
        try:
            return model, self._fit_here(model, train_samples, test_samples)
        except SlowError:
            return self._fit_on_gpu(model, train_samples, test_samples)

    def _new_model(self) -> Network:
        from mnistff.training import make_model

        self.model, self.answers = make_model(self.recipe, self.seed), []
        self._read(self.model, 0)
        return self.model

    def _read(self, model: Network, epoch: float) -> None:
        """Note what the network makes of the image."""
        if self.image is not None:
            self.answers.append((epoch, rounded(predict(model, self.image)[0])))

    def _fit_here(self, model: Network, train_samples: Samples, test_samples: Samples) -> str:
        from mnistff import runs
        from mnistff.training import fit

        loader = runs.make_train_loader(self.recipe, train_samples, self.seed)
        self.begin("Training", self.recipe.epochs * len(loader), SECONDS)
        counted = runs.WithProgress(loader, self.progress)
        reports = max(REPORTS, len(loader) // STEPS_PER_REPORT)
        test_loader = make_loader(test_samples, 1000)
        return self._follow(model, fit(model, self.recipe, counted, test_loader, reports=reports))

    def _fit_on_gpu(
        self, model: Network, train_samples: Samples, test_samples: Samples
    ) -> tuple[Network, str]:
        """The same on a GPU; where that is refused, or fails at once, on the processor after all."""
        self.borrows, self.records = False, []
        del self.answers[1:]
        self.begin(gpu.in_words(self.recipe), self.total, SECONDS + gpu.MOST_SECONDS)
        lending = gpu.fit_on_gpu(
            self.recipe, self.seed, gpu.to_arrays(train_samples), gpu.to_arrays(test_samples), REPORTS
        )
        try:
            return model, self._follow(model, self._on_gpu(model, lending))
        except (EndedError, FailedError):
            raise
        except Exception as error:
            reason = gpu.refusal(error)
        if self.records:
            return model, f"The GPU was taken away: {reason} What was learnt is kept."
        self.note = f"No GPU was lent: {reason} So the processor trains it, for {SECONDS} seconds at most. "
        model = self._new_model()
        return model, self._fit_here(model, train_samples, test_samples)

    def _on_gpu(self, model: Network, lending: Generator) -> "Iterator[EpochRecord]":
        """Take over what comes from the GPU, and give it back when the training is to end."""
        try:
            for record, weights in lending:
                self.note = "On a GPU: "
                model.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
                self.done = round(record.epoch / self.recipe.epochs * self.total)
                yield record
                self._check()
        finally:
            lending.close()

    def _follow(self, model: Network, records: "Iterator[EpochRecord]") -> str:
        """Collect the records of a training under way; how it ended."""
        try:
            for record in records:
                if not math.isfinite(record.train_loss + record.test_loss):
                    raise FailedError(DIVERGED)
                self._read(model, record.epoch)
                self.records.append(record)
        except EndedError as ended:
            if self.done == 0:
                raise
            self._read(model, self.done / self.total * self.recipe.epochs)
            return f"{ended} What was learnt is kept."
        return "Done."

    def _artifact(
        self, model: Network, train_samples: Samples, test_sets: dict[str, Samples], start: float
    ) -> Artifact:
        from mnistff import runs

        if not is_finite(model):
            raise FailedError(DIVERGED)
        settings = {"recipe": "own", "settings": asdict(self.recipe), "seed": self.seed, **self.joined}
        kept = runs.as_kept(model)
        metrics, evaluations = runs.sum_up(settings, kept, self.records, train_samples, test_sets, start)
        return Artifact(None, kept, metrics, evaluations, ORIGIN)
