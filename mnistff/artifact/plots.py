"""Figures for the model card, drawn with matplotlib."""

from collections.abc import Sequence

import torch
from matplotlib.figure import Figure

from mnistff.evaluation import Evaluation, mistakes
from mnistff.training import EpochRecord


def loss_curves(records: Sequence[EpochRecord]) -> Figure:
    """Training and test loss by epoch."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.add_subplot()
    epochs = [record.epoch for record in records]
    axes.plot(epochs, [record.train_loss for record in records], marker="o", label="train, while it changes")
    after = [record.train_loss_after for record in records if record.train_loss_after is not None]
    if len(after) == len(records):
        axes.plot(epochs, after, marker="o", label="train, after the epoch")
    axes.plot(epochs, [record.test_loss for record in records], marker="o", label="test, after the epoch")
    axes.set(xlabel="epoch", ylabel="mean cross-entropy (nats)", ylim=(0, None))
    axes.locator_params(axis="x", integer=True)
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
            count = str(int(matrix[true, predicted]))
            axes.text(predicted, true, count, ha="center", va="center", color=colour, in_layout=False)
    axes.set(xlabel="predicted label", ylabel="true label", xticks=range(10), yticks=range(10))
    return figure


def mistakes_grid(images: torch.Tensor, evaluation: Evaluation, most: int = 300) -> Figure:
    """The mistakes at a glance, most confident first, with "true label→prediction" above each.

    Args:
        images: the test set's, uint8 (N, 28, 28).
        most: how many at most; a bad network makes thousands.
    """
    indices = mistakes(evaluation)[:most].tolist()
    columns, width, height = 20, 32, 40  # pixels of a tile: the image, and room for its title
    rows = max(1, -(-len(indices) // columns))
    grid = torch.zeros(rows * height, columns * width, dtype=torch.uint8)
    figure = Figure(figsize=(10, 0.625 * rows))
    axes = figure.add_axes((0, 0, 1, 1))  # whole: to lay it out, all titles would be measured before
    for place, index in enumerate(indices):
        top, left = place // columns * height, place % columns * width
        grid[top + 10 : top + 38, left + 2 : left + 30] = images[index]
        truth, prediction = int(evaluation.labels[index]), int(evaluation.predictions[index])
        axes.text(left + 16, top + 8, f"{truth}→{prediction}", fontsize=7, ha="center")
    axes.imshow(grid.numpy(), cmap="gray_r", vmin=0, vmax=255)
    axes.set_axis_off()
    return figure
