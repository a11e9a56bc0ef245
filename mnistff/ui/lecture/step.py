"""A step of the lecture as the page shows it."""

import html
from collections.abc import Iterator
from itertools import chain
from typing import Any

import gradio as gr

from mnistff.lecture.network import shipped
from mnistff.lecture.sources import file_of, source
from mnistff.lecture.steps import CELLS, Block, Step, read_questions
from mnistff.ui.component import Component

SHEETS = ("shared/shared", "lecture/chart")


def show_step(step: Step, outputs: Iterator[list[dict]], result: Any) -> None:
    """Add a step to the page being built: Markdown, and in between the questions and the live results.

    Args:
        outputs: what each of its cells gave, and each of the steps' after it (see `notebook.outputs`).
        result: answers what a live result is.
    """
    with gr.Column(elem_id=f"step-{step.number}", elem_classes="step"):
        written: list[str] = []
        for block in chain(_with_outputs(step.blocks, outputs), [None]):
            if block and block.kind not in ("ask", "live"):
                written.append(in_markdown(block))
                continue
            if written:
                gr.Markdown("\n\n".join(written))
                written = []
            if block and block.kind == "ask":
                question = {"name": block.content} | read_questions()[block.content]
                Component("lecture/ask/ask", with_curves(question), styles=SHEETS)
            elif block:
                Component("lecture/live/live", block.content, answers=[result], styles=SHEETS)


def _with_outputs(blocks: list[Block], outputs: Iterator[list[dict]]) -> list[Block]:
    """The blocks, and after each cell what it gave; a question after the cell comes before that."""
    parts: list[Block] = []
    for block in blocks:
        is_asked_before = block.kind == "ask" and parts[-1].kind == "output"
        parts.insert(len(parts) - is_asked_before, block)
        if block.kind in CELLS and (given := "".join(map(in_html, next(outputs)))):
            parts.append(Block("output", given))
    return parts


def in_markdown(block: Block) -> str:
    """A text or an output as it is; code in a fence, the app's under the name of its file."""
    if block.kind in ("text", "output"):
        return block.content
    if block.kind == "code":
        return f"```python\n# {file_of(block.content)}\n{source(block.content)}\n```"
    return f"```python\n{block.content}\n```"


def in_html(output: dict[str, Any]) -> str:
    """What a cell printed, its value, or a figure: one of nbformat's outputs."""
    data = output.get("data", {"text/plain": output.get("text")})
    if "image/png" in data:
        return (
            f'<img class="output" alt="The figure" src="data:image/png;base64,{data["image/png"].strip()}">'
        )
    return f'<pre class="output">{html.escape("".join(data["text/plain"]))}</pre>'


def with_curves(question: dict[str, Any]) -> dict[str, Any]:
    """A question; the names of curves replaced by their values, one an epoch."""
    if question["kind"] != "curve":
        return question
    epochs = shipped().metrics["epochs"]
    return question | {name: [epoch[question[name]] for epoch in epochs] for name in ("truth", "given")}
