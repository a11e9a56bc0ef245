"""The page around the tabs."""

from collections.abc import Callable, Iterable

import gradio as gr

from mnistff.serving.images import TestImages
from mnistff.serving.trainings.visitors import Visitors
from mnistff.ui.component import Component
from mnistff.ui.page.about import of_own_set, offer
from mnistff.ui.tab import Tab


class Page:
    """The page, while it is built.

    Args:
        look: called whenever a page is loaded, to begin to look for newer models; it may not wait.
    """

    def __init__(self, visitors: Visitors, tabs: Iterable[type[Tab]], look: Callable[[], None]):
        self.visitors, self.models, self.images = visitors, visitors.models, TestImages(visitors.own_sets)

        def models(request: dict) -> dict:
            look()
            offered = offer(self.models, request)
            visitors.hear_of({model["key"] for model in offered["models"]})
            return offered

        def take_digits(request: dict) -> dict:
            return {"name": self.images.own.add(request.get("digits"), request.get("after"))}

        def own_set(request: dict) -> dict:
            return of_own_set(self.models, self.images, request)

        keys = [tab.key for tab in tabs]
        Component("page/header", keys, answers=[models, take_digits, own_set])
        with gr.Tabs(overflow_behavior="wrap"):
            for tab in tabs:
                with gr.Tab(tab.title, id=tab.key, elem_id=f"tab-{tab.key}"):
                    tab(self)

    def add_model_line(self) -> None:
        """Where a tab speaks of a model: which, and how well it reads."""
        Component("page/model")
