"""The Mistakes tab: test images that the network reads wrong, one at a time and all at a glance."""

from mnistff.serving.samples import page_of_samples
from mnistff.ui.component import Component
from mnistff.ui.mistakes.look import look_at, to_walk_through
from mnistff.ui.page import Page
from mnistff.ui.tab import Tab


class MistakesTab(Tab):
    """A walk through the mistakes."""

    key, title = "mistakes", "Mistakes"

    def __init__(self, page: Page):
        models, images = page.models, page.images

        def samples(request: dict) -> dict:
            return page_of_samples(models, images, request)

        def indices(request: dict) -> dict:
            return to_walk_through(models, images, request)

        def image(request: dict) -> dict:
            return look_at(models, images, request)

        page.add_model_line()
        Component(
            "mistakes/mistakes", answers=[samples, indices, image], styles=["shared/shared", "shared/bars"]
        )
