"""Real browsers before the real app. Without a browser its tests skip; in CI they fail."""

from support import loopback_hub  # noqa: F401  # isort: skip  # before anything that imports huggingface_hub

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect, sync_playwright

from mnistff import artifact
from support.browsers import CHROMIUM, DESKTOP, FIREFOX, PHONE, Open, Windows, launch_chromium, launch_firefox
from support.forked import forked
from support.hands import leave, load
from support.needs import need
from support.odd_models import NAMES, odd_model
from support.served import serving

PATIENCE = 20_000  # milliseconds: CI's machine may be busy
PATIENT = ("-c", "import app; from mnistff.serving.trainings import job; job.SECONDS = 600; app.main()")


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """The address of the app, where a training may take ten minutes: other tests run beside it."""
    with serving(program=PATIENT, start=forked) as address:
        yield address


@pytest.fixture(scope="session")
def odd_url(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that neither has MNIST nor can fetch it, and shows models with odd names too."""
    root = tmp_path_factory.mktemp("odd")
    (root / "data").write_text("a file where the data folder should be")
    models = [*artifact.PRETRAINED.values(), *(odd_model(trained, root / name) for name in NAMES)]
    options = [option for model in models for option in ("--model", str(model))]
    with serving(*options, start=forked, MNISTFF_DATA=str(root / "data")) as address:
        yield address


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
def windows(browser: Browser) -> Iterator[Windows]:
    """A window of each size for all tests: to load the page into it anew takes a third of making one.

    They have one context, and so one cache.
    """
    context = browser.new_context()
    made: dict[int, Page] = {}

    def window(viewport: ViewportSize) -> Page:
        if viewport["width"] not in made:
            made[viewport["width"]] = page = context.new_page()
            page.set_default_timeout(PATIENCE)
            touch = {"enabled": viewport is PHONE}
            context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", touch)
        page = made[viewport["width"]]
        page.unroute_all(behavior="ignoreErrors")
        page.set_viewport_size(viewport)
        page.bring_to_front()  # behind the other one it would be shown once a second
        return page

    yield window
    context.close()


@pytest.fixture(scope="session")
def opened(windows: Windows) -> Open:
    """The app's page in a window of this size; nothing may be wrong in its console."""

    @contextmanager
    def opened(viewport: ViewportSize, address: str) -> Iterator[Page]:
        page = windows(viewport)
        errors: list[str] = []
        listen = lambda error: errors.append(str(error))  # noqa: E731  # it is taken away again
        page.on("pageerror", listen)
        try:
            load(page, address)
            yield page
        finally:
            page.remove_listener("pageerror", listen)
            leave(page)  # Gradio's page is busy with each frame; what it says when left is nobody's
        assert not errors

    return opened


@pytest.fixture
def query() -> str:
    """What is added to the page's address, unless the test says otherwise."""
    return ""


@pytest.fixture
def page(request: pytest.FixtureRequest, opened: Open, app_url: str, query: str) -> Iterator[Page]:
    """The app's page, on a desktop unless the test says otherwise.

    A file whose tests put back what they change makes one page of it for all of them.
    """
    with opened(getattr(request, "param", DESKTOP), app_url + query) as page:
        yield page
