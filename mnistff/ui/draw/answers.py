"""What a drawing is: the answers of networks, and why."""

from collections.abc import Mapping
from typing import Any

import torch

from mnistff.explain import a, how_sure
from mnistff.model import predict
from mnistff.serving.models import Models
from mnistff.serving.pictures import evidence_map
from mnistff.serving.requests import RequestError, find_artifact
from mnistff.sketch import rasterise

MOST_MODELS = 20


def answer_request(models: Models, request: Mapping[str, Any]) -> dict[str, Any]:
    """What the canvas shows of a drawing.

    Args:
        request: `strokes`, and `models`: the keys of those that are to answer, the chosen one first.

    Returns:
        `image` (784 numbers, 0 to 255), `evidence` (784, -255 to 255), `why`, and an answer of each
        model.

    Raises:
        RequestError, StrokesError: there is no such model, or nothing to read.
    """
    keys = request.get("models")
    if not isinstance(keys, list) or not 1 <= len(keys) <= MOST_MODELS:
        raise RequestError(f"The models must be a list of 1 to {MOST_MODELS}.")
    networks = [find_artifact(models, key).model for key in keys]
    image = rasterise(request.get("strokes", []))
    probabilities = [predict(network, image[None])[0] for network in networks]
    digit, other = probabilities[0].topk(2).indices.tolist()
    return {
        "image": (255 * image).int().flatten().tolist(),
        "evidence": evidence_map(networks[0], image, digit, other),
        "why": f"Why: orange ink speaks for {a(digit)}, blue ink for {a(other)}, the runner-up.",
        "answers": list(map(describe, keys, probabilities)),
    }


def describe(key: str, probabilities: torch.Tensor) -> dict[str, Any]:
    """One model's answer, from its probabilities (10,)."""
    return {
        "model": key,
        "label": int(probabilities.argmax()),
        "probabilities": [round(p, 4) for p in probabilities.tolist()],
        "sentence": how_sure(probabilities),
    }
