"""The Lecture tab: twelve steps with the code that the project runs and what it gives, live."""

import threading
from collections.abc import Mapping
from typing import Any

import gradio as gr

from mnistff.data import DataError
from mnistff.datasets import MNIST
from mnistff.lecture import images as from_images
from mnistff.lecture import network as from_network
from mnistff.lecture.notebook import notebook
from mnistff.lecture.sources import file_of, source
from mnistff.lecture.steps import Block, Step, read_steps
from mnistff.serving.images import FetchedSplit, TestImages
from mnistff.serving.requests import RequestError, for_page, whole_number
from mnistff.ui.parts import read

MOST_IMAGES = 1_000_000_000
"""No data has as many; a number past the last image begins again at the first."""
STROKES = "MNIST can't be had on this server, so these are pen strokes, drawn by program."
ONE_DRAWS = threading.Lock()
"""Held while the pen strokes are drawn, which takes seconds the first time; all results ask at once."""


class Lecture(gr.HTML):
    """The table of contents beside the steps, which are built inside it.

    Its event `select` asks for another tab, with `tab`.
    """

    def __init__(self, images: TestImages):
        @for_page
        def download(request: dict) -> dict:
            return {"name": "mnistff-lecture.ipynb", "content": notebook()}

        super().__init__(
            value=[{"number": step.number, "title": step.title} for step in read_steps()],
            html_template=read("lecture/lecture.html"),
            css_template=read("lecture/lecture.css"),
            js_on_load=read("shared/shared.js") + read("lecture/lecture.js"),
            apply_default_css=False,
            server_functions=[download],
        )
        train = FetchedSplit(MNIST, "train")
        with self, gr.Column():
            for step in read_steps():
                show_step(step, train, images)


class LiveResult(gr.HTML):
    """A live result, asked for when it comes into view; its value is the result's name.

    A button to another tab sends the DOM event `open-tab` to the `Lecture` around it.
    """

    def __init__(self, name: str, train: FetchedSplit, images: TestImages):
        @for_page
        def result(request: dict) -> dict:
            return compute(train, images.splits[MNIST.key], request)

        super().__init__(
            value=name,
            html_template=read("lecture/live.html"),
            css_template=read("shared/shared.css") + read("lecture/live.css"),
            js_on_load=read("shared/shared.js") + read("lecture/live.js"),
            apply_default_css=False,
            server_functions=[result],
        )


def show_step(step: Step, train: FetchedSplit, images: TestImages) -> None:
    """Add a step to the page being built: Markdown, and in between the live results."""
    with gr.Column(elem_id=f"step-{step.number}"):
        written: list[str] = []
        for block in [*step.blocks, Block("live", "")]:
            if block.kind != "live":
                written.append(in_markdown(block))
                continue
            if written:
                gr.Markdown("\n\n".join(written))
                written = []
            if block.content:
                LiveResult(block.content, train, images)


def in_markdown(block: Block) -> str:
    """A text as it is; code in a fence, under the name of its file."""
    if block.kind == "text":
        return block.content
    if block.kind == "code":
        return f"```python\n# {file_of(block.content)}\n{source(block.content)}\n```"
    return f"```python\n{block.content}```"


def compute(train: FetchedSplit, test: FetchedSplit, request: Mapping[str, Any]) -> dict[str, Any]:
    """A live result: `name`, and `index` of the image chosen, of the request.

    Returns:
        `blocks`; `note`, a sentence or ""; and `waiting`: whether it is worth asking again soon.

    Raises:
        RequestError: there is no such result or no such image.
    """
    name = request.get("name")
    index = whole_number(request.get("index"), MOST_IMAGES, "The index")
    if not isinstance(name, str) or name not in from_images.RESULTS | from_network.RESULTS:
        raise RequestError(f"There is no result {name!r:.100}.")
    if name in from_network.RESULTS:
        return {"blocks": from_network.RESULTS[name](), "note": "", "waiting": False}
    for split in (train, test):
        if split.on_its_way():
            return {"blocks": [], "note": split.progress(), "waiting": True}
    digits, note = digits_at_hand(train, test)
    return {"blocks": from_images.RESULTS[name](digits, index), "note": note, "waiting": False}


def digits_at_hand(train: FetchedSplit, test: FetchedSplit) -> tuple[from_images.Digits, str]:
    """MNIST, or pen strokes and a sentence that says so."""
    try:
        return from_images.mnist_digits(train.get(), test.get()), ""
    except DataError:
        with ONE_DRAWS:
            return from_images.drawn_digits(), STROKES
