"""The live results that need no images: MNIST's files, and the lecture's network as it ships."""

from collections.abc import Callable
from functools import cache

import torch

from mnistff.artifact import PRETRAINED, Artifact, load
from mnistff.data import FILES, data_folder, find_file
from mnistff.datasets import LECTURE_DATA, MNIST
from mnistff.evaluation import confusion_matrix, worst_confusions
from mnistff.lecture import blocks
from mnistff.lecture.blocks import Block, opens, printed, shape, table, text

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


def files() -> list[Block]:
    """Step 1: the four files, if they are there."""
    paths = [find_file(data_folder() / MNIST.name / "raw", name) for name in FILES]
    names = [path.name if path else name for path, name in zip(paths, FILES, strict=True)]
    sizes = [f"{path.stat().st_size:,}" if path else "missing" for path in paths]
    found = "All four are on this server: the next call downloads nothing."
    missing = (
        "They are not all on this server. The first step that needs them tries to fetch them. Where that "
        "can't be, put the four files, unpacked, into MNIST/raw of the data folder."
    )
    return [
        table(["in MNIST/raw", "bytes"], [list(row) for row in zip(names, sizes, strict=True)]),
        text(missing if "missing" in sizes else found),
    ]


def network() -> list[Block]:
    """Step 3: the network printed, and its parameters counted."""
    model = shipped().model
    parameters = dict(model.named_parameters())
    products = [" · ".join(map(str, reversed(parameter.shape))) for parameter in parameters.values()]
    counts = [parameter.numel() for parameter in parameters.values()]
    rows = zip(parameters, map(shape, parameters.values()), products, counts, strict=True)
    return [
        printed(str(model)),
        table(["parameter", "shape", "", "numbers"], [list(row) for row in rows]),
        text(f"{' + '.join(products)} = {sum(counts):,} parameters"),
    ]


def device() -> list[Block]:
    """Step 4: where everything is, and what happens if it is not in one place."""
    from mnistff.training import default_device  # until now the app did without the training loop

    model, batch = shipped().model, torch.zeros(1, 784)
    try:
        model(batch.to("meta"))  # a device that every machine has; it keeps shapes and no numbers
        message = "no error"
    except RuntimeError as error:
        message = f"RuntimeError: {error}"
    return [
        table(
            ["", "device"],
            [
                ["default_device() on this server", str(default_device())],
                ["the shipped network's parameters", str(next(model.parameters()).device)],
                ["a new batch", str(batch.device)],
            ],
        ),
        text("The network, asked about a batch that is on another device:"),
        printed(message),
    ]


def epochs() -> list[Block]:
    """Step 8: what each epoch of the shipped network's training gave."""
    rows = [
        [
            record["epoch"],
            *("" if record.get(key) is None else f"{record[key]:.4f}" for key in LOSSES),
            f"{record['test_accuracy']:.2%}",
        ]
        for record in shipped().metrics["epochs"]
    ]
    return [table(["epoch", *LOSSES.values(), "test accuracy"], rows)]


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
    return [
        table(["true label", "taken for", "images", "of"], [list(confusion) for confusion in worst]),
        opens("matrix", "Open the confusion matrix"),
    ]


RESULTS: dict[str, Callable[[], list[Block]]] = {
    "files": files,
    "network": network,
    "device": device,
    "epochs": epochs,
    "curves": curves,
    "accuracy": accuracy,
    "confusions": confusions,
}
