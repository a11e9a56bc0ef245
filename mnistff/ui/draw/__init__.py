"""The Draw tab: the network as one picture, which moves while the pen moves."""

import json
from typing import Any

from mnistff.ui.component import Component, read
from mnistff.ui.draw.answers import answer_request
from mnistff.ui.inside import add_inside
from mnistff.ui.page import Page
from mnistff.ui.tab import Tab
from mnistff.ui.yours import add_yours

EXAMPLES: list[dict[str, Any]] = json.loads(read("draw/examples.json"))
"""Drawings to watch, each with a `name`, a `lesson` and `strokes`."""


class DrawTab(Tab):
    """From the canvas to the ten outputs; a test on one's handwriting; and below it the same in numbers."""

    key, title = "draw", "Draw"

    def __init__(self, page: Page):
        def classify(request: dict) -> dict:
            return answer_request(page.models, page.images, request)

        page.add_model_line()
        Component(
            "draw/picture",
            answers=[classify],
            styles=["shared/shared", "shared/bars", "shared/sheet"],
            examples=EXAMPLES,
        )
        add_yours(page)
        add_inside(page)
