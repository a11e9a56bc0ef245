"""The Lecture tab: twelve steps of a notebook's code, questions, and what it gives; then from memory."""

from typing import Any
from urllib.parse import quote

import gradio as gr
from gradio.utils import get_space

from mnistff.datasets import MNIST
from mnistff.lecture import notebook
from mnistff.lecture.memory import pieces
from mnistff.lecture.sources import ROOT
from mnistff.lecture.steps import read_steps
from mnistff.serving.images import FetchedSplit
from mnistff.ui.component import Component
from mnistff.ui.lecture.results import compute
from mnistff.ui.lecture.step import show_step
from mnistff.ui.page import Page
from mnistff.ui.tab import Tab

COLAB = "https://colab.research.google.com/#fileId="
ON_THE_HUB = "https://huggingface.co/spaces/{space}/blob/main/{path}"


class LectureTab(Tab):
    """The table of contents beside the steps, which are built inside it."""

    key, title = "lecture", "Lecture"

    def __init__(self, page: Page):
        train, test = FetchedSplit(MNIST, "train"), page.images.splits[MNIST.key]
        outputs = iter(notebook.outputs())

        def result(request: dict) -> dict:
            return compute(train, test, request)

        def download(request: dict) -> dict:
            return {"content": notebook.EXECUTED.read_text(encoding="utf-8")}

        def download_empty(request: dict) -> dict:
            return {"content": notebook.empty()}

        steps = read_steps()
        contents: list[dict[str, Any]] = [
            {"key": str(step.number), "title": step.title, "asks": step.named("ask")} for step in steps
        ]
        contents.append({"key": "memory", "title": "From memory"})
        lecture = Component("lecture/lecture", contents, answers=[download], colab=colab(get_space()))
        with lecture, gr.Column():
            for step in steps:
                show_step(step, outputs, result)
            with gr.Column(elem_id="step-memory"):
                value = [piece._asdict() for piece in pieces()]
                Component("lecture/memory/memory", value, answers=[download_empty])


def colab(space: str | None) -> str | None:
    """Where the notebook opens in Colab, which takes it from the Hub; None but on a Space."""
    path = notebook.EXECUTED.relative_to(ROOT).as_posix()
    return space and COLAB + quote(ON_THE_HUB.format(space=space, path=path))
