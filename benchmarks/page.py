"""The first load, cold: bytes on the wire, requests, and when one can draw, also over a slow line.

    python -m benchmarks.page

In Chromium. The slow line is a phone's: 1.6 Mbit/s, and 300 ms from here to there and back.
"""

import argparse
import statistics
from dataclasses import dataclass, field

from playwright.sync_api import Browser, sync_playwright

from support.browsers import PHONE, launch_chromium
from support.hands import LISTENING
from support.served import serving

BYTES_A_SECOND, LATENCY = 1.6e6 / 8, 300
"""Of the slow line; latency in milliseconds."""
IN_SIGHT = "(selector) => document.querySelector(selector)?.clientWidth"
SETTLED = 3000
"""Milliseconds after the canvas, in which what else the page fetches is counted too."""


@dataclass
class Load:
    """A page's load: `page` and `total` in bytes as they came, by kind; `seconds` until one can draw."""

    page: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    seconds: float = 0

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--loads", type=int, default=3, help="over each line (%(default)s)")
    options = parser.parse_args()
    with sync_playwright() as playwright, serving() as address:
        browser = launch_chromium(playwright)
        load(browser, address, slow=False)  # the first of all is made for everybody
        print("line    requests  page kB  all kB  draw after s")
        for name, slow in (("direct", False), ("slow", True)):
            loads = [load(browser, address, slow) for _ in range(options.loads)]
            last, seconds = loads[-1], statistics.median(each.seconds for each in loads)
            print(
                f"{name:7} {last.requests:8} {last.page / 1000:8.0f} {last.total / 1000:7.0f} {seconds:15.2f}"
            )
        for kind, size in sorted(last.kinds.items(), key=lambda each: -each[1]):
            print(f"{kind:20} {size / 1000:6.0f} kB")
        browser.close()


def load(browser: Browser, address: str, slow: bool) -> Load:
    """Load the page in a browser that has nothing of it."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if slow:
        line = {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES_A_SECOND}
        session.send("Network.emulateNetworkConditions", {**line, "uploadThroughput": BYTES_A_SECOND})
    found, kinds = Load(), {}

    def started(event: dict) -> None:
        found.requests += event["response"]["url"].startswith("http")  # others are made in the page
        kinds[event["requestId"]] = event["type"]

    def ended(event: dict) -> None:
        kind, size = kinds[event["requestId"]], int(event["encodedDataLength"])
        found.kinds[kind] = found.kinds.get(kind, 0) + size
        if kind == "Document":
            found.page = size

    session.on("Network.responseReceived", started)
    session.on("Network.loadingFinished", ended)
    page.goto(address, wait_until="commit", timeout=120_000)
    page.wait_for_function(IN_SIGHT, arg=LISTENING, timeout=120_000)
    found.seconds = page.evaluate("performance.now()") / 1000
    page.wait_for_timeout(SETTLED)
    context.close()
    return found


if __name__ == "__main__":
    main()
