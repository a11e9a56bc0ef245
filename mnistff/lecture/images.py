"""The live results that need images: each takes the digits and the number of the image chosen.

A number past the last begins again at the first.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import torch

from mnistff.data import DataError, Samples, Split, make_loader, to_inputs
from mnistff.datasets import LECTURE_DATA, STROKES
from mnistff.evaluation import Evaluation, mistakes
from mnistff.lecture.blocks import TENSOR, Block, about, choose, link, pictures, pixels, printed, table, text
from mnistff.lecture.losses import naive_cross_entropy, stable_cross_entropy
from mnistff.lecture.network import shipped
from mnistff.lecture.softmax import losses as with_and_without_softmax
from mnistff.strokes import make_split

DRAWN, DRAWN_SEED = 1_000, 7
GALLERY = 24
BATCH_SIZE = 128
SCALES = (1, 10, 100)
"""What logits are multiplied by to see an overflow."""


class Digits(NamedTuple):
    """The images that the lecture speaks of, and its network's answers to the test set of that `key`."""

    key: str
    train: Split
    test: Split
    evaluation: Evaluation


def mnist_digits(train: Split, test: Split) -> Digits:
    """MNIST's.

    Raises:
        DataError: the test images are not those that the network was evaluated on.
    """
    evaluation = shipped().evaluations[LECTURE_DATA]
    if not torch.equal(test.labels, evaluation.labels):
        raise DataError("The test files are not those of MNIST.")
    return Digits(LECTURE_DATA, train, test, evaluation)


@cache
def drawn_digits() -> Digits:
    """Pen strokes, where MNIST is not to be had."""
    drawn = make_split(DRAWN, DRAWN_SEED)
    return Digits(STROKES.key, drawn, STROKES.test_split(), shipped().evaluations[STROKES.key])


def gallery(digits: Digits, index: int) -> list[Block]:
    """Step 2: a grid of training images with their labels, and the numbers of the chosen one."""
    images, labels = digits.train
    index %= len(labels)
    first = index - index % GALLERY
    return [
        choose(index, len(labels), "Training image"),
        pictures(digits.train, first, min(first + GALLERY, len(labels)), index),
        text(f"The numbers of training image {index}, which is labelled {int(labels[index])}:"),
        pixels(images[index]),
    ]


def loss(digits: Digits, index: int) -> list[Block]:
    """Step 5: from one image's logits to probabilities and the loss, step by step, and an overflow."""
    evaluation = digits.evaluation
    index %= len(evaluation.labels)
    logits, label = evaluation.logits[index], int(evaluation.labels[index])
    shifted = logits - logits.max()
    exponentials = shifted.exp()
    probabilities = exponentials / exponentials.sum()
    columns = zip(logits, shifted, exponentials, probabilities, strict=True)
    return [
        choose(index, len(evaluation.labels), "Test image"),
        pictures(digits.test, index, index + 1),
        table(
            ["digit", "logit z", "z - max", "exp(z - max)", "probability"],
            [[digit, *(f"{value:.4f}" for value in row)] for digit, row in enumerate(columns)],
            marked=label,
        ),
        text(
            f"The exponentials add up to {exponentials.sum():.4f}; each divided by that is a probability. "
            f"The loss is the negative natural logarithm of the label's: -log({probabilities[label]:.4g}) "
            f"= {stable_cross_entropy(logits, label):.4g}."
        ),
        text(
            "The same logits, larger and larger, put into the formula as it stands (naive), and as PyTorch "
            "computes it (stable):"
        ),
        table(
            ["logits", "largest", "its exp", "naive", "stable"],
            [overflow(logits, label, scale) for scale in SCALES],
        ),
    ]


