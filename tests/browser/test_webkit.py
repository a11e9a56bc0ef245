"""A shorter journey in WebKit, Safari's engine, which Debian has with a driver of its own."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest
from selenium.webdriver import ActionChains, WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from support.hands import LISTENING
from support.needs import need

pytestmark = pytest.mark.elsewhere

DRIVER, SCREEN = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
PATIENCE = 60  # seconds
LISTEN = """
window.wrong = [];
addEventListener("error", (event) => wrong.push(event.message));
addEventListener("unhandledrejection", (event) => wrong.push(String(event.reason)));
"""
HOLDING = 120
"""Steps in the address that WebKit would refuse: it allows a hundred in ten seconds."""


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """The name of a display that nobody sees."""
    need(SCREEN, "Xvfb")
    read, write = os.pipe()
    command = [SCREEN, "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        yield f":{answer.readline().strip()}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def webkit(screen: str, app_url: str) -> Iterator[WebKitGTK]:
    """WebKit with the app's page."""
    need(DRIVER, "WebKitWebDriver")
    environment = {**os.environ, "DISPLAY": screen, "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
    if os.getuid() == 0:  # its sandbox is for people
        environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
    driver = WebKitGTK(options=Options(), service=Service(DRIVER, env=environment))
    driver.set_window_size(1280, 900)
    driver.get(app_url)
    driver.execute_script(LISTEN)
    yield driver
    wrong = driver.execute_script("return wrong")
    driver.quit()
    assert not wrong, wrong


def until(driver: WebKitGTK, condition: Callable[[], object]) -> None:
    WebDriverWait(driver, PATIENCE, ignored_exceptions=[Exception]).until(lambda _: condition())


def find(driver: WebKitGTK, selector: str) -> WebElement:
    until(driver, lambda: driver.find_element(By.CSS_SELECTOR, selector))
    return driver.find_element(By.CSS_SELECTOR, selector)


def click(driver: WebKitGTK, element: WebElement) -> None:
    """By a script: the driver takes what is partly out of sight for what can't be clicked."""
    driver.execute_script("arguments[0].click()", element)


def open_tab(driver: WebKitGTK, name: str) -> None:
    tab = driver.find_element(By.XPATH, f"//*[@role='tab'][normalize-space()='{name}']")
    click(driver, tab)
    until(driver, lambda: tab.get_attribute("aria-selected") == "true")


def test_in_webkit(webkit: WebKitGTK) -> None:
    canvas = find(webkit, LISTENING)
    side = canvas.size["width"]
    pen = ActionChains(webkit, duration=20).move_to_element_with_offset(canvas, -side // 5, -side // 4)
    pen.click_and_hold().move_by_offset(side * 2 // 5, 0)
    pen.move_by_offset(-side // 5, side // 2).release().perform()
    until(webkit, lambda: find(webkit, "output[data-part=answer]").text == "7")

    open_tab(webkit, "Lecture")
    click(webkit, find(webkit, "a[href='?step=3']"))
    find(webkit, "#step-3 input[type=text]").send_keys("1000", Keys.ENTER)
    until(webkit, lambda: "You said 1,000. It is 101,770." in find(webkit, "#step-3 [data-part=truth]").text)
    until(webkit, lambda: find(webkit, "#step-3 a[href^='?image=']").is_displayed())
    open_tab(webkit, "Draw")
    webkit.execute_script("arguments[0].scrollIntoView()", find(webkit, "[data-part=inside]"))
    until(webkit, lambda: len(webkit.find_elements(By.CSS_SELECTOR, ".tile")) == 16)
    open_tab(webkit, "Confusion matrix")
    until(webkit, lambda: len(webkit.find_elements(By.CSS_SELECTOR, ".matrix td button")) == 100)

    open_tab(webkit, "Mistakes")
    until(webkit, lambda: find(webkit, "[data-part=heading]").text)  # it opens with one
    total = int(find(webkit, "[data-part=place]").text.split(" of ")[1])
    for _ in range(HOLDING):
        webkit.execute_script("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}))")
    until(webkit, lambda: find(webkit, "[data-part=place]").text == f"{HOLDING % total + 1} of {total}")

    def address_names_the_image() -> bool:
        index = find(webkit, "[data-part=which]").text.split()[1]
        return f"-{index}&" in webkit.current_url

    until(webkit, address_names_the_image)
