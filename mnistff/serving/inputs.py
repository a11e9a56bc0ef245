"""What a network is given, as pages ask: a drawing or a test image; and which of its units are off."""

from collections.abc import Mapping
from typing import Any

import torch

from mnistff.artifact import Artifact
from mnistff.data import to_inputs
from mnistff.explain import a
from mnistff.model import Network
from mnistff.serving.images import TestImages
from mnistff.serving.requests import RequestError, find_evaluation, test_title, whole_number
from mnistff.sketch import SIZE, rasterise

AT_HAND = {"note": "", "waiting": False}


def find_input(
    artifact: Artifact, images: TestImages, request: Mapping[str, Any]
) -> tuple[torch.Tensor | None, str, dict]:
    """The image that a request speaks of.

    Args:
        request: `strokes`, or `test_set` and `index`.

    Returns:
        The image (28, 28), float32, 0 to 1, or None if it is not at hand; what it is; and `note` and
        `waiting`, as `TestImages.at_hand` gives them.

    Raises:
        RequestError, StrokesError: there is no such image, or nothing to read.
    """
    if "strokes" in request:
        return rasterise(request["strokes"]), "Your drawing", AT_HAND
    test_set = request.get("test_set", "")
    evaluation = find_evaluation(images, artifact, test_set)
    index = whole_number(request.get("index"), len(evaluation.labels), "The image's number")
    pictures, state = images.at_hand(test_set, evaluation.labels)
    if pictures is None:
        return None, "", state
    title = f"Image {index} of {test_title(test_set)}: {a(int(evaluation.labels[index]))}"
    return to_inputs(pictures[index][None]).reshape(SIZE, SIZE), title, state


def units_off(request: Mapping[str, Any], network: Network) -> list[int]:
    """`off` of a request: the hidden units that are switched off; or a RequestError."""
    value, hidden = request.get("off", []), network.hidden
    if not isinstance(value, list) or len(value) > hidden:
        raise RequestError(f"The units that are off must be a list of {hidden} at most.")
    return [whole_number(unit, hidden, "A unit that is off") for unit in value]
