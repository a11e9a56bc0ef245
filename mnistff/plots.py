"""Figures for the model card, drawn with matplotlib."""

from collections.abc import Sequence

import torch
from matplotlib.figure import Figure

from mnistff.training import EpochRecord


def loss_curves(records: Sequence[EpochRecord]) -> Figure:
    """Training and test loss by epoch."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.add_subplot()
    epochs = [record.epoch for record in records]
    axes.plot(epochs, [record.train_loss for record in records], marker="o", label="train, while it changes")
    axes.plot(epochs, [record.test_loss for record in records], marker="o", label="test, after the epoch")
    axes.set(xlabel="epoch", ylabel="mean cross-entropy (nats)", ylim=(0, None))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend()
    return figure


def confusion_matrix(matrix: torch.Tensor) -> Figure:
    """Counts (10, 10), true label by predicted label; the colours are those of the errors alone."""
    figure = Figure(figsize=(6, 5.4), layout="constrained")
    axes = figure.add_subplot()
    errors = matrix - matrix.diag().diag()
    axes.imshow(errors.numpy(), cmap="Reds", vmin=0, vmax=max(1, int(errors.max())))
    for true in range(10):
        for predicted in range(10):
            dark = errors[true, predicted] > errors.max() / 2
            colour = "white" if dark else "black"
            axes.text(predicted, true, int(matrix[true, predicted]), ha="center", va="center", color=colour)
    axes.set(xlabel="predicted label", ylabel="true label", xticks=range(10), yticks=range(10))
    return figure
