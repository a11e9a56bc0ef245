"""What a tab of the page is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from gradio.blocks import BlockContext
from gradio.components import Component

from mnistff.artifact import Artifact
from mnistff.datasets import TEST_SETS
from mnistff.evaluation import Evaluation

if TYPE_CHECKING:  # the page is built of tabs
    from mnistff.ui.page import Page

Changes = dict[Component | BlockContext, Any]
"""New values by component, as Gradio's events may return them."""
QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""How most events of the page are told to Gradio."""


class Chosen(NamedTuple):
    """What the page speaks of: a model, by its key, and one of the test sets that it was evaluated on."""

    key: str
    artifact: Artifact
    test_set: str

    @property
    def evaluation(self) -> Evaluation:
        return self.artifact.evaluations[self.test_set]

    @property
    def named(self) -> dict[str, Any]:
        """What scripts are told of it."""
        return {"model": self.key, "test_set": self.test_set, "test_set_name": TEST_SETS[self.test_set]}

    def at(self, index: int | None) -> dict[str, Any]:
        """The same, and an image to open, if there is one: `request` is then another number each time."""
        return {**self.named, "index": index, "request": 0 if index is None else time.time()}


class Tab:
    """A tab, built where it is to be.

    `key` names it in addresses and for other tabs, `title` on the page.
    """

    key: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, page: Page):
        """Build what is in it, as it is for `page.chosen`."""

    def show(self, chosen: Chosen) -> Changes:
        """What in it changes with the choice of a model and a test set: always the same components.

        The new values are plain: what is made of Gradio's classes while the page is built would stand in it.
        """
        return {}

    def open_at(self, chosen: Chosen, index: int) -> Changes:
        """What in it changes when another tab opens it at a test image; some of the same components."""
        return {}

    def connect(self, page: Page) -> None:
        """Add its own events; by now all tabs are built."""
