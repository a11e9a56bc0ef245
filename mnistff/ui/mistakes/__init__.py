"""The Mistakes tab: test images that the network reads wrong, one at a time and all at a glance."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from mnistff.data import to_inputs
from mnistff.datasets import TEST_SETS
from mnistff.evaluation import Evaluation, mistakes
from mnistff.explain import a
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.pictures import evidence_map
from mnistff.serving.requests import find_artifact, find_evaluation, for_page, whole_number
from mnistff.serving.samples import chosen, page_of_samples
from mnistff.ui.parts import read


class Mistakes(gr.HTML):
    """A walk through the mistakes; its value is `mistakes_value`'s.

    "Draw it yourself" is the event `select`, "Look inside" is `submit`, each with `test_set` and `index`.
    """

    def __init__(self, value: dict, models: Models, images: TestImages):
        @for_page
        def samples(request: dict) -> dict:
            return page_of_samples(models, images, request)

        @for_page
        def list(request: dict) -> dict:
            return {"indices": chosen(models, request)[1]}

        @for_page
        def show(request: dict) -> dict:
            return look_at(models, images, request)

        super().__init__(
            value=value,
            html_template=read("mistakes/mistakes.html"),
            css_template=read("shared/shared.css") + read("shared/bars.css") + read("mistakes/mistakes.css"),
            js_on_load=read("shared/shared.js") + read("mistakes/mistakes.js"),
            apply_default_css=False,
            server_functions=[samples, list, show],
        )


def mistakes_value(model: str, test_set: str, index: int | None = None, request: float = 0) -> dict[str, Any]:
    """Which model and test set the tab speaks of, and an image to open, if `request` is a new number."""
    return {
        "model": model,
        "test_set": test_set,
        "test_set_name": TEST_SETS[test_set],
        "index": index,
        "request": request,
    }


def look_at(models: Models, images: TestImages, request: Mapping[str, Any]) -> dict[str, Any]:
    """All that is shown of one test image: `model`, `test_set` and `index` of the request.

    Raises:
        RequestError: there is no such model, test set or image.
    """
    artifact = find_artifact(models, request.get("model"))
    test_set = request.get("test_set")
    evaluation = find_evaluation(artifact, test_set)
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
        "others": others(models, request["model"], test_set, index),
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


def others(models: Models, model: str, test_set: str, index: int) -> list[tuple[str, int]]:
    """What the other models say of the same image: names and digits."""
    answers = {key: artifact.evaluations.get(test_set) for key, artifact in models.items()}
    return [
        (models.label(key), int(evaluation.logits[index].argmax()))
        for key, evaluation in answers.items()
        if key != model and evaluation is not None and index < len(evaluation.labels)
    ]
