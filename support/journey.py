"""A journey through all tabs, as a person makes it, and a visit of what a place may break."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Frame, Page, expect

from mnistff.evaluation import mistakes
from mnistff.lecture.steps import read_steps
from support import hands, lecture
from support.hands import (
    ONE,
    SEVEN,
    STROKES,
    answer,
    choose_model,
    choose_strokes,
    choose_test_set,
    expect_model,
    live_results,
    open_tab,
    press_start,
    setting,
    training_text,
    wait_until_ready,
)
from support.writing import asked, begin_round, entrance, guess, hand, write


@dataclass
class Visit:
    """A page on which the app is open, and what went wrong in it.

    `frame` gives the page's frame that the app is in: the whole page, or one in another page.
    """

    page: Page
    address: str
    frame_of: Callable[[Page], Frame] = lambda page: page.main_frame
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(60_000)  # milliseconds: other tests run beside this one
        self.page.on("pageerror", lambda error: self.errors.append(f"{error.message}\n{error.stack}"))
        self.page.on("console", self._listen)

    def _listen(self, message: ConsoleMessage) -> None:
        url, text = message.location["url"], message.text
        # Gradio logs that it is no longer listened to when its page is left: nobody's fault.
        is_left = text.startswith("AbortError: ")
        if message.type == "error" and not is_left and not url.endswith("/favicon.ico"):
            self.errors.append(f"{text} ({url})")

    def open(self, query: str = "") -> Frame:
        """Load the page, with a query in its address; the app's frame, when there is a canvas in it."""
        self.page.goto(self.address + query)
        return self.here()

    def reload(self) -> Frame:
        self.page.reload()
        return self.here()

    def here(self) -> Frame:
        frame = self.frame_of(self.page)
        wait_until_ready(frame)
        return frame


def journey(visit: Visit) -> None:
    """All of it."""
    app = visit.open()
    draw_and_be_answered(app)
    test_on_ones_handwriting(app)
    take_the_whole_lecture(app)
    train_and_draw_with_it(app)
    look_inside(app)
    mistake, heading = from_the_matrix_to_the_mistakes(app)
    app = visit.open(f"?mistake={mistake}&model=lecture")
    expect(app.locator("[data-part=heading]")).to_have_text(heading)
    app = visit.reload()
    expect(app.locator("[data-part=heading]")).to_have_text(heading)
    app = visit.open("?step=10")
    expect(app.get_by_role("heading", name="10. Accuracy")).to_be_in_viewport()
    assert not visit.errors, "\n".join(visit.errors)


def visit_of_the_place(visit: Visit) -> None:
    """What depends on where the app is served: scripts, questions, events, addresses, a reload."""
    app = visit.open()
    draw_and_be_answered(app)
    take_the_lecture(app)
    train_and_draw_with_it(app)
    mistake = int(mistakes(STROKES)[0])
    app = visit.open(f"?mistake=strokes-{mistake}&model=lecture")
    expect(app.locator("[data-part=which]")).to_contain_text(f"Image {mistake} of the pen-stroke test set")
    heading = app.locator("[data-part=heading]")
    expect(heading).to_contain_text("the network took it for")
    said = heading.inner_text()
    app = visit.reload()
    expect(app.locator("[data-part=heading]")).to_have_text(said)
    assert not visit.errors, "\n".join(visit.errors)


def draw(app: Frame, strokes: list, digit: str | re.Pattern = re.compile(r"\d")) -> None:
    """Draw with the mouse, in place of what is there, and wait for the answer."""
    clear = app.get_by_role("button", name="Clear")
    if clear.is_enabled():
        clear.click()
    hands.draw(app, strokes)
    expect(answer(app)).to_have_text(digit)


def draw_and_be_answered(app: Frame) -> None:
    draw(app, SEVEN, "7")
    choose_model(app, "lecture")
    expect(app.locator("[data-part=count]")).to_have_text("128 hidden units")
    expect(answer(app)).to_have_text("7")


