"""Pens, palms, fingers and mice on the canvas, as the browser's own input where it can send such.

All on one page, and pens last: for a second after one, a touch is taken for the palm. Such seconds pass in
tests/ui/draw/pen.test.mjs.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, expect

from support.browsers import PHONE, Open
from support.hands import FOUR, answer, canvas, strokes

PALM = (0.9, 0.9)


@pytest.fixture(scope="module")
def page(opened: Open, app_url: str) -> Iterator[Page]:
    with opened(PHONE, app_url) as page:
        yield page


@pytest.fixture
def input(page: Page) -> Iterator[CDPSession]:
    """Of an empty canvas."""
    canvas(page).scroll_into_view_if_needed()
    page.keyboard.press("Escape")
    assert strokes(page) == []
    session = page.context.new_cdp_session(page)
    yield session
    session.detach()


def place(page: Page, at: tuple[float, float]) -> dict[str, float]:
    box = canvas(page).bounding_box()
    return {"x": box["x"] + at[0] * box["width"], "y": box["y"] + at[1] * box["height"]}


def touch(page: Page, input: CDPSession, type: str, *points: tuple[float, float]) -> None:
    """`touchStart`, `touchMove` or `touchEnd`; the fingers that are left, by where they are."""
    touches = [{**place(page, at), "id": number} for number, at in enumerate(points)]
    input.send("Input.dispatchTouchEvent", {"type": type, "touchPoints": touches})


def point(page: Page, input: CDPSession, type: str, at: tuple[float, float], kind: str, held: int) -> None:
    """`mousePressed`, `mouseMoved` or `mouseReleased` of a `pen` or a `mouse` with these buttons held."""
    which = {0: "none", 1: "left", 2: "right"}[held] if type == "mouseMoved" else "left"
    event = {"type": type, **place(page, at), "pointerType": kind, "button": which, "buttons": held}
    input.send("Input.dispatchMouseEvent", {**event, "clickCount": int(type != "mouseMoved")})


def write(page: Page, input: CDPSession, strokes: list, kind: str = "pen") -> None:
    for first, *others in strokes:
        point(page, input, "mousePressed", first, kind, 1)
        for at in others:
            point(page, input, "mouseMoved", at, kind, 1)
        point(page, input, "mouseReleased", others[-1], kind, 0)


def ends(page: Page) -> list[list[float]]:
    """Where the strokes end."""
    return [[pytest.approx(share, abs=0.02) for share in stroke[-1]] for stroke in strokes(page)]


def test_one_pointer_draws_at_a_time_and_only_with_its_first_button(page: Page, input: CDPSession) -> None:
    touch(page, input, "touchStart", (0.3, 0.3))
    write(page, input, FOUR, kind="mouse")
    touch(page, input, "touchMove", (0.3, 0.6))
    touch(page, input, "touchEnd")
    assert ends(page) == [[0.3, 0.6]]
    canvas(page).click(button="middle")
    assert ends(page) == [[0.3, 0.6]]


def test_two_fingers_zoom_and_leave_no_stroke(page: Page, input: CDPSession) -> None:
    touch(page, input, "touchStart", (0.4, 0.4))
    touch(page, input, "touchStart", (0.4, 0.4), (0.6, 0.6))
    for step in range(1, 6):
        touch(page, input, "touchMove", (0.4 - 0.04 * step, 0.4), (0.6 + 0.04 * step, 0.6))
    touch(page, input, "touchEnd")
    page.wait_for_function("visualViewport.scale > 1")
    expect(page.locator("[data-part=hint]")).to_be_visible()  # there is no stroke
    input.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 1})


def test_resting_and_right_clicks_open_no_menu_and_select_nothing(page: Page, input: CDPSession) -> None:
    page.evaluate("addEventListener('contextmenu', (event) => (window.refused = event.defaultPrevented))")
    canvas(page).click(button="right")
    assert page.evaluate("refused") is True
    assert strokes(page) == []
    assert canvas(page).evaluate("canvas => getComputedStyle(canvas).userSelect") == "none"


def test_handwriting_recognition_gets_no_stylus(page: Page) -> None:
    prevented = """(canvas, touchType) => {
        const touch = new Touch({ identifier: 1, target: canvas });
        Object.defineProperty(touch, "touchType", { value: touchType }); // as Safari gives it
        const event = new TouchEvent("touchmove", { changedTouches: [touch], cancelable: true });
        return !canvas.dispatchEvent(event);
    }"""
    assert canvas(page).evaluate(prevented, "stylus") is True
    assert canvas(page).evaluate(prevented, "direct") is False  # else two fingers could not zoom


def test_a_pen_takes_over_from_the_palm_that_rests_first(page: Page, input: CDPSession) -> None:
    touch(page, input, "touchStart", PALM)
    touch(page, input, "touchMove", (0.92, 0.92))
    assert len(strokes(page)) == 1
    write(page, input, FOUR)
    touch(page, input, "touchMove", (0.94, 0.94))
    touch(page, input, "touchEnd")
    assert ends(page) == [list(stroke[-1]) for stroke in FOUR]
    expect(answer(page)).to_have_text("4")


def test_while_a_pen_hovers_a_touch_is_the_palm(page: Page, input: CDPSession) -> None:
    point(page, input, "mouseMoved", (0.5, 0.5), "pen", 0)
    touch(page, input, "touchStart", PALM)
    touch(page, input, "touchMove", (0.8, 0.8))
    touch(page, input, "touchEnd")
    assert strokes(page) == []


@pytest.mark.parametrize("kind", ["mouse", "pen"])
def test_a_move_without_the_button_ends_the_stroke(page: Page, input: CDPSession, kind: str) -> None:
    point(page, input, "mousePressed", (0.3, 0.3), kind, 1)
    point(page, input, "mouseMoved", (0.5, 0.3), kind, 1)
    for held, at in [(0, (0.7, 0.7)), (2, (0.8, 0.8)), (0, (0.9, 0.9))]:
        point(page, input, "mouseMoved", at, kind, held)
    assert ends(page) == [[0.5, 0.3]]
    page.get_by_role("button", name="Undo").click()
    assert strokes(page) == []


def test_a_canvas_without_its_styles_stays_small(page: Page, input: CDPSession) -> None:
    """The last: there is no way back from it."""
    page.evaluate("Object.defineProperty(window, 'devicePixelRatio', { value: 2 })")
    page.evaluate("document.querySelectorAll('style, link[rel=stylesheet]').forEach((one) => one.remove())")
    for _ in range(4):  # each stroke would double it
        canvas(page).click(position={"x": 9, "y": 9})
    assert canvas(page).evaluate("canvas => canvas.width * canvas.height") <= 2048**2
