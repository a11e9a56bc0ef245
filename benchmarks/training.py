"""Seconds per epoch of the lecture's recipe: the plain loop, ours, and the arithmetic alone.

    python -m benchmarks.training
    MNISTFF_DATA=folder python -m benchmarks.training --turns 1 --epochs 3

All in one process, on the processor, by turns, because a shared machine is not always equally fast.
The plain loop is the lecture's: a `DataLoader` over `MNIST(transform=ToTensor())`, and `.item()` at
every step.
"""

import argparse
import dataclasses
import statistics
import time

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from mnistff.data import Samples, data_folder, load_mnist, make_loader, to_inputs
from mnistff.model import FeedForward
from mnistff.recipes import RECIPES
from mnistff.training import fit

RECIPE = RECIPES["lecture"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--epochs", type=int, default=RECIPE.epochs, help="in each turn (%(default)s)")
    parser.add_argument("--turns", type=int, default=3, help="of which the median counts (%(default)s)")
    options = parser.parse_args()
    train, test = (load_mnist(split) for split in ("train", "test"))

    works = (
        lambda: plain_loop(0, options.epochs),
        lambda: our_loop(train, test, 0, options.epochs),
        lambda: multiplications(options.epochs * (len(train.labels) // RECIPE.batch_size)),
    )
    turns = [[timed(work) / options.epochs for work in works] for _ in range(options.turns)]
    plain, ours, bare = (statistics.median(seconds) for seconds in zip(*turns, strict=True))
    print("                          seconds per epoch")
    print(f"plain loop                {plain:17.3f}")
    print(f"mnistff.training.fit      {ours:17.3f}")
    print(f"matrix products alone     {bare:17.3f}")
    print(f"ours takes {ours / plain:.3f} of the plain loop's time: a {plain / ours:.1f}th of it")
    print(f"{bare / ours:.0%} of our time is matrix products")


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plain_loop(seed: int, epochs: int) -> float:
    """The lecture's notebook, as it stands; returns the accuracy on the test set."""
    torch.manual_seed(seed)
    train, test = (MNIST(data_folder(), train=train, transform=ToTensor()) for train in (True, False))
    train_loader = DataLoader(train, batch_size=RECIPE.batch_size, shuffle=True)
    test_loader = DataLoader(test, batch_size=RECIPE.batch_size)
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(784, RECIPE.hidden), nn.ReLU(), nn.Linear(RECIPE.hidden, 10)
    )
    criterion, optimizer = nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters())
    for _ in range(epochs):
        total = 0.0
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        correct = 0
        with torch.no_grad():
            for images, labels in test_loader:
                logits = model(images)
                total += criterion(logits, labels).item()
                correct += (logits.max(1).indices == labels).sum().item()
    return correct / len(test)


def our_loop(train, test, seed: int, epochs: int) -> float:
    """`fit` on splits that are read already, with the making of inputs; returns the accuracy."""
    torch.manual_seed(seed)
    model = FeedForward(RECIPE.hidden)
    train_loader, test_loader = (
        make_loader(Samples(to_inputs(split.images), split.labels), RECIPE.batch_size, shuffle, seed)
        for split, shuffle in ((train, True), (test, False))
    )
    recipe = dataclasses.replace(RECIPE, epochs=epochs)
    return list(fit(model, recipe, train_loader, test_loader))[-1].test_accuracy


def multiplications(steps: int) -> None:
    """The five matrix products of each step, forward and backward."""
    batch, hidden = RECIPE.batch_size, RECIPE.hidden
    inputs, first, second = torch.rand(batch, 784), torch.rand(784, hidden), torch.rand(hidden, 10)
    for _ in range(steps):
        units = inputs @ first
        logits = units @ second
        units.T @ logits
        inputs.T @ (logits @ second.T)


if __name__ == "__main__":
    main()
