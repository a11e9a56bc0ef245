"""The Confusion matrix tab."""

from typing import Any

import gradio as gr

from mnistff.datasets import TEST_SETS
from mnistff.evaluation import Evaluation, confusion_matrix, recall_and_precision, worst_confusions
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import for_page
from mnistff.serving.samples import page_of_samples
from mnistff.ui.parts import read

PAIRS = 10


class ConfusionMatrix(gr.HTML):
    """A confusion matrix whose cells open their images.

    Its value is `matrix_value`'s. A click on an image is the event `select`, with `test_set` and
    `index`.
    """

    def __init__(self, value: dict, models: Models, images: TestImages):
        @for_page
        def samples(request: dict) -> dict:
            return page_of_samples(models, images, request)

        super().__init__(
            value=value,
            html_template=read("matrix/confusion.html"),
            css_template=read("shared/shared.css") + read("matrix/confusion.css"),
            js_on_load=read("shared/shared.js") + read("matrix/confusion.js"),
            apply_default_css=False,
            server_functions=[samples],
        )


def matrix_value(model: str, test_set: str, evaluation: Evaluation) -> dict[str, Any]:
    """All that the matrix shows without asking again; recall and precision of nothing are None."""
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
    recall, precision = recall_and_precision(matrix)
    return {
        "model": model,
        "test_set": test_set,
        "test_set_name": TEST_SETS[test_set],
        "counts": matrix.tolist(),
        "recall": [None if share != share else share for share in recall.tolist()],
        "precision": [None if share != share else share for share in precision.tolist()],
        "accuracy": evaluation.accuracy,
        "count": len(evaluation.labels),
        "pairs": [confusion._asdict() for confusion in worst_confusions(matrix, PAIRS)],
    }
