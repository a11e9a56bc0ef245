"""The Draw tab: what is drawn is answered while the pen moves."""

import json
from typing import Any

from mnistff.serving.requests import RequestError
from mnistff.ui.component import Component, read
from mnistff.ui.draw.answers import answer_request
from mnistff.ui.page import Page
from mnistff.ui.tab import Changes, Chosen, Tab


class DrawTab(Tab):
    """A canvas that sends its strokes at every move of the pen and shows the answer."""

    key, title = "draw", "Draw"

    def __init__(self, page: Page):
        self.models, self.images = page.models, page.images

        def classify(request: dict) -> dict:
            return answer_request(page.models, request)

        self.canvas = Component(
            "draw/canvas",
            self.value(page.chosen),
            answers=[classify],
            styles=["shared", "bars"],
            examples=json.loads(read("draw/examples.json")),
        )

    def value(self, chosen: Chosen, template: list[int] | None = None) -> dict[str, Any]:
        """The chosen model, all that may answer beside it, and an image to trace, if there is a new one.

        Args:
            template: 784 numbers, 0 to 255.
        """
        choices = [list(choice) for choice in self.models.choices(chosen.key)]  # as the page has them
        return {"model": chosen.key, "models": choices, "template": template}

    def show(self, chosen: Chosen) -> Changes:
        return {self.canvas: self.value(chosen)}

    def open_at(self, chosen: Chosen, index: int) -> Changes:
        """To trace the image."""
        pictures, state = self.images.at_hand(chosen.test_set, chosen.evaluation.labels)
        if pictures is None:
            raise RequestError(f"{state['note']} Try again in a moment.")
        return {self.canvas: self.value(chosen, pictures[index].flatten().tolist())}
