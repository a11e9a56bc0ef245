"""An app without MNIST, which cannot be had, and with models whose names are made to take the page over."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from support.browsers import DESKTOP, PHONE, Windows
from support.hands import choose_model, expect_model, meet_mistakes, open_tab, training_text
from support.odd_models import NAMES


@pytest.fixture
def app_url(odd_url: str) -> str:
    return odd_url


@pytest.fixture
def wrong(windows: Windows) -> Iterator[list[str]]:
    """What such a name may want: a dialog, or a question to an address in it, from the page's loading on."""
    wrong: list[str] = []
    dialog = lambda dialog: wrong.append(dialog.message)  # noqa: E731
    request = lambda request: ":9/" in request.url and wrong.append(request.url)  # noqa: E731
    page = windows(PHONE)
    page.on("dialog", dialog)
    page.on("request", request)
    yield wrong
    page.remove_listener("dialog", dialog)
    page.remove_listener("request", request)


def test_images_that_cannot_be_had_are_missed_with_a_remedy(page: Page) -> None:
    open_tab(page, "Confusion matrix")
    choose_model(page, "lecture")
    page.get_by_role("button", name="True 4, predicted 9:").click()
    expect(page.get_by_text("The images can't be shown")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Put the four files")).to_be_visible()
    page.locator(".thumb:visible").first.click()
    expect(page.get_by_role("heading", name="It is a 4; the network took it for a 9")).to_be_visible()
    expect(page.locator("[data-part=which]")).to_contain_text("Put the four files")
    meet_mistakes(page)  # of the pen strokes, which are there
    page.get_by_role("button", name="Show me a random mistake").click()
    expect(page.locator("[data-part=which]")).to_contain_text("pen-stroke")
    expect(page.locator(".mistake [data-part=evidence]")).to_be_visible()
    page.get_by_role("tab", name="Train").click()
    page.get_by_role("button", name="Start").click()
    expect(training_text(page)).to_contain_text("Or choose the pen strokes as data.", timeout=30_000)


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone and desktop"])
def test_what_a_model_says_of_itself_is_shown_as_text(wrong: list[str], page: Page) -> None:
    for name, recipe in NAMES.items():
        page.locator("select[data-part=model]").select_option(name)
        expect_model(page, name)
        about = page.locator("[data-part=more]")
        expect(about).to_contain_text(f"16 hidden units, made by the recipe “{recipe}”")
        assert about.locator("*").evaluate_all("all => all.map(e => e.tagName)") == ["P", "P", "P", "P"]
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    assert not wrong
