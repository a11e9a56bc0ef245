"""What happens between the parts of the page: a choice, an opened image, an address that names one."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import gradio as gr

from mnistff.artifact import Artifact
from mnistff.datasets import DATA_SETS
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import RequestError, find_artifact, find_evaluation, find_image, whole_number
from mnistff.system.text import escaped, quoted
from mnistff.ui.controls import Choice, for_gradio
from mnistff.ui.draw import Canvas, canvas_value
from mnistff.ui.inside import Inside, inside_value
from mnistff.ui.lecture import Lecture
from mnistff.ui.matrix import ConfusionMatrix, matrix_value
from mnistff.ui.mistakes import Mistakes, mistakes_value
from mnistff.ui.parts import in_words

QUIETLY = {"show_progress": "hidden", "api_visibility": "private"}
SHIPPED = "lecture"
"""The model whose numbers the lecture shows, if the app shows it."""
LINKED = ["matrix", "mistakes"]
"""The tabs that the lecture leads to."""
MISTAKE = re.compile(r"(\w{1,20})-(\d{1,9})")


class Parts(NamedTuple):
    """The components that events connect."""

    model: gr.Radio
    test_set: gr.Radio
    about: gr.HTML
    tabs: gr.Tabs
    canvas: Canvas
    lecture: Lecture
    inside: Inside
    matrix: ConfusionMatrix
    mistakes: Mistakes


def connect(
    app: gr.Blocks, parts: Parts, models: Models, images: TestImages, look: Callable[[], None]
) -> None:
    """Add the events to the app being built."""

    renewed = gr.State()  # changes where a page shows not any more what is to be shown

    def is_as_built(key: str) -> bool:
        now = in_words(models.label(key), models[key]), canvas_value(models, key)
        return now == (parts.about.value, parts.canvas.value)

    def begin(key: str, request: gr.Request) -> tuple[Any, ...]:
        """What a page that was just loaded changes: to the image of its address, or to newer models."""
        look()
        if "mistake" in request.query_params:
            try:
                named, test_set, _ = read_address(models, request.query_params)
                model = Choice(choices=models.choices(named), value=named)
                choices = Choice(choices=choices_of(models[named]), value=test_set)
                return model, choices, gr.Tabs(selected="mistakes"), gr.skip()  # it opens the image by itself
            except RequestError as error:
                gr.Warning(escaped(f"The address can't be followed: {error}"))
        value = {} if key in list(models) else {"value": models.first}
        tab = gr.Tabs(selected="lecture") if "step" in request.query_params else gr.skip()
        new = gr.skip() if not value and is_as_built(key) else time.time()
        return Choice(choices=models.choices(models.first), **value), gr.skip(), tab, new

    def choose(key: Any, test_set: Any) -> tuple[Any, ...]:
        artifact = find_artifact(models, key)
        choices = Choice(choices=choices_of(artifact))
        if test_set not in list(artifact.evaluations):
            test_set = artifact.main_test_set
            choices = Choice(choices=choices_of(artifact), value=test_set)
        matrix = matrix_value(key, test_set, artifact.evaluations[test_set])
        walk = mistakes_value(key, test_set)
        inside = inside_value(models, key, test_set)
        about = in_words(models.label(key), artifact)
        return about, canvas_value(models, key), choices, matrix, walk, inside

    def open_image(key: Any, event: gr.EventData) -> tuple[gr.Tabs, dict]:
        _, test_set, index = find_image(models, key, event._data)
        return gr.Tabs(selected="mistakes"), mistakes_value(key, test_set, index, request=time.time())

    def look_inside(key: Any, event: gr.EventData) -> tuple[gr.Tabs, dict]:
        _, test_set, index = find_image(models, key, event._data)
        return gr.Tabs(selected="inside"), inside_value(models, key, test_set, index, request=time.time())

    def trace(key: Any, event: gr.EventData) -> tuple[gr.Tabs, dict]:
        artifact, test_set, index = find_image(models, key, event._data)
        pictures, state = images.at_hand(test_set, artifact.evaluations[test_set].labels)
        if pictures is None:
            raise RequestError(f"{state['note']} Try again in a moment.")
        return gr.Tabs(selected="draw"), canvas_value(models, key, pictures[index].flatten().tolist())

    def open_tab(event: gr.EventData) -> tuple[Any, ...]:
        tab = event._data.get("tab") if isinstance(event._data, dict) else None
        if tab not in LINKED:
            raise RequestError(f"There is no tab {quoted(tab)}.")
        model = SHIPPED if SHIPPED in list(models) else gr.skip()
        return model, gr.Tabs(selected=tab)

    chosen = [parts.model, parts.test_set]
    shown = [parts.about, parts.canvas, parts.test_set, parts.matrix, parts.mistakes, parts.inside]
    # One event for all changes, one at a time, the last one counting: the page never shows an older choice
    # than the newest. Of two events it may take the answers in the wrong order.
    gr.on(
        [parts.model.change, parts.test_set.change, renewed.change],
        for_gradio(choose),
        chosen,
        shown,
        trigger_mode="always_last",
        **QUIETLY,
    )
    parts.matrix.select(for_gradio(open_image), parts.model, [parts.tabs, parts.mistakes], **QUIETLY)
    parts.mistakes.select(for_gradio(trace), parts.model, [parts.tabs, parts.canvas], **QUIETLY)
    parts.lecture.select(for_gradio(open_tab), None, [parts.model, parts.tabs], **QUIETLY)
    parts.mistakes.submit(for_gradio(look_inside), parts.model, [parts.tabs, parts.inside], **QUIETLY)
    parts.tabs.select(images.prepare, **QUIETLY)
    app.load(for_gradio(begin), parts.model, [parts.model, parts.test_set, parts.tabs, renewed], **QUIETLY)


def choices_of(artifact: Artifact) -> list[tuple[str, str]]:
    """The test sets that a model was evaluated on, with what to call them for short."""
    return [(each.title, key) for key, each in DATA_SETS.items() if key in artifact.evaluations]


def read_address(models: Models, query: Mapping[str, str]) -> tuple[str, str, int]:
    """Model, test set and index that the query of an address names; without a model it is the first.

    Raises:
        RequestError: there is no such model, test set or image.
    """
    found = MISTAKE.fullmatch(query.get("mistake", ""))
    if not found:
        raise RequestError("it must say ?mistake=TEST_SET-INDEX, as in ?mistake=mnist-247.")
    model, test_set = query.get("model", models.first), found[1]
    evaluation = find_evaluation(find_artifact(models, model), test_set)
    return model, test_set, whole_number(int(found[2]), len(evaluation.labels), "The index")
