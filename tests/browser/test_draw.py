"""Drawing as a person does, with the mouse and with a finger."""

import re

import pytest
from playwright.sync_api import Page, expect

from support.browsers import DESKTOP, PHONE
from support.hands import FOUR, SEVEN, ZERO, answer, canvas, draw, touch


@pytest.mark.parametrize(("strokes", "digit"), [(SEVEN, "7"), (ZERO, "0"), (FOUR, "4")])
def test_a_drawing_is_read(page: Page, strokes: list, digit: str) -> None:
    draw(page, strokes)
    expect(answer(page)).to_have_text(digit)
    expect(page.locator("article.chosen li.best b")).to_have_text(digit)
    expect(page.locator("[data-part=spoken]")).to_contain_text(f" {digit}")


def test_the_answer_comes_while_the_pen_is_down(page: Page) -> None:
    draw(page, SEVEN, lift=False)
    expect(answer(page)).to_have_text("7")
    page.mouse.up()


def test_an_empty_canvas_asks_for_a_drawing(page: Page) -> None:
    expect(page.locator("[data-part=hint]")).to_be_visible()
    expect(answer(page)).to_have_text("")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_what_the_network_sees_is_shown(page: Page) -> None:
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    ink = """name => {
        const seen = document.querySelector(`[data-part=${name}]`).getContext("2d");
        return seen.getImageData(0, 0, 28, 28).data.filter((value, i) => i % 4 === 3 && value > 0).length;
    }"""
    assert 30 < page.evaluate(ink, "seen") < 300
    assert 30 < page.evaluate(ink, "evidence") < 300
    expect(page.locator("[data-part=why]")).to_contain_text("speaks for a 7")


def test_undo_and_clear_by_button_and_by_key(page: Page) -> None:
    draw(page, FOUR)
    expect(answer(page)).to_have_text("4")
    page.get_by_role("button", name="Undo").click()
    expect(answer(page)).not_to_have_text("4")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("[data-part=hint]")).to_be_visible()
    draw(page, SEVEN + FOUR)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(answer(page)).to_have_text("7")
    page.keyboard.press("Escape")
    expect(answer(page)).to_have_text("")


def test_a_drawing_outlives_other_tabs_and_a_resize_but_not_a_refresh(page: Page) -> None:
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    page.get_by_role("tab", name="Mistakes").click()
    page.set_viewport_size({"width": 800, "height": 700})
    page.get_by_role("tab", name="Draw").click()
    expect(answer(page)).to_have_text("7")
    inked = (
        "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"
    )
    assert canvas(page).evaluate(inked)
    page.reload()
    expect(page.locator("[data-part=hint]")).to_be_visible()
    assert not canvas(page).evaluate(inked)


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_a_finger_draws_and_the_page_stays(page: Page) -> None:
    canvas(page).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    touch(page, SEVEN[0])
    expect(answer(page)).to_have_text("7")
    assert page.evaluate("scrollY") == before


def test_an_example_is_replayed(page: Page) -> None:
    page.get_by_role("button", name="An open 4").click()
    expect(page.locator("[data-part=lesson]")).to_contain_text("4")
    expect(answer(page)).to_have_text(re.compile(r"\d"))


def test_an_unreachable_server_is_told_and_caught_up_with(page: Page) -> None:
    page.route("**/component_server/**", lambda route: route.abort())
    draw(page, SEVEN)
    expect(page.locator("[data-part=offline]")).to_be_visible()
    page.unroute("**/component_server/**")
    expect(answer(page)).to_have_text("7")
    expect(page.locator("[data-part=offline]")).to_be_hidden()


@pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])
def test_the_models_answer_side_by_side(page: Page) -> None:
    draw(page, SEVEN)
    answers = page.locator("article:visible")
    expect(answers).to_have_count(1)
    page.get_by_label("All models side by side").check()
    expect(answers).to_have_count(2)
    expect(answers.locator("h3")).to_have_text(["robust", "lecture"])
    expect(answers.locator("output")).to_have_text(["7", "7"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_another_model_answers_the_same_drawing(page: Page) -> None:
    draw(page, SEVEN)
    page.get_by_role("radio", name="lecture").check()
    expect(page.locator("article.chosen h3")).to_have_text("lecture")
    expect(answer(page)).to_have_text("7")
