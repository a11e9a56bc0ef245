"""The app where MNIST is not and cannot be had: it says so, and goes on."""

from playwright.sync_api import Browser, expect


def test_images_that_cannot_be_had_are_missed_with_a_remedy(browser: Browser, no_mnist_url: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(15_000)
    page.goto(no_mnist_url)
    page.get_by_role("radio", name="lecture").check()
    page.get_by_role("tab", name="Confusion matrix").click()
    page.get_by_role("button", name="True 4, predicted 9:").click()
    expect(page.get_by_text("The images can't be shown")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Put the four files")).to_be_visible()
    page.locator(".thumb:visible").first.click()
    expect(page.get_by_role("heading", name="It is a 4; the network took it for a 9")).to_be_visible()
    expect(page.locator("[data-part=which]")).to_contain_text("Put the four files")
    page.get_by_role("radio", name="pen strokes").check()
    which = page.locator("[data-part=which]")
    for _ in range(100):  # until the choice is answered, it is a mistake on MNIST
        page.get_by_role("button", name="Show me a random mistake").click()
        page.wait_for_timeout(100)  # milliseconds
        if "pen-stroke" in which.inner_text():
            break
    expect(page.locator(".mistake [data-part=evidence]")).to_be_visible()
    page.get_by_role("tab", name="Train").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Or choose the pen strokes as data.")).to_be_visible(timeout=30_000)
    page.close()
