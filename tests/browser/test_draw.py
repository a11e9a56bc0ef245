"""Drawing as a person does, with the mouse and with a finger."""

import re

import pytest
from playwright.sync_api import Page, expect

from support.browsers import PHONE
from support.hands import FOUR, INKED, SEVEN, ZERO, answer, canvas, draw, touch

INK = """name => {
    const seen = document.querySelector(`[data-part=${name}]`).getContext("2d");
    return seen.getImageData(0, 0, 28, 28).data.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""


def expect_read(page: Page, digit: str) -> None:
    """As this digit, and said in every way."""
    expect(answer(page)).to_have_text(digit)
    expect(page.locator("article.chosen li.best b")).to_have_text(digit)
    expect(page.locator("[data-part=spoken]")).to_contain_text(f" {digit}")


def test_drawings_are_read_and_wiped_off_by_button_and_by_key(page: Page) -> None:
    hint, undo = page.locator("[data-part=hint]"), page.get_by_role("button", name="Undo")
    expect(hint).to_be_visible()
    expect(answer(page)).to_have_text("")
    expect(undo).to_be_disabled()
    draw(page, ZERO)
    expect_read(page, "0")
    page.get_by_role("button", name="Clear").click()
    expect(hint).to_be_visible()
    draw(page, FOUR)
    expect_read(page, "4")
    undo.click()
    expect(answer(page)).not_to_have_text("4")
    undo.click()
    draw(page, SEVEN + FOUR)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect_read(page, "7")
    page.keyboard.press("Escape")
    expect(answer(page)).to_have_text("")
    page.get_by_role("button", name="An open 4").click()  # an example, which is replayed
    expect(page.locator("[data-part=lesson]")).to_contain_text("4")
    expect(answer(page)).to_have_text(re.compile(r"\d"))


def test_a_drawing_is_answered_under_the_pen_by_any_model_and_outlives_all_but_a_refresh(page: Page) -> None:
    draw(page, SEVEN, lift=False)
    expect(answer(page)).to_have_text("7")
    page.mouse.up()
    assert 30 < page.evaluate(INK, "seen") < 300
    assert 30 < page.evaluate(INK, "evidence") < 300
    expect(page.locator("[data-part=why]")).to_contain_text("speaks for a 7")

    page.get_by_role("radio", name="lecture").check()
    expect(page.locator("article.chosen h3")).to_have_text("lecture")
    expect(answer(page)).to_have_text("7")
    expect_side_by_side(page)

    page.get_by_role("tab", name="Mistakes").click()
    page.set_viewport_size({"width": 800, "height": 700})
    page.get_by_role("tab", name="Draw").click()
    expect(answer(page)).to_have_text("7")
    assert canvas(page).evaluate(INKED)
    page.reload()
    expect(page.locator("[data-part=hint]")).to_be_visible()
    assert not canvas(page).evaluate(INKED)


def expect_side_by_side(page: Page) -> None:
    answers = page.locator("article:visible")
    expect(answers).to_have_count(1)
    page.get_by_label("All models side by side").check()
    expect(answers).to_have_count(2)
    expect(answers.locator("h3")).to_have_text(["robust", "lecture"])
    expect(answers.locator("output")).to_have_text(["7", "7"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_a_finger_draws_and_the_page_stays_and_all_models_fit_on_it(page: Page) -> None:
    canvas(page).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    touch(page, SEVEN[0])
    expect(answer(page)).to_have_text("7")
    assert page.evaluate("scrollY") == before
    expect_side_by_side(page)
