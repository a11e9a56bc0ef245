"""A server that can't be reached for a while: each tab says so, and goes on when it is back.

The Draw tab's way is in test_draw.py.
"""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from support.hands import SEVEN, answer, draw, load, meet_mistakes

QUESTIONS = "**/component_server/**"
UNREACHABLE = "The server can't be reached just now."


def walk(page: Page) -> Locator:
    page.get_by_role("tab", name="Mistakes").click()
    return page.locator("[data-part=place]").get_by_text("mistakes")


def open_mistake(page: Page) -> Locator:
    page.get_by_role("button", name="Show me a random mistake").click()
    return page.locator("[data-part=heading]")


def look_inside(page: Page) -> Locator:
    page.get_by_role("tab", name="Inside the network").click()
    return page.locator(".tile:visible").first


def open_cell(page: Page) -> Locator:
    page.locator(".pairs button").first.click()
    return page.locator(".thumb:visible").first


def begin_lecture(page: Page) -> Locator:
    page.get_by_role("tab", name="Lecture").click()
    page.locator("#step-3").scroll_into_view_if_needed()
    return page.locator("#step-3").get_by_text("101,770 parameters")


def meet_matrix(page: Page) -> None:
    page.get_by_role("tab", name="Confusion matrix").click()
    expect(page.locator(".pairs button").first).to_be_visible()


WAYS = {
    "the walk through the mistakes": (None, walk),
    "a mistake": (meet_mistakes, open_mistake),
    "the network's inside": (None, look_inside),
    "the images of a cell": (meet_matrix, open_cell),
    "a live result": (None, begin_lecture),
}
"""What is done while the server can be reached, and what while it can't, which gives what comes at last."""


@pytest.mark.parametrize("way", WAYS)
def test_it_is_told_and_caught_up_with(page: Page, way: str) -> None:
    before, act = WAYS[way]
    page.get_by_role("radio", name="pen strokes").check()
    if before:
        before(page)
    page.route(QUESTIONS, lambda route: route.abort())
    awaited = act(page)
    expect(page.get_by_text(UNREACHABLE).locator("visible=true").first).to_be_visible()
    expect(awaited).to_be_hidden()
    page.unroute(QUESTIONS)
    expect(awaited).to_be_visible()
    expect(page.get_by_text(UNREACHABLE).locator("visible=true")).to_have_count(0)


def test_an_answer_that_is_not_understood_is_seen_as_a_mistake_of_the_page(
    browser: Browser, app_url: str
) -> None:
    """As when somebody renames a key of it: not as a server that is lost."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    load(page, app_url)
    page.route(QUESTIONS, lambda route: route.fulfill(json={"answered": []}))
    with page.expect_event("pageerror"):
        draw(page, SEVEN)
    assert "answers" in errors[0]
    expect(page.locator("[data-part=offline]")).to_be_hidden()
    page.unroute(QUESTIONS)
    draw(page, SEVEN)  # the next drawing is answered
    expect(answer(page)).to_have_text(re.compile(r"\d"))
    page.close()


def test_the_notebook_can_be_asked_for_again(page: Page) -> None:
    page.get_by_role("tab", name="Lecture").click()
    button = page.get_by_role("button", name="Open as a notebook")
    page.route(QUESTIONS, lambda route: route.abort())
    button.click()
    expect(page.get_by_text(UNREACHABLE).locator("visible=true").first).to_be_visible()
    page.unroute(QUESTIONS)
    with page.expect_download():
        button.click()
