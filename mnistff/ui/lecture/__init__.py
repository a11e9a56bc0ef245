"""The Lecture tab: twelve steps with the code that the project runs and what it gives, live."""

from typing import Any

import gradio as gr

from mnistff.datasets import MNIST
from mnistff.lecture.notebook import notebook
from mnistff.lecture.sources import file_of, source
from mnistff.lecture.steps import Block, Step, read_steps
from mnistff.serving.images import FetchedSplit
from mnistff.ui.component import Component
from mnistff.ui.lecture.results import compute
from mnistff.ui.page import Page
from mnistff.ui.tab import Tab


class LectureTab(Tab):
    """The table of contents beside the steps, which are built inside it."""

    key, title = "lecture", "Lecture"

    def __init__(self, page: Page):
        train, test = FetchedSplit(MNIST, "train"), page.images.splits[MNIST.key]

        def result(request: dict) -> dict:
            return compute(train, test, request)

        def download(request: dict) -> dict:
            return {"name": "mnistff-lecture.ipynb", "content": notebook()}

        contents = [{"number": step.number, "title": step.title} for step in read_steps()]
        steps = Component("lecture/lecture", contents, answers=[download], styles=[])
        with steps, gr.Column():
            for step in read_steps():
                show_step(step, result)


def show_step(step: Step, result: Any) -> None:
    """Add a step to the page being built: Markdown, and in between the live results.

    Args:
        result: answers what a live result is.
    """
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
                Component("lecture/live", block.content, answers=[result])


def in_markdown(block: Block) -> str:
    """A text as it is; code in a fence, under the name of its file."""
    if block.kind == "text":
        return block.content
    if block.kind == "code":
        return f"```python\n# {file_of(block.content)}\n{source(block.content)}\n```"
    return f"```python\n{block.content}```"
