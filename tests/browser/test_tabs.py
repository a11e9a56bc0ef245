"""What stands over all tabs."""

import pytest
from playwright.sync_api import Page, expect

from mnistff import artifact
from mnistff.ui import TABS
from support.browsers import DESKTOP, PHONE, Open, Windows
from support.hands import SEVEN, draw

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


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone and desktop"])
def test_no_tab_is_wider_than_the_screen(page: Page) -> None:
    assert SHOWN.keys() == {tab.title for tab in TABS}
    page.get_by_role("radio", name="pen strokes").check()
    draw(page, SEVEN)
    for name, shown in SHOWN.items():
        page.get_by_role("tab", name=name).click()
        expect(page.locator(shown).locator("visible=true").first).to_be_visible()
        if name == "Inside the network":  # where it says most
            page.get_by_role("button", name="Switch this unit off").click()
            expect(page.locator("[data-part=changed]")).to_contain_text("With 1 unit off")
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
        page.set_viewport_size(PHONE)


def test_a_choice_is_said_and_nothing_is_answered_that_it_could_be_undone_by(
    windows: Windows, opened: Open, app_url: str
) -> None:
    """What a page needs is in it: when it is loaded it asks once, and no answer comes after the choice's."""
    page = windows(DESKTOP)
    asked: list[str] = []
    listen = lambda request: asked.append(request.url) if "/queue/join" in request.url else None  # noqa: E731
    page.on("request", listen)
    with opened(DESKTOP, app_url):
        for name in ("lecture", "robust"):
            shipped = SHIPPED[name]
            page.get_by_role("radio", name=name).check()
            about = page.get_by_text("hidden units")
            expect(about).to_contain_text(f"{name}, {shipped.model.hidden} hidden units")
            expect(about).to_contain_text(
                f"{shipped.evaluations['mnist'].accuracy:.2%} right on MNIST's test set"
            )
            expect(about).to_contain_text("ship with the app")
        expect(page.locator("article.chosen h3")).to_have_text("robust")
        assert len(asked) == 3  # for the page, and for each choice
    page.remove_listener("request", listen)
