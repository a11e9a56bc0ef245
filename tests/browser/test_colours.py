"""Light and dark: what the browser paints itself goes along, and any notation of a colour is understood."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from support.browsers import PHONE, Windows
from support.hands import load, meet_mistakes

NOTATIONS = [
    "rgb(200, 30, 40)",
    "rgba(200, 30, 40, 1)",
    "hsl(280 80% 40%)",
    "oklch(0.6 0.2 140)",
    "lab(50% 40 -60)",
    "color(srgb 0.8 0.1 0.2)",
    "color-mix(in srgb, red 50%, blue)",
    "rebeccapurple",
]
FILLED = """colour => {
    const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""
MOST_OPAQUE = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let at = 3;
    for (let i = 3; i < data.length; i += 4) if (data[i] > data[at]) at = i;
    return [...data.slice(at - 3, at + 1)];
}"""

AS_A_CHANGE_OF_THE_THEME = """() => {
    document.body.classList.toggle("anything");
    return new Promise((done) => setTimeout(done)); // who watches the classes is told before
}"""


@pytest.fixture
def chromium(windows: Windows) -> Iterator[Page]:
    yield windows(PHONE)
    windows(PHONE).goto("about:blank")


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
        for element in (page.get_by_label("All models side by side"), page.locator("html")):
            assert ("dark" in element.evaluate("e => getComputedStyle(e).colorScheme")) == (theme == "dark")
        under_each_row_of_tabs_is_one_line(page)


def under_each_row_of_tabs_is_one_line(page: Page) -> None:
    box = page.locator(".tab-container.wrap").first.bounding_box()
    rows = page.get_by_role("tab").evaluate_all("tabs => new Set(tabs.map((tab) => tab.offsetTop)).size")
    top, height = int(box["y"]), int(box["height"]) + 2  # it may begin in the middle of a pixel
    clip = {"x": box["x"] + box["width"] - 4, "y": top, "width": 2, "height": height}
    column = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    colours = [column.getpixel((0, y)) for y in range(column.height)]
    background = max(set(colours), key=colours.count)
    assert rows <= sum(colour != background for colour in colours) <= 2 * rows


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_the_ink_is_the_texts_colour_however_it_is_written(page: Page) -> None:
    meet_mistakes(page)
    page.get_by_role("button", name="Show me a random mistake").click()
    page.get_by_role("button", name="Draw it yourself").click()
    expect(page.get_by_role("button", name="Remove the template")).to_be_visible()
    for colour in NOTATIONS:
        page.locator("[data-part=canvas]").evaluate(
            "(canvas, colour) => (canvas.style.color = colour)", colour
        )
        page.evaluate(AS_A_CHANGE_OF_THE_THEME)
        *ink, opacity = page.locator("[data-part=template]").evaluate(MOST_OPAQUE)
        assert ink == pytest.approx(page.evaluate(FILLED, colour), abs=3), colour
        assert opacity > 200
