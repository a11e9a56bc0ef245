"""What networks make of a visitor's own digits, side by side."""

from collections.abc import Mapping
from math import comb
from typing import Any

import torch

from mnistff.evaluation import Evaluation, sign_test
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.pictures import image_address
from mnistff.serving.requests import RequestError, find_own
from mnistff.ui.page.about import check_keys

MOST_SHOWN = 200


def compare(models: Models, images: TestImages, request: Mapping[str, Any]) -> dict[str, Any]:
    """The digits that some networks misread, and whether they tell which of them reads the visitor best.

    Args:
        request: `models`, keys; `test_set`, the name that the visitor's own was given.

    Returns:
        `misread`: of each such digit, those first that most networks misread, its `index`, `label`, `image`,
        and what was `said` of it, [key, digit] of each network; `total`, how many there are; and what `tell`
        has of the networks that learnt from nobody's handwriting, None if there are less than two.

    Raises:
        RequestError, LostError: there are no such models, or there is no such test set.
    """
    test_set = request.get("test_set")
    artifacts = {key: models.get(key) for key in check_keys(request.get("models"))}
    answers = {key: find_own(images, each, test_set) for key, each in artifacts.items() if each}
    if not answers:
        raise RequestError("There are none of these models any more.")
    labels = next(iter(answers.values())).labels
    tested = {key: answers[key] for key in answers if "handwriting" not in models[key].metrics}
    wrong = torch.stack([each.predictions != labels for each in answers.values()]).sum(0)
    order = wrong.sort(descending=True, stable=True).indices[: int((wrong > 0).sum())].tolist()
    pictures = images.get(str(test_set))
    return {
        "misread": [
            {
                "index": index,
                "label": int(labels[index]),
                "image": image_address(pictures[index]),
                "said": [[key, int(each.predictions[index])] for key, each in answers.items()],
            }
            for index in order[:MOST_SHOWN]
        ],
        "total": len(order),
        "tells": tell(tested) if len(tested) > 1 else None,
    }


def tell(answers: Mapping[str, Evaluation]) -> dict[str, Any]:
    """Whether the network that reads most is better than that which reads least, or chance would do it.

    Returns:
        The keys of the `best` and the `worst`; how many digits were read by the `best_alone` of the two, and
        how many by the `worst_alone`; and the `chance` of as uneven a split, as `sign_test` has it, or what
        it is at most where these two were picked from more (Dunn 1961, "Multiple comparisons among means").
    """
    best, worst = (pick(answers, key=lambda key: answers[key].accuracy) for pick in (max, min))
    if best == worst:  # all read as many
        best, worst = list(answers)[:2]
    right = [answers[key].predictions == answers[key].labels for key in (best, worst)]
    alone = [int((right[i] & ~right[1 - i]).sum()) for i in (0, 1)]
    return {
        "best": best,
        "worst": worst,
        "best_alone": alone[0],
        "worst_alone": alone[1],
        "chance": min(1.0, comb(len(answers), 2) * sign_test(*alone)),
    }
