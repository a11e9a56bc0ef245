"""Why this answer: the evidence of each pixel, and the part that each hidden unit has in it.

For one input a ReLU network is exactly linear: the hidden units that are on stay on, the others
give nothing. With `mask` for those that are on (Simonyan, Vedaldi, Zisserman 2013, "Deep inside
convolutional networks", take the same product to first order; here there is no remainder),

    logits[k] = Σ_pixels (W₂ · diag(mask) · W₁)[k] · x + b₂[k] + (W₂ · diag(mask) · b₁)[k]

and so on with more hidden layers, from the last to the first. What is said of each hidden unit holds of
networks with one hidden layer.
"""

from collections.abc import Iterable
from typing import NamedTuple

import torch
from torch.nn.functional import one_hot

from mnistff.model import DIGITS, Network, around_hidden


class Evidence(NamedTuple):
    """What speaks for one digit against another.

    `pixels` float32 (28, 28): positive for the digit, negative against it; `bias`: what speaks
    for it whatever is drawn. Together they add up to the difference of the two logits.
    """

    pixels: torch.Tensor
    bias: float


@torch.inference_mode()
def evidence(
    model: Network, image: torch.Tensor, digit: int, other: int, off: Iterable[int] = ()
) -> Evidence:
    """The evidence for `digit` against `other` in an image (28, 28), float32, 0 to 1.

    Args:
        off: units of the first hidden layer that are switched off.
    """
    *hidden, last = model.layers
    activations = inputs = image.flatten()  # (784,)
    masks = []
    for layer in hidden:
        activations = layer(activations).relu()
        masks.append(activations > 0)  # (hidden,)
        if len(masks) == 1:
            masks[0][list(off)] = False
            activations = activations * masks[0]
    weights, bias = last.weight[digit] - last.weight[other], last.bias[digit] - last.bias[other]
    for layer, mask in zip(reversed(hidden), reversed(masks), strict=True):
        weights = weights * mask  # (hidden,)
        bias = bias + weights @ layer.bias
        weights = weights @ layer.weight  # those of the layer before, at last (784,)
    return Evidence((weights * inputs).reshape(image.shape), bias.item())


class Pass(NamedTuple):
    """One image on its way through the network, float32.

    `sums` (hidden,): z = W₁x + b₁; `activations` (hidden,): a = max(0, z); `logits` (10,): W₂a + b₂.
    """

    sums: torch.Tensor
    activations: torch.Tensor
    logits: torch.Tensor


@torch.inference_mode()
def forward(model: Network, image: torch.Tensor, off: Iterable[int] = ()) -> Pass:
    """The network's forward pass, step by step, for an image (28, 28), float32, 0 to 1.

    Args:
        off: hidden units, 0 to hidden - 1, that are switched off: their activation is 0, whatever
            their sum.
    """
    into, out_of = around_hidden(model)
    sums = into(image.flatten())
    activations = sums.relu()
    activations[list(off)] = 0
    return Pass(sums, activations, out_of(activations))


@torch.inference_mode()
def votes(model: Network, activations: torch.Tensor) -> torch.Tensor:
    """What each hidden unit adds to each logit: weight × activation.

    Args:
        activations: (hidden,), float32, as `forward` gives them.

    Returns:
        (10, hidden), float32. With the biases b₂, each row adds up to its digit's logit.
    """
    _, out_of = around_hidden(model)
    return out_of.weight * activations


@torch.inference_mode()
def contributions(
    model: Network, activations: torch.Tensor, digit: int, other: int
) -> tuple[torch.Tensor, float]:
    """What each hidden unit adds to the lead of `digit` over `other`, the difference of their logits.

    Only differences of logits count: adding the same to all ten changes no probability. So a unit
    matters as far as it favours one digit over another, and switching it off costs the lead
    exactly its contribution.

    Args:
        activations: (hidden,), float32, as `forward` gives them.

    Returns:
        (hidden,), float32, and what the biases add. Together they add up to the lead.
    """
    _, out_of = around_hidden(model)
    lead = activations * (out_of.weight[digit] - out_of.weight[other])
    return lead, (out_of.bias[digit] - out_of.bias[other]).item()


@torch.inference_mode()
def mean_activations(model: Network, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """How much each digit excites each hidden unit.

    Args:
        inputs: (N, 784), float32, 0 to 1.
        labels: int64 (N,), 0 to 9.

    Returns:
        (hidden, 10), float32: the mean activation over the images of each digit; 0 where there
        are none.
    """
    into, _ = around_hidden(model)
    members = one_hot(labels, DIGITS).float()  # (N, 10)
    totals = torch.zeros(into.out_features, DIGITS)
    for some, its in zip(inputs.split(1000), members.split(1000), strict=True):
        totals += into(some).relu().T @ its  # (hidden, B) @ (B, 10)
    return totals / members.sum(0).clamp_min(1)


def how_sure(probabilities: torch.Tensor, sure_from: float = 0.999) -> str:
    """A sentence on how sure the network is, from its probabilities (10,).

    Args:
        sure_from: the probability, 0 to 1, from which on its word holds: `evaluation.sure_from`.
    """
    (first, second), (digit, other) = (part.tolist() for part in probabilities.topk(2))
    if second > first / 3:
        return f"This could be {a(digit)} or {a(other)}: {percent(first)} against {percent(second)}."
    for least, words in ((max(0.9, sure_from), "Surely"), (0.9, "Almost surely"), (0.6, "Probably")):
        if first >= least:
            return f"{words} {a(digit)}: {percent(first)}."
    return f"Perhaps {a(digit)}, but no digit gets much more than the others: {percent(first)}."


SELDOM = 0.05
"""So many of the test images read as a digit are called unusual."""


def how_unusual(logits: torch.Tensor, leading: list[torch.Tensor]) -> str:
    """A sentence if the network has seldom seen anything like what it gives logits (10,); else "".

    The softmax only compares logits. What is no digit the network finds few reasons for: even the largest
    logit is small then (Hendrycks et al. 2022, "Scaling out-of-distribution detection").

    Args:
        leading: `evaluation.leading_logits` of its test sets.
    """
    smaller, seen = rank(logits, leading)
    if smaller >= SELDOM * seen:
        return ""
    return (
        f"It has seldom seen anything like this: of {seen:,} test images that it reads as "
        f"{a(int(logits.argmax()))}, {f'only {smaller:,}' if smaller else 'none'} got a smaller logit."
    )


def rank(logits: torch.Tensor, leading: list[torch.Tensor]) -> tuple[int, int]:
    """How many of the test images read as the same digit got a smaller logit, and of how many; as above."""
    largest, digit = logits.max(0)
    return int(torch.searchsorted(leading[int(digit)], largest)), len(leading[int(digit)])


def percent(share: float) -> str:
    """A probability, 0 to 1, in per cent. Of a softmax none is quite 1 or 0, and none is shown so."""
    if share > 0.999:
        return ">99.9%"
    if share < 0.001:
        return "<0.1%"
    return f"{share:.1%}" if share > 0.99 or share < 0.01 else f"{share:.0%}"


def a(digit: int) -> str:
    """The digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"
