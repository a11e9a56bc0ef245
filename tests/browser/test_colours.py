"""Light and dark: what the browser paints itself goes along."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from support.browsers import PHONE, Windows
from support.hands import SEVEN, answer, draw, leave, load

BACKGROUNDS = """() => [".board", ".bars .best i"].map(
    (each) => getComputedStyle(document.querySelector(each)).backgroundColor
)"""


@pytest.fixture
def chromium(windows: Windows) -> Iterator[Page]:
    yield windows(PHONE)
    leave(windows(PHONE))


@pytest.fixture(scope="module")
def firefox_phone(firefox: Browser) -> Iterator[Page]:
    page = firefox.new_page(viewport=PHONE)
    yield page
    page.close()


@pytest.mark.parametrize("window", ["chromium", pytest.param("firefox_phone", marks=pytest.mark.elsewhere)])
def test_what_the_browser_paints_goes_along_with_the_theme(
    request: pytest.FixtureRequest, window: str, app_url: str
) -> None:
    page: Page = request.getfixturevalue(window)
    for theme in ("light", "dark"):
        load(page, f"{app_url}/?__theme={theme}")
        page.evaluate("document.fonts.ready")
        for element in (page.locator("[data-part=compare]"), page.locator("html")):
            assert ("dark" in element.evaluate("e => getComputedStyle(e).colorScheme")) == (theme == "dark")
        under_the_tabs_is_one_line(page)


def test_high_contrast_leaves_pictures_their_colours(page: Page) -> None:
    """What Windows calls so puts its own colours in place of a page's."""
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    usual = page.evaluate(BACKGROUNDS)
    page.emulate_media(forced_colors="active")
    assert page.evaluate(BACKGROUNDS) == usual
    assert page.locator("h1").evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    page.emulate_media(forced_colors="none")


def under_the_tabs_is_one_line(page: Page) -> None:
    box = page.locator(".tab-container.wrap").first.bounding_box()
    top, height = int(box["y"]), int(box["height"]) + 2  # it may begin in the middle of a pixel
    clip = {"x": box["x"] + box["width"] - 4, "y": top, "width": 2, "height": height}
    column = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    colours = [column.getpixel((0, y)) for y in range(column.height)]
    background = max(set(colours), key=colours.count)
    assert 1 <= sum(colour != background for colour in colours[-4:]) <= 2
