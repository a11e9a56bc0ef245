"""What an image is read as: the answers of networks, and what goes on in the first of them."""

from collections.abc import Mapping
from typing import Any

import torch

from mnistff.artifact import Artifact
from mnistff.explain import a, forward, how_sure, how_unusual, votes
from mnistff.model import DIGITS, Network
from mnistff.serving.images import TestImages
from mnistff.serving.inputs import find_input, units_off
from mnistff.serving.models import Models
from mnistff.serving.pictures import evidence_map, painted, pixels_of, rounded
from mnistff.serving.requests import RequestError, find_artifact, whole_number

MOST_MODELS = 20
LINES = 12
"""To each output; more could not be told apart."""


@torch.inference_mode()
def answer_request(models: Models, images: TestImages, request: Mapping[str, Any]) -> dict[str, Any]:
    """What the picture of the network shows of a drawing or a test image.

    Args:
        request: `models`: the keys of those that are to answer, the chosen one first; the image, as
            `find_input` takes it; `off`: the units of the chosen one that are switched off; `unit`: one of
            them to look at, or None.

    Returns:
        `image` (784 numbers, 0 to 255; None if it is not at hand), its `title`, an answer of each model, and
        of the chosen one the `other` most probable digit, the `evidence` (784, -255 to 255) for its answer
        over that, `why` in words, `units` (see `units_of`), the probabilities `before` the units were
        switched off, None if all are on, and whether the image is `unusual`, in a sentence or "".

    Raises:
        RequestError, StrokesError: there is no such model, image or unit, or nothing to read.
        NetworkError: units are off in a network that has more than one hidden layer.
    """
    keys = request.get("models")
    if not isinstance(keys, list) or not 1 <= len(keys) <= MOST_MODELS:
        raise RequestError(f"The models must be a list of 1 to {MOST_MODELS}.")
    artifacts = [find_artifact(models, key) for key in keys]
    network = artifacts[0].model
    off = units_off(request, network)
    image, title, state = find_input(artifacts[0], images, request)
    if image is None:
        return {"image": None, **state}
    logits = [artifact.model(image.flatten()) for artifact in artifacts]
    before, units = None, units_of(network, image, off, request.get("unit"))
    unusual = "" if off else unusualness(artifacts[0], logits[0])
    if off:
        before = rounded(logits[0].softmax(0))
        logits[0] = forward(network, image, off).logits
    digit, other = logits[0].topk(2).indices.tolist()
    return {
        "image": pixels_of(image),
        "title": title,
        "evidence": evidence_map(network, image, digit, other, off),
        "other": other,
        "why": f"Orange ink speaks for {a(digit)}, blue ink for {a(other)}, the runner-up.",
        "units": units,
        "before": before,
        "unusual": unusual,
        "answers": [describe(*each) for each in zip(keys, artifacts, logits, strict=True)],
        **state,
    }


def unusualness(artifact: Artifact, logits: torch.Tensor) -> str:
    """As `how_unusual`; "" of a network that is never sure: that which ships hardly can tell."""
    return how_unusual(logits, artifact.leading_logits) if artifact.sure_from <= 1 else ""


def describe(key: str, artifact: Artifact, logits: torch.Tensor) -> dict[str, Any]:
    """One model's answer, from its logits (10,)."""
    probabilities = logits.softmax(0)
    return {
        "model": key,
        "label": int(probabilities.argmax()),
        "probabilities": rounded(probabilities),
        "sentence": how_sure(probabilities, artifact.sure_from),
    }


def units_of(network: Network, image: torch.Tensor, off: list[int], unit: Any) -> dict[str, Any] | None:
    """What the hidden units make of an image (28, 28), float32, 0 to 1; None if they are in several layers.

    Returns:
        `activations` of all; `lines`: the largest votes for and against each digit (see `explain.votes`), and
        all of `unit`, as [unit, digit, vote]; and `parts`: that unit's weights × pixels, to be painted (784,
        -255 to 255), None without one.
    """
    if len(network.layers) != 2:
        return None
    activations = forward(network, image, off).activations
    weighed = votes(network, activations)  # (10, hidden)
    largest = weighed.abs().topk(min(LINES, network.hidden)).indices.tolist()
    cells = {(digit, each) for digit, units in enumerate(largest) for each in units}
    parts = None
    if unit is not None:
        unit = whole_number(unit, network.hidden, "The unit")
        cells |= {(digit, unit) for digit in range(DIGITS)}
        parts = painted(network.layers[0].weight[unit].detach() * image.flatten())
    weights = weighed.tolist()
    lines = [[each, digit, round(weights[digit][each], 3)] for digit, each in sorted(cells)]
    return {"activations": rounded(activations, 2), "lines": lines, "parts": parts}
