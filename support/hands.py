"""What a person does with the page: draw with mouse and finger, and read the answer."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from playwright.sync_api import Frame, Locator, Page, expect

from mnistff import artifact
from mnistff.evaluation import mistakes
from mnistff.lecture.steps import Step
from mnistff.ui.component import scripts

MODELS = artifact.load_all(artifact.PRETRAINED.values())
STROKES = MODELS["lecture"].evaluations["strokes"]

SEVEN = [[(0.3, 0.25), (0.7, 0.25), (0.5, 0.8)]]
ZERO = [
    [
        (0.5, 0.2),
        (0.35, 0.3),
        (0.3, 0.5),
        (0.35, 0.7),
        (0.5, 0.8),
        (0.65, 0.7),
        (0.7, 0.5),
        (0.65, 0.3),
        (0.5, 0.2),
    ]
]
ONE = [[(0.5, 0.2), (0.5, 0.8)]]
FOUR = [[(0.35, 0.2), (0.3, 0.55), (0.7, 0.55)], [(0.6, 0.2), (0.6, 0.85)]]


QUESTIONS = "**/component_server/**"
"""Where the page asks the server, for `Page.route`."""
UNREACHABLE = "The server can't be reached just now."
LISTENING = "[aria-busy=false] [data-part=canvas]"
"""A canvas that can be drawn on; before, it is there and does not listen yet."""
INKED = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"
"""Whether anything is on a canvas."""
STROKES_DRAWN = """async (scripts) => {
    const { load } = await import(new URL(scripts, document.baseURI));
    return (await load("state/page.mjs")).drawing.thinned();
}"""


def strokes(page: Page) -> list[list[list[float]]]:
    """The strokes that the page holds, as it sends them."""
    return page.evaluate(STROKES_DRAWN, scripts().address)


def training_text(page: Page | Frame) -> Locator:
    """What the Train tab says of a training."""
    return page.locator("[data-part=text]")


def setting(page: Page | Frame, label: str) -> Locator:
    """Of the training: a field or a list."""
    return page.get_by_role("form", name="Settings").get_by_label(label, exact=True)


def choose_setting(page: Page | Frame, label: str, choice: str) -> None:
    setting(page, label).select_option(label=choice)


def choose_strokes(page: Page | Frame) -> None:
    """As data to train on."""
    choose_setting(page, "Data", "pen strokes")


def fill_number(page: Page | Frame, label: str, value: object) -> None:
    setting(page, label).fill(str(value))


def press_start(page: Page | Frame) -> None:
    page.get_by_role("button", name="Start", exact=True).click()


def canvas(page: Page | Frame) -> Locator:
    return page.locator("[data-part=canvas]")


def answer(page: Page | Frame) -> Locator:
    return page.locator("output[data-part=answer]")


def choose_model(page: Page | Frame, name: str | re.Pattern) -> None:
    """In the tab that is open; only some have the list."""
    models = page.locator("select[data-part=model]").locator("visible=true")
    key = models.locator("option").filter(has_text=name).first.get_attribute("value")
    models.select_option(key)


def expect_model(page: Page | Frame, name: str | re.Pattern) -> None:
    """It is the one that the tab that is open speaks of."""
    chosen = page.locator("select[data-part=model]").locator("visible=true").locator("option:checked")
    expect(chosen).to_have_text(name)


def choose_test_set(page: Page | Frame, name: str) -> None:
    """In the Confusion matrix or the Mistakes."""
    page.locator("select[data-part=test-set]").locator("visible=true").select_option(label=name)


def open_tab(page: Page | Frame, name: str) -> None:
    tab = page.get_by_role("tab", name=name)
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true")


def live_results(page: Page | Frame, step: int) -> Locator:
    """Those of a step of the lecture."""
    return page.locator(f"#step-{step} [aria-label='Live result']")


def ask_nothing(page: Page | Frame) -> None:
    """The lecture shows all at once."""
    page.get_by_label("Ask me before each result").uncheck()


def see_results(page: Page, step: Step) -> None:
    """Scroll to each live result of a step until it has come: what is above it may still grow."""
    results = live_results(page, step.number)
    expect(results).to_have_count(len(step.named("live")))
    for result in results.all():
        first, end = result.locator("[data-part=blocks] > *").first, time.monotonic() + 60
        while not first.is_visible():
            assert time.monotonic() < end, result.inner_text()
            result.scroll_into_view_if_needed()
            page.wait_for_timeout(50)


def draw(page: Page | Frame, strokes: list, lift: bool = True) -> None:
    """On the canvas."""
    draw_on(canvas(page), strokes, lift)


def draw_on(place: Locator, strokes: list, lift: bool = True) -> None:
    """With the mouse, straight from point to point: each move on the way would be answered too."""
    place.scroll_into_view_if_needed()
    box, mouse = place.bounding_box(), place.page.mouse
    for stroke in strokes:
        at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        mouse.move(*at[0])
        mouse.down()
        for x, y in at[1:]:
            mouse.move(x, y)
        if lift:
            mouse.up()


def touch(page: Page, stroke: list) -> None:
    """A finger, through the browser's own input: scrolling and gestures happen as on a phone."""
    canvas(page).scroll_into_view_if_needed()
    box = canvas(page).bounding_box()
    session = page.context.new_cdp_session(page)
    points = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in stroke]
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for before, after in pairwise(points):
        for step in range(1, 9):
            at = {axis: before[axis] + (after[axis] - before[axis]) * step / 8 for axis in "xy"}
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def meet_mistakes(page: Page) -> None:
    """Open the tab, on the pen-stroke set, which needs no MNIST: it opens with one of them."""
    open_tab(page, "Mistakes")
    choose_model(page, "lecture")
    choose_test_set(page, "pen strokes")
    expect(page.locator("[data-part=place]")).to_have_text(f"1 of {len(mistakes(STROKES))}")
    expect(page.locator("[data-part=which]")).to_contain_text("of the pen-stroke test set")


@contextmanager
def lost_server(page: Page) -> Iterator[Locator]:
    """Nothing is answered meanwhile; yields what says so."""
    page.route(QUESTIONS, lambda route: route.abort())
    try:
        yield page.get_by_text(UNREACHABLE).locator("visible=true")
    finally:
        page.unroute(QUESTIONS)


def load(page: Page, address: str) -> None:
    """Load the page, and wait until all scripts of the open tab have begun."""
    page.goto(address)
    wait_until_ready(page)


def leave(page: Page) -> None:
    """Leave the page, and let it keep nothing for a reload: the next test begins anew."""
    if page.url != "about:blank":
        page.evaluate("sessionStorage.clear(); localStorage.clear(); Storage.prototype.setItem = () => {}")
        page.goto("about:blank")


def wait_until_ready(page: Page | Frame) -> None:
    """The canvas listens, and whatever else is in the page has begun."""
    page.locator(LISTENING).wait_for(state="attached")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
