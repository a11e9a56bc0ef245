"""Sign in with Hugging Face, and push what was trained in the page to one's own account; both on loopback."""

from support.loopback_hub import LoopbackHub  # isort: skip  # before anything that imports huggingface_hub

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from support.browsers import DESKTOP, Windows
from support.hands import choose_strokes, fill_number, load, open_tab, press_start, training_text
from support.loopback_oauth import LoopbackSignIn, serve_sign_in
from support.served import serving


@pytest.fixture(scope="module")
def sign_in(whole_hub: LoopbackHub) -> Iterator[LoopbackSignIn]:
    with serve_sign_in(whole_hub) as sign_in:
        yield sign_in


@pytest.fixture(scope="module")
def space_url(sign_in: LoopbackSignIn) -> Iterator[str]:
    with serving(**sign_in.environment) as url:
        yield url


def train(page: Page, url: str) -> None:
    load(page, url)
    open_tab(page, "Train")
    choose_strokes(page)
    for label, value in {"Training images": 100, "Epochs": 1, "Hidden units": 8}.items():
        fill_number(page, label, value)
    press_start(page)
    expect(training_text(page)).to_contain_text("Done.")


def test_it(space_url: str, windows: Windows, the_hub: LoopbackHub) -> None:
    page = windows(DESKTOP)
    train(page, space_url)
    page.screenshot(path="/work/tmp/x/p1.png", full_page=True)
    page.get_by_role("link", name="Sign in with Hugging Face").click()
    page.wait_for_timeout(6000)
    page.screenshot(path="/work/tmp/x/p2.png", full_page=True)
    page.get_by_role("button", name="Push it").click()
    page.wait_for_timeout(8000)
    page.screenshot(path="/work/tmp/x/p3.png", full_page=True)
    print(page.url, list(the_hub.repositories))
