"""The Inside the network tab: one image's way through the hidden units to the ten outputs."""

import time
from typing import Any

from mnistff.datasets import TEST_SETS
from mnistff.serving.requests import find_artifact, find_evaluation
from mnistff.ui.component import Component
from mnistff.ui.inside.look import Excitement, look_inside, weights_of
from mnistff.ui.page import Page
from mnistff.ui.tab import Changes, Chosen, Tab


class InsideTab(Tab):
    """The network opened up."""

    key, title = "inside", "Inside the network"

    def __init__(self, page: Page):
        models, images, excited = page.models, page.images, Excitement()

        def look(request: dict) -> dict:
            return look_inside(models, images, request)

        def weights(request: dict) -> dict:
            return {"weights": weights_of(find_artifact(models, request.get("model")).model)}

        def excitement(request: dict) -> dict:
            artifact, test_set = find_artifact(models, request.get("model")), request.get("test_set")
            labels = find_evaluation(artifact, test_set).labels
            pictures, state = images.at_hand(test_set, labels)
            if pictures is None:
                return {"means": None, **state}
            return {"means": excited.means(artifact.model, test_set, pictures, labels), **state}

        self.network = Component(
            "inside/inside",
            inside_value(page.chosen),
            answers=[look, weights, excitement],
            styles=["shared", "bars"],
        )

    def show(self, chosen: Chosen) -> Changes:
        return {self.network: inside_value(chosen)}

    def open_at(self, chosen: Chosen, index: int) -> Changes:
        return {self.network: inside_value(chosen, index, request=time.time())}


def inside_value(chosen: Chosen, index: int | None = None, request: float = 0) -> dict[str, Any]:
    """Which model and test set the tab speaks of, and an image to open, if `request` is a new number."""
    return {
        "model": chosen.key,
        "test_set": chosen.test_set,
        "test_set_name": TEST_SETS[chosen.test_set],
        "count": len(chosen.evaluation.labels),
        "index": index,
        "request": request,
    }
