"""What a tab of the page is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from gradio.blocks import BlockContext
from gradio.components import Component

if TYPE_CHECKING:  # the page is built of tabs
    from mnistff.ui.page import Page

Changes = dict[Component | BlockContext, Any]
"""New values by component, as Gradio's events may return them."""
QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""How most events of the page are told to Gradio."""


class Tab:
    """A tab, built where it is to be.

    `key` names it in addresses and for other tabs, `title` on the page. Which model and test set a page
    speaks of, and what is opened in its tabs, the page knows (`state/page.mjs`) and the server does not: a
    tab answers what its script asks.
    """

    key: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, page: Page):
        """Build what is in it, and add its events."""