def overflow(logits: torch.Tensor, label: int, scale: int) -> list[str]:
    """A row: logits times `scale`, their largest, its exponential, and the loss both ways."""
    logits = scale * logits
    largest = logits.max()
    losses = naive_cross_entropy(logits, label), stable_cross_entropy(logits, label)
    return [f"{scale} × z", f"{largest:.1f}", f"{largest.exp():.3g}", *(f"{loss:.4g}" for loss in losses)]


def order(digits: Digits, index: int) -> list[Block]:
    """Step 6: which images the loaders put into their first batches."""
    labels = digits.train.labels
    numbers = Samples(torch.arange(len(labels)), labels)  # in place of an image its number
    shuffled, as_stored = make_loader(numbers, BATCH_SIZE, shuffle=True), make_loader(numbers, BATCH_SIZE)
    last = len(labels) % BATCH_SIZE or BATCH_SIZE
    return [
        text(
            f"{len(labels):,} images in batches of {BATCH_SIZE} are {len(shuffled)} batches an epoch; "
            f"the last batch has {last} images. The first batch begins with:"
        ),
        table(
            ["loader", "", *[""] * 8],
            [
                *first_images("shuffled, epoch 1", shuffled),
                *first_images("shuffled, epoch 2", shuffled),
                *first_images("not shuffled", as_stored),
            ],
        ),
    ]


def first_images(name: str, loader: torch.utils.data.DataLoader) -> list[list]:
    """Two rows: the numbers of the first batch's first images, and their labels."""
    images, labels = next(iter(loader))
    return [[name, "image", *images[:8].tolist()], ["", "label", *labels[:8].tolist()]]


def one_batch(split: Split, index: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The batch of size 1 that a loader yields for one image.

    Returns:
        Inputs float32 (1, 784), 0 to 1, and labels int64 (1,).
    """
    chosen = slice(index, index + 1)
    loader = make_loader(Samples(to_inputs(split.images[chosen]), split.labels[chosen]), batch_size=1)
    return next(iter(loader))


def batch(digits: Digits, index: int) -> list[Block]:
    """Step 7: one batch of size 1, beside the raw numbers that it was made from."""
    index %= len(digits.train.labels)
    raw = digits.train.images[index]
    inputs, labels = one_batch(digits.train, index)
    return [
        choose(index, len(digits.train.labels), "Training image"),
        table(TENSOR, [about(f".data[{index}]", raw), about("the batch's inputs", inputs)]),
        pixels(raw, inputs),
        text("The batch, printed:"),
        printed(f"{inputs}\n{labels}"),
    ]


def softmax(digits: Digits, index: int) -> list[Block]:
    """Step 8: the loss batch by batch, without and with a softmax before it."""
    losses = with_and_without_softmax(digits.train)
    shown = [1, *range(10, len(losses) + 1, 10)]
    rows = [[batch, *(f"{loss:.3f}" for loss in losses[batch - 1])] for batch in shown]
    return [
        text("Two networks with the same weights at first, trained on this server on the same batches:"),
        table(["batch", "loss", "loss with nn.Softmax at the end"], rows),
    ]


def mistake(digits: Digits, index: int) -> list[Block]:
    """Step 12: one of the images that are read wrong, with both labels."""
    wrong = mistakes(digits.evaluation)
    index %= len(wrong)
    image = int(wrong[index])
    logits, label = digits.evaluation.logits[image], int(digits.evaluation.labels[image])
    probability, prediction = logits.softmax(0).max(0)
    return [
        choose(index, len(wrong), "Mistake"),
        pictures(digits.test, image, image + 1),
        text(
            f"Test image {image}: the label is {label}, the network said {int(prediction)}, "
            f"with a probability of {probability:.1%}."
        ),
        link(f"?mistake={digits.key}-{image}&model=lecture", "Look into this mistake"),
    ]


RESULTS: dict[str, Callable[[Digits, int], list[Block]]] = {
    "gallery": gallery,
    "loss": loss,
    "order": order,
    "batch": batch,
    "softmax": softmax,
    "mistake": mistake,
}
