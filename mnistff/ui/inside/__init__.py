"""The Inside the network tab: one image's way through the hidden units to the ten outputs."""

import time
from typing import Any

from mnistff.datasets import TEST_SETS
from mnistff.ui.component import Component
from mnistff.ui.inside.look import Excitement, excitement_for, look_inside, weights_for
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
            return weights_for(models, request)

        def excitement(request: dict) -> dict:
            return excitement_for(excited, models, images, request)

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
