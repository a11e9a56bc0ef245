"""The live results of the lecture, as they are asked for."""

import threading
from collections.abc import Mapping
from typing import Any

from mnistff.data import DataError
from mnistff.lecture import images as from_images
from mnistff.lecture import network as from_network
from mnistff.serving.images import FetchedSplit
from mnistff.serving.requests import RequestError, whole_number
from mnistff.system.text import quoted

MOST_IMAGES = 1_000_000_000
"""No data has as many; a number past the last image begins again at the first."""
STROKES = "MNIST can't be had on this server, so these are pen strokes, drawn by program."
ONE_DRAWS = threading.Lock()
"""Held while the pen strokes are drawn, which takes seconds the first time; all results ask at once."""


def compute(train: FetchedSplit, test: FetchedSplit, request: Mapping[str, Any]) -> dict[str, Any]:
    """A live result: `name`, and `index` of the image chosen, of the request.

    Returns:
        `blocks`; `note`, a sentence or ""; and `waiting`: whether it is worth asking again soon.

    Raises:
        RequestError: there is no such result or no such image.
    """
    name = request.get("name")
    index = whole_number(request.get("index"), MOST_IMAGES, "The index")
    if not isinstance(name, str) or name not in from_images.RESULTS | from_network.RESULTS:
        raise RequestError(f"There is no result {quoted(name)}.")
    if name in from_network.RESULTS:
        return {"blocks": from_network.RESULTS[name](), "note": "", "waiting": False}
    for split in (train, test):
        if split.on_its_way():
            return {"blocks": [], "note": split.progress(), "waiting": True}
    digits, note = digits_at_hand(train, test)
    return {"blocks": from_images.RESULTS[name](digits, index), "note": note, "waiting": False}


def digits_at_hand(train: FetchedSplit, test: FetchedSplit) -> tuple[from_images.Digits, str]:
    """MNIST, or pen strokes and a sentence that says so."""
    try:
        return from_images.mnist_digits(train.get(), test.get()), ""
    except DataError:
        with ONE_DRAWS:
            return from_images.drawn_digits(), STROKES
