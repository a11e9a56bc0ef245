"""The confusion matrix, with the mouse and with keys alone, on one page."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from mnistff import artifact
from mnistff.evaluation import confusion_matrix, recall_and_precision, select
from support.browsers import DESKTOP, PHONE, Open, Windows
from support.hands import QUESTIONS, choose_model, choose_test_set, leave, load, open_tab

LECTURE = artifact.load(artifact.PRETRAINED["lecture"])


@pytest.fixture(scope="module")
def page(opened: Open, app_url: str) -> Iterator[Page]:
    with opened(DESKTOP, app_url) as page:
        choose_model(page, "lecture")
        yield page


@pytest.fixture
def table(page: Page) -> Locator:
    """The table of counts, on the pen-stroke set, which needs no MNIST; made anew, no cell had the focus."""
    open_tab(page, "Confusion matrix")
    choose_test_set(page, "pen strokes")
    close = page.get_by_role("button", name="← Most confused pairs")
    if close.is_visible():
        close.click()
    page.get_by_label("per cent of the row").check()
    page.get_by_label("counts").check()
    expect(page.get_by_text("2,000 images of the pen-stroke test set")).to_be_visible()
    return page.locator("table.matrix")


def counts(test_set: str):
    evaluation = LECTURE.evaluations[test_set]
    return confusion_matrix(evaluation.labels, evaluation.predictions)


def expect_images(page: Page, count: int, words: str) -> Locator:
    """The thumbnails of so many images, which are all there when they are named."""
    order = ", most confident first" if count > 1 else ""
    heading = re.compile(rf"^{count} images? {words}{order}$")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    return page.locator(".thumb:visible")


def test_the_matrix_is_the_artifacts_on_either_test_set(page: Page, table: Locator) -> None:
    cells = [int(text) for text in table.locator("tbody td:not(.margin)").all_inner_texts()]
    assert cells == counts("strokes").flatten().tolist()
    choose_test_set(page, "MNIST")
    expect(page.get_by_text("10,000 images of MNIST's test set")).to_be_visible()
    cells = [int(text) for text in table.locator("tbody td:not(.margin)").all_inner_texts()]
    assert cells == counts("mnist").flatten().tolist()


def test_margins_hold_recall_precision_and_accuracy(table: Locator) -> None:
    recall, precision = recall_and_precision(counts("strokes"))
    accuracy = LECTURE.evaluations["strokes"].accuracy
    expected = [f"{100 * share:.1f}%" for share in [*recall.tolist(), *precision.tolist(), accuracy]]
    assert table.locator("td.margin").all_inner_texts() == expected


def test_per_cent_are_of_the_row(page: Page, table: Locator) -> None:
    page.get_by_label("per cent of the row").check()
    matrix = counts("strokes").double()
    expected = [f"{share:.1f}" for share in (100 * matrix / matrix.sum(1, keepdim=True)).flatten().tolist()]
    assert table.locator("tbody td:not(.margin)").all_inner_texts() == expected


def test_a_cell_shows_its_images_and_an_image_opens(page: Page, table: Locator) -> None:
    matrix = counts("strokes")
    errors = matrix - matrix.diag().diag()
    true, predicted = divmod(int(errors.argmax()), 10)
    table.get_by_role("button", name=f"True {true}, predicted {predicted}:").click()
    expected = select(LECTURE.evaluations["strokes"], true, predicted).tolist()
    thumbs = expect_images(page, len(expected), f"of an? {true} taken for an? {predicted}")
    expect(thumbs).to_have_count(min(48, len(expected)))
    assert thumbs.first.locator("img").evaluate("image => image.naturalWidth") == 28
    thumbs.first.click()
    expect(page.get_by_role("heading", name="It is a")).to_contain_text(f"{predicted}")
    expect(page.get_by_text(f"Image {expected[0]} of the pen-stroke test set")).to_be_visible()


def test_heads_and_the_most_confused_pairs_show_their_images_page_by_page(page: Page, table: Locator) -> None:
    row, column = counts("strokes")[7].sum(), counts("strokes")[:, 7].sum()
    table.get_by_role("button", name="All images taken for a 7").click()
    expect_images(page, column, "taken for a 7")
    table.get_by_role("button", name="All images of a 7").click()
    thumbs = expect_images(page, row, "of a 7")
    expect(thumbs).to_have_count(48)
    page.get_by_role("button", name="Show more").click()
    expect(thumbs).to_have_count(96)
    page.get_by_role("button", name="← Most confused pairs").click()
    pair = page.locator(".pairs button").first
    true, predicted, count = re.match(r"(\d) taken for (\d): (\d+) of", pair.inner_text()).groups()
    pair.click()
    expect_images(page, int(count), f"of an? {true} taken for an? {predicted}")
    expect(thumbs).to_have_count(min(48, int(count)))


def test_keys_alone_reach_every_cell(page: Page, table: Locator) -> None:
    page.get_by_label("counts").focus()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_accessible_name("All images taken for a 0")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(focused).to_have_accessible_name(f"True 0, predicted 3: {counts('strokes')[0, 3]} of 200")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="images of a 0, read right")).to_be_visible()
    page.keyboard.press("Tab")  # the whole table is one stop
    expect(focused).to_have_text("← Most confused pairs")


def test_an_addresses_cell_is_in_sight_on_a_phone_whatever_comes_first(
    windows: Windows, app_url: str
) -> None:
    matrix = counts("strokes").fill_diagonal_(0)
    true, predicted = divmod(int(matrix.argmax()), 10)

    def answer_late(route: Route) -> None:
        if "matrix" in (route.request.post_data or ""):
            time.sleep(0.5)
        route.continue_()

    phone = windows(PHONE)
    phone.route(QUESTIONS, answer_late)
    load(phone, f"{app_url}/?cell=strokes-{true}-{predicted}&model=lecture")
    thumb = phone.locator(".thumb").first
    expect(phone.get_by_role("button", name=f"True {true}, predicted {predicted}:")).to_be_attached()
    expect(thumb).to_be_in_viewport()
    load(phone, f"{app_url}/?cell=nothing-{true}-{predicted}")
    expect(phone.get_by_text("This network was not evaluated on a test set “nothing”.")).to_be_visible()
    leave(phone)
