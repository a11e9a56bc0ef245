"""The named endpoints, for `gradio_client` and for other programs."""

import random

from gradio.events import api

from mnistff.evaluation import Evaluation, confusion_matrix
from mnistff.model import predict
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import RequestError, find_artifact, find_evaluation, whole_number
from mnistff.serving.samples import PAGE, chosen_samples
from mnistff.sketch import rasterise
from mnistff.ui.errors import for_program

MOST_SEED = 2**32


def add_endpoints(models: Models, images: TestImages) -> None:
    """Add `/classify`, `/confusion_matrix`, `/samples` and `/random_mistake` to the app being built."""

    def named(model: str | None, test_set: str | None) -> dict:
        """By default what a new visitor begins with, which may change while the app runs."""
        model = model or models.first
        return {"model": model, "test_set": test_set or find_artifact(models, model).main_test_set}

    def classify(strokes: list, model: str | None = None) -> dict:
        """Read pen strokes: a list of lists of points [x, y], y pointing down, in any unit."""
        artifact = find_artifact(models, model or models.first)
        probabilities = predict(artifact.model, rasterise(strokes)[None])[0]
        return {"label": int(probabilities.argmax()), "probabilities": probabilities.tolist()}

    def confusion(model: str | None = None, test_set: str | None = None) -> list:
        """Counts [true label][predicted label] of a test set that the model was evaluated on."""
        request = named(model, test_set)
        evaluation = find_evaluation(images, find_artifact(models, request["model"]), request["test_set"])
        return confusion_matrix(evaluation.labels, evaluation.predictions).tolist()

    def samples(
        true: int | None = None,
        predicted: int | None = None,
        model: str | None = None,
        test_set: str | None = None,
        start: int = 0,
    ) -> list:
        """48 images of a cell of the matrix, from number `start` on, most confident first."""
        request = {**named(model, test_set), "true": true, "predicted": predicted}
        evaluation, indices = chosen_samples(models, images, request)
        start = whole_number(start, len(indices) + 1, "The start")
        return [describe(evaluation, request["test_set"], index) for index in indices[start : start + PAGE]]

    def random_mistake(
        model: str | None = None,
        test_set: str | None = None,
        true: int | None = None,
        predicted: int | None = None,
        seed: int | None = None,
    ) -> dict:
        """A test image that the model reads wrong: 28 rows of 28 numbers, 0 to 255, and labels."""
        if seed is not None:
            whole_number(seed, MOST_SEED, "The seed")
        request = {**named(model, test_set), "true": true, "predicted": predicted, "mistakes": True}
        evaluation, indices = chosen_samples(models, images, request)
        if not indices:
            raise RequestError("This model made no such mistake on this test set.")
        return describe(evaluation, request["test_set"], random.Random(seed).choice(indices))

    def describe(evaluation: Evaluation, test_set: str, index: int) -> dict:
        return {
            "index": index,
            "image": images.get(test_set, evaluation.labels)[index].tolist(),
            "label": int(evaluation.labels[index]),
            "prediction": int(evaluation.logits[index].argmax()),
            "probabilities": evaluation.logits[index].softmax(0).tolist(),
        }

    api(for_program(classify), api_name="classify")
    api(for_program(confusion), api_name="confusion_matrix")
    api(for_program(samples), api_name="samples")
    api(for_program(random_mistake), api_name="random_mistake")
