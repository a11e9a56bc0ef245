"""Test images that a network read: which there are to look at, and what is said of one."""

import random
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from mnistff.data import to_inputs
from mnistff.evaluation import Evaluation, mistakes
from mnistff.explain import a
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.pictures import evidence_map
from mnistff.serving.requests import RequestError, find_artifact, find_evaluation, whole_number
from mnistff.serving.samples import chosen_samples


def to_walk_through(models: Models, images: TestImages, request: Mapping[str, Any]) -> dict[str, list[int]]:
    """The images to meet one after the other.

    Args:
        request: as for `chosen_samples`; `quiz`, whether the visitor is asked first what they show.

    Returns:
        `indices` of the mistakes; and for a quiz, of as many images that were read `right`, at random: of
        mistakes alone the network's score would be known before.
    """
    evaluation, indices = chosen_samples(models, images, request)
    digits = {request.get("true"), request.get("predicted")} - {None}
    right: list[int] = []
    if request.get("quiz"):
        is_right = evaluation.predictions == evaluation.labels
        if digits:
            is_right &= sum(evaluation.labels == digit for digit in digits) > 0
        right = is_right.nonzero().flatten().tolist()
        right = random.sample(right, min(len(right), len(indices)))
    return {"indices": indices, "right": right}


def look_at(models: Models, images: TestImages, request: Mapping[str, Any]) -> dict[str, Any]:
    """All that is shown of one test image: `model`, `test_set` and `index` of the request.

    Raises:
        RequestError: there is no such model, test set or image.
    """
    artifact, test_set = find_artifact(models, request.get("model")), request.get("test_set", "")
    evaluation = find_evaluation(images, artifact, test_set)
    index = whole_number(request.get("index"), len(evaluation.labels), "The index")
    probabilities = evaluation.probabilities[index]
    label, prediction = int(evaluation.labels[index]), int(probabilities.argmax())
    other = label if label != prediction else int(probabilities.topk(2).indices[1])
    pictures, state = images.at_hand(test_set, evaluation.labels)
    picture = None if pictures is None else pictures[index]
    return {
        "index": index,
        "label": label,
        "prediction": prediction,
        "probabilities": [round(p, 4) for p in probabilities.tolist()],
        "rank": rank(evaluation, index),
        "model": models.label(request["model"]),
        "others": others(models, images, request["model"], test_set, index),
        "image": None if picture is None else picture.flatten().tolist(),
        "evidence": None
        if picture is None
        else evidence_map(artifact.model, to_inputs(picture[None])[0], prediction, other),
        "why": f"Why: orange ink speaks for {a(prediction)}, blue ink for {a(other)}.",
        **state,
    }


def rank(evaluation: Evaluation, index: int) -> str:
    """Where an image stands among the mistakes, in a sentence; "" if it is none."""
    wrong = mistakes(evaluation).tolist()
    if index not in wrong:
        return ""
    place = wrong.index(index) + 1
    which = "The" if place == 1 else f"The {ordinal(place)}"
    return f"{which} most confident mistake of {len(wrong):,}."


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, … 11th, … 21st."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def others(
    models: Models, images: TestImages, model: str, test_set: str, index: int
) -> list[tuple[str, int]]:
    """What the other models say of the same image: names and digits."""
    said = []
    for key, artifact in models.items():
        with suppress(RequestError):  # it was not evaluated on that
            evaluation = find_evaluation(images, artifact, test_set)
            if key != model and index < len(evaluation.labels):
                said.append((models.label(key), int(evaluation.logits[index].argmax())))
    return said
