"""What a softmax does that somebody puts before the loss, which has one of its own: two short trainings."""

import copy
from collections.abc import Iterator
from functools import cache

import torch
from torch import nn

from mnistff.data import Split, to_inputs
from mnistff.recipes import Recipe

BATCHES, RECIPE = 100, Recipe()


@cache
def losses(train: Split) -> list[list[float]]:
    """The loss of each of `BATCHES` batches, in nats: without a softmax at the end, and with it.

    Both networks begin with the same weights and see the same batches.
    """
    from mnistff.training import make_model, make_optimizer, train_one_epoch  # the app did without until now

    without = make_model(RECIPE, seed=0)
    models = without, nn.Sequential(copy.deepcopy(without), nn.Softmax(dim=1))
    trained = [(model, make_optimizer(model, RECIPE.learning_rate)) for model in models]
    return [
        [train_one_epoch(model, [batch], optimizer) for model, optimizer in trained]
        for batch in _batches(train)
    ]


def _batches(train: Split) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """In the order in which the images are stored; after the last one they begin again."""
    for start in range(0, BATCHES * RECIPE.batch_size, RECIPE.batch_size):
        chosen = torch.arange(start, start + RECIPE.batch_size) % len(train.labels)
        yield to_inputs(train.images[chosen]), train.labels[chosen]
