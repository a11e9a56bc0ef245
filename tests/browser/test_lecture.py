"""The lecture, taken from top to bottom."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from mnistff.data import load_mnist
from mnistff.lecture.images import RESULTS
from mnistff.lecture.network import shipped
from mnistff.lecture.steps import read_steps
from mnistff.ui.lecture.results import STROKES
from support.browsers import PHONE, Open
from support.hands import expect_model, live_results, load, see_results


@pytest.fixture
def lecture(page: Page) -> Iterator[Page]:
    page.get_by_role("tab", name="Lecture").click()
    expect(page.get_by_role("heading", name="12. The mistakes")).to_be_attached()
    yield page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def results(page: Page, number: int) -> Locator:
    """The live results of a step, which is brought into view."""
    page.locator(f"#step-{number}").scroll_into_view_if_needed()
    return live_results(page, number)


def test_without_mnist_every_step_has_its_results_and_says_what_they_show(opened: Open, odd_url: str) -> None:
    with opened(PHONE, odd_url) as page:
        page.get_by_role("tab", name="Lecture").click()
        for step in read_steps():
            expect(page.get_by_role("heading", name=step.title)).to_be_attached()
            see_results(page, step)
            question = page.locator(f"#step-{step.number} details").last
            question.locator("summary").click()
            expect(question.locator("p").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), step.title
        expect(page.get_by_text(STROKES)).to_have_count(6)  # as many results need images
        expect(results(page, 1)).to_contain_text("missing")


def test_with_mnist_the_numbers_are_the_tensors(lecture: Page, mnist: Path) -> None:
    for step in read_steps():
        if set(step.named("live")) & RESULTS.keys():
            see_results(lecture, step)
    expect(lecture.get_by_text(STROKES)).to_have_count(0)
    images, labels = load_mnist("train")
    tensors, gallery = results(lecture, 2).all()
    expect(tensors.get_by_role("row").nth(1)).to_have_text("training imagesuint860000 × 28 × 280255")
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


def test_curves_parameters_notebook_addresses_and_the_way_to_the_tabs(lecture: Page, app_url: str) -> None:
    curves = results(lecture, 9)
    epochs = shipped().metrics["epochs"]
    expect(curves.locator("polyline")).to_have_count(3)
    curves.locator("svg").press("ArrowLeft")
    expect(curves).to_contain_text(f"Epoch {len(epochs) - 1}")
    for name in ("train_loss", "train_loss_after", "test_loss"):
        expect(curves).to_contain_text(f"{epochs[-2][name]:.4f}")
    expect(results(lecture, 3)).to_contain_text("784 · 128 + 128 + 128 · 10 + 10 = 101,770 parameters")
    check_notebook(lecture)

    contents = lecture.get_by_role("navigation", name="The lecture's steps")
    contents.get_by_role("link", name="5. Loss and optimiser").click()
    expect(lecture).to_have_url(f"{app_url}/?step=5")
    load(lecture, f"{app_url}/?step=10")
    expect(lecture.get_by_role("heading", name="10. Accuracy")).to_be_in_viewport()
    accuracy = shipped().evaluations["mnist"].accuracy
    expect(results(lecture, 10)).to_contain_text(f"{accuracy:.2%}")

    results(lecture, 11).get_by_role("button", name="Open the confusion matrix").click()
    expect(lecture.get_by_role("tab", name="Confusion matrix")).to_have_attribute("aria-selected", "true")
    expect_model(lecture, "lecture")
    expect(lecture.locator("[data-part=about]")).to_contain_text(f"{accuracy:.2%}")


def check_notebook(lecture: Page) -> None:
    """The one that the button downloads."""
    with lecture.expect_download() as download:
        lecture.get_by_role("button", name="Open as a notebook").click()
    notebook = nbformat.read(download.value.path(), as_version=4)
    nbformat.validate(notebook)
    assert len([cell for cell in notebook.cells if re.match("## ", cell.source)]) == 12
