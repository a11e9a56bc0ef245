"""The other tabs, as a person looks at them."""

import re

import pytest
from playwright.sync_api import Page, expect

from mnistff import artifact
from mnistff.data import data_folder, is_complete
from mnistff.evaluation import confusion_matrix

SHIPPED = artifact.load(artifact.PRETRAINED["lecture"])
EVALUATION = SHIPPED.evaluations["mnist"]


def test_the_page_says_which_weights_these_are(page: Page) -> None:
    about = page.get_by_text("hidden units")
    expect(about).to_contain_text("lecture, 128 hidden units")
    expect(about).to_contain_text(f"{EVALUATION.accuracy:.2%} right on MNIST's test set")
    expect(about).to_contain_text("ship with the app")


def test_the_matrix_is_the_artifacts(page: Page) -> None:
    page.get_by_role("tab", name="Confusion matrix").click()
    table = page.locator("table.matrix")
    expect(table).to_be_visible()
    cells = [int(text) for text in table.locator("td").all_inner_texts()]
    matrix = confusion_matrix(EVALUATION.labels, EVALUATION.predictions)
    assert cells == matrix.flatten().tolist()
    expect(page.get_by_text("4 taken for 9:").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.skipif(
    not is_complete(data_folder()), reason="Needs MNIST: set MNISTFF_DATA to a folder that has it."
)
def test_a_random_mistake_is_shown_with_its_image(page: Page) -> None:
    page.get_by_role("tab", name="Mistakes").click()
    page.get_by_role("button", name="Show me a random mistake").click()
    heading = page.get_by_role("heading", name="the network took it for")
    expect(heading).to_be_visible(timeout=20_000)
    image = page.locator(".mistake img")
    index = int(re.search(r"\d+", image.get_attribute("alt")).group())
    label, prediction = int(EVALUATION.labels[index]), int(EVALUATION.predictions[index])
    assert label != prediction
    assert [int(digit) for digit in re.findall(r"\d", heading.inner_text())] == [label, prediction]
    assert image.evaluate("image => image.complete && image.naturalWidth") == 28
    expect(page.locator(".mistake li")).to_have_count(10)
