"""The Confusion matrix tab: how often each digit was taken for each, and the images of every cell."""

from collections.abc import Mapping
from typing import Any

from mnistff.evaluation import Evaluation, confusion_matrix, recall_and_precision, worst_confusions
from mnistff.serving.requests import find_artifact, find_evaluation
from mnistff.serving.samples import page_of_samples
from mnistff.ui.component import Component
from mnistff.ui.page import Page
from mnistff.ui.tab import Tab

PAIRS = 10


class MatrixTab(Tab):
    """A confusion matrix whose cells open their images."""

    key, title = "matrix", "Confusion matrix"

    def __init__(self, page: Page):
        def matrix(request: Mapping[str, Any]) -> dict:
            artifact = find_artifact(page.models, request.get("model"))
            return counted(find_evaluation(page.images, artifact, request.get("test_set")))

        def samples(request: dict) -> dict:
            return page_of_samples(page.models, page.images, request)

        page.add_model_line()
        Component("matrix/matrix", answers=[matrix, samples])


def counted(evaluation: Evaluation) -> dict[str, Any]:
    """What the matrix shows of a test set's answers; recall and precision of nothing are None."""
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
    recall, precision = recall_and_precision(matrix)
    return {
        "counts": matrix.tolist(),
        "recall": [None if share != share else share for share in recall.tolist()],
        "precision": [None if share != share else share for share in precision.tolist()],
        "accuracy": evaluation.accuracy,
        "count": len(evaluation.labels),
        "pairs": [confusion._asdict() for confusion in worst_confusions(matrix, PAIRS)],
    }
