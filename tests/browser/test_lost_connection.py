"""A server that is gone for seconds while somebody trains, and started anew: Gradio loads the page again."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from support.browsers import DESKTOP
from support.forked import forked
from support.hands import (
    SEVEN,
    answer,
    choose_strokes,
    draw,
    fill_number,
    load,
    open_tab,
    press_start,
    strokes,
    training_text,
)
from support.served import serving

pytestmark = pytest.mark.elsewhere
MINUTE = 60_000
SECONDS_GONE = 4
"""More than Gradio waits for before it loads the page again."""


def start_training(page: Page, epochs: int) -> None:
    """On a few pen strokes, image by image."""
    choose_strokes(page)
    fill_number(page, "Training images", 1000)
    fill_number(page, "Batch size", 1)
    fill_number(page, "Epochs", epochs)
    press_start(page)


def test_all_is_where_it_was_but_for_the_runs_which_is_told(browser: Browser) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    with serving(start=forked) as address:
        load(page, address)
        draw(page, SEVEN)
        expect(answer(page)).to_have_text("7")
        drawn = strokes(page)
        switch_a_unit_off(page)
        open_tab(page, "Train")
        start_training(page, 1)
        expect(training_text(page)).to_contain_text("It is run 1 now", timeout=MINUTE)
        start_training(page, 20)
        expect(training_text(page)).to_contain_text("steps a second", timeout=MINUTE)
    page.wait_for_timeout(1000 * SECONDS_GONE)
    port = address.rpartition(":")[2]
    with page.expect_event("domcontentloaded", timeout=MINUTE), serving("--port", port, start=forked):
        expect(page.get_by_text("A run of yours had to go")).to_be_visible(timeout=MINUTE)
        expect(page.get_by_role("tab", name="Train")).to_have_attribute("aria-selected", "true")
        expect(training_text(page)).to_contain_text("The training ended when the page was loaded anew.")
        open_tab(page, "Draw")
        expect(answer(page)).to_have_text(re.compile(r"\d"))
        expect(page.locator("[data-part=count]")).to_have_text("800 hidden units, 1 off")
        assert strokes(page) == drawn
    context.close()


def switch_a_unit_off(page: Page) -> None:
    field = page.locator("[data-part=field]")
    field.focus()
    field.press("ArrowRight")
    page.locator("[data-part=toggle]").click()
    expect(page.locator("[data-part=count]")).to_have_text("800 hidden units, 1 off")
