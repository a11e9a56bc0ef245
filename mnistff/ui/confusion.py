"""The Confusion matrix tab."""

from collections.abc import Mapping

import gradio as gr
import torch

from mnistff.artifact import TEST_SETS, Artifact
from mnistff.evaluation import Evaluation, confusion_matrix, worst_confusions
from mnistff.ui.parts import read


class MatrixTable(gr.HTML):
    """A confusion matrix as a table: true label by row, predicted label by column.

    Its value is the table's markup, from `markup`.
    """

    def __init__(self, value: str):
        super().__init__(
            value=value, css_template=read("confusion.css"), js_on_load=None, apply_default_css=False
        )


def confusion_tab(artifacts: Mapping[str, Artifact], model: gr.Radio) -> None:
    """The tab's layout and its event: another model shows another matrix."""

    def show(name: str) -> tuple[str, str]:
        test_set = artifacts[name].main_test_set
        evaluation = artifacts[name].evaluations[test_set]
        return markup(evaluation), in_words(evaluation, TEST_SETS[test_set])

    table, words = show(model.value)
    with gr.Row():
        with gr.Column(scale=3):
            table = MatrixTable(table)
        with gr.Column(scale=2, min_width=240):
            words = gr.Markdown(words)
    model.change(show, model, [table, words], show_progress="hidden", api_visibility="private")


def markup(evaluation: Evaluation) -> str:
    """The matrix as an HTML table; the colours are those of the errors alone."""
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
    errors = matrix - matrix.diag().diag()
    heat = (errors / errors.max().clamp_min(1)).tolist()
    head = "".join(f'<th scope="col">{digit}</th>' for digit in range(10))
    rows = "".join(
        f'<tr><th scope="row">{true}</th>{"".join(map(_cell, counts, heat[true], _diagonal(true)))}</tr>'
        for true, counts in enumerate(matrix.tolist())
    )
    return (
        '<table class="matrix"><caption>Rows: true label. Columns: predicted label.</caption>'
        f'<thead><tr><th scope="col"><span>true \\ predicted</span></th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _cell(count: int, heat: float, right: bool) -> str:
    return f'<td class="{"right" if right else "error"}" style="--heat: {heat:.3f}">{count}</td>'


def _diagonal(true: int) -> list[bool]:
    return torch.eye(10, dtype=torch.bool)[true].tolist()


def in_words(evaluation: Evaluation, test_set: str) -> str:
    """The most confused pairs, worst first, in Markdown."""
    worst = worst_confusions(confusion_matrix(evaluation.labels, evaluation.predictions), most=10)
    listed = "\n".join(f"1. {confusion}" for confusion in worst)
    return (
        f"### Most confused pairs\n{len(evaluation.labels):,} images of {test_set}, "
        f"{evaluation.accuracy:.2%} of them read right.\n\n{listed}\n\n"
        "The diagonal counts the right answers. Does it make sense to you which digits are mixed up?"
    )
