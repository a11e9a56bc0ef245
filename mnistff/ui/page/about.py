"""What the pages say of the models that can be chosen."""

from collections.abc import Mapping
from typing import Any

from mnistff.artifact import Artifact
from mnistff.datasets import HANDWRITING, TEST_SETS, TRAINED_ON
from mnistff.evaluation import Evaluation, wilson
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.own_sets import OWN_SET
from mnistff.serving.own_sets import TITLE as OWN_TITLE
from mnistff.serving.requests import RequestError, find_own, test_title
from mnistff.system.text import plain

LONGEST_ORIGIN = 1_000
"""In letters, of where a model comes from and what went wrong there."""
MOST_NAMED = 100
"""Models that a page may ask for beside those for everybody."""


def offer(models: Models, request: Mapping[str, Any]) -> dict[str, Any]:
    """The models that a page may choose from.

    Args:
        request: `also`: keys of some beside those for everybody, a visitor's own or replaced ones.

    Returns:
        `models`, as `describe` has them; and of `also` those that are `gone`.

    Raises:
        RequestError: `also` is no list of keys.
    """
    also = check_keys(request.get("also", []))
    found = [(key, label, models.get(key)) for label, key in models.choices(*also)]
    return {
        "models": [describe(key, label, each) for key, label, each in found if each],
        "gone": [plain(key) for key, _, each in found if not each],
    }


def describe(key: str, label: str, artifact: Artifact) -> dict[str, Any]:
    """What is said of a model: what may come from the Hub in it is plain text of some length at most."""
    return {
        "key": key,
        "label": plain(label),
        "units": artifact.model.hidden,
        "recipe": plain(str(artifact.metrics["recipe"])),
        "trained_on": trained_on(artifact),
        "with_handwriting": "handwriting" in artifact.metrics,
        "sure_from": artifact.sure_from if artifact.sure_from <= 1 else None,
        "origin": plain(artifact.origin, LONGEST_ORIGIN),
        "test_sets": [
            of_test_set(name, each.title, artifact.evaluations[name])
            for name, each in TEST_SETS.items()
            if name in artifact.evaluations
        ],
    }


def of_test_set(name: str, title: str, evaluation: Evaluation) -> dict[str, Any]:
    """What is said of a model's answers to a test set; `title` is what lists call that."""
    return {
        "key": name,
        "title": title,
        "name": test_title(name),
        "accuracy": evaluation.accuracy,
        "count": len(evaluation.labels),
    }


def of_own_set(models: Models, images: TestImages, request: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of the answers of models to a visitor's own test set.

    Args:
        request: `models`, their keys; `test_set`, the name that the visitor's own was given.

    Returns:
        `sets`: by the model's key, as `of_test_set` has it, with the `interval` that so few digits can tell
        (see `evaluation.wilson`). Of models that are gone there is nothing.

    Raises:
        RequestError, LostError: `models` is no list of keys, or there is no such test set.
    """
    keys = check_keys(request.get("models"))
    sets = {}
    for key, artifact in ((key, models.get(key)) for key in keys):
        if artifact:
            evaluation = find_own(images, artifact, request.get("test_set"))
            told = of_test_set(OWN_SET, OWN_TITLE, evaluation)
            interval = wilson(evaluation.right, told["count"])
            sets[key] = told | {"right": evaluation.right, "interval": interval}
    return {"sets": sets}


def check_keys(keys: Any) -> list[str]:
    """Keys of models, or a RequestError."""
    if not isinstance(keys, list) or len(keys) > MOST_NAMED or not all(isinstance(key, str) for key in keys):
        raise RequestError(f"The models must be a list of {MOST_NAMED} names at most.")
    return keys


def trained_on(artifact: Artifact) -> str:
    """In words; "" if it does not say so, or what nobody knows here."""
    settings = artifact.metrics.get("settings")
    data = settings.get("data") if isinstance(settings, dict) else None
    sets = TRAINED_ON.get(data, ()) if isinstance(data, str) else ()
    titles = [each.title for each in sets]
    if titles and "handwriting" in artifact.metrics:
        titles.append(HANDWRITING.title)
    return " and ".join(titles)
