"""What happens in the Train tab."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import gradio as gr

from mnistff.artifact import Artifact
from mnistff.data import DataError
from mnistff.datasets import STROKES, TEST_SETS, fetched
from mnistff.recipes import Recipe
from mnistff.serving.images import TestImages
from mnistff.serving.requests import find_artifact
from mnistff.serving.trainings import memory
from mnistff.serving.trainings.job import Job
from mnistff.serving.trainings.line import Line, Place
from mnistff.serving.trainings.packing import pack
from mnistff.serving.trainings.trainer import Look, train
from mnistff.serving.trainings.visitors import Made
from mnistff.system.errors import KnownError, told
from mnistff.ui.page.about import describe
from mnistff.ui.tab import Changes
from mnistff.ui.train import charts
from mnistff.ui.train.settings import read_settings

if TYPE_CHECKING:  # these are made of this
    from mnistff.ui.page import Page
    from mnistff.ui.train import TrainTab

SECONDS_BETWEEN_LOOKS = 0.5
NOTHING = "Nothing is being trained."
STOPPED = "Stopped before it began."
LOST = "Too many others came to train. Press Start to wait again."
NOT_CALLED = "It is not this page's turn to train. Press Start."


class StoppedError(KnownError):
    """The visitor gave up before the training began; the message says so."""


def learning_value(
    text: str,
    done: float = 0,
    tiles: str | None = None,
    units: int = 0,
    error: bool = False,
    made: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What `learning.mjs` shows: a sentence, the share of a training that is done, and its hidden units.

    Args:
        tiles: `trainer.tiles` of so many `units`.
        made: what the page has made, when that is to be shown (see `Events.described`).
    """
    return {"text": text, "done": done, "tiles": tiles, "units": units, "error": error, "made": made}


