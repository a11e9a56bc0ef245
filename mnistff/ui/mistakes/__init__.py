"""The Mistakes tab: test images that the network reads wrong, one at a time and all at a glance."""

import time
from typing import Any

from mnistff.datasets import TEST_SETS
from mnistff.serving.samples import chosen_samples, page_of_samples
from mnistff.ui.component import Component
from mnistff.ui.mistakes.look import look_at
from mnistff.ui.page import Page
from mnistff.ui.tab import Changes, Chosen, Tab


class MistakesTab(Tab):
    """A walk through the mistakes."""

    key, title = "mistakes", "Mistakes"

    def __init__(self, page: Page):
        models, images = page.models, page.images

        def samples(request: dict) -> dict:
            return page_of_samples(models, images, request)

        def indices(request: dict) -> dict:
            return {"indices": chosen_samples(models, request)[1]}

        def image(request: dict) -> dict:
            return look_at(models, images, request)

        self.walk = Component(
            "mistakes/mistakes",
            mistakes_value(page.chosen),
            answers=[samples, indices, image],
            events=["trace", "look_inside"],
            styles=["shared", "bars"],
        )

    def show(self, chosen: Chosen) -> Changes:
        return {self.walk: mistakes_value(chosen)}

    def open_at(self, chosen: Chosen, index: int) -> Changes:
        return {self.walk: mistakes_value(chosen, index, request=time.time())}

    def connect(self, page: Page) -> None:
        page.opens(self.walk.trace, "draw")
        page.opens(self.walk.look_inside, "inside")


def mistakes_value(chosen: Chosen, index: int | None = None, request: float = 0) -> dict[str, Any]:
    """Which model and test set the tab speaks of, and an image to open, if `request` is a new number."""
    return {
        "model": chosen.key,
        "test_set": chosen.test_set,
        "test_set_name": TEST_SETS[chosen.test_set],
        "index": index,
        "request": request,
    }
