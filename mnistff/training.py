"""Training: an epoch of steps, an evaluation, and `fit`, which does both and reports."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import DataLoader

DATA = ("mnist", "strokes")
"""What a network can be trained on: MNIST, or digits drawn by program as pen strokes."""


@dataclass(frozen=True)
class Recipe:
    """A named set of training settings. The defaults are the lecture's; `data` is one of `DATA`."""

    hidden: int = 128
    epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 1e-3
    data: str = "mnist"


RECIPES = {"lecture": Recipe()}


@dataclass(frozen=True)
class EpochRecord:
    """What one epoch gave. Losses are mean cross-entropies in nats, accuracy is 0 to 1."""

    epoch: int
    train_loss: float
    test_loss: float
    test_accuracy: float
    seconds: float


def default_device() -> torch.device:
    """The first GPU if there is one, else the processor."""
    return torch.device("cuda:0" if torch.cuda.is_available() else "cpu")


def make_optimizer(model: nn.Module, learning_rate: float) -> torch.optim.Optimizer:
    """Adam at its defaults; fused, which is the same arithmetic in one call instead of many."""
    return torch.optim.Adam(model.parameters(), lr=learning_rate, fused=True)


def train_one_epoch(model: nn.Module, loader: DataLoader, optimizer: torch.optim.Optimizer) -> float:
    """Take one step per batch.

    Args:
        loader: yields inputs (B, 784) and labels (B,).

    Returns:
        The mean of the batch losses. It is a little misleading as "the training loss": the model
        changes while it is collected.
    """
    model.train()
    device = next(model.parameters()).device
    total = torch.zeros((), device=device)
    for inputs, labels in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs.to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        total += loss.detach()  # .item() would wait for the device at every step
    return total.item() / len(loader)


@torch.inference_mode()
def evaluate(model: nn.Module, loader: DataLoader) -> tuple[float, float]:
    """Mean loss per image, in nats, and accuracy, 0 to 1, batch by batch in one pass."""
    model.eval()
    device = next(model.parameters()).device
    loss, correct, count = torch.zeros((), device=device), torch.zeros((), device=device), 0
    for inputs, labels in loader:
        labels = labels.to(device)
        logits = model(inputs.to(device))  # (B, 10)
        loss += nn.functional.cross_entropy(logits, labels, reduction="sum")
        correct += (logits.max(1).indices == labels).sum()
        count += len(labels)
    return loss.item() / count, correct.item() / count


def fit(
    model: nn.Module, recipe: Recipe, train_loader: DataLoader, test_loader: DataLoader
) -> Iterator[EpochRecord]:
    """Train for `recipe.epochs` epochs and yield a record after each.

    The model sits on the device it was put on; batches are moved to it.
    """
    optimizer = make_optimizer(model, recipe.learning_rate)
    for epoch in range(1, recipe.epochs + 1):
        start = time.perf_counter()
        train_loss = train_one_epoch(model, train_loader, optimizer)
        test_loss, test_accuracy = evaluate(model, test_loader)
        yield EpochRecord(epoch, train_loss, test_loss, test_accuracy, time.perf_counter() - start)
