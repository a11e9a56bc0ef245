"""What happens in the Train tab."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import gradio as gr

from mnistff.artifact import Artifact
from mnistff.data import DataError
from mnistff.datasets import STROKES, TEST_SETS, fetched
from mnistff.recipes import Recipe
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import find_artifact
from mnistff.serving.trainings import memory
from mnistff.serving.trainings.job import Job
from mnistff.serving.trainings.line import Line, Place
from mnistff.serving.trainings.packing import pack
from mnistff.serving.trainings.trainer import train
from mnistff.serving.trainings.visitors import Visitor, Visitors
from mnistff.system.errors import KnownError, told
from mnistff.ui.controls import Choice, for_gradio
from mnistff.ui.train import charts
from mnistff.ui.train.learning import Learning, learning_value
from mnistff.ui.train.settings import read_settings, things_to_try

QUIETLY = {"show_progress": "hidden", "api_visibility": "private"}
SECONDS_BETWEEN_LOOKS = 0.5
STOPPED = "Stopped before it began."
LOST = "Too many others came to train. Press Start to wait again."
NOT_CALLED = "It is not this page's turn to train. Press Start."


class StoppedError(KnownError):
    """The visitor gave up before the training began; the message says so."""


class TrainParts(NamedTuple):
    """The tab's components, and the page's `model` and `tabs`."""

    runs: gr.State
    tries: list[gr.Button]
    lesson: gr.Markdown
    start: gr.Button
    stop: gr.Button
    learning: Learning
    losses: gr.LinePlot
    accuracies: gr.LinePlot
    borrows: gr.Checkbox
    settings: dict[str, gr.components.Component]
    results: gr.Column
    use: gr.Button
    save: gr.Button
    file: gr.File
    table: gr.Dataframe
    model: gr.Radio
    tabs: gr.Tabs


def connect_training(parts: TrainParts, models: Models, images: TestImages, visitors: Visitors) -> None:
    """Add the events to the app being built."""

    def read(values: tuple) -> tuple[Recipe, int]:
        recipe, seed = read_settings(dict(zip(parts.settings, values, strict=True)))
        memory.check(recipe)
        return recipe, seed

    async def prepare(request: gr.Request, *values: Any) -> AsyncIterator[dict]:
        """Check the settings, and wait for MNIST and for the page's turn, before it is trained."""
        session, visitor, place, is_called = request.session_hash, None, None, False
        try:
            recipe, _ = await asyncio.to_thread(read, values)
            visitor = visitors.begin(session, request.request.scope["address"])
            stopping = visitor.stopping
            for data_set in fetched(recipe.data):
                async for text in wait_for_images(images, data_set.key, stopping):
                    yield {parts.learning: learning_value(text)}
            place = visitors.join(session, visitor)
            async for text in wait_in_line(visitors.line, place, stopping):
                yield {parts.learning: learning_value(text)}
            is_called = True  # `run` gives the place up
        except Exception as error:
            yield {parts.learning: learning_value(told(error), error=not isinstance(error, StoppedError))}
            raise gr.Error(visible=False, print_exception=False) from error  # so that no training follows
        finally:  # also when the page was closed: Gradio closes the generators that nobody listens to
            if visitor and not is_called:
                visitors.leave(session, place)

    def run(request: gr.Request, chosen: str, borrows: bool, *values: Any) -> Iterator[dict]:
        visitor = visitors[request.session_hash]
        place, stopping = visitor.place, visitor.stopping
        chosen = chosen if isinstance(chosen, str) and chosen in models else models.first
        if not visitors.line.begin(place):
            yield {parts.learning: learning_value(NOT_CALLED, error=True)}
            return
        try:
            job = Job(*read(values), stopping, borrows is True)
            yield from run_training(parts, visitors, job, visitor, chosen)
        except Exception as error:
            yield {parts.learning: learning_value(told(error), error=True)}
        finally:
            stopping.set()
            visitors.leave(request.session_hash, place)

    def stop(request: gr.Request) -> None:
        visitors[request.session_hash].stop()

    def draw(request: gr.Request) -> tuple[gr.Radio, gr.Tabs]:
        return Choice(value=visitors[request.session_hash].newest().key), gr.Tabs(selected="draw")

    def save(request: gr.Request) -> gr.File:
        visitor = visitors[request.session_hash]
        newest = visitor.newest()
        packed = visitor.packed.get(newest.key, "")
        if not Path(packed).is_file():  # it goes after an hour
            name = newest.name.replace(" ", "-")
            packed = pack(find_artifact(models, newest.key), name, images, parts.file.GRADIO_CACHE)
            visitor.packed[newest.key] = packed
        return gr.File(packed, visible=True)

    preparation = {
        "fn": prepare,
        "inputs": [*parts.settings.values()],
        "outputs": parts.learning,
        "concurrency_limit": None,
        "trigger_mode": "multiple",  # whoever presses Start while he waits has changed his mind
        **QUIETLY,
    }
    training = {
        "fn": run,
        "inputs": [parts.model, parts.borrows, *parts.settings.values()],
        "outputs": [
            parts.runs, parts.learning, parts.losses, parts.accuracies,
            parts.results, parts.file, parts.table, parts.model,
        ],
        "concurrency_limit": None,  # whose turn it is, `visitors.line` says
        "show_progress_on": parts.learning,
        "api_visibility": "private",
    }  # fmt: skip
    parts.start.click(**preparation).success(**training)
    for button, thing in zip(parts.tries, things_to_try(), strict=True):
        filled = [thing["lesson"], *(thing["settings"][name] for name in parts.settings)]
        outputs = [parts.lesson, *parts.settings.values()]
        filling = button.click(lambda filled=filled: filled, None, outputs, **QUIETLY)
        filling.success(**preparation).success(**training)
    parts.stop.click(for_gradio(stop), None, None, concurrency_limit=None, **QUIETLY)
    parts.use.click(for_gradio(draw), None, [parts.model, parts.tabs], **QUIETLY)
    parts.save.click(for_gradio(save), None, parts.file, concurrency_limit=1, api_visibility="private")


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


