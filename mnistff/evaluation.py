"""From labels and logits: accuracy, the confusion matrix, the mistakes.

An evaluation is what a network said of a whole test set. All that the app shows of it is derived
here, so every figure speaks of the same weights.
"""

from collections.abc import Iterable
from math import comb
from typing import NamedTuple

import torch
from torch import nn

from mnistff.data import Samples

DIGITS = 10


class Evaluation(NamedTuple):
    """A network's answers to a test set.

    `labels` int64 (N,), the truth, 0 to 9; `logits` float32 (N, 10).
    """

    labels: torch.Tensor
    logits: torch.Tensor

    @property
    def predictions(self) -> torch.Tensor:
        """The digit with the largest logit, int64 (N,). The softmax would not change the order."""
        return self.logits.max(1).indices

    @property
    def probabilities(self) -> torch.Tensor:
        """float32 (N, 10), each row adding up to 1."""
        return self.logits.softmax(1)

    @property
    def right(self) -> int:
        """How many predictions are right."""
        return int((self.predictions == self.labels).sum())

    @property
    def accuracy(self) -> float:
        """The share of predictions that are right, 0 to 1."""
        return (self.predictions == self.labels).double().mean().item()


class Confusion(NamedTuple):
    """`count` images of the digit `true` were taken for `predicted`, out of `total` of that digit."""

    true: int
    predicted: int
    count: int
    total: int

    def __str__(self) -> str:
        return f"{self.true} taken for {self.predicted}: {self.count} of {self.total}"


RELIABLE = 0.999
"""The share of answers that must be right for the network's word to hold."""


def sure_from(evaluation: Evaluation) -> float:
    """The least probability from which on the network's answers were right, in 999 of 1,000 cases.

    Many a network says "99%" of much that it reads wrong (Guo et al. 2017, "On calibration of modern
    neural networks"); this is counted. It is infinite if not even the surest answers were right so often.
    """
    order = evaluation.probabilities.amax(1).sort(descending=True)
    right = (evaluation.predictions == evaluation.labels)[order.indices].double()
    share = right.cumsum(0) / torch.arange(1, len(right) + 1)
    reliable = (share >= RELIABLE).nonzero()
    # A few sure answers that happen to be right say nothing: it takes a thousand, or all that there are.
    least = min(1_000, len(right)) - 1
    if not len(reliable) or int(reliable[-1]) < least:
        return float("inf")
    return order.values[int(reliable[-1])].item()


def leading_logits(evaluations: Iterable[Evaluation]) -> list[torch.Tensor]:
    """By digit, the logit for it of each image that was read as it, float32 (M,), the smallest first."""
    pairs = [(each.predictions, each.logits.amax(1)) for each in evaluations]
    predictions, logits = map(torch.cat, zip(*pairs, strict=True))
    return [logits[predictions == digit].sort().values for digit in range(DIGITS)]


def temperature(evaluation: Evaluation) -> float:
    """What to divide the logits by for probabilities that hold (Guo et al. 2017): it makes the loss least.

    It is above 1 if the network is too sure of itself, and lies between 0.01 and 100. The loss is convex in
    its inverse; where it is least, the logit that the probabilities expect is on the mean the label's.
    """
    logits = evaluation.logits.double()
    truth = logits.gather(1, evaluation.labels[:, None]).mean()
    low, high = 0.01, 100.0
    for _ in range(50):
        middle = (low * high) ** 0.5
        expected = ((logits / middle).softmax(1) * logits).sum(1).mean()
        low, high = (middle, high) if expected > truth else (low, middle)
    return (low * high) ** 0.5


@torch.inference_mode()
def answer(model: nn.Module, samples: Samples) -> Evaluation:
    """The network's answers to samples, batch by batch; the evaluation is on the CPU."""
    model.eval()
    device = next(model.parameters()).device
    logits = [model(batch.to(device)).cpu() for batch in samples.inputs.split(1000)]
    return Evaluation(samples.labels, torch.cat(logits))


def wilson(right: int, count: int) -> tuple[float, float]:
    """What `right` of `count` samples can tell of all others: where their share lies, in 95 of 100 cases.

    The score interval (Wilson 1927, "Probable inference, the law of succession, and statistical
    inference"); it stays within 0 to 1, and tells something of few samples too.
    """
    z, share = 1.959964, right / count
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    reach = z / (1 + z**2 / count) * (share * (1 - share) / count + z**2 / (4 * count**2)) ** 0.5
    return max(0.0, middle - reach), min(1.0, middle + reach)


def sign_test(first: int, second: int) -> float:
    """The chance, 0 to 1, that a coin tossed so often falls as unevenly, to either side.

    `first` and `second` are how many images one of two networks alone read. If the chance is small, that
    which read more is the better one (McNemar 1947, "Note on the sampling error of the difference between
    correlated proportions or percentages"; here it is computed exactly).
    """
    count, fewer = first + second, min(first, second)
    as_few = sum(comb(count, k) for k in range(fewer + 1))
    return min(1.0, 2 * as_few / 2**count)


def confusion_matrix(labels: torch.Tensor, predictions: torch.Tensor) -> torch.Tensor:
    """How often each digit was taken for each.

    Args:
        labels, predictions: int64 (N,), 0 to 9.

    Returns:
        Counts (10, 10), int64: `[true, predicted]`.

    Raises:
        ValueError: something is not 0 to 9.
    """
    for name, digits in (("labels", labels), ("predictions", predictions)):
        if len(digits) and not (digits.min() >= 0 and digits.max() < DIGITS):
            raise ValueError(f"{name} must be 0 to 9")
    cells = labels * DIGITS + predictions
    return torch.bincount(cells, minlength=DIGITS * DIGITS).reshape(DIGITS, DIGITS)


def worst_confusions(matrix: torch.Tensor, most: int = 5) -> list[Confusion]:
    """The most frequent errors of a confusion matrix (10, 10), worst first."""
    errors = matrix - matrix.diag().diag()
    totals = matrix.sum(1).tolist()
    order = errors.flatten().sort(descending=True, stable=True).indices[:most].tolist()
    cells = [divmod(cell, DIGITS) for cell in order]
    return [
        Confusion(true, predicted, int(errors[true, predicted]), totals[true])
        for true, predicted in cells
        if errors[true, predicted] > 0
    ]


def recall_and_precision(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """By digit, from a confusion matrix (10, 10), float64 (10,) each, 0 to 1.

    Recall is the share of a digit's images that were read as it (along the row); precision the share
    of the images read as a digit that are it (down the column). Where there are none it is NaN.
    """
    right = matrix.diag().double()
    return right / matrix.sum(1), right / matrix.sum(0)


def select(evaluation: Evaluation, true: int | None = None, predicted: int | None = None) -> torch.Tensor:
    """Indices of the images of a cell, row or column of the confusion matrix, int64 (M,).

    Most confident prediction first. Without `true` and `predicted` it is the whole test set.
    """
    chosen = torch.ones_like(evaluation.labels, dtype=torch.bool)
    if true is not None:
        chosen &= evaluation.labels == true
    if predicted is not None:
        chosen &= evaluation.predictions == predicted
    indices = chosen.nonzero().flatten()
    confidence = evaluation.probabilities[indices].amax(1)
    return indices[confidence.sort(descending=True, stable=True).indices]


def mistakes(evaluation: Evaluation, true: int | None = None, predicted: int | None = None) -> torch.Tensor:
    """Those of `select` whose prediction is not their label."""
    indices = select(evaluation, true, predicted)
    return indices[evaluation.predictions[indices] != evaluation.labels[indices]]
