"""The Confusion matrix tab: how often each digit was taken for each, and the images of every cell."""

from typing import Any

from mnistff.evaluation import confusion_matrix, recall_and_precision, worst_confusions
from mnistff.serving.samples import page_of_samples
from mnistff.ui.component import Component
from mnistff.ui.page import Page
from mnistff.ui.tab import Changes, Chosen, Tab

PAIRS = 10


class MatrixTab(Tab):
    """A confusion matrix whose cells open their images."""

    key, title = "matrix", "Confusion matrix"

    def __init__(self, page: Page):
        def samples(request: dict) -> dict:
            return page_of_samples(page.models, page.images, request)

        self.matrix = Component(
            "matrix/matrix", matrix_value(page.chosen), answers=[samples], events=["open_image"]
        )

    def show(self, chosen: Chosen) -> Changes:
        return {self.matrix: matrix_value(chosen)}

    def connect(self, page: Page) -> None:
        page.opens(self.matrix.open_image, "mistakes")


def matrix_value(chosen: Chosen) -> dict[str, Any]:
    """All that the matrix shows without asking again; recall and precision of nothing are None."""
    evaluation = chosen.evaluation
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
    recall, precision = recall_and_precision(matrix)
    return {
        **chosen.named,
        "counts": matrix.tolist(),
        "recall": [None if share != share else share for share in recall.tolist()],
        "precision": [None if share != share else share for share in precision.tolist()],
        "accuracy": evaluation.accuracy,
        "count": len(evaluation.labels),
        "pairs": [confusion._asdict() for confusion in worst_confusions(matrix, PAIRS)],
    }
