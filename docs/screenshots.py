"""Take docs/*-light.png and docs/*-dark.png: every tab, on a desktop, and Draw on a phone.

MNISTFF_DATA=folder python -m docs.screenshots
"""

from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from support.browsers import DESKTOP, PHONE, launch_chromium
from support.served import serving

FOLDER = Path(__file__).parent
PATIENCE = 90_000


def main() -> None:
    with sync_playwright() as playwright, serving() as address:
        browser = launch_chromium(playwright)
        for scheme in ("light", "dark"):
            take_all(browser, f"{address}/?__theme={scheme}", scheme)
        browser.close()


def take_all(browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_page(viewport=DESKTOP, color_scheme=scheme)
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.get_by_role("button", name="A crossed 7").click()
    page.get_by_text("Surely a 7").first.wait_for()
    take(page, f"draw-{scheme}")
    for name, tab, done in TABS:
        page.get_by_role("tab", name=tab).click()
        done(page)
        take(page, f"{name}-{scheme}")
    page.set_viewport_size(PHONE)
    page.get_by_role("tab", name="Draw").click()
    take(page, f"phone-{scheme}")
    page.close()


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(1000)  # until what moves has come to rest
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=FOLDER / f"{name}.png")


def read_step(page: Page) -> None:
    page.get_by_role("heading", name="Look at").first.wait_for()


def train(page: Page) -> None:
    page.get_by_role("button", name="As in the lecture").click()
    page.get_by_text("Done.").wait_for()


def look_inside(page: Page) -> None:
    page.get_by_text("Show all").first.wait_for()


def open_cell(page: Page) -> None:
    page.get_by_role("button", name="True 9, predicted 4:").click()
    page.locator(".thumb img").first.wait_for()


def open_mistake(page: Page) -> None:
    page.get_by_role("button", name="Show me a random mistake").click()
    page.locator(".mistake [data-part=evidence]").wait_for()


TABS = [
    ("lecture", "Lecture", read_step),
    ("train", "Train", train),
    ("inside", "Inside the network", look_inside),
    ("matrix", "Confusion matrix", open_cell),
    ("mistakes", "Mistakes", open_mistake),
]

if __name__ == "__main__":
    main()
