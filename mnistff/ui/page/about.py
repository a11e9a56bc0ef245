"""What the pages say of the models that can be chosen."""

from collections.abc import Mapping
from typing import Any

from mnistff.artifact import Artifact
from mnistff.datasets import HANDWRITING, TEST_SETS, TRAINED_ON
from mnistff.serving.models import Models
from mnistff.serving.requests import RequestError
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
    also = request.get("also", [])
    if not isinstance(also, list) or len(also) > MOST_NAMED or not all(isinstance(key, str) for key in also):
        raise RequestError(f"The other models must be a list of {MOST_NAMED} names at most.")
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
        "sure_from": artifact.sure_from if artifact.sure_from <= 1 else None,
        "origin": plain(artifact.origin, LONGEST_ORIGIN),
        "test_sets": [
            {
                "key": name,
                "title": each.title,
                "name": each.test_title,
                "accuracy": artifact.evaluations[name].accuracy,
                "count": len(artifact.evaluations[name].labels),
            }
            for name, each in TEST_SETS.items()
            if name in artifact.evaluations
        ],
    }


def trained_on(artifact: Artifact) -> str:
    """In words; "" if it does not say so, or what nobody knows here."""
    settings = artifact.metrics.get("settings")
    data = settings.get("data") if isinstance(settings, dict) else None
    sets = TRAINED_ON.get(data, ()) if isinstance(data, str) else ()
    titles = [each.title for each in sets]
    if titles and "handwriting" in artifact.metrics:
        titles.append(HANDWRITING.title)
    return " and ".join(titles)
