"""The networks: inputs (B, 784) → logits (B, 10), and what the rest of the app may ask of them."""

from collections.abc import Mapping
from inspect import signature
from itertools import pairwise
from typing import Any

import torch
from huggingface_hub import PyTorchModelHubMixin
from torch import nn

from mnistff.system.errors import KnownError
from mnistff.system.limits import MOST_BYTES
from mnistff.system.text import quoted

PIXELS = 784
DIGITS = 10
MAX_HIDDEN = 10_000
"""Of a hidden layer."""
MOST_PARAMETERS = MOST_BYTES // 4


class NetworkError(KnownError):
    """A network is not of the kind that is asked for; the message says so in a sentence."""


class Network(nn.Sequential, PyTorchModelHubMixin, library_name="mnistff", tags=["mnist"]):
    """An `nn.Sequential` of linear layers with a ReLU between each two, which can be looked into.

    `save_pretrained` and `from_pretrained` come from the Hub's mixin and write and read
    `config.json` and `model.safetensors`.
    """

    @property
    def layers(self) -> list[nn.Linear]:
        """The linear layers, first to last. All but the last are hidden."""
        return [layer for layer in self if isinstance(layer, nn.Linear)]

    @property
    def hidden(self) -> int:
        """Number of hidden units, those of all hidden layers together."""
        return sum(layer.out_features for layer in self.layers[:-1])


class FeedForward(Network):
    """784 → hidden → 10, with a ReLU between. `Network` is an `nn.Sequential`.

    There is no softmax at the end: `CrossEntropyLoss` has it inside, computed as log-sum-exp,
    which does not overflow.

    Args:
        hidden: number of hidden units, at least 1.
    """

    def __init__(self, hidden: int = 128):
        super().__init__(
            nn.Linear(PIXELS, hidden),  # (B, 784) → (B, hidden)
            nn.ReLU(),
            nn.Linear(hidden, DIGITS),  # (B, hidden) → (B, 10)
        )


class WithoutReLU(Network):
    """784 → hidden → 10 with nothing between, to be trained; `folded` says what network that is."""

    def __init__(self, hidden: int = 128):
        super().__init__(nn.Linear(PIXELS, hidden), nn.Linear(hidden, DIGITS))


class OneLayer(Network):
    """784 → 10: softmax regression, without hidden units."""

    def __init__(self) -> None:
        super().__init__(nn.Linear(PIXELS, DIGITS))


@torch.no_grad()
def folded(model: WithoutReLU) -> OneLayer:
    """The same function in one layer: W₂(W₁x + b₁) + b₂ = (W₂W₁)x + (W₂b₁ + b₂)."""
    (into, out_of), one = model.layers, OneLayer()
    one.layers[0].weight.copy_(out_of.weight @ into.weight)  # (10, hidden) @ (hidden, 784)
    one.layers[0].bias.copy_(out_of(into.bias))
    return one


ARCHITECTURES: dict[str, type[Network]] = {"FeedForward": FeedForward, "OneLayer": OneLayer}
"""By the names of their classes. The arguments of each are the units of its hidden layers, first to last."""
FIRST = "FeedForward"
"""What a `config.json` means that names none: once there was no other."""


def to_config(model: Network) -> dict[str, Any]:
    """What `config.json` holds of a network, for `from_config`."""
    name = type(model).__name__
    units = [layer.out_features for layer in model.layers[:-1]]
    sizes = dict(zip(_arguments(type(model)), units, strict=True))
    return sizes if name == FIRST else {"architecture": name, **sizes}


def from_config(config: Mapping[str, Any]) -> Network:
    """A new network as `config.json` describes it; what else is there, other tools put in.

    Raises:
        NetworkError: there is no such network, or it would be too large.
    """
    name = config.get("architecture", FIRST)
    if not isinstance(name, str) or name not in ARCHITECTURES:
        raise NetworkError(f"architecture must be one of {', '.join(ARCHITECTURES)}, not {quoted(name)}.")
    sizes = {}
    for argument in _arguments(ARCHITECTURES[name]):
        units = sizes[argument] = config.get(argument)
        if type(units) is not int or not 1 <= units <= MAX_HIDDEN:
            raise NetworkError(
                f"{argument} must be a whole number from 1 to {MAX_HIDDEN:,}, not {quoted(units)}."
            )
    parameters = sum((before + 1) * after for before, after in pairwise([PIXELS, *sizes.values(), DIGITS]))
    if parameters > MOST_PARAMETERS:
        raise NetworkError(f"{parameters:,} parameters are too many; {MOST_PARAMETERS:,} is the most.")
    return ARCHITECTURES[name](**sizes)


def _arguments(architecture: type[Network]) -> list[str]:
    return list(signature(architecture.__init__).parameters)[1:]


def around_hidden(model: Network) -> tuple[nn.Linear, nn.Linear]:
    """The layers into and out of the hidden units, of a network that has one layer of them.

    Raises:
        NetworkError: it has more of them, or none.
    """
    if len(model.layers) != 2:
        raise NetworkError(
            f"This network has {len(model.layers) - 1} hidden layers; "
            "unit by unit, only a network with one can be explained."
        )
    into, out_of = model.layers
    return into, out_of


@torch.inference_mode()
def predict(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Probabilities (B, 10) for images (B, 28, 28), float32, 0 to 1."""
    return model(images.flatten(1)).softmax(1)


def is_finite(model: nn.Module) -> bool:
    """Whether all weights are numbers, which they are not after a training that diverged."""
    return all(bool(tensor.isfinite().all()) for tensor in model.state_dict().values())
