"""Who can't see well, or uses keys alone: axe-core finds nothing serious in any tab."""

import pytest
from playwright.sync_api import Page, expect

from mnistff.lecture.steps import read_steps
from mnistff.ui import TABS
from support.axe import grave
from support.browsers import DESKTOP, PHONE, Open
from support.hands import SEVEN, ask_nothing, draw, open_tab, see_results
from support.writing import begin_round, guess, write

pytestmark = pytest.mark.elsewhere

AWAITED = {
    "Draw": ".tile",
    "Lecture": "#step-12 canvas",
    "Train": "[data-part=bar]",
    "Confusion matrix": ".thumb img",
    "Mistakes": "[data-part=heading]",
}


CONTRASTS = {"runOnly": ["color-contrast"]}
ALL_ELSE = {"rules": {"color-contrast": {"enabled": False}}}
"""Contrasts take seconds, and are the same at every size; all else is the same in the dark. Left out are 784
numbers on their pixels, whose contrasts pixels.test.mjs looks at, and code, but for that of two steps."""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_is_wrong_in_any_tab(opened: Open, app_url: str, theme: str) -> None:
    assert AWAITED.keys() == {tab.title for tab in TABS}
    with opened(DESKTOP, f"{app_url}/?__theme={theme}") as page:
        for name, awaited in AWAITED.items():
            open_tab(page, name)
            show_much(page, name)
            expect(page.locator(awaited).locator("visible=true").first).to_be_visible(timeout=60_000)
            assert grave(page, CONTRASTS) == [], name
            for size in (PHONE, DESKTOP) if theme == "light" else ():
                page.set_viewport_size(size)
                assert grave(page, ALL_ELSE) == [], (name, size)


def test_nothing_serious_is_wrong_with_a_test_of_ones_own(opened: Open, app_url: str) -> None:
    for theme in ("light", "dark"):
        with opened(DESKTOP, f"{app_url}/?__theme={theme}&test=yours") as page:
            assert grave(page, {}) == []
            begin_round(page)
            write(page, SEVEN)
            assert grave(page, {}) == []
            page.locator("[data-part=sheet]").press("Enter")
            page.get_by_role("button", name="Stop here").click()
            assert grave(page, {}) == []
            guess(page, 1)
            for size in (PHONE, DESKTOP):
                page.set_viewport_size(size)
                assert grave(page, {}) == [], size


def show_much(page: Page, name: str) -> None:
    """What comes into a tab when somebody uses it."""
    if name == "Draw":
        draw(page, SEVEN)
        page.locator("[data-part=field]").press("ArrowRight")
        page.get_by_text("The forward pass").scroll_into_view_if_needed()
    elif name == "Lecture":
        ask_nothing(page)
        for step in read_steps():
            see_results(page, step)
    elif name == "Confusion matrix":
        page.locator(".pairs button").first.click()
