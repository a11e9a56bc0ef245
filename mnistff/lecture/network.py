"""The live results that need no images: of the lecture's network as it ships."""

from collections.abc import Callable
from functools import cache

from mnistff.artifact import PRETRAINED, Artifact, load
from mnistff.datasets import LECTURE_DATA
from mnistff.evaluation import confusion_matrix, worst_confusions
from mnistff.lecture import blocks
from mnistff.lecture.blocks import Block, table, text

LOSSES = {
    "train_loss": "train, while it changes",
    "train_loss_after": "train, after the epoch",
    "test_loss": "test, after the epoch",
}
"""The losses that `metrics.json` has of each epoch; an older one has no `train_loss_after`."""


@cache
def shipped() -> Artifact:
    """The lecture's network, as it ships."""
    return load(PRETRAINED["lecture"])


def curves() -> list[Block]:
    """Step 9: the losses by epoch."""
    records = shipped().metrics["epochs"]
    lines = {name: [record.get(key) for record in records] for key, name in LOSSES.items()}
    return [blocks.curves({name: values for name, values in lines.items() if None not in values})]


def accuracy() -> list[Block]:
    """Step 10: `max` over axis 1 row by row, up to the first mistake, then counted."""
    labels, logits = shipped().evaluations[LECTURE_DATA]
    values, indices = logits.max(1)
    right = indices == labels
    first_mistake = int(right.int().argmin())
    rows = [
        [row, f"{values[row]:.3f}", int(indices[row]), int(labels[row]), "yes" if right[row] else "no"]
        for row in range(max(0, first_mistake - 5), first_mistake + 1)
    ]
    changed = int((logits.softmax(1).max(1).indices != indices).sum())
    return [
        table(["test image", "values", "indices", "label", "right"], rows),
        text(
            f"{int(right.sum()):,} of {len(labels):,} test images are read right: "
            f"{right.double().mean():.2%}. Of the training images it is "
            f"{shipped().metrics['train_accuracy']:.2%}. With a softmax before the max, {changed} "
            "predictions would be others."
        ),
    ]


def confusions() -> list[Block]:
    """Step 11: the worst cells of the matrix."""
    evaluation = shipped().evaluations[LECTURE_DATA]
    worst = worst_confusions(confusion_matrix(evaluation.labels, evaluation.predictions))
    return [table(["true label", "taken for", "images", "of"], [list(confusion) for confusion in worst])]


RESULTS: dict[str, Callable[[], list[Block]]] = {
    "curves": curves,
    "accuracy": accuracy,
    "confusions": confusions,
}
