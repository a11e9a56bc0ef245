"""What a softmax does that somebody puts before the loss, which has one of its own: two short trainings."""

import copy
from functools import cache

import torch
from torch import nn

from mnistff.data import Split, to_inputs

STEPS, BATCH_SIZE, HIDDEN = 100, 128, 128


@cache
def losses(train: Split) -> tuple[list[float], list[float]]:
    """The loss of each of `STEPS` batches, in nats: without a softmax at the end of the network, and with it.

    Both begin with the same weights and see the same batches, which begin again after the last image.
    """
    layers = nn.Sequential(nn.Linear(784, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 10))
    with_softmax = nn.Sequential(copy.deepcopy(layers), nn.Softmax(dim=1))
    return _train(layers, train), _train(with_softmax, train)


def _train(model: nn.Module, train: Split) -> list[float]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters())
    collected = []
    for step in range(STEPS):
        chosen = torch.arange(step * BATCH_SIZE, (step + 1) * BATCH_SIZE) % len(train.labels)
        optimizer.zero_grad()
        loss = criterion(model(to_inputs(train.images[chosen])), train.labels[chosen])
        loss.backward()
        optimizer.step()
        collected.append(loss.item())
    return collected
