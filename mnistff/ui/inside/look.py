"""What is told of the network's inside: one image's way through the hidden units to the outputs, in numbers.

Who asks about a network that can't be looked into so is told a NetworkError's sentence.
"""

import base64
import threading
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import torch

from mnistff.data import to_inputs
from mnistff.datasets import DATA_SETS
from mnistff.explain import Pass, a, contributions, forward, mean_activations, percent
from mnistff.model import Network, around_hidden
from mnistff.serving.images import TestImages
from mnistff.serving.inputs import find_input, units_off
from mnistff.serving.models import Models
from mnistff.serving.pictures import painted, pixels_of, rounded, shades
from mnistff.serving.requests import find_artifact, find_evaluation, whole_number
from mnistff.sketch import SIZE

TERMS = 5
"""How many terms of a sum are spelt out."""
TILES = 16
"""Of how many units, those that count most, the weights are shown."""


class Excitement:
    """Which digits excite the hidden units of each network: counted once, kept while it lives.

    Only over the data sets: of visitors' own test sets there are others all the time, and they are small.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._means: WeakKeyDictionary[Network, dict[str, list]] = WeakKeyDictionary()

    def means(self, model: Network, test_set: str, images: torch.Tensor, labels: torch.Tensor) -> list:
        """The mean activations [hidden][10] over a test set's images, uint8 (N, 28, 28)."""
        if test_set not in DATA_SETS:
            return count(model, images, labels)
        with self._lock:  # whoever asks meanwhile gets what is counted now
            known = self._means.setdefault(model, {})
            if test_set not in known:
                known[test_set] = count(model, images, labels)
            return known[test_set]


def count(model: Network, images: torch.Tensor, labels: torch.Tensor) -> list:
    """The mean activations, as above."""
    return rounded(mean_activations(model, to_inputs(images[: len(labels)]), labels))


def excitement_for(
    excited: Excitement, models: Models, images: TestImages, request: Mapping[str, Any]
) -> dict[str, Any]:
    """Which digits excite the units of the request's `model`, over its `test_set`: `Excitement.means`.

    Returns:
        `means`, None if the images are not at hand: `note` and `waiting` say why.
    """
    artifact, test_set = find_artifact(models, request.get("model")), request.get("test_set", "")
    labels = find_evaluation(images, artifact, test_set).labels
    pictures, state = images.at_hand(test_set, labels)
    means = None if pictures is None else excited.means(artifact.model, test_set, pictures, labels)
    return {"means": means, **state}


def look_inside(models: Models, images: TestImages, request: Mapping[str, Any]) -> dict[str, Any]:
    """One image's way through a network, in numbers.

    Args:
        request: `model`; the image, as `find_input` takes it; `off`, the hidden units that are
            switched off; `unit`, the one to spell out, or None for the one that counts most.

    Returns:
        `image` (None if it is not at hand: `note` and `waiting` say why), what the whole network
        answers (`digit`, `other`) and what each unit adds to that answer's lead, what the network answers
        without the units that are off, and the weights of those that count most: `tiles`.

    Raises:
        RequestError, StrokesError: there is no such model, image or unit, or nothing to read.
        NetworkError: the network has more than one hidden layer.
    """
    artifact = find_artifact(models, request.get("model"))
    model, hidden = artifact.model, around_hidden(artifact.model)[0].out_features
    off = units_off(request, model)
    image, _, state = find_input(artifact, images, request)
    if image is None:
        return {"image": None, **state}
    whole, cut = forward(model, image), forward(model, image, off)
    digit, other = whole.logits.topk(2).indices.tolist()
    lead, bias = contributions(model, whole.activations, digit, other)
    added, sums = rounded(lead), rounded(whole.sums)
    # What counts most comes first; of those that add nothing, the one that is nearest to being on.
    order = sorted(range(hidden), key=lambda unit: (-abs(added[unit]), -sums[unit]))
    unit = request.get("unit")
    unit = order[0] if unit is None else whole_number(unit, hidden, "The unit")
    return {
        "image": pixels_of(image),
        "digit": digit,
        "other": other,
        "sums": sums,
        "added": added,
        "bias": bias,
        "order": order,
        "logits": rounded(cut.logits),
        "probabilities": rounded(cut.logits.softmax(0)),
        "changed": what_changed(whole, cut, len(off)),
        "tiles": [[each, weights_of(model, each)] for each in order[:TILES]],
        "unit": spell_out(model, image, unit),
        **state,
    }


def weights_of(model: Network, unit: int) -> str:
    """The weights of a hidden unit, to be painted: int8 (784,) in base64, -127 to 127."""
    into, _ = around_hidden(model)
    weights = (127 * shades(into.weight[unit].detach())).to(torch.int8)
    return base64.b64encode(weights.numpy().tobytes()).decode()


def spell_out(model: Network, image: torch.Tensor, unit: int) -> dict[str, Any]:
    """A hidden unit's weighted sum with its largest terms, and its ten outgoing weights."""
    into, out_of = around_hidden(model)
    weights, pixels = into.weight[unit].detach(), image.flatten()
    terms = weights * pixels
    largest = terms.abs().topk(TERMS).indices
    return {
        "number": unit,
        "bias": into.bias[unit].item(),
        "terms": [
            {"row": at // SIZE, "column": at % SIZE, "weight": weights[at].item(), "pixel": pixels[at].item()}
            for at in largest.tolist()
        ],
        "rest": (terms.sum() - terms[largest].sum()).item(),
        "rest_count": max(0, int((pixels > 0).sum()) - TERMS),
        "weights": weights_of(model, unit),
        "parts": painted(terms),
        "outgoing": rounded(out_of.weight[:, unit].detach()),
    }


def what_changed(whole: Pass, cut: Pass, off: int) -> str:
    """What switching units off did to the answer, in a sentence; "" if none is off."""
    if not off:
        return ""
    units = f"{off:,} unit{'s' if off > 1 else ''} off"
    before, now = whole.logits.softmax(0), cut.logits.softmax(0)
    digit, new = int(before.argmax()), int(now.argmax())
    left, as_new = percent(now[digit].item()), percent(now[new].item())
    if new == digit:
        return f"With {units} it still reads {a(digit)}: {left}, before {percent(before[digit].item())}."
    return f"With {units} it reads {a(new)} in place of {a(digit)}: {as_new} against {left}."
