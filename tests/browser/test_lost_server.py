"""A server that can't be reached for a while: each tab says so, and goes on when it is back."""

import re

from playwright.sync_api import Locator, Page, expect

from support.browsers import DESKTOP, Windows
from support.hands import QUESTIONS, SEVEN, answer, draw, load

UNREACHABLE = "The server can't be reached just now."


def open_walk(page: Page) -> Locator:
    page.get_by_role("tab", name="Mistakes").click()
    return page.locator("[data-part=place]").get_by_text("mistakes")


def open_mistake(page: Page) -> Locator:
    page.get_by_role("button", name="Show me a random mistake").click()
    return page.locator("[data-part=heading]")


def look_inside(page: Page) -> Locator:
    page.get_by_role("tab", name="Inside the network").click()
    return page.locator(".tile:visible").first


def open_cell(page: Page) -> Locator:
    page.get_by_role("tab", name="Confusion matrix").click()
    page.locator(".pairs button").first.click()
    return page.locator(".thumb:visible").first


def begin_lecture(page: Page) -> Locator:
    page.get_by_role("tab", name="Lecture").click()
    page.locator("#step-3").scroll_into_view_if_needed()
    return page.locator("#step-3").get_by_text("101,770 parameters")


def test_each_tab_tells_it_and_catches_up(page: Page) -> None:
    page.get_by_role("radio", name="pen strokes").check()
    for act in (open_walk, open_mistake, look_inside, open_cell, begin_lecture):
        page.route(QUESTIONS, lambda route: route.abort())
        awaited = act(page)
        told = page.get_by_text(UNREACHABLE).locator("visible=true")
        expect(told.first, act.__name__).to_be_visible()
        expect(awaited, act.__name__).to_be_hidden()
        page.unroute(QUESTIONS)
        expect(awaited, act.__name__).to_be_visible()
        expect(told, act.__name__).to_have_count(0)
    download_notebook(page)


def download_notebook(page: Page) -> None:
    """The lecture as a notebook, which can be asked for again."""
    button = page.get_by_role("button", name="Open as a notebook")
    page.route(QUESTIONS, lambda route: route.abort())
    button.click()
    expect(page.get_by_text(UNREACHABLE).locator("visible=true").first).to_be_visible()
    page.unroute(QUESTIONS)
    with page.expect_download():
        button.click()


def test_a_drawing_is_caught_up_with_and_an_answer_not_understood_is_a_mistake_of_the_page(
    windows: Windows, app_url: str
) -> None:
    """As when somebody renames a key of it: not as a server that is lost."""
    page = windows(DESKTOP)
    load(page, app_url)
    offline = page.locator("[data-part=offline]")
    page.route(QUESTIONS, lambda route: route.abort())
    draw(page, SEVEN)
    expect(offline).to_be_visible()
    page.unroute(QUESTIONS)
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
    page.goto("about:blank")
