"""The app in every browser and every place where people meet it.

In Firefox it is the journey through all tabs, and in Chromium too, behind a path's prefix.
"""

import random
import shutil
from collections.abc import Callable
from importlib.util import find_spec

import pytest
from playwright.sync_api import Browser, Frame, Page, Playwright, expect

from mnistff.ui.lecture import colab
from support.browsers import CHROMIUM, DESKTOP, launch_chromium
from support.forked import forked
from support.hands import open_tab
from support.journey import Visit, journey, visit_of_the_place
from support.loopback_zero_gpu import SPACE, serve_zero_gpu
from support.needs import need
from support.nginx import HUB, NGINX, PREFIX, as_space, behind_prefix
from support.served import serving

pytestmark = pytest.mark.elsewhere


def travel(browser: Browser, address: str, way: Callable[[Visit], None]) -> None:
    context = browser.new_context(viewport=DESKTOP)
    way(Visit(context.new_page(), address))
    context.close()


def test_in_firefox(firefox: Browser, app_url: str) -> None:
    travel(firefox, app_url, journey)


def test_behind_a_paths_prefix(browser: Browser) -> None:
    need(NGINX, "nginx")
    with serving("--root-path", PREFIX, start=forked) as address, behind_prefix(address) as outside:
        travel(browser, outside, journey)


def test_rendered_by_node(browser: Browser) -> None:
    need(shutil.which("node"), "Node")
    # Python's port will be the next one, chosen before it is bound: far from where other apps look.
    port = random.SystemRandom().randrange(10_000, 30_000)
    with serving(GRADIO_SSR_MODE="true", GRADIO_NODE_SERVER_PORT=str(port)) as address:
        travel(browser, address, visit_of_the_place)


def test_as_a_space_in_a_frame_of_another_origin(playwright: Playwright) -> None:
    """Where `spaces` is installed, as one on ZeroGPU."""
    need(CHROMIUM and NGINX and shutil.which("openssl"), "Chromium, nginx and openssl")
    with (
        serve_zero_gpu() as zero_gpu,
        serving(**(zero_gpu.environment if find_spec("spaces") else SPACE)) as address,
        as_space(address) as flags,
        launch_chromium(playwright, *flags) as chromium,
    ):
        page = chromium.new_context(viewport=DESKTOP).new_page()
        visit = Visit(page, f"https://{HUB}/spaces/ann/mnistff", frame_of)
        visit_of_the_place(visit)
        app = visit.here()
        open_tab(app, "Lecture")
        expect(app.get_by_role("link", name="Open in Colab")).to_have_attribute("href", colab("ann/mnistff"))


def frame_of(page: Page) -> Frame:
    """That of the app, in the Space's page."""
    return page.locator("iframe").element_handle().content_frame()
