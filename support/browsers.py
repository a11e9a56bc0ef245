"""The real browsers that tests, benchmarks and the documentation's screenshots use, and their windows."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Browser, Page, Playwright, ViewportSize

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SIZES = {
    "laptop": {"width": 1440, "height": 900},
    "small laptop": {"width": 1280, "height": 720},
    "tablet": {"width": 820, "height": 1180},
    "phone": {"width": 390, "height": 664},  # less than the phone's screen: what its browser leaves
}
"""At which everything is looked at."""

Windows = Callable[[ViewportSize], Page]
"""Gives the window of a size, in front of the others."""
Open = Callable[[ViewportSize, str], AbstractContextManager[Page]]
"""The app's page at an address, in the window of a size, for as long as it is looked at."""


def launch_chromium(playwright: Playwright, *flags: str) -> Browser:
    """The Chromium that is installed; `CHROMIUM` must not be None."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])


def launch_firefox(playwright: Playwright) -> Browser:
    """The Firefox that is installed, by WebDriver BiDi; `FIREFOX` must not be None."""
    return playwright.firefox.launch(channel="moz-firefox", executable_path=FIREFOX)
