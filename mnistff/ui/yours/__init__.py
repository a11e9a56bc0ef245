"""In the Draw tab: a test set of the visitor's own digits, and how well each network reads it."""

from mnistff.serving.own_sets import SECONDS_KEPT
from mnistff.ui.component import Component
from mnistff.ui.page import Page
from mnistff.ui.yours.look import compare


def add_yours(page: Page) -> None:
    """Add it to the tab that is being built."""

    def comparison(request: dict) -> dict:
        return compare(page.models, page.images, request)

    styles = ["shared/shared", "shared/sheet"]
    Component("yours/yours", answers=[comparison], styles=styles, minutes=SECONDS_KEPT // 60)
