"""What stands over all tabs."""

import pytest
from playwright.sync_api import Page, expect

from mnistff import artifact
from mnistff.ui import TABS
from support.browsers import DESKTOP, PHONE, Open, Windows
from support.hands import SEVEN, choose_model, choose_test_set, draw, expect_model, open_tab

SHOWN = {
    "Lecture": "#step-1 h2",
    "Train": "[data-part=settings] select",
    "Confusion matrix": ".matrix td button",
    "Mistakes": "[data-part=heading]",
    "Draw": "[data-part=canvas]",
}
"""Each tab, and what is last to come in it."""
SHIPPED = artifact.load_all(artifact.PRETRAINED.values())


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone and desktop"])
def test_no_tab_is_wider_than_the_screen(page: Page) -> None:
    assert SHOWN.keys() == {tab.title for tab in TABS}
    draw(page, SEVEN)
    for name, shown in SHOWN.items():
        open_tab(page, name)
        expect(page.locator(shown).locator("visible=true").first).to_be_visible()
        if name == "Draw":  # where it says most
            page.locator("[data-part=field]").press("ArrowRight")
            page.get_by_text("The forward pass").scroll_into_view_if_needed()
            page.get_by_role("button", name="Switch this unit off").click()
            expect(page.locator("[data-part=changed]")).to_contain_text("With 1 unit off")
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
            the_tabs_are_one_row_and_this_one_is_in_sight(page, name)
        page.set_viewport_size(PHONE)


def the_tabs_are_one_row_and_this_one_is_in_sight(page: Page, name: str) -> None:
    tabs = page.get_by_role("tab")
    assert tabs.evaluate_all("tabs => new Set(tabs.map((tab) => tab.offsetTop)).size") == 1
    assert all(tab.bounding_box()["height"] >= 44 for tab in tabs.all())
    page.evaluate("scrollTo(0, 0)")
    expect(page.get_by_role("tab", name=name)).to_be_in_viewport(ratio=0.9)


def test_back_and_forward_go_from_tab_to_tab_and_to_what_was_opened(page: Page) -> None:
    open_tab(page, "Confusion matrix")
    choose_test_set(page, "pen strokes")
    page.locator(".pairs button").first.click()
    title = page.locator("[data-part=title]").locator("visible=true")
    expect(title).to_contain_text("taken for")
    cell = title.inner_text()
    page.locator(".thumb:visible").first.click()
    heading = page.locator("[data-part=heading]")
    expect(heading).to_contain_text("the network took it for")
    page.get_by_role("button", name="Look inside the network").click()
    expect(page.locator("[data-part=title]:visible")).to_contain_text("Image")
    page.go_back()
    expect(heading).to_be_visible()
    page.go_back()
    expect(title).to_have_text(cell)
    page.go_back()
    expect(page.get_by_role("heading", name="Most confused pairs")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("tab", name="Draw")).to_have_attribute("aria-selected", "true")
    page.go_forward()
    page.go_forward()
    expect(title).to_have_text(cell)
    page.reload()  # a shared address shows the same
    expect(title).to_have_text(cell)


def test_a_choice_is_said_and_another_tab_asks_nothing(windows: Windows, opened: Open, app_url: str) -> None:
    """What has been shown is there when it is come back to."""
    page = windows(DESKTOP)
    asked: list[str] = []
    listen = lambda request: asked.append(request.url) if request.method == "POST" else None  # noqa: E731
    with opened(DESKTOP, app_url):
        for name in SHOWN:
            open_tab(page, name)
            expect(page.locator(SHOWN[name]).locator("visible=true").first).to_be_visible()
        for name in ("lecture", "robust"):
            shipped = SHIPPED[name]
            choose_model(page, name)
            accuracy = shipped.evaluations["mnist"].accuracy
            reads = page.locator("[data-part=reads]").locator("visible=true")
            expect(reads).to_have_text(f"reads {accuracy:.2%} of MNIST's test set")
            page.get_by_text("About it").locator("visible=true").click()
            more = page.locator("[data-part=more]").locator("visible=true")
            expect(more).to_contain_text(f"{shipped.model.hidden} hidden units, made by the recipe “{name}”")
            expect(more).to_contain_text("ship with the app")
            page.keyboard.press("Escape")
        for name in SHOWN:
            open_tab(page, name)
        page.wait_for_timeout(500)
        page.on("request", listen)
        for name in SHOWN:
            open_tab(page, name)
            page.wait_for_timeout(100)
        assert asked == []
    page.remove_listener("request", listen)


@pytest.mark.parametrize("query", ["/?tab=kitchen&model=resnet"])
def test_an_address_that_names_nothing_is_told(page: Page) -> None:
    expect(page.get_by_text("There is no tab “kitchen”.")).to_contain_text("There is no network “resnet”")
    for query, sentence in [
        ("image=mnist-99999", "must be a whole number from 0 to 9,999"),
        ("mistake=mnist-99999", "must be a whole number from 0 to 9,999"),
        ("mistake=imagenet-1", "not evaluated on a test set “imagenet”"),
        ("step=99", "There is no step 99: there are 12."),
    ]:
        come_to(page, query)
        expect(page.get_by_text(sentence).locator("visible=true").first).to_be_visible()


def come_to(page: Page, query: str) -> None:
    """As by Back, to an address of this page."""
    page.evaluate(
        "query => { history.pushState(null, '', query); dispatchEvent(new Event('popstate')); }", f"?{query}"
    )


def test_runs_that_went_while_the_page_was_left_are_told(page: Page) -> None:
    page.evaluate("sessionStorage.setItem('mnistff own', '[\"own-1\", \"own-2\"]')")
    page.reload()
    expect(page.get_by_text("2 runs of yours had to go")).to_be_visible()
    expect_model(page, "robust")
