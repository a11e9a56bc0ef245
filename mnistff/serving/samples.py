"""Pages of test images as thumbnails: for a cell of the confusion matrix, and for all mistakes."""

from collections.abc import Mapping
from typing import Any

from mnistff.evaluation import Evaluation, mistakes, select
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.pictures import image_address
from mnistff.serving.requests import digit, find_artifact, find_evaluation, whole_number

PAGE = 48


def chosen_samples(
    models: Models, images: TestImages, request: Mapping[str, Any]
) -> tuple[Evaluation, list[int]]:
    """The evaluation that a request speaks of, and the indices that it wants, most confident first.

    Args:
        request: `model`, `test_set`; `true` and `predicted`, digits or None; `mistakes`, whether
            only those.

    Raises:
        RequestError: any of it is not to be had.
    """
    artifact = find_artifact(models, request.get("model"))
    evaluation = find_evaluation(images, artifact, request.get("test_set"))
    true = digit(request.get("true"), "The true label")
    predicted = digit(request.get("predicted"), "The predicted label")
    pick = mistakes if request.get("mistakes") else select
    return evaluation, pick(evaluation, true, predicted).tolist()


def page_of_samples(models: Models, images: TestImages, request: Mapping[str, Any]) -> dict[str, Any]:
    """48 of the samples that `chosen_samples` gives, from number `start` on.

    Returns:
        `samples`, `total`, and the `note` and `waiting` of `TestImages.at_hand`. A sample without
        an image has None for it.
    """
    evaluation, indices = chosen_samples(models, images, request)
    start = whole_number(request.get("start", 0), len(indices) + 1, "The start")
    pictures, state = images.at_hand(request["test_set"], evaluation.labels)
    samples = [
        describe(evaluation, index) | {"image": None if pictures is None else image_address(pictures[index])}
        for index in indices[start : start + PAGE]
    ]
    return {"samples": samples, "total": len(indices), **state}


def describe(evaluation: Evaluation, index: int) -> dict[str, Any]:
    """What a thumbnail says of its image; `confidence` and `true_share` are probabilities."""
    logits = evaluation.logits[index]
    probabilities = logits.softmax(0)
    label, prediction = int(evaluation.labels[index]), int(logits.argmax())
    return {
        "index": index,
        "label": label,
        "prediction": prediction,
        "confidence": round(probabilities[prediction].item(), 4),
        "true_share": round(probabilities[label].item(), 4),
    }
