"""What the confusion matrix is told, against the artifact."""

import torch

from mnistff import artifact
from mnistff.evaluation import Evaluation, confusion_matrix
from mnistff.ui.matrix import counted

EVALUATION = artifact.load(artifact.PRETRAINED["lecture"]).evaluations["strokes"]


def test_the_counts_are_the_evaluations() -> None:
    value = counted(EVALUATION)
    counts = confusion_matrix(EVALUATION.labels, EVALUATION.predictions)
    assert value["counts"] == counts.tolist()
    assert value["recall"] == (counts.diag().double() / counts.sum(1)).tolist()
    assert (value["count"], value["accuracy"]) == (2000, EVALUATION.accuracy)
    worst = value["pairs"][0]
    assert worst["count"] == (counts - counts.diag().diag()).max()
    assert counts[worst["true"], worst["predicted"]] == worst["count"]


def test_recall_and_precision_of_nothing_are_none() -> None:
    value = counted(Evaluation(torch.zeros(3, dtype=torch.int64), torch.eye(10)[[0, 0, 1]]))
    assert value["recall"] == [2 / 3, *[None] * 9]
    assert value["precision"] == [1, 0, *[None] * 8]
