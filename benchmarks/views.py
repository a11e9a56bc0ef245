"""From a click to the thumbnails on the page, in the confusion matrix.

    MNISTFF_DATA=folder python -m benchmarks.views

In Chromium, on MNIST's test set where it is at hand, else on the pen-stroke set. Times are taken by
the page's own clock, from the click to the frame in which the images of the cell are painted.
"""

import argparse
import statistics

from playwright.sync_api import Page, sync_playwright

from mnistff.data import data_folder, is_complete
from support.browsers import launch_chromium
from support.hands import choose_test_set, load, open_tab
from support.served import serving

TIME = """async (button) => {
    const place = document.querySelector(".thumbs");
    const began = performance.now();
    button.click();
    await new Promise((done) => new MutationObserver(done).observe(place, { childList: true }));
    await Promise.all([...place.querySelectorAll("img")].map((image) => image.decode()));
    await new Promise(requestAnimationFrame);
    return [performance.now() - began, place.querySelectorAll("img").length];
}"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--clicks", type=int, default=60, help="(%(default)s)")
    options = parser.parse_args()
    name = "MNIST" if is_complete(data_folder()) else "pen strokes"
    with sync_playwright() as playwright, serving() as address:
        browser = launch_chromium(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        load(page, address)
        open_tab(page, "Confusion matrix")
        choose_test_set(page, name)
        times, images = clicks(page, options.clicks)
        browser.close()
    times.sort()
    print(f"{len(times)} clicks, {images} thumbnails, {name}")
    print(f"median {statistics.median(times):.0f} ms, 95th percentile {times[int(0.95 * len(times))]:.0f} ms")


def clicks(page: Page, count: int) -> tuple[list[float], int]:
    """Click the table's cells and heads in turn; times in ms, and how many thumbnails came."""
    table = page.locator("table.matrix")
    table.get_by_role("button").nth(0).click()
    page.locator(".thumb img").first.wait_for()  # the images are read
    filled = [button for button in table.get_by_role("button").all() if button.inner_text() != "0"]
    times, images = [], 0
    for number in range(count):
        milliseconds, shown = filled[(7 * number + 1) % len(filled)].evaluate(TIME)
        times.append(milliseconds)
        images += shown
    return times, images


if __name__ == "__main__":
    main()
