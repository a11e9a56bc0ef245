"""What stands over all tabs."""

import pytest
from playwright.sync_api import Page, expect

from mnistff import artifact
from support.browsers import DESKTOP, PHONE

SHOWN = {
    "Lecture": "#step-1 h2",
    "Train": ".vega-embed, [data-part=bar]",
    "Inside the network": ".tile",
    "Confusion matrix": ".matrix td button",
    "Mistakes": "[data-part=place]:has-text('mistakes')",
    "Draw": "[data-part=canvas]",
}
"""Each tab, and what is last to come in it."""
SHIPPED = artifact.load_all(artifact.PRETRAINED.values())


def test_the_page_says_which_weights_these_are(page: Page) -> None:
    for name, shipped in SHIPPED.items():
        page.get_by_role("radio", name=name).check()
        about = page.get_by_text("hidden units")
        expect(about).to_contain_text(f"{name}, {shipped.model.hidden} hidden units")
        accuracy = shipped.evaluations["mnist"].accuracy
        expect(about).to_contain_text(f"{accuracy:.2%} right on MNIST's test set")
        expect(about).to_contain_text("ship with the app")


@pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])
def test_no_tab_is_wider_than_the_screen(page: Page) -> None:
    page.get_by_role("radio", name="pen strokes").check()
    for name, shown in SHOWN.items():
        page.get_by_role("tab", name=name).click()
        expect(page.locator(shown).locator("visible=true").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_nothing_is_answered_that_a_choice_made_meanwhile_could_be_undone_by(page: Page) -> None:
    """What a page needs is in it: when it is loaded it asks once, and no answer comes after the choice's."""
    asked: list[str] = []
    listen = lambda request: asked.append(request.url) if "/queue/join" in request.url else None  # noqa: E731
    page.on("request", listen)
    page.reload()
    page.get_by_role("radio", name="lecture").check()
    expect(page.get_by_text("hidden units")).to_contain_text("lecture, 128 hidden units")
    page.get_by_role("radio", name="robust").check()
    expect(page.get_by_text("hidden units")).to_contain_text("robust, 800 hidden units")
    page.remove_listener("request", listen)
    assert len(asked) == 3  # for the page, and for each choice
    expect(page.locator("article.chosen h3")).to_have_text("robust")