def run_training(
    parts: TrainParts, visitors: Visitors, job: Job, visitor: Visitor, chosen: str
) -> Iterator[dict]:
    """Train, and show it.

    Args:
        chosen: the key of the model that the page shows.
    """
    axis = gr.LinePlot(x_lim=[0, job.recipe.epochs])
    yield {parts.losses: axis, parts.accuracies: axis}
    shown = 0
    for look in train(job):
        changed = {parts.learning: learning_value(look.text, look.done, look.tiles, job.recipe.hidden)}
        if len(look.records) != shown:
            shown = len(look.records)
            changed[parts.losses] = charts.losses(look.records)
            changed[parts.accuracies] = charts.accuracies(look.records)
        yield changed
    artifact, ending = look.result
    if artifact is None:
        yield {parts.learning: learning_value(ending, look.done, look.tiles, job.recipe.hidden, error=True)}
        return
    run = visitors.keep(visitor, artifact, chosen)
    text = (
        f"{ending} {how_well(artifact)} In the model selector it is {run.name}.{visitor.tell_of_the_gone()}"
    )
    choices = visitors.models.choices(chosen, *(run.key for run in visitor.runs))
    yield {
        parts.runs: list(visitor.runs),
        parts.learning: learning_value(text, look.done, look.tiles, job.recipe.hidden),
        parts.results: gr.Column(visible=True),
        parts.file: gr.File(visible=False),
        parts.table: charts.table(visitor.runs),
        parts.model: Choice(choices=choices),
    }


def how_well(artifact: Artifact) -> str:
    """The accuracies of a new model, in a sentence."""
    shares = [(e.accuracy, TEST_SETS[name]) for name, e in artifact.evaluations.items()]
    shares.append((artifact.metrics["train_accuracy"], "its training images"))
    return f"It reads {', '.join(f'{share:.1%} of {what}' for share, what in shares)}."
