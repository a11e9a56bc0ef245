"""What happens in the Train tab."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import gradio as gr

from mnistff.data import DataError
from mnistff.datasets import STROKES, fetched
from mnistff.serving.images import TestImages
from mnistff.serving.requests import find_artifact
from mnistff.serving.trainings.job import Job
from mnistff.serving.trainings.line import Line, Place
from mnistff.serving.trainings.packing import pack
from mnistff.serving.trainings.trainer import Look, train
from mnistff.serving.trainings.visitors import Made, Visitor
from mnistff.system.errors import KnownError, told
from mnistff.ui.tab import Changes
from mnistff.ui.train.settings import run_name
from mnistff.ui.train.shown import (
    NOTHING,
    cockpit_value,
    how_well,
    made_value,
    read_by_others,
    training_value,
)
from mnistff.ui.train.wanted import Wanted, read_wanted

if TYPE_CHECKING:  # these are made of this
    from mnistff.ui.page import Page
    from mnistff.ui.train import TrainTab

SECONDS_BETWEEN_LOOKS = 0.5
STOPPED = "Stopped before it began."
LOST = "Too many others came to train. Press Start to wait again."
NOT_CALLED = "It is not this page's turn to train. Press Start."


class StoppedError(KnownError):
    """The visitor gave up before the training began; the message says so."""


class Events:
    """The events of a tab; whose page asks is in each request, and what it asks in the event's data."""

    def __init__(self, tab: TrainTab, page: Page):
        self.tab, self.page, self.visitors = tab, page, page.visitors

    def says(self, text: str, *values: Any, **named: Any) -> Changes:
        return {self.tab.cockpit: cockpit_value(text, *values, **named)}

    async def prepare(self, request: gr.Request, event: gr.EventData) -> AsyncIterator[Changes]:
        """Check the settings, and wait for MNIST and for the page's turn, before it is trained."""
        session, visitor, place, is_called = str(request.session_hash), None, None, False
        try:
            wanted = await asyncio.to_thread(read_wanted, event._data, self.visitors.own_sets)
            address = request.request.scope["address"] if request.request else ""
            visitor = self.visitors.begin(session, address)
            visitor.wanted, stopping = wanted, visitor.stopping
            for data_set in fetched(wanted.recipe.data):
                async for text in wait_for_images(self.page.images, data_set.key, stopping):
                    yield self.says(text, under_way=True)
            place = self.visitors.join(session, visitor)
            async for text in wait_in_line(self.visitors.line, place, stopping):
                yield self.says(text, under_way=True)
            is_called = True  # `run` gives the place up
        except Exception as error:
            yield self.says(told(error), error=not isinstance(error, StoppedError))
            raise gr.Error(visible=False, print_exception=False) from error  # so that no training follows
        finally:  # also when the page was closed: Gradio closes the generators that nobody listens to
            if visitor and not is_called:
                forget_digits(visitor)
                self.visitors.leave(session, place)

    def run(self, request: gr.Request) -> Iterator[Changes]:
        """Train what the page wanted when it began, and show it."""
        session = str(request.session_hash)
        visitor = self.visitors[session]
        place, stopping, wanted = visitor.place, visitor.stopping, visitor.wanted
        if not self.visitors.line.begin(place):
            yield self.says(NOT_CALLED, error=True)
            return
        try:
            job = Job(wanted.recipe, wanted.seed, stopping, wanted.borrows, wanted.image, wanted.halves)
            yield from self.train(job, visitor.made, wanted)
        except Exception as error:
            yield self.says(told(error), error=True)
        finally:
            stopping.set()
            forget_digits(visitor)
            self.visitors.leave(session, place)

    def train(self, job: Job, made: Made, wanted: Wanted) -> Iterator[Changes]:
        """Train, and show it."""
        settings = {**asdict(job.recipe), "seed": job.seed}
        name = run_name(f"run {made.count + 1}", settings, wanted.halves is not None)
        for look in train(job):
            training = training_value(look, name, job.recipe.epochs, job.recipe.hidden)
            if look.result is None:
                yield self.says(look.text, under_way=True, training=training)
            else:
                yield self.ending(look, training, made, wanted)

    def ending(self, look: Look, training: dict[str, Any], made: Made, wanted: Wanted) -> Changes:
        """What the result of a training changes, with the last look at it."""
        artifact, ending = look.result or (None, "")
        if artifact is None:
            return self.says(ending, error=True, training=training)
        chosen, models = wanted.chosen, self.page.models
        is_known = isinstance(chosen, str) and chosen in models
        run = self.visitors.keep(made, artifact, chosen if is_known else models.first)
        gone = made.tell_of_the_gone()
        others = read_by_others(models, wanted.halves.measured) if wanted.halves else ""
        text = f"{ending} {how_well(artifact, others)} It is {run.name} now.{gone}"
        return self.says(text, made=made_value(made, models), training=training)

    def come_back(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Show what was made on this page before it was loaded anew, if that is kept."""
        said = asked(event)
        moves = said.get("moves") is True
        made = self.visitors.come_back(str(request.session_hash), said.get("ticket"), moves).made
        return self.says(NOTHING, made=made_value(made, self.page.models) if made.runs else None)

    def stop(self, request: gr.Request) -> None:
        self.visitors[str(request.session_hash)].stop()

    def pack(self, request: gr.Request, event: gr.EventData) -> gr.File:
        """Pack a run of the page, unless that was done."""
        made = self.visitors[str(request.session_hash)].made
        run = made.find(asked(event).get("key"))
        packed = made.packed.get(run.key, "")
        if not Path(packed).is_file():  # it goes after an hour
            name, artifact = run.name.replace(" ", "-"), find_artifact(self.page.models, run.key)
            packed = pack(artifact, name, self.page.images, self.tab.file.GRADIO_CACHE)
            made.packed[run.key] = packed
        return gr.File(packed, visible=True)


def asked(event: gr.EventData) -> dict[str, Any]:
    """What the page sent with an event; nothing if that is no object."""
    return event._data if isinstance(event._data, dict) else {}


def forget_digits(visitor: Visitor) -> None:
    """The page's own digits are not kept for longer than it waits and trains."""
    if visitor.wanted:
        visitor.wanted = visitor.wanted._replace(halves=None)


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
        yield f"Waiting for its turn: {others} first. One trains at a time."
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        if stopping.is_set():
            raise StoppedError(STOPPED)
    if before is None:
        raise StoppedError(STOPPED if stopping.is_set() else LOST)
