"""Why this answer: the evidence of each pixel.

For one input a ReLU network is exactly linear: the hidden units that are on stay on, the others
give nothing. With `mask` for those that are on (Simonyan, Vedaldi, Zisserman 2013, "Deep inside
convolutional networks", take the same product to first order; here there is no remainder),

    logits[k] = Σ_pixels (W₂ · diag(mask) · W₁)[k] · x + b₂[k] + (W₂ · diag(mask) · b₁)[k]
"""

from typing import NamedTuple

import torch

from mnistff.model import FeedForward


class Evidence(NamedTuple):
    """What speaks for one digit against another.

    `pixels` float32 (28, 28): positive for the digit, negative against it; `bias`: what speaks
    for it whatever is drawn. Together they add up to the difference of the two logits.
    """

    pixels: torch.Tensor
    bias: float


@torch.inference_mode()
def evidence(model: FeedForward, image: torch.Tensor, digit: int, other: int) -> Evidence:
    """The evidence for `digit` against `other` in an image (28, 28), float32, 0 to 1."""
    first, _, second = model
    inputs = image.flatten()  # (784,)
    mask = first(inputs) > 0  # (hidden,)
    difference = (second.weight[digit] - second.weight[other]) * mask  # (hidden,)
    bias = difference @ first.bias + second.bias[digit] - second.bias[other]
    return Evidence((difference @ first.weight * inputs).reshape(image.shape), bias.item())


def how_sure(probabilities: torch.Tensor) -> str:
    """A sentence on how sure the network is, from its probabilities (10,)."""
    (first, second), (digit, other) = (part.tolist() for part in probabilities.topk(2))
    if second > first / 3:
        return f"This could be {a(digit)} or {a(other)}: {first:.0%} against {second:.0%}."
    for least, words in ((0.99, "Surely"), (0.9, "Almost surely"), (0.6, "Probably")):
        if first >= least:
            return f"{words} {a(digit)}: {first:.0%}."
    return f"Perhaps {a(digit)}, but no digit gets much more than the others: {first:.0%}."


def a(digit: int) -> str:
    """The digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"
