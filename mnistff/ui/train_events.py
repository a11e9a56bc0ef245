"""What happens in the Train tab."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from mnistff.data import DataError
from mnistff.ui import charts
from mnistff.ui.images import TestImages
from mnistff.ui.learning import Learning, learning_value
from mnistff.ui.models import Models
from mnistff.ui.requests import RequestError
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
        visitor.taken_back = False

    def run(visitor: Visitor, chosen: str, *values: Any) -> Iterator[dict]:
        settings = dict(zip(parts.settings, values, strict=True))
        if visitor.taken_back:
            yield {parts.learning: learning_value("Stopped before it began.")}
            return
        visitor.going_on = Path(tempfile.mkstemp(prefix="mnistff-")[1])
        try:
            yield from run_training(parts, models, images, visitor, chosen, settings)
        except (RequestError, DataError) as error:
            yield {parts.learning: learning_value(str(error), error=True)}
        finally:  # also when the page was closed: Gradio closes the generators that nobody listens to
            visitor.stop()
            visitor.taken_back = False

    def draw(visitor: Visitor) -> tuple[gr.Radio, gr.Tabs]:
        return gr.Radio(value=visitor.runs[-1].key), gr.Tabs(selected="draw")

    def save(visitor: Visitor) -> gr.File:
        newest = visitor.runs[-1]
        try:
            path = pack(models[newest.key], newest.name.replace(" ", "-"), images, parts.file.GRADIO_CACHE)
        except DataError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return gr.File(path, visible=True)

    training = {
        "fn": run,
        "inputs": [parts.visitor, parts.model, *parts.settings.values()],
        "outputs": [
            parts.visitor, parts.learning, parts.losses, parts.accuracies,
            parts.results, parts.file, parts.table, parts.model,
        ],
        "concurrency_limit": 1,
        "concurrency_id": "training",
        "show_progress_on": parts.learning,
        "api_visibility": "private",
    }  # fmt: skip
    parts.start.click(begin, parts.visitor, queue=False, **QUIETLY).then(**training)
    for button, thing in zip(parts.tries, things_to_try(), strict=True):
        filled = [thing["lesson"], *(thing["settings"][name] for name in parts.settings)]
        outputs = [parts.lesson, *parts.settings.values()]
        filling = button.click(lambda filled=filled: filled, None, outputs, **QUIETLY)
        filling.success(begin, parts.visitor, queue=False, **QUIETLY).then(**training)
    parts.stop.click(lambda visitor: visitor.take_back(), parts.visitor, queue=False, **QUIETLY)
    parts.use.click(draw, parts.visitor, [parts.model, parts.tabs], **QUIETLY)
    parts.save.click(save, parts.visitor, parts.file, concurrency_limit=1, api_visibility="private")


def run_training(
    parts: TrainParts,
    models: Models,
    images: TestImages,
    visitor: Visitor,
    chosen: str,
    settings: dict[str, Any],
) -> Iterator[dict]:
    """Train, and show it.

    Args:
        chosen: the key of the model that the page shows.

    Raises:
        RequestError, DataError: a setting is outside of its range, or MNIST cannot be had.
    """
    recipe, seed = read_settings(settings)
    if recipe.data != "strokes":
        yield from wait_for_mnist(parts, images, visitor)
    axis = gr.LinePlot(x_lim=[0, recipe.epochs])
    yield {parts.losses: axis, parts.accuracies: axis}
    shown = 0
    for look in train(recipe, seed, visitor.going_on):
        changed = {parts.learning: learning_value(look.text, look.done, look.tiles, recipe.hidden)}
        if len(look.records) != shown:
            shown = len(look.records)
            changed[parts.losses] = charts.losses(look.records)
            changed[parts.accuracies] = charts.accuracies(look.records)
        yield changed
    artifact, ending = look.result
    if artifact is None:
        yield {parts.learning: learning_value(ending, look.done, look.tiles, recipe.hidden, error=True)}
        return
    run = visitor.keep(models, artifact, chosen)
    text = f"{ending} {how_well(artifact)} In the model selector it is {run.name}."
    yield {
        parts.visitor: visitor,
        parts.learning: learning_value(text, look.done, look.tiles, recipe.hidden),
        parts.results: gr.Column(visible=True),
        parts.file: gr.File(visible=False),
        parts.table: charts.table(visitor.runs),
        parts.model: gr.Radio(choices=models.choices(chosen, *(run.key for run in visitor.runs))),
    }


def wait_for_mnist(parts: TrainParts, images: TestImages, visitor: Visitor) -> Iterator[dict]:
    """Tell how far MNIST's download is, until it is here or the visitor gives up.

    Raises:
        DataError: it cannot be had.
    """
    while (state := images.at_hand("mnist")[1])["waiting"] and visitor.going_on.exists():
        yield {parts.learning: learning_value(state["note"])}
        time.sleep(SECONDS_BETWEEN_LOOKS)
    if state["note"] and not state["waiting"]:
        raise DataError(f"{state['note']} Or choose the pen strokes as data.")
