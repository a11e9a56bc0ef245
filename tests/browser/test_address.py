"""The address names what is shown, and is written when it rests: Safari allows 100 changes in ten seconds."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from support.hands import meet_mistakes

REST = 200  # milliseconds, as in address.mjs
HELD = 25
"""Presses of a key that is held."""
RECORD = """
window.written = [];
const replaceState = history.replaceState;
history.replaceState = (state, title, url) => {
    if (/mistake=|step=/.test(url)) written.push({ at: performance.now(), url });
    return replaceState.call(history, state, title, url);
};
"""
FORBID = """
const replaceState = history.replaceState;
history.replaceState = (state, title, url) => {
    if (/mistake=|step=/.test(url)) throw new DOMException("The quota is used up", "SecurityError");
    return replaceState.call(history, state, title, url);
};
"""
LEAVE_WHEN_SHOWN = """
const leaving = new MutationObserver(() => (location.href = "about:blank"));
leaving.observe(document.querySelector("[data-part=which]"), { childList: true });
document.querySelector("button.primary[data-part=random]").click();
"""
NEXT = "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))"


@pytest.fixture
def walk(page: Page) -> Page:
    """The Mistakes tab on the pen-stroke set."""
    meet_mistakes(page)
    return page


def shown(page: Page) -> str:
    """The image on the page, as an address names it."""
    return "strokes-" + re.search(r"Image (\d+)", page.locator("[data-part=which]").inner_text())[1]


def hold(page: Page) -> None:
    """The arrow key, which a keyboard repeats thirty times a second."""
    for press in range(1, HELD + 1):
        page.evaluate(NEXT)
        expect(page.locator("[data-part=place]")).to_contain_text(f"{press} of ")


def test_while_a_key_is_held_the_address_is_written_when_it_rests(walk: Page) -> None:
    walk.evaluate(RECORD)
    hold(walk)
    walk.wait_for_url(f"**/?mistake={shown(walk)}&*")
    times = [change["at"] for change in walk.evaluate("written")]
    assert all(later - earlier >= REST - 1 for earlier, later in pairwise(times))


def test_what_waits_to_be_written_is_not_lost_when_the_page_is_left(walk: Page) -> None:
    walk.evaluate(LEAVE_WHEN_SHOWN)
    walk.wait_for_url("about:blank")
    walk.go_back()
    walk.wait_for_url("**/?mistake=strokes-*")
    named = re.search(r"mistake=(strokes-\d+)", walk.url)[1]
    expect(walk.locator("[data-part=heading]")).to_be_visible()
    assert shown(walk) == named


def test_where_the_address_may_not_be_written_the_walk_goes_on(walk: Page) -> None:
    walk.evaluate(FORBID)
    hold(walk)
    walk.wait_for_timeout(2 * REST)
    walk.evaluate(NEXT)
    expect(walk.locator("[data-part=place]")).to_contain_text(f"{HELD + 1} of ")
    assert "mistake=" not in walk.url


def test_the_latest_of_two_tabs_is_named(walk: Page) -> None:
    walk.get_by_role("button", name="Show me a random mistake").click()
    expect(walk.locator("[data-part=heading]")).to_be_visible()
    walk.get_by_role("tab", name="Lecture").click()
    walk.get_by_role("link", name="7. ").click()
    walk.wait_for_url("**/?*step=7*")
    walk.wait_for_timeout(2 * REST)
    assert "mistake=" not in walk.url
