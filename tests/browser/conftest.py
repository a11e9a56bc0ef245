"""A real browser before the real app. Without a browser these tests skip; in CI they fail."""

import os
from collections.abc import Iterator

import pytest
from chromium import CHROMIUM, DESKTOP, FLAGS, PHONE
from playwright.sync_api import Browser, Page, expect, sync_playwright
from serving import serving

PATIENCE = 20_000  # milliseconds: CI's machine may be busy


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium: these tests may not be skipped there.")
        pytest.skip("Install Chromium to run the browser tests.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


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
    yield page
    context.close()
    assert not errors
