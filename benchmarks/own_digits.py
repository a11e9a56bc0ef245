"""People of UNIPEN as visitors: each writes a test set in the page, and a network learns from half of it.

    MNISTFF_DATA=folder python -m benchmarks.own_digits

The digits are written with the mouse, 100 of each writer; the network is trained in the page, by the
lecture's recipe. Printed is what the page says: what each network read of all, and then of the half that it
did not learn from.
"""

import json
import random

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.people import UNIPEN
from mnistff.data import data_folder
from support.browsers import DESKTOP, launch_chromium
from support.hands import load, press_start, training_text
from support.served import serving
from support.writing import begin_round, entrance, fitted, guess, write_all

WRITERS = ("gmd-1", "val-1", "syn-6")
"""Of whom there are most digits; the first two write otherwise than MNIST's people."""
MINUTE = 60_000


def main() -> None:
    lines = (data_folder() / UNIPEN).read_text(encoding="utf-8").splitlines()
    digits = [json.loads(line) for line in lines]
    with sync_playwright() as playwright, serving() as address:
        browser = launch_chromium(playwright)
        for writer in WRITERS:
            page = browser.new_context(viewport=DESKTOP).new_page()
            load(page, address)
            print(f"\n{writer}")
            visit(page, [each for each in digits if each["writer"] == writer])
            page.context.close()
        browser.close()


def visit(page: Page, digits: list[dict]) -> None:
    """Write each digit ten times, see what was read, and train with half of them."""
    left = {label: [each["strokes"] for each in digits if each["label"] == label] for label in range(10)}
    chosen = random.Random(0)
    for strokes in left.values():
        chosen.shuffle(strokes)
    entrance(page).click()
    begin_round(page, "ten times")
    write_all(page, lambda label: fitted(left[label].pop()))
    guess(page, 100)
    for row in page.locator("[data-part=reads-yours] tr").all():
        print(" ".join(row.inner_text().split()))
    print(page.locator("[data-part=verdict]").inner_text())
    page.get_by_role("button", name="Train a network with half of them").click()
    press_start(page)  # the settings are the lecture's
    expect(training_text(page)).to_contain_text("It is run 1 now", timeout=3 * MINUTE)
    print(training_text(page).inner_text(), flush=True)


if __name__ == "__main__":
    main()
