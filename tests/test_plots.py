"""What is in the figures."""

import torch

from mnistff import plots
from mnistff.training import EpochRecord


def test_the_loss_curves_are_the_records() -> None:
    records = [EpochRecord(1, 0.4, 0.3, 0.9, 1.0), EpochRecord(2, 0.2, 0.25, 0.92, 1.0)]
    axes = plots.loss_curves(records).axes[0]
    train, test = axes.get_lines()
    assert list(train.get_xdata()) == [1, 2]
    assert list(train.get_ydata()) == [0.4, 0.2]
    assert list(test.get_ydata()) == [0.3, 0.25]
    assert "epoch" in axes.get_xlabel()
    assert "nats" in axes.get_ylabel()


def test_the_matrix_has_true_labels_on_rows() -> None:
    matrix = torch.arange(100).reshape(10, 10)
    axes = plots.confusion_matrix(matrix).axes[0]
    texts = {(text.get_position()): text.get_text() for text in axes.texts}
    assert texts[(9, 4)] == "49"  # x is the predicted label, y the true one
    assert len(texts) == 100
    assert axes.get_xlabel() == "predicted label"
    assert axes.get_ylabel() == "true label"
    assert axes.images[0].get_array()[3, 3] == 0  # the colours are those of the errors
