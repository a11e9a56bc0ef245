"""Below the picture of the network: one image's way through it in numbers, unit by unit."""

from mnistff.ui.component import Component
from mnistff.ui.inside.look import Excitement, excitement_for, look_inside
from mnistff.ui.page import Page


def add_inside(page: Page) -> None:
    """Add it to the tab that is being built."""
    models, images, excited = page.models, page.images, Excitement()

    def look(request: dict) -> dict:
        return look_inside(models, images, request)

    def excitement(request: dict) -> dict:
        return excitement_for(excited, models, images, request)

    Component("inside/inside", answers=[look, excitement], styles=["shared/shared", "shared/bars"])
