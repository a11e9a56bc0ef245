"""A step of the lecture as the page shows it."""

import re

import gradio as gr
import pytest

from mnistff.lecture import notebook
from mnistff.lecture.network import shipped
from mnistff.lecture.sources import source
from mnistff.lecture.steps import Block, Step, read_questions, read_steps
from mnistff.ui.lecture import colab
from mnistff.ui.lecture.step import in_html, in_markdown, show_step, with_curves
from mnistff.ui.train.settings import things_to_try

PRINTED = {"output_type": "stream", "name": "stdout", "text": ["a < b\n", "c"]}
TEXT = "## 1. A\n\n```python\nprint()\n```\n\nask: zeros\n\nB\n\n```python\n1 + 1\n```\n\nlive: curves\n\nC\n"
LINK = re.compile(r"\[[^\]]+\]\((\?[^)]+)\)")


def result(request: dict) -> dict:
    return {}


def shown(step: Step, outputs: list) -> list[tuple[str, str]]:
    """The components, in order: what each is, and what it shows."""
    with gr.Blocks() as blocks:
        show_step(step, iter(outputs), result)
    made = [block for block in blocks.blocks.values() if isinstance(block, gr.HTML | gr.Markdown)]
    return [
        (type(each).__name__, each.value if isinstance(each.value, str) else each.value["name"])
        for each in made
    ]


def test_a_question_comes_between_a_cell_and_what_it_gave() -> None:
    first, question, between, live, last = shown(Step(1, "1. A", TEXT), [[PRINTED], [PRINTED]])
    assert first == ("Markdown", "## 1. A\n\n```python\nprint()\n```")
    assert question == ("Component", "zeros")
    output = '<pre class="output">a &lt; b\nc</pre>'
    assert between == ("Markdown", f"{output}\n\nB\n\n```python\n1 + 1\n```\n\n{output}")
    assert live == ("Component", "curves")
    assert last == ("Markdown", "C")


def test_the_lecture_shows_each_output_once() -> None:
    outputs = iter(notebook.outputs())
    with gr.Blocks():
        for step in read_steps():
            show_step(step, outputs, result)
    assert list(outputs) == []


def test_figures_are_pictures_and_values_are_text() -> None:
    figure = {"output_type": "display_data", "data": {"image/png": "iVBO\n", "text/plain": ["<Figure>"]}}
    assert 'src="data:image/png;base64,iVBO"' in in_html(figure)
    value = {"output_type": "execute_result", "data": {"text/plain": ["(469, ", "79)"]}}
    assert in_html(value) == '<pre class="output">(469, 79)</pre>'


def test_code_is_shown_under_the_name_of_its_file() -> None:
    said = in_markdown(Block("code", "mnistff.training.evaluate"))
    assert said == f"```python\n# mnistff/training.py\n{source('mnistff.training.evaluate')}\n```"


def test_curves_are_named_in_the_questions_and_drawn_on_the_page() -> None:
    question = with_curves(read_questions()["gap"])
    assert question["truth"] == [epoch["test_loss"] for epoch in shipped().metrics["epochs"]]
    assert question["given"] == [epoch["train_loss"] for epoch in shipped().metrics["epochs"]]
    assert with_curves(read_questions()["zeros"]) == read_questions()["zeros"]


@pytest.mark.parametrize("step", read_steps(), ids=lambda step: step.title)
def test_links_into_the_train_tab_name_one_of_its_buttons(step: Step) -> None:
    buttons = {thing["id"] for thing in things_to_try()}
    for address in LINK.findall(step.text):
        _, sign, name = address.partition("#")
        assert address.startswith("?tab=train#") == bool(sign)
        assert not sign or name in buttons


def test_colab_takes_the_notebook_from_the_space() -> None:
    assert colab(None) is None
    assert colab("ann/mnistff") == (
        "https://colab.research.google.com/#fileId="
        "https%3A//huggingface.co/spaces/ann/mnistff/blob/main/mnistff/lecture/lecture.ipynb"
    )
