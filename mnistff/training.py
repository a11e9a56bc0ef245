"""Training: an epoch of steps, an evaluation, and `fit`, which does both and reports."""

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Protocol

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR
from torch.utils.data import DataLoader

from mnistff.model import FeedForward, Network, WithoutReLU
from mnistff.recipes import Recipe


@dataclass(frozen=True)
class EpochRecord:
    """What one epoch gave, or a part of it. Losses are mean cross-entropies in nats, accuracy is 0 to 1.

    `epoch` is how many epochs are over, with a fraction after a part of one. `train_loss` is
    `train_one_epoch`'s, collected while the model changes, of smoothed labels if the recipe has them;
    `train_loss_after` that of the same images, undistorted, afterwards, or None if nobody asked for it.
    `seconds` are the part's own.
    """

    epoch: float
    train_loss: float
    train_loss_after: float | None
    test_loss: float
    test_accuracy: float
    seconds: float


def default_device() -> torch.device:
    """The first GPU if there is one, else the processor."""
    return torch.device("cuda:0" if torch.cuda.is_available() else "cpu")


@torch.no_grad()
def make_model(recipe: Recipe, seed: int) -> Network:
    """A new network as a recipe has it.

    Its weights are those that torch begins with after `torch.manual_seed(seed)`. They are drawn from a
    generator of their own, for other threads may draw from the global one meanwhile.
    """
    model = FeedForward(recipe.hidden) if recipe.activation == "relu" else WithoutReLU(recipe.hidden)
    generator = torch.Generator().manual_seed(seed)
    for layer in model.layers:
        bound = 1 / math.sqrt(layer.in_features)  # as nn.Linear.reset_parameters
        for parameter in layer.parameters():
            parameter.uniform_(-bound, bound, generator=generator)
            if recipe.weights == "zeros":
                parameter.zero_()
    return model


def make_optimizer(model: nn.Module, learning_rate: float, name: str = "adam") -> torch.optim.Optimizer:
    """Adam at its defaults, or plain SGD; fused: the same arithmetic in one call instead of many."""
    kind = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[name]
    return kind(model.parameters(), lr=learning_rate, fused=True)


def make_schedule(optimizer: torch.optim.Optimizer, recipe: Recipe, steps: int) -> LRScheduler | None:
    """What changes the learning rate from step to step, if the recipe wants that."""
    if not recipe.one_cycle:
        return None
    return OneCycleLR(optimizer, recipe.learning_rate, total_steps=steps, pct_start=0.1, cycle_momentum=False)


@torch.no_grad()
def divide_logits(model: Network, temperature: float) -> None:
    """Have a network give its logits divided by a temperature, by the weights of its last layer."""
    for parameter in model.layers[-1].parameters():
        parameter /= temperature


def train_one_epoch(
    model: nn.Module,
    batches: Iterable[tuple[torch.Tensor, torch.Tensor]],
    optimizer: torch.optim.Optimizer,
    schedule: LRScheduler | None = None,
    label_smoothing: float = 0.0,
) -> float:
    """Take one step per batch.

    Args:
        batches: inputs (B, 784) and labels (B,); a whole epoch's if it is a loader.
        schedule: stepped after every batch.
        label_smoothing: as a recipe's; the loss is larger for it.

    Returns:
        The mean of the batch losses. It is a little misleading as "the training loss": the model
        changes while it is collected.
    """
    model.train()
    device = next(model.parameters()).device
    total, steps = torch.zeros((), device=device), 0
    for inputs, labels in batches:
        optimizer.zero_grad()
        logits = model(inputs.to(device))
        loss = cross_entropy(logits, labels.to(device), label_smoothing=label_smoothing)
        loss.backward()
        optimizer.step()
        if schedule:
            schedule.step()
        total += loss.detach()  # .item() would wait for the device at every step
        steps += 1
    return total.item() / steps


@torch.inference_mode()
def evaluate(model: nn.Module, loader: DataLoader) -> tuple[float, float]:
    """Mean loss per image, in nats, and accuracy, 0 to 1, batch by batch in one pass."""
    model.eval()
    device = next(model.parameters()).device
    loss, correct, count = torch.zeros((), device=device), torch.zeros((), device=device), 0
    for inputs, labels in loader:
        labels = labels.to(device)
        logits = model(inputs.to(device))  # (B, 10)
        loss += cross_entropy(logits, labels, reduction="sum")
        correct += (logits.max(1).indices == labels).sum()
        count += len(labels)
    return loss.item() / count, correct.item() / count


class Loader(Protocol):
    """A `DataLoader`, or what is gone through as one: batches of inputs (B, 784) and labels (B,)."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]: ...


def fit(
    model: nn.Module,
    recipe: Recipe,
    train_loader: Loader,
    test_loader: DataLoader,
    after_loader: DataLoader | None = None,
    reports: int = 1,
) -> Iterator[EpochRecord]:
    """Train for `recipe.epochs` epochs and yield a record after each.

    The model sits on the device it was put on; batches are moved to it.

    Args:
        after_loader: the training set once more, for `train_loss_after`.
        reports: records per epoch, as evenly spaced as its steps allow. They change nothing of
            what is learnt.
    """
    if recipe.softmax == "added":
        model = nn.Sequential(model, nn.Softmax(1))  # the same weights
    optimizer = make_optimizer(model, recipe.learning_rate, recipe.optimizer)
    schedule = make_schedule(optimizer, recipe, recipe.epochs * len(train_loader))
    for epoch in range(recipe.epochs):
        for batches, share in in_parts(train_loader, reports):
            start = time.perf_counter()
            train_loss = train_one_epoch(model, batches, optimizer, schedule, recipe.label_smoothing)
            test_loss, test_accuracy = evaluate(model, test_loader)
            train_loss_after = evaluate(model, after_loader)[0] if after_loader else None
            seconds = time.perf_counter() - start
            yield EpochRecord(epoch + share, train_loss, train_loss_after, test_loss, test_accuracy, seconds)


def in_parts(loader: Loader, count: int) -> Iterator[tuple[Iterable, float]]:
    """Go through a loader once, in so many parts, as equal as its batches allow.

    Yields:
        The batches of a part, and the share of the loader that is over after them.
    """
    batches, steps = iter(loader), len(loader)
    count = min(count, steps)
    ends = [steps * part // count for part in range(count)]
    for start, end in pairwise(ends):
        yield islice(batches, end - start), end / steps
    yield batches, 1  # all that are left: a loader that is not gone through to its end shuffles otherwise
