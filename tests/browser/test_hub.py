"""The whole way: trained and pushed in one process, served in another, drawn for in a browser."""

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from support import hands
from support.apart import PATIENCE
from support.browsers import DESKTOP, PHONE, Windows
from support.forked import forked, run_forked
from support.hands import ONE, answer, expect_model, leave, load
from support.loopback_hub import LoopbackHub
from support.questions import ask
from support.served import serving

LOOKING_ALWAYS = (
    "-c",
    "import app; from mnistff.serving import watch; watch.SECONDS_BETWEEN_LOOKS = 0; app.main()",
)


def push(*arguments: object) -> str:
    """`train.py ARGUMENTS --push-to ann/way`; returns the first digits of the commit's hash."""
    printed = run_forked("train.py", *arguments, "--push-to", "ann/way", HF_TOKEN="hf_write")
    assert "hf_write" not in printed
    return re.search(r"Pushed to ann/way: \S+/ann/way/commit/(\w{7})", printed)[1]


def open_until(page: Page, url: str, text: str) -> None:
    """Load the page, again and again if need be, until it says so of the weights it shows."""
    for _ in range(20):
        page.goto(url)
        try:
            expect(page.locator("[data-part=more]").first).to_contain_text(text, timeout=2_000)
            return
        except AssertionError:
            continue
    raise AssertionError(f"The page never said {text}")


def open_with(page: Page, url: str, model: str) -> None:
    """Load the page, wait until the app has that model, and load it again."""
    load(page, url)  # the app looks for newer models
    until = time.monotonic() + PATIENCE
    while "error" in ask(url, "classify", {"strokes": ONE, "models": [model]}).json():
        assert time.monotonic() < until
        time.sleep(0.2)
    load(page, url)
    expect_model(page, model)


def draw(page: Page) -> None:
    """A one, and wait for the answer to it."""
    hands.draw(page, ONE)
    expect(answer(page)).to_have_text(re.compile(r"\d"))


def test_what_is_pushed_is_drawn_for_without_a_restart(
    the_hub: LoopbackHub, small_mnist: Path, tmp_path: Path, windows: Windows
) -> None:
    with serving("--model", "ann/way", program=LOOKING_ALWAYS, start=forked) as url:
        desktop = windows(DESKTOP)
        open_until(desktop, url, "There is no ann/way on the Hub")
        draw(desktop)  # what ships stands in

        settings = ["--epochs", 1, "--hidden", 16, "--data-dir", small_mnist, "--output", tmp_path / "out"]
        first = push(*settings)
        open_with(desktop, url, f"ann/way@{first}")
        expect(desktop.locator("[data-part=more]").first).to_contain_text(f"ann/way, commit {first} of")
        draw(desktop)

        second = push("--push-only", "mnistff/pretrained/lecture")
        phone = windows(PHONE)
        open_with(phone, url, f"ann/way@{second}")
        expect(phone.locator("[data-part=more]").first).to_contain_text(f"ann/way, commit {second} of")
        draw(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

        leave(phone)
        windows(DESKTOP).get_by_role("button", name="Clear").click()
        draw(desktop)  # the page that was open goes on with the weights that it began with
        expect(desktop.locator("[data-part=more]").first).to_contain_text(f"ann/way, commit {first} of")
        leave(desktop)
