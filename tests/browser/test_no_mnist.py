"""The app where MNIST is not and cannot be had: it says so, and goes on."""

from pathlib import Path

from playwright.sync_api import Browser, expect
from serving import serving


def test_a_mistake_without_its_image_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    blocked = tmp_path / "data"
    blocked.write_text("a file where the data folder should be")
    with serving(MNISTFF_DATA=str(blocked)) as url:
        page = browser.new_page()
        page.goto(url)
        page.get_by_role("tab", name="Mistakes").click()
        page.get_by_role("button", name="Show me a random mistake").click()
        expect(page.get_by_text("Its image can't be shown")).to_be_visible(timeout=20_000)
        expect(page.get_by_text("Put the four files")).to_be_visible()
        expect(page.locator(".mistake li")).to_have_count(10)
        page.close()
