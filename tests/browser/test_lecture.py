"""The lecture, taken from top to bottom."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from mnistff.data import load_mnist
from mnistff.lecture import notebook
from mnistff.lecture.images import RESULTS
from mnistff.lecture.memory import pieces
from mnistff.lecture.network import shipped
from mnistff.lecture.steps import read_steps
from mnistff.ui.lecture.results import STROKES
from support.browsers import PHONE, Open
from support.hands import (
    answer,
    ask_nothing,
    expect_model,
    leave,
    live_results,
    load,
    see_results,
    setting,
    training_text,
)
from support.lecture import GUESS, card_of, take_all_steps, write_from_memory


@pytest.fixture
def lecture(page: Page) -> Iterator[Page]:
    page.get_by_role("tab", name="Lecture").click()
    expect(page.get_by_role("heading", name="12. The mistakes")).to_be_attached()
    ask_nothing(page)
    yield page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def results(page: Page, number: int) -> Locator:
    """The live results of a step, which is brought into view."""
    page.locator(f"#step-{number}").scroll_into_view_if_needed()
    return live_results(page, number)


def test_without_mnist_every_step_has_its_results_and_says_what_they_show(opened: Open, odd_url: str) -> None:
    with opened(PHONE, odd_url) as page:
        page.get_by_role("tab", name="Lecture").click()
        ask_nothing(page)
        for step in read_steps():
            expect(page.get_by_role("heading", name=step.title)).to_be_attached()
            see_results(page, step)
            how = page.locator(f"#step-{step.number} details").last
            how.locator("summary").click()
            expect(how.locator("pre").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), step.title
        expect(page.get_by_text(STROKES)).to_have_count(len(RESULTS))


def test_with_mnist_the_numbers_are_the_tensors(lecture: Page, mnist: Path) -> None:
    for step in read_steps():
        if set(step.named("live")) & RESULTS.keys():
            see_results(lecture, step)
    expect(lecture.get_by_text(STROKES)).to_have_count(0)
    images, labels = load_mnist("train")
    gallery = results(lecture, 2)
    thumbs = gallery.locator(".thumb")
    expect(thumbs).to_have_text([str(label) for label in labels[:24].tolist()])
    thumbs.nth(7).click()
    expect(gallery).to_contain_text(f"The numbers of training image 7, which is labelled {labels[7]}")
    assert gallery.locator(".pixels span").all_inner_texts() == [str(v) for v in images[7].flatten().tolist()]

    batch = results(lecture, 7)
    batch.get_by_role("spinbutton").fill("7")
    batch.get_by_role("spinbutton").press("Enter")
    pixels = batch.locator(".pixels")
    expect(batch).to_contain_text(".data[7]")
    pixels.locator("span").nth(28 * 14 + 13).hover()
    value = int(images[7, 14, 13])
    expect(batch.locator("output")).to_have_text(
        f"row 14, column 13: {value}; the loader gives {value / 255:.4g}"
    )
    pixels.press("ArrowDown")
    expect(batch.locator("output")).to_contain_text(f"row 15, column 13: {int(images[7, 15, 13])};")


def test_curves_addresses_and_the_ways_to_the_tabs(lecture: Page, app_url: str) -> None:
    curves = results(lecture, 9)
    epochs = shipped().metrics["epochs"]
    expect(curves.locator("polyline")).to_have_count(3)
    curves.locator("svg").press("ArrowLeft")
    expect(curves).to_contain_text(f"Epoch {len(epochs) - 1}")
    for name in ("train_loss", "train_loss_after", "test_loss"):
        expect(curves).to_contain_text(f"{epochs[-2][name]:.4f}")

    contents = lecture.get_by_role("navigation", name="The lecture's steps")
    contents.get_by_role("link", name="5. Loss and optimizer").click()
    expect(lecture).to_have_url(f"{app_url}/?step=5")
    load(lecture, f"{app_url}/?step=10")
    expect(lecture.get_by_role("heading", name="10. Accuracy")).to_be_in_viewport()
    accuracy = shipped().evaluations["mnist"].accuracy
    expect(results(lecture, 10)).to_contain_text(f"{accuracy:.2%}")

    lecture.get_by_role("link", name="Open the matrix at its worst pair").click()
    expect(lecture.get_by_role("tab", name="Confusion matrix")).to_have_attribute("aria-selected", "true")
    expect_model(lecture, "lecture")
    expect(lecture.locator("[data-part=title]").locator("visible=true")).to_contain_text("a 4 taken for a 9")
    lecture.go_back()
    expect(lecture.get_by_role("link", name="Open the matrix at its worst pair")).to_be_visible()
    lecture.get_by_role("link", name="See these layers at work").click()
    expect(answer(lecture)).to_have_text(re.compile(r"\d"))
    expect_model(lecture, "lecture")


def test_the_lecture_trains_what_it_speaks_of(lecture: Page) -> None:
    lecture.locator("#step-8").get_by_role("link", name="Train it without shuffling").click()
    expect(lecture.get_by_role("tab", name="Train")).to_have_attribute("aria-selected", "true")
    expect(setting(lecture, "Epochs")).to_have_value("3")
    expect(lecture.get_by_text("forgets each digit while it learns the next")).to_be_visible()
    expect(training_text(lecture)).to_contain_text(re.compile("epoch|image|MNIST", re.IGNORECASE))
    lecture.get_by_role("button", name="Stop").click()


def test_the_live_mistake_is_looked_into(lecture: Page, mnist: Path) -> None:
    result = results(lecture, 12)
    result.get_by_role("button", name="Next").click()
    expect(result.get_by_role("spinbutton")).to_have_value("1")
    said = re.search(
        r"Test image (\d+): the label is (\d), the network said (\d)", all_text(result, "label is")
    )
    result.get_by_role("link", name="Look into this mistake").click()
    expect(lecture.locator("[data-part=which]")).to_contain_text(f"Image {said[1]} of MNIST")
    expect(lecture.locator("[data-part=heading]")).to_contain_text(f"{said[2]}")


def all_text(result: Locator, awaited: str) -> str:
    expect(result).to_contain_text(awaited)
    return result.inner_text()


def test_the_notebook_and_an_empty_one_can_be_had(lecture: Page) -> None:
    for button, expected in (
        ("Open as a notebook", notebook.EXECUTED.read_text(encoding="utf-8")),
        ("Download an empty notebook", notebook.empty()),
    ):
        with lecture.expect_download() as download:
            lecture.get_by_role("button", name=button).click()
        assert download.value.path().read_text(encoding="utf-8") == expected
    expect(lecture.get_by_role("link", name="Open in Colab")).to_be_hidden()


def test_on_a_phone_it_asks_first_keeps_the_guesses_and_forgets_them(opened: Open, odd_url: str) -> None:
    """The same in a window as wide as a desktop is a part of the journeys (`support/journey.py`)."""
    with opened(PHONE, f"{odd_url}/?tab=lecture") as page:
        take_all_steps(page)
        write_from_memory(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        load(page, f"{odd_url}/?step=2")
        truth = page.locator("#step-2 [data-part=truth]")
        expect(truth).to_contain_text(f"You said {GUESS}%. It is 80.9%.")
        expect(page.get_by_text("That is the notebook.")).to_be_attached()
        page.get_by_role("button", name="Forget all that I did").click()
        expect(truth).to_be_empty()
        expect(page.locator("#step-2 canvas").first).to_be_hidden()
        page.locator("#step-2").get_by_role("button", name="Show me").click()
        expect(truth).to_contain_text("It is 80.9%.")
        expect(truth).not_to_contain_text("You said")


def test_a_curve_is_drawn_with_the_keys_and_not_before_it_is_whole(page: Page) -> None:
    load(page, f"{page.url.split('?')[0]}?step=8")
    form = page.locator("#step-8 form").first
    chart, commit = form.locator("svg"), form.get_by_role("button", name="That is my guess")
    for _ in range(9):
        chart.press("ArrowRight")
    commit.click()
    expect(form).to_contain_text("Draw the line over all 10 epochs: epoch 10 has no point yet.")
    chart.press("ArrowRight")
    chart.press("ArrowDown")
    expect(form.locator("output")).to_have_text(re.compile(r"Epoch 10: 0\.\d\d"))
    commit.click()
    truth = form.locator("[data-part=truth]")
    expect(truth).to_contain_text("Yours is the green line.")
    expect(truth).to_be_focused()
    expect(chart.locator("polyline")).to_have_count(3)


def test_what_is_half_entered_stays_and_nonsense_is_told(page: Page) -> None:
    load(page, f"{page.url.split('?')[0]}?step=2")
    zeros, parameters = (page.locator(f"#step-{number} form") for number in (2, 3))
    zeros.get_by_role("textbox").fill("101")
    zeros.get_by_role("button", name="That is my guess").click()
    expect(zeros).to_contain_text("A number from 0 to 100, please.")
    parameters.get_by_role("button", name="Show me").click()
    expect(zeros.get_by_role("textbox")).to_have_value("101")
    zeros.get_by_role("textbox").fill("80,9")
    zeros.get_by_role("textbox").press("Enter")
    expect(zeros).to_contain_text("You said 80.9%. It is 80.9%.")


def grow(page: Page, number: int) -> None:
    """Give a step's live result 5,000 pixels, and wait until the page has taken note."""
    page.locator(f"#step-{number} .live").evaluate("live => (live.style.minHeight = '5000px')")
    page.wait_for_function(f"document.getElementById('step-{number}').offsetHeight > 5000")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_what_grows_above_moves_nothing_that_is_read(page: Page) -> None:
    """As a result does that comes late."""
    load(page, f"{page.url.split('?')[0]}?step=2")
    page.locator("#step-2").get_by_role("button", name="Show me").click()
    results(page, 2)
    page.mouse.move(640, 450)
    page.mouse.wheel(0, 3000)
    heading = page.locator("#step-3 form")
    heading.scroll_into_view_if_needed()
    page.mouse.wheel(0, 50)
    page.wait_for_timeout(300)  # until it has come to rest
    before = heading.bounding_box()["y"]
    grow(page, 2)
    assert heading.bounding_box()["y"] == pytest.approx(before, abs=2)


def test_what_grows_while_a_link_is_pressed_does_not_move_it_away(lecture: Page) -> None:
    """As results do on a slow machine: the press would be lost."""
    link = lecture.get_by_role("link", name="Open the matrix at its worst pair")
    results(lecture, 11)
    link.hover()
    lecture.mouse.down()
    grow(lecture, 11)
    lecture.mouse.up()
    expect(lecture.get_by_role("tab", name="Confusion matrix")).to_have_attribute("aria-selected", "true")


def test_another_page_of_the_browser_goes_on_with_it(page: Page) -> None:
    address = page.url.split("?")[0]
    other = page.context.new_page()
    load(other, f"{address}?step=memory")
    load(page, f"{address}?step=memory")
    expect(page.locator(".card:visible")).to_have_count(12)
    card_of(other.locator("#step-memory"), pieces()[0].code).click()
    expect(page.locator(".card:visible")).to_have_count(11)
    expect(other.locator(".card:visible").first).to_be_focused()
    leave(other)
    other.close()
