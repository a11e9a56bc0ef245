"""A server that can't be reached for a while: each tab says so, and goes on when it is back."""

import re

from playwright.sync_api import Locator, Page, expect

from mnistff.ui import TABS
from support.browsers import DESKTOP, Windows
from support.hands import QUESTIONS, SEVEN, answer, ask_nothing, draw, leave, load, lost_server

AWAITED = {
    "Mistakes": "[data-part=heading]",
    "Confusion matrix": ".matrix td button",
    "Lecture": "#step-2 canvas",
}
"""Tabs that ask the server, and what comes in them."""


def open_tab(page: Page, name: str) -> Locator:
    """Returns what is awaited in it."""
    tab = page.get_by_role("tab", name=name)
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true")
    return page.locator(AWAITED[name]).locator("visible=true").first


def test_each_tab_tells_it_and_catches_up(page: Page) -> None:
    assert AWAITED.keys() | {"Draw", "Train"} == {tab.title for tab in TABS}
    with lost_server(page) as told:
        for name in AWAITED:
            awaited = open_tab(page, name)
            if name == "Lecture":
                ask_nothing(page)
                page.locator("#step-2 .live").scroll_into_view_if_needed()
            expect(told.first, name).to_be_visible()
            expect(awaited, name).to_be_hidden()
    for name in reversed(AWAITED):
        expect(open_tab(page, name), name).to_be_visible()
        expect(told, name).to_have_count(0)
    show_random_mistake(page)
    download_notebook(page)


def show_random_mistake(page: Page) -> None:
    """It comes when the server is back, though nobody asks again."""
    open_tab(page, "Mistakes")
    place = page.locator("[data-part=place]")
    with lost_server(page) as told:
        page.get_by_role("button", name="Show me a random mistake").click()
        expect(told.first).to_be_visible()
        expect(place).to_have_text(re.compile("^1 of"))
    expect(place).to_have_text(re.compile("^2 of"))
    expect(told).to_have_count(0)


def download_notebook(page: Page) -> None:
    """The lecture as a notebook, which can be asked for again."""
    open_tab(page, "Lecture")
    button = page.get_by_role("button", name="Open as a notebook")
    with lost_server(page) as told:
        button.click()
        expect(told.first).to_be_visible()
    with page.expect_download():
        button.click()


def test_a_drawing_is_caught_up_with_and_an_answer_not_understood_is_a_mistake_of_the_page(
    windows: Windows, app_url: str
) -> None:
    """As when somebody renames a key of it: not as a server that is lost."""
    page = windows(DESKTOP)
    load(page, app_url)
    offline = page.locator("[data-part=offline]")
    with lost_server(page):
        draw(page, SEVEN)
        expect(offline).to_be_visible()
    expect(answer(page)).to_have_text("7")
    expect(offline).to_be_hidden()

    page.get_by_role("button", name="Clear").click()
    page.route(QUESTIONS, lambda route: route.fulfill(json={"answered": []}))
    with page.expect_event("pageerror") as error:
        draw(page, SEVEN)
    assert "answers" in str(error.value)
    expect(offline).to_be_hidden()
    page.unroute(QUESTIONS)
    draw(page, SEVEN)  # the next drawing is answered
    expect(answer(page)).to_have_text(re.compile(r"\d"))
    leave(page)
