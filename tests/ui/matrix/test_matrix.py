"""What the confusion matrix is told, against the artifact."""

import torch

from mnistff import artifact
from mnistff.artifact import Artifact
from mnistff.evaluation import Evaluation, confusion_matrix
from mnistff.ui.matrix import matrix_value
from mnistff.ui.tab import Chosen

LECTURE = artifact.load(artifact.PRETRAINED["lecture"])


def test_the_counts_are_the_evaluations() -> None:
    value = matrix_value(Chosen("lecture", LECTURE, "strokes"))
    evaluation = LECTURE.evaluations["strokes"]
    counts = confusion_matrix(evaluation.labels, evaluation.predictions)
    assert value["counts"] == counts.tolist()
    assert value["recall"] == (counts.diag().double() / counts.sum(1)).tolist()
    assert (value["count"], value["test_set_name"]) == (2000, "the pen-stroke test set")
    worst = value["pairs"][0]
    assert worst["count"] == (counts - counts.diag().diag()).max()
    assert counts[worst["true"], worst["predicted"]] == worst["count"]


def test_recall_and_precision_of_nothing_are_none() -> None:
    evaluation = Evaluation(torch.zeros(3, dtype=torch.int64), torch.eye(10)[[0, 0, 1]])
    found = Artifact(None, LECTURE.model, {}, {"strokes": evaluation}, "")
    value = matrix_value(Chosen("own", found, "strokes"))
    assert value["recall"] == [2 / 3, *[None] * 9]
    assert value["precision"] == [1, 0, *[None] * 8]
