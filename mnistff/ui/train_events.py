"""What happens in the Train tab."""

import time
from collections.abc import Iterator
from threading import Event
from typing import Any, NamedTuple

import gradio as gr
from gradio.events import Dependency

from mnistff.data import DataError
from mnistff.errors import told
from mnistff.ui import charts
from mnistff.ui.images import TestImages
from mnistff.ui.job import Job
from mnistff.ui.learning import Learning, learning_value
from mnistff.ui.models import Models
from mnistff.ui.requests import for_gradio
from mnistff.ui.settings import read_settings, things_to_try
from mnistff.ui.trainer import train
from mnistff.ui.visitor import Visitor, how_well, pack

QUIETLY = {"show_progress": "hidden", "api_visibility": "private"}
SECONDS_BETWEEN_LOOKS = 0.5


class TrainParts(NamedTuple):
    """The tab's components, and the page's `model` and `tabs`."""

    visitor: gr.State
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


def connect_training(parts: TrainParts, models: Models, images: TestImages) -> None:
    """Add the events to the app being built."""

    def begin(visitor: Visitor) -> None:
        visitor.begin()

    def prepare(visitor: Visitor, *values: Any) -> Iterator[dict]:
        """Check the settings and wait for MNIST, before a place in the queue is taken."""
        try:
            recipe, _ = read_settings(dict(zip(parts.settings, values, strict=True)))
            if recipe.data != "strokes":
                yield from wait_for_mnist(parts, images, visitor.stopping or visitor.begin())
            yield {parts.learning: learning_value("Waiting for its turn…")}
        except Exception as error:
            yield {parts.learning: learning_value(told(error), error=True)}
            raise gr.Error(visible=False, print_exception=False) from error  # so that no training follows

    def run(visitor: Visitor, chosen: str, borrows: bool, *values: Any) -> Iterator[dict]:
        stopping = visitor.stopping or visitor.begin()
        try:
            if stopping.is_set():
                yield {parts.learning: learning_value("Stopped before it began.")}
                return
            settings = read_settings(dict(zip(parts.settings, values, strict=True)))
            job = Job(*settings, stopping, borrows is True)
            yield from run_training(parts, models, job, visitor, chosen)
        except Exception as error:
            yield {parts.learning: learning_value(told(error), error=True)}
        finally:  # also when the page was closed: Gradio closes the generators that nobody listens to
            stopping.set()

    def draw(visitor: Visitor) -> tuple[gr.Radio, gr.Tabs]:
        return gr.Radio(value=visitor.runs[-1].key), gr.Tabs(selected="draw")

    def save(visitor: Visitor) -> gr.File:
        newest = visitor.runs[-1]
        path = pack(models[newest.key], newest.name.replace(" ", "-"), images, parts.file.GRADIO_CACHE)
        return gr.File(path, visible=True)

    preparation = {
        "fn": prepare,
        "inputs": [parts.visitor, *parts.settings.values()],
        "outputs": parts.learning,
        "concurrency_limit": None,
        **QUIETLY,
    }
    training = {
        "fn": run,
        "inputs": [parts.visitor, parts.model, parts.borrows, *parts.settings.values()],
        "outputs": [
            parts.visitor, parts.learning, parts.losses, parts.accuracies,
            parts.results, parts.file, parts.table, parts.model,
        ],
        "concurrency_limit": 1,
        "concurrency_id": "training",
        "show_progress_on": parts.learning,
        "api_visibility": "private",
    }  # fmt: skip

    def train_after(begun: Dependency) -> None:
        begun.then(**preparation).success(**training)

    beginning = {"fn": begin, "inputs": parts.visitor, "queue": False, **QUIETLY}
    train_after(parts.start.click(**beginning))
    for button, thing in zip(parts.tries, things_to_try(), strict=True):
        filled = [thing["lesson"], *(thing["settings"][name] for name in parts.settings)]
        outputs = [parts.lesson, *parts.settings.values()]
        filling = button.click(lambda filled=filled: filled, None, outputs, **QUIETLY)
        train_after(filling.success(**beginning))
    parts.stop.click(lambda visitor: visitor.stop(), parts.visitor, queue=False, **QUIETLY)
    parts.use.click(for_gradio(draw), parts.visitor, [parts.model, parts.tabs], **QUIETLY)
    parts.save.click(
        for_gradio(save), parts.visitor, parts.file, concurrency_limit=1, api_visibility="private"
    )


def run_training(
    parts: TrainParts, models: Models, job: Job, visitor: Visitor, chosen: str
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
    run = visitor.keep(models, artifact, chosen)
    text = f"{ending} {how_well(artifact)} In the model selector it is {run.name}."
    yield {
        parts.visitor: visitor,
        parts.learning: learning_value(text, look.done, look.tiles, job.recipe.hidden),
        parts.results: gr.Column(visible=True),
        parts.file: gr.File(visible=False),
        parts.table: charts.table(visitor.runs),
        parts.model: gr.Radio(choices=models.choices(chosen, *(run.key for run in visitor.runs))),
    }


def wait_for_mnist(parts: TrainParts, images: TestImages, stopping: Event) -> Iterator[dict]:
    """Tell how far MNIST's download is, until it is here or the visitor gives up.

    Raises:
        DataError: it cannot be had.
    """
    while (state := images.at_hand("mnist")[1])["waiting"] and not stopping.is_set():
        yield {parts.learning: learning_value(state["note"])}
        time.sleep(SECONDS_BETWEEN_LOOKS)
    if state["note"] and not state["waiting"]:
        raise DataError(f"{state['note']} Or choose the pen strokes as data.")
