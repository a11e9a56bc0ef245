"""The Mistakes tab: test images that the network reads wrong, one at a time and all at a glance."""

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
            page.chosen.at(None),
            answers=[samples, indices, image],
            events=["trace", "look_inside"],
            styles=["shared", "bars"],
        )

    def show(self, chosen: Chosen) -> Changes:
        return {self.walk: chosen.at(None)}

    def open_at(self, chosen: Chosen, index: int) -> Changes:
        return {self.walk: chosen.at(index)}

    def connect(self, page: Page) -> None:
        page.opens(self.walk.trace, "draw")
        page.opens(self.walk.look_inside, "inside")
