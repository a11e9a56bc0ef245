"""Drawing as a person does, with the mouse and with a finger."""

import itertools
import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from support.browsers import PHONE, SIZES
from support.hands import (
    FOUR,
    INKED,
    SEVEN,
    ZERO,
    answer,
    canvas,
    choose_model,
    draw,
    expect_model,
    load,
    open_tab,
    strokes,
    touch,
)

INK = """name => {
    const seen = document.querySelector(`[data-part=${name}]`).getContext("2d");
    return seen.getImageData(0, 0, 28, 28).data.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""


COVER = """
new MutationObserver(() => {
    const cover = document.querySelector(".main > [data-testid=status-tracker]");
    const canvas = document.querySelector("[data-part=canvas]");
    if (cover && canvas) window.cover = getComputedStyle(cover).pointerEvents;
}).observe(document, { childList: true, subtree: true });
"""
"""Notes how what lies over a page that still loads takes the pointer, once there is a canvas below it."""


def expect_read(page: Page, digit: str) -> None:
    """As this digit, and said in every way."""
    expect(answer(page)).to_have_text(digit)
    expect(page.locator(".outputs li.best b")).to_have_text(digit)
    expect(page.locator("[data-part=spoken]")).to_contain_text(f" {digit}")


def test_what_is_no_digit_is_called_unusual_and_said_so(page: Page) -> None:
    unusual = page.locator("[data-part=unusual]")
    choose_model(page, "robust")
    draw(page, SEVEN)
    expect_read(page, "7")
    expect(unusual).to_be_hidden()
    page.get_by_role("button", name="No digit at all").click()
    expect(unusual).to_contain_text("It has seldom seen anything like this")
    expect(page.locator("[data-part=spoken]")).to_contain_text("It has seldom seen anything like this")
    expect(page.locator("[data-part=legend]")).to_be_hidden()
    choose_model(page, "lecture")  # which cannot tell
    expect(unusual).to_be_hidden()
    choose_model(page, "robust")
    expect(unusual).to_be_visible()
    page.set_viewport_size(SIZES["phone"])
    pixels = page.locator("[data-part=pixels]")
    expect(pixels).to_be_in_viewport(ratio=1)
    expect(pixels).to_have_attribute("data-short", "seldom seen")
    page.get_by_role("button", name="Clear").click()
    expect(unusual).to_be_hidden()
    expect(pixels).to_have_attribute("data-short", "it sees 28×28")


def test_drawings_are_read_and_wiped_off_by_button_and_by_key(page: Page) -> None:
    hint, undo = page.locator("[data-part=hint]"), page.get_by_role("button", name="Undo")
    expect(hint).to_be_visible()
    expect(answer(page)).to_have_text("")
    expect(undo).to_be_disabled()
    draw(page, ZERO)
    expect_read(page, "0")
    page.get_by_role("button", name="Clear").click()
    expect(hint).to_be_visible()
    expect(answer(page)).to_have_text("")
    undo.click()  # what Clear took is there again
    expect_read(page, "0")
    page.get_by_role("button", name="Clear").click()
    draw(page, FOUR)
    expect_read(page, "4")
    whole = page.evaluate(INK, "seen")
    undo.click()  # a 4 without its stem is read as a 4 too
    page.wait_for_function(f"whole => ({INK})('seen') !== whole", arg=whole)
    undo.click()
    expect(answer(page)).to_have_text("")
    draw(page, SEVEN + FOUR)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect_read(page, "7")
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Escape")
    expect_read(page, "7")
    canvas(page).focus()
    page.keyboard.press("Escape")
    expect(answer(page)).to_have_text("")
    page.get_by_role("button", name="An open 4").click()  # an example, which is replayed
    expect(page.locator("[data-part=lesson]")).to_contain_text("4")
    expect(answer(page)).to_have_text(re.compile(r"\d"))


def test_while_the_page_still_loads_its_canvas_can_be_drawn_on(browser: Browser, app_url: str) -> None:
    with browser.new_page() as page:
        page.add_init_script(COVER)
        load(page, app_url)
        assert page.evaluate("window.cover") == "none"


def test_with_a_test_image_on_the_canvas_the_drawing_is_left_alone(page: Page) -> None:
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    drawn = strokes(page)
    page.get_by_role("button", name="A test image").click()
    expect(page.locator("[data-part=title]")).to_contain_text("Image ")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Clear").click()
    assert strokes(page) == drawn
    expect(answer(page)).to_have_text("7")


def test_a_dot_is_seen_and_a_refused_drawing_is_told_in_sight(page: Page) -> None:
    canvas(page).click(position={"x": 60, "y": 60})
    assert canvas(page).evaluate(INKED)
    expect(answer(page)).to_have_text(re.compile(r"\d"))
    page.get_by_role("button", name="Clear").click()
    page.route("**/component_server/**", lambda route: route.fulfill(json={"error": "It has 5,001 points."}))
    draw(page, SEVEN)
    expect(page.locator("[data-part=sentence]")).to_have_text("It has 5,001 points.")
    page.unroute("**/component_server/**")


def test_a_drawing_is_answered_under_the_pen_by_any_model_and_outlives_all(page: Page) -> None:
    draw(page, SEVEN, lift=False)
    expect(answer(page)).to_have_text("7")
    page.mouse.up()
    assert 30 < page.evaluate(INK, "seen") < 300
    assert 30 < page.evaluate(INK, "evidence") < 300
    expect(page.locator("[data-part=why]")).to_contain_text("speaks for a 7")

    choose_model(page, "lecture")
    expect(page.locator("[data-part=count]")).to_have_text("128 hidden units")
    expect(answer(page)).to_have_text("7")
    expect_the_other_networks_answer(page)

    open_tab(page, "Mistakes")
    page.set_viewport_size({"width": 800, "height": 700})
    open_tab(page, "Draw")
    expect(answer(page)).to_have_text("7")
    assert canvas(page).evaluate(INKED)
    drawn = strokes(page)
    page.reload()
    expect(answer(page)).to_have_text("7")
    assert strokes(page) == drawn
    expect_model(page, "lecture")
    expect(page.locator("[data-part=hint]")).to_be_hidden()


def expect_the_other_networks_answer(page: Page) -> None:
    others = page.locator("[data-part=compared] li")
    expect(others).to_have_count(0)
    page.get_by_label("What do the other networks say?").check()
    expect(others).to_have_count(1)
    expect(others).to_have_text(re.compile(r"^(robust|lecture) says 7\. "))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_a_finger_draws_and_the_page_stays_and_an_example_replays_in_sight(page: Page) -> None:
    canvas(page).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    touch(page, SEVEN[0])
    expect(answer(page)).to_have_text("7")
    assert page.evaluate("scrollY") == before
    expect_the_other_networks_answer(page)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.get_by_role("button", name="A crossed 7").evaluate("button => button.click()")
    expect(canvas(page)).to_be_in_viewport(ratio=0.95)


def test_canvas_picture_and_answer_are_on_the_screen_together(page: Page) -> None:
    """At every size, while one draws, and with Undo and Clear; and 44 pixels for every finger."""
    for (name, size), model in zip(SIZES.items(), ["lecture", "robust"] * 2, strict=True):
        page.set_viewport_size(size)
        page.evaluate("scrollTo(0, 0)")
        choose_model(page, model)
        seen(page, size)
        draw(page, SEVEN)
        expect(answer(page)).to_have_text("7")
        seen(page, size)
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("[data-part=inside]")).to_be_hidden()  # else it goes while it is measured
        if "laptop" in name:
            for example in page.locator(".examples button").all():
                expect(example).to_be_in_viewport(ratio=0.99)
        targets = page.locator("main :is(button, select, summary):visible")
        heights = targets.evaluate_all(
            "all => all.map((e) => [e.innerText, e.getBoundingClientRect().height])"
        )
        assert [text for text, height in heights if height < 44] == []


@pytest.mark.parametrize("width", [640, 1025, 1920])
def test_between_these_sizes_the_board_holds_what_is_on_it(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 500})
    assert canvas(page).bounding_box()["width"] >= 176
    board = page.locator(".board").bounding_box()
    assert board["x"] == pytest.approx(width - board["x"] - board["width"], abs=16)  # but for a scroll bar
    for part in page.locator(".board :is(canvas, figure, h2, p, li, button):visible").all():
        box = part.bounding_box()
        assert box["x"] >= board["x"] - 1 and box["x"] + box["width"] <= board["x"] + board["width"] + 1


def seen(page: Page, size: ViewportSize) -> None:
    """Nothing of it is out of sight, and nothing lies over another."""
    assert page.evaluate("scrollY") == 0
    parts = {
        name: page.locator(selector).bounding_box()
        for name, selector in {
            "canvas": "[data-part=canvas]",
            "seen": "[data-part=seen]",
            "evidence": "[data-part=evidence]",
            "units": "[data-part=field]",
            "outputs": ".outputs .bars",
            "answer": ".answer",
            "undo": "[data-part=undo]",
            "clear": "[data-part=clear]",
        }.items()
    }
    for name, box in parts.items():
        assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"], name
        assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"], name
    for (one, a), (other, b) in itertools.combinations(parts.items(), 2):
        across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
        down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
        assert min(across, down) <= 0.5, (one, other)
