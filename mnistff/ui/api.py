"""The named endpoints, for `gradio_client` and for other programs."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr

from mnistff.artifact import Artifact
from mnistff.data import DataError
from mnistff.evaluation import confusion_matrix, mistakes
from mnistff.model import predict
from mnistff.sketch import StrokesError, rasterise
from mnistff.ui.images import TestImages


def add_endpoints(artifacts: Mapping[str, Artifact], images: TestImages) -> None:
    """Add `/classify`, `/confusion_matrix` and `/random_mistake` to the app being built."""
    first = next(iter(artifacts))

    def find(model: str) -> Artifact:
        if model not in artifacts:
            raise gr.Error(f"There is no model {model!r}; there are {', '.join(artifacts)}.")
        return artifacts[model]

    def classify(strokes: list, model: str = first) -> dict:
        """Read pen strokes: a list of lists of points [x, y], y pointing down, in any unit."""
        artifact = find(model)
        try:
            image = rasterise(strokes)
        except StrokesError as error:
            raise gr.Error(str(error)) from error
        probabilities = predict(artifact.model, image[None])[0]
        return {"label": int(probabilities.argmax()), "probabilities": probabilities.tolist()}

    def confusion(model: str = first) -> list:
        """Counts [true label][predicted label] on the model's test set."""
        artifact = find(model)
        evaluation = artifact.evaluations[artifact.main_test_set]
        return confusion_matrix(evaluation.labels, evaluation.predictions).tolist()

    def random_mistake(model: str = first) -> dict:
        """A test image that the model reads wrong: 28 rows of 28 numbers, 0 to 255, and labels."""
        artifact = find(model)
        evaluation = artifact.evaluations[artifact.main_test_set]
        wrong = mistakes(evaluation).tolist()
        if not wrong:
            raise gr.Error("This model made no mistake on this test set.")
        index = random.choice(wrong)
        try:
            image = images.get(artifact.main_test_set)[index].tolist()
        except DataError as error:
            raise gr.Error(str(error)) from error
        return {
            "index": index,
            "image": image,
            "label": int(evaluation.labels[index]),
            "prediction": int(evaluation.predictions[index]),
            "probabilities": evaluation.probabilities[index].tolist(),
        }

    named: dict[str, Callable[..., Any]] = {
        "classify": classify,
        "confusion_matrix": confusion,
        "random_mistake": random_mistake,
    }
    for api_name, function in named.items():
        gr.api(function, api_name=api_name)
