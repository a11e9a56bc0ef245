"""The Inside the network tab: one image's way through the hidden units to the ten outputs."""

from typing import Any

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
        return {self.network: inside_value(chosen, index)}


def inside_value(chosen: Chosen, index: int | None = None) -> dict[str, Any]:
    """`Chosen.at`, and how many images the test set has."""
    return {**chosen.at(index), "count": len(chosen.evaluation.labels)}
