"""What stands over all tabs."""

from playwright.sync_api import Page, expect

from mnistff import artifact

SHIPPED = artifact.load_all(artifact.PRETRAINED.values())


def test_the_page_says_which_weights_these_are(page: Page) -> None:
    for name, shipped in SHIPPED.items():
        page.get_by_role("radio", name=name).check()
        about = page.get_by_text("hidden units")
        expect(about).to_contain_text(f"{name}, {shipped.model.hidden} hidden units")
        accuracy = shipped.evaluations["mnist"].accuracy
        expect(about).to_contain_text(f"{accuracy:.2%} right on MNIST's test set")
        expect(about).to_contain_text("ship with the app")


def test_no_tab_is_wider_than_the_screen(page: Page) -> None:
    for name in ("Lecture", "Train", "Inside the network", "Confusion matrix", "Mistakes", "Draw"):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_nothing_is_answered_that_a_choice_made_meanwhile_could_be_undone_by(page: Page) -> None:
    """What a page needs is in it: when it is loaded it asks once, and no answer comes after the choice's."""
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/queue/join" in request.url else None)
    page.reload()
    page.get_by_role("radio", name="lecture").check()
    expect(page.get_by_text("hidden units")).to_contain_text("lecture, 128 hidden units")
    page.wait_for_timeout(500)
    assert len(asked) == 2  # for the page, and for the choice
    expect(page.locator("article.chosen h3")).to_have_text("lecture")
