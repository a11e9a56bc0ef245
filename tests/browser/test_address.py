"""The address names what is shown, and is written when it rests: Safari allows 100 changes in ten seconds.

When exactly, what of two tabs, and what if the browser forbids it is in tests/ui/state/address.test.mjs.
"""

import re
from itertools import pairwise

from playwright.sync_api import Page, expect

from support.hands import meet_mistakes

REST = 200  # milliseconds, as in address.mjs
HELD = 8
"""Presses of a key that is held."""
RECORD = """
window.written = [];
const replaceState = history.replaceState;
history.replaceState = (state, title, url) => {
    if (/mistake=/.test(url)) written.push({ at: performance.now(), url });
    return replaceState.call(history, state, title, url);
};
"""
LEAVE_WHEN_SHOWN = """
const leaving = new MutationObserver(() => (location.href = "about:blank"));
leaving.observe(document.querySelector("[data-part=which]"), { childList: true });
document.querySelector("button.primary[data-part=random]").click();
"""
NEXT = "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))"


def shown(page: Page) -> str:
    """The image on the page, as an address names it."""
    return "strokes-" + re.search(r"Image (\d+)", page.locator("[data-part=which]").inner_text())[1]


def hold(page: Page) -> None:
    """The arrow key, which a keyboard repeats thirty times a second."""
    for press in range(1, HELD + 1):
        page.evaluate(NEXT)
        expect(page.locator("[data-part=place]")).to_contain_text(f"{press + 1} of ")


def test_the_address_is_written_when_a_held_key_rests_and_when_the_page_is_left(page: Page) -> None:
    meet_mistakes(page)
    page.evaluate(RECORD)
    hold(page)
    page.wait_for_url(f"**/?mistake={shown(page)}&*")
    times = [change["at"] for change in page.evaluate("written")]
    assert all(later - earlier >= REST - 1 for earlier, later in pairwise(times))
    before = page.url
    page.evaluate(LEAVE_WHEN_SHOWN)
    page.wait_for_url("about:blank")
    page.go_back()
    page.wait_for_url("**/?mistake=strokes-*")
    assert page.url != before
    named = re.search(r"mistake=(strokes-\d+)", page.url)[1]
    expect(page.locator("[data-part=heading]")).to_be_visible()
    assert shown(page) == named