def test_on_ones_handwriting(app: Frame) -> None:
    """A few digits of a round, what was read of them, and back."""
    entrance(app).click()
    begin_round(app)
    somebody = hand(3)
    for number in (1, 2, 3):
        expect(app.locator("[data-part=ordinal]")).to_have_text(f"{number} of 10")
        write(app, somebody[asked(app)])
        app.locator("[data-part=sheet]").press("Enter")
    app.get_by_role("button", name="Stop here").click()
    guess(app, 3)
    expect(app.locator("[data-part=reads-yours]")).to_contain_text(" of 3")
    app.get_by_role("button", name="← Canvas").click()


test_on_ones_handwriting.__test__ = False


def take_the_lecture(app: Frame) -> None:
    """One of its steps: a guess, what was hidden, and a live result."""
    open_tab(app, "Lecture")
    app.get_by_role("navigation").get_by_role("link", name="9. ").click()
    app.wait_for_function("location.search.includes('step=9')")
    lecture.take(app, read_steps()[8])
    result = live_results(app, 9)
    result.scroll_into_view_if_needed()
    expect(result.locator("polyline")).to_have_count(3)


def take_the_whole_lecture(app: Frame) -> None:
    open_tab(app, "Lecture")
    lecture.take_all_steps(app)
    lecture.write_from_memory(app)


def number(app: Frame, label: str, value: int) -> None:
    """Type a number as a person does."""
    field = setting(app, label)
    field.press("Control+a")
    for digit in str(value):
        field.press(digit)
    field.press("Tab")
    expect(field).to_have_value(str(value))


def train_and_draw_with_it(app: Frame) -> None:
    """A small run on pen strokes, which need no MNIST."""
    open_tab(app, "Train")
    number(app, "Training images", 300)
    number(app, "Epochs", 2)
    choose_strokes(app)
    press_start(app)
    expect(training_text(app)).to_contain_text("It is run 1 now", timeout=60_000)
    app.get_by_role("button", name="Draw with the newest run").click()
    expect(app.get_by_role("tab", name="Draw")).to_have_attribute("aria-selected", "true")
    expect_model(app, re.compile("run 1"))
    draw(app, ONE)


def look_inside(app: Frame) -> None:
    choose_model(app, "lecture")
    app.locator("[data-part=field]").press("ArrowRight")
    expect(app.locator("[data-part=why]")).to_contain_text("its weights over the ink")
    app.get_by_text("The forward pass").scroll_into_view_if_needed()
    expect(app.locator(".tile:visible")).to_have_count(16)
    app.get_by_role("button", name="Switch this unit off").click()
    expect(app.locator("[data-part=changed]")).to_contain_text("With 1 unit off")


def from_the_matrix_to_the_mistakes(app: Frame) -> tuple[str, str]:
    """A cell, its images, one of them, three more; what the address then says, and the page."""
    open_tab(app, "Confusion matrix")
    choose_test_set(app, "pen strokes")
    expect(app.get_by_text("images of the pen-stroke test set, ")).to_be_visible()
    app.locator(".pairs button").first.click()
    app.locator(".thumb:visible").first.click()
    heading = app.locator("[data-part=heading]")
    expect(heading).to_contain_text("the network took it for")

    app.get_by_role("button", name="Draw it yourself").click()
    expect(app.get_by_role("button", name="Template off")).to_be_visible()
    draw(app, SEVEN)

    open_tab(app, "Mistakes")
    heading.click()
    place = app.locator("[data-part=place]")
    for _ in range(3):
        at, total = map(int, place.inner_text().split(" of "))
        app.page.keyboard.press("ArrowRight")
        expect(place).to_have_text(f"{at % total + 1} of {total}")
    index = re.search(r"Image (\d+)", app.locator("[data-part=which]").inner_text())[1]
    app.wait_for_function(f"location.search.includes('mistake=strokes-{index}&')")
    return f"strokes-{index}", heading.inner_text()
