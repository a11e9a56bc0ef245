"""Take docs/NAME-light.webp and docs/NAME-dark.webp at four sizes, and README's picture.

MNISTFF_DATA=folder python -m docs.screenshots

NAME is every tab, and the test on one's own handwriting.
"""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from support.browsers import SIZES, launch_chromium
from support.hands import answer, load, open_tab, training_text
from support.served import serving
from support.writing import begin_round, guess, hand, in_turn, write_all

FOLDER = Path(__file__).parent
PATIENCE = 90_000
HEIGHT, GAP, BETWEEN = 720, 16, "#8a8893"
"""Of a sheet: how high each picture is in it, in pixels, and what is between them."""


def main() -> None:
    with sync_playwright() as playwright, serving() as address:
        browser = launch_chromium(playwright)
        for scheme in ("light", "dark"):
            take_all(browser, f"{address}/?__theme={scheme}", scheme)
        browser.close()


def take_all(browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_page(viewport=SIZES["laptop"], color_scheme=scheme)
    page.set_default_timeout(PATIENCE)
    load(page, address)
    for tab, prepare in TABS.items():
        page.set_viewport_size(SIZES["laptop"])
        open_tab(page, tab)
        prepare(page)
        save(page, tab, scheme)
        if tab == "Draw":
            take(page, "small laptop").save(FOLDER / f"readme-{scheme}.webp", quality=90)
    load(page, f"{address}&test=yours")
    begin_round(page, "three times")
    write_all(page, in_turn([hand(seed) for seed in (1, 2, 3)]))
    guess(page, 30)
    save(page, "Your handwriting", scheme)
    page.close()


def save(page: Page, name: str, scheme: str) -> None:
    """What is shown, at every size."""
    sheet = together([take(page, size) for size in SIZES])
    sheet.save(FOLDER / f"{name.lower().replace(' ', '-')}-{scheme}.webp", quality=85)


def take(page: Page, size: str) -> Image.Image:
    page.set_viewport_size(SIZES[size])
    page.wait_for_timeout(1000)  # until what moves has come to rest
    page.evaluate("scrollTo(0, 0)")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def together(pictures: list[Image.Image]) -> Image.Image:
    """Pictures beside each other, equally high."""
    scaled = [picture.resize((picture.width * HEIGHT // picture.height, HEIGHT)) for picture in pictures]
    sheet = Image.new("RGB", (sum(each.width + GAP for each in scaled) - GAP, HEIGHT), BETWEEN)
    left = 0
    for each in scaled:
        sheet.paste(each, (left, 0))
        left += each.width + GAP
    return sheet


def draw(page: Page) -> None:
    page.get_by_role("button", name="A crossed 7").click()
    page.wait_for_function("document.querySelector('.answer p').textContent.startsWith('Surely a 7')")
    answer(page).wait_for()


def read(page: Page) -> None:
    page.get_by_role("heading", name="Look at").first.wait_for()


def train(page: Page) -> None:
    for number, thing in enumerate(["As in the lecture", "8 hidden units"], 1):
        page.get_by_role("button", name=thing).click()
        training_text(page).filter(has_text=f"It is run {number} now").wait_for()


def open_cell(page: Page) -> None:
    page.get_by_role("button", name="True 9, predicted 4:").click()
    page.locator(".thumb img").first.wait_for()


def look_at_it(page: Page) -> None:
    page.locator(".mistake [data-part=evidence]").wait_for()


TABS: dict[str, Callable[[Page], None]] = {
    "Draw": draw,
    "Lecture": read,
    "Train": train,
    "Confusion matrix": open_cell,
    "Mistakes": look_at_it,
}

if __name__ == "__main__":
    main()
