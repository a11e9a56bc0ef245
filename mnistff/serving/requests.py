"""What visitors ask for, checked. It comes from browsers and from other programs, so it may be anything."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from mnistff.artifact import Artifact
from mnistff.datasets import TEST_SETS
from mnistff.evaluation import DIGITS, Evaluation
from mnistff.serving.images import TestImages
from mnistff.serving.models import OWN, Models
from mnistff.serving.own_sets import OWN_SET, TEST_TITLE, LostError, is_own
from mnistff.system.errors import KnownError, told
from mnistff.system.text import quoted


class RequestError(KnownError, ValueError):
    """The request cannot be met; the message says why, in a sentence for the visitor."""


def find_artifact(models: Models, model: Any) -> Artifact:
    """The model of that name, or a RequestError."""
    artifact = models.get(model) if isinstance(model, str) else None
    if artifact is not None:
        return artifact
    if isinstance(model, str) and model.startswith(OWN):
        raise RequestError("This run is not kept any more. Choose another model, or train it again.")
    raise RequestError(f"There is no model {quoted(model)}; there are {', '.join(models)}.")


def find_evaluation(images: TestImages, artifact: Artifact, test_set: Any) -> Evaluation:
    """The artifact's answers to a test set, or a RequestError; or a LostError, of a visitor's own."""
    if test_set == OWN_SET:
        raise RequestError("There are no digits of yours. Write some in the Draw tab, or load them there.")
    if is_own(test_set):
        return images.own[test_set].evaluation(artifact)
    if not isinstance(test_set, str) or test_set not in TEST_SETS:
        raise RequestError(f"There is no test set {quoted(test_set)}; there are {', '.join(TEST_SETS)}.")
    if test_set not in artifact.evaluations:
        raise RequestError(f"This model was not evaluated on {TEST_SETS[test_set].test_title}.")
    return artifact.evaluations[test_set]


def whole_number(value: Any, below: int, name: str) -> int:
    """`value`, if it is a whole number from 0 to less than `below`; else a RequestError."""
    if type(value) is not int or not 0 <= value < below:
        raise RequestError(f"{name} must be a whole number from 0 to {below - 1:,}, not {quoted(value)}.")
    return value


def digit(value: Any, name: str) -> int | None:
    """A digit, or None for any; else a RequestError."""
    return None if value is None else whole_number(value, DIGITS, name)


def find_own(images: TestImages, artifact: Artifact, test_set: Any) -> Evaluation:
    """The artifact's answers to a visitor's own test set; errors as for `find_evaluation`."""
    if not is_own(test_set):
        raise RequestError("It is asked about a test set of one's own.")
    return find_evaluation(images, artifact, test_set)


def test_title(test_set: str) -> str:
    """What a test set is called in a sentence."""
    return TEST_TITLE if is_own(test_set) else TEST_SETS[test_set].test_title


def for_page(function: Callable[[dict], dict]) -> Callable[[Any], dict]:
    """A server function of a component: whatever it raises is answered as {"error": sentence}.

    Where a visitor's own test set was forgotten, `lost` says so.
    """

    @wraps(function)
    def answer(request: Any) -> dict:
        try:
            if not isinstance(request, dict):
                raise RequestError("The request must be an object.")
            return function(request)
        except LostError as error:
            return {"error": str(error), "lost": True}
        except Exception as error:
            return {"error": told(error)}

    answer.__annotations__ = {}
    return answer
