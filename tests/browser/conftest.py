"""Real browsers before the real app. Without a browser its tests skip; in CI they fail."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from support.browsers import CHROMIUM, DESKTOP, FIREFOX, PHONE, launch_chromium, launch_firefox
from support.needs import need
from support.served import serving

PATIENCE = 20_000  # milliseconds: CI's machine may be busy


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    need(CHROMIUM, "Chromium")
    with launch_chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    need(FIREFOX, "Firefox")
    with launch_firefox(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def no_mnist_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that neither has MNIST nor can fetch it."""
    blocked = tmp_path_factory.mktemp("blocked") / "data"
    blocked.write_text("a file where the data folder should be")
    with serving(MNISTFF_DATA=str(blocked)) as address:
        yield address


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, app_url: str) -> Iterator[Page]:
    """The app's page, loaded; nothing may be wrong in the console when the test is over."""
    context = browser.new_context(viewport=request.param, has_touch=request.param is PHONE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(app_url)
    page.locator("[data-part=canvas]").wait_for()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    yield page
    context.close()
    assert not errors
