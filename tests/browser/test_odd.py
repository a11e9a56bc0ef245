"""An app without MNIST, which cannot be had, and with models whose names are made to take the page over."""

import pytest
from playwright.sync_api import Page, expect

from support.browsers import DESKTOP, PHONE
from support.hands import load
from support.odd_models import NAMES


def test_images_that_cannot_be_had_are_missed_with_a_remedy(page: Page, odd_url: str) -> None:
    load(page, odd_url)
    page.get_by_role("radio", name="lecture").check()
    page.get_by_role("tab", name="Confusion matrix").click()
    page.get_by_role("button", name="True 4, predicted 9:").click()
    expect(page.get_by_text("The images can't be shown")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Put the four files")).to_be_visible()
    page.locator(".thumb:visible").first.click()
    expect(page.get_by_role("heading", name="It is a 4; the network took it for a 9")).to_be_visible()
    expect(page.locator("[data-part=which]")).to_contain_text("Put the four files")
    page.get_by_role("radio", name="pen strokes").check()
    which = page.locator("[data-part=which]")
    for _ in range(100):  # until the choice is answered, it is a mistake on MNIST
        page.get_by_role("button", name="Show me a random mistake").click()
        page.wait_for_timeout(100)  # milliseconds
        if "pen-stroke" in which.inner_text():
            break
    expect(page.locator(".mistake [data-part=evidence]")).to_be_visible()
    page.get_by_role("tab", name="Train").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Or choose the pen strokes as data.")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])
def test_what_a_model_says_of_itself_is_shown_as_text(page: Page, odd_url: str) -> None:
    wrong: list[str] = []
    dialog = lambda dialog: wrong.append(dialog.message)  # noqa: E731
    request = lambda request: ":9/" in request.url and wrong.append(request.url)  # noqa: E731
    page.on("dialog", dialog)
    page.on("request", request)
    load(page, odd_url)
    for name, recipe in NAMES.items():
        page.get_by_role("radio", name=name).check()
        about = page.get_by_text("16 hidden units")
        expect(about).to_contain_text(f"{name}, 16 hidden units, recipe {recipe}: ")
        assert about.locator("*").evaluate_all("all => all.map(e => e.tagName)") == ["B", "B"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.remove_listener("dialog", dialog)
    page.remove_listener("request", request)
    assert not wrong