class Events:
    """The events of a tab; whose page asks is in each request."""

    def __init__(self, tab: TrainTab, page: Page):
        self.tab, self.page, self.visitors = tab, page, page.visitors

    def says(self, text: str, *values: Any, **named: Any) -> Changes:
        return {self.tab.learning: learning_value(text, *values, **named)}

    def read(self, values: tuple) -> tuple[Recipe, int]:
        """A recipe and a seed, or a RequestError."""
        recipe, seed = read_settings(dict(zip(self.tab.settings, values, strict=True)))
        memory.check(recipe)
        return recipe, seed

    async def prepare(self, request: gr.Request, *values: Any) -> AsyncIterator[Changes]:
        """Check the settings, and wait for MNIST and for the page's turn, before it is trained."""
        session, visitor, place, is_called = str(request.session_hash), None, None, False
        try:
            recipe, _ = await asyncio.to_thread(self.read, values)
            address = request.request.scope["address"] if request.request else ""
            visitor = self.visitors.begin(session, address)
            stopping = visitor.stopping
            for data_set in fetched(recipe.data):
                async for text in wait_for_images(self.page.images, data_set.key, stopping):
                    yield self.says(text)
            place = self.visitors.join(session, visitor)
            async for text in wait_in_line(self.visitors.line, place, stopping):
                yield self.says(text)
            is_called = True  # `run` gives the place up
        except Exception as error:
            yield self.says(told(error), error=not isinstance(error, StoppedError))
            raise gr.Error(visible=False, print_exception=False) from error  # so that no training follows
        finally:  # also when the page was closed: Gradio closes the generators that nobody listens to
            if visitor and not is_called:
                self.visitors.leave(session, place)

    def run(self, request: gr.Request, chosen: Any, borrows: Any, *values: Any) -> Iterator[Changes]:
        """Train, and show it."""
        session = str(request.session_hash)
        visitor = self.visitors[session]
        place, stopping = visitor.place, visitor.stopping
        chosen = chosen if isinstance(chosen, str) and chosen in self.page.models else self.page.models.first
        if not self.visitors.line.begin(place):
            yield self.says(NOT_CALLED, error=True)
            return
        try:
            yield from self.train(Job(*self.read(values), stopping, borrows is True), visitor.made, chosen)
        except Exception as error:
            yield self.says(told(error), error=True)
        finally:
            stopping.set()
            self.visitors.leave(session, place)

    def train(self, job: Job, made: Made, chosen: str) -> Iterator[Changes]:
        """Train, and show it.

        Args:
            chosen: the key of the model that the page shows.
        """
        axis = gr.LinePlot(x_lim=[0, job.recipe.epochs])
        yield {self.tab.losses: axis, self.tab.accuracies: axis}
        shown = 0
        for look in train(job):
            yield self.progress(look, job, shown)
            shown = len(look.records)
            if look.result:
                yield self.ending(look, look.result, job, made, chosen)

    def progress(self, look: Look, job: Job, shown: int) -> Changes:
        """What a look changes, of whose records so many are shown."""
        changes = self.says(look.text, look.done, look.tiles, job.recipe.hidden)
        if len(look.records) != shown:
            changes[self.tab.losses] = charts.losses(look.records)
            changes[self.tab.accuracies] = charts.accuracies(look.records)
        return changes

    def ending(
        self, look: Look, result: tuple[Artifact | None, str], job: Job, made: Made, chosen: str
    ) -> Changes:
        """What the result of a training changes, with the last look at it."""
        (artifact, ending), hidden = result, job.recipe.hidden
        if artifact is None:
            return self.says(ending, look.done, look.tiles, hidden, error=True)
        run = self.visitors.keep(made, artifact, chosen)
        gone = made.tell_of_the_gone()
        text = f"{ending} {how_well(artifact)} It is {run.name} now, among the networks to choose from.{gone}"
        return {
            **self.says(text, look.done, look.tiles, hidden, made=self.described(made)),
            **self.compare(made),
        }

    def come_back(self, request: gr.Request, ticket: Any) -> Changes:
        """Show what was made on this page before it was loaded anew, if that is kept."""
        made = self.visitors.come_back(str(request.session_hash), ticket).made
        if not made.runs:
            return self.says(NOTHING)
        return {**self.says(NOTHING, made=self.described(made)), **self.compare(made)}

    def described(self, made: Made) -> dict[str, Any]:
        """For the page's script: its `ticket`, and its `runs`, as `about.describe` has them."""
        models = self.visitors.models
        found = [(run.key, models.get(run.key)) for run in made.runs]
        runs = [describe(key, models.label(key), artifact) for key, artifact in found if artifact]
        return {"ticket": made.ticket, "runs": runs}

    def compare(self, made: Made) -> Changes:
        """All that shows the runs."""
        return {
            self.tab.runs: list(made.runs),
            self.tab.results: gr.Column(visible=True),
            self.tab.file: gr.File(visible=False),
            self.tab.table: charts.table(made.runs),
        }

    def stop(self, request: gr.Request) -> None:
        self.visitors[str(request.session_hash)].stop()

    def pack(self, request: gr.Request) -> gr.File:
        """Pack the newest run, unless that was done."""
        made = self.visitors[str(request.session_hash)].made
        newest = made.newest()
        packed = made.packed.get(newest.key, "")
        if not Path(packed).is_file():  # it goes after an hour
            name, artifact = newest.name.replace(" ", "-"), find_artifact(self.page.models, newest.key)
            packed = pack(artifact, name, self.page.images, self.tab.file.GRADIO_CACHE)
            made.packed[newest.key] = packed
        return gr.File(packed, visible=True)


async def wait_for_images(images: TestImages, data_set: str, stopping: Event) -> AsyncIterator[str]:
    """Tell how far the download of a data set is, until it is here.

    Raises:
        DataError: it cannot be had.
        StoppedError: the visitor gave up.
    """
    while (state := images.at_hand(data_set)[1])["waiting"]:
        yield state["note"]
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        if stopping.is_set():
            raise StoppedError(STOPPED)
    if state["note"]:
        raise DataError(f"{state['note']} Or choose the {STROKES.title} as data.")


async def wait_in_line(line: Line, place: Place, stopping: Event) -> AsyncIterator[str]:
    """Tell how many come before, until the page is called.

    Raises:
        StoppedError: the visitor gave up.
    """
    yield "Waiting for its turn…"
    while before := line.before(place):
        others = "one other comes" if before == 1 else f"{before} others come"
        yield f"Waiting for its turn: {others} first."
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        if stopping.is_set():
            raise StoppedError(STOPPED)
    if before is None:
        raise StoppedError(STOPPED if stopping.is_set() else LOST)


def how_well(artifact: Artifact) -> str:
    """The accuracies of a new model, in a sentence."""
    shares = [(e.accuracy, TEST_SETS[name]) for name, e in artifact.evaluations.items()]
    shares.append((artifact.metrics["train_accuracy"], "its training images"))
    return f"It reads {', '.join(f'{share:.1%} of {what}' for share, what in shares)}."
