"""Sign in with Hugging Face, and push a run of the page to one's own account; both are on loopback."""

from support.loopback_hub import LoopbackHub  # isort: skip  # before what imports huggingface_hub

import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, Playwright, ViewportSize, expect

from mnistff import hub
from support.axe import grave
from support.browsers import CHROMIUM, DESKTOP, PHONE, launch_chromium
from support.hands import choose_strokes, fill_number, open_tab, press_start, training_text, wait_until_ready
from support.loopback_oauth import LoopbackSignIn
from support.loopback_zero_gpu import SPACE
from support.needs import need
from support.nginx import HUB, NGINX, as_space
from support.served import serving

TRAINED = {"Training images": 100, "Epochs": 1, "Hidden units": 8, "Batch size": 10}
NAME = "mnistff-8-units-1-epoch-batch-of-10-pen-strokes-100-images"


@pytest.fixture(scope="module")
def space_url(sign_in: LoopbackSignIn) -> Iterator[str]:
    """The app where visitors can sign in."""
    with serving(**sign_in.environment) as url:
        yield url


def visitor(browser: Browser, size: ViewportSize) -> Page:
    """A browser of its own: who signs in is signed in there in all windows."""
    return browser.new_context(viewport=size).new_page()


def signed_in(browser: Browser, url: str) -> Page:
    """Of a visitor who has trained a run and signed in."""
    page = visitor(browser, DESKTOP)
    page.goto(url)
    train(page)
    page.get_by_role("link", name="Sign in with Hugging Face").click()
    expect(page.get_by_text("Signed in as ann.")).to_be_visible()
    return page


def train(app: Page | Frame) -> None:
    """A run that takes a moment."""
    wait_until_ready(app)
    open_tab(app, "Train")
    choose_strokes(app)
    for label, value in TRAINED.items():
        fill_number(app, label, value)
    press_start(app)
    expect(training_text(app)).to_contain_text("Done.")


def push(app: Page | Frame, name: str) -> None:
    app.get_by_label("Repository").fill(name)
    app.get_by_role("button", name="Push it").click()


def told(app: Page | Frame) -> Locator:
    """How signing in or a push went."""
    return app.locator("[data-part=push-text]")


def expect_pushed(app: Page | Frame, repo_id: str) -> None:
    expect(told(app)).to_have_text("Run 1 is on the Hub.")
    expect(app.get_by_role("link", name=repo_id)).to_have_attribute("href", hub.address(repo_id))
    expect(app.get_by_text(f"python app.py --model {repo_id}", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_who_signs_in_comes_back_to_his_run_and_pushes_it(
    the_hub: LoopbackHub, browser: Browser, space_url: str, size: ViewportSize
) -> None:
    page = visitor(browser, size)
    page.goto(space_url)
    part = page.get_by_role("region", name="A run on the Hugging Face Hub")
    expect(part).to_be_hidden()
    train(page)
    expect(part).to_contain_text("Sign in to put a run into a repository of your own")
    page.get_by_role("link", name="Sign in with Hugging Face").click()
    expect(part).to_contain_text("Signed in as ann.")
    expect(part).to_be_in_viewport()
    assert page.url == f"{space_url}/?tab=train"
    expect(page.get_by_label("Repository")).to_have_value(NAME)
    name = f"mnistff-{size['width']}"
    page.get_by_label("private: only you see it").check()
    push(page, f"{name}/x")
    expect(told(page)).to_contain_text("A repository's name has")
    page.get_by_label("Repository").fill(name)
    page.get_by_label("Repository").press("Enter")
    expect(page.get_by_role("button", name="Push it")).to_have_attribute("aria-disabled", "true")
    expect_pushed(page, f"ann/{name}")
    expect(page.get_by_text("once HF_TOKEN is set to a token that can read it")).to_be_visible()
    assert the_hub.repositories[f"ann/{name}"].private
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    push(page, name)
    expect(told(page)).to_contain_text("already. Choose another name.")
    expect(page.locator("[data-part=pushed]")).to_be_hidden()
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in with Hugging Face")).to_be_visible()
    page.context.close()


def test_who_says_no_is_told_and_has_his_run(
    browser: Browser, space_url: str, sign_in: LoopbackSignIn
) -> None:
    page = visitor(browser, DESKTOP)
    page.goto(space_url)
    train(page)
    sign_in.error = "access_denied"
    try:
        page.get_by_role("link", name="Sign in with Hugging Face").click()
        expect(told(page)).to_contain_text("Hugging Face did not sign you in")
        expect(told(page)).to_be_in_viewport()
    finally:
        sign_in.error = ""
    expect(page.locator("[data-part=names] button")).to_have_count(1)
    page.get_by_role("link", name="Sign in with Hugging Face").click()
    expect(page.get_by_text("Signed in as ann.")).to_be_visible()
    expect(told(page)).to_be_empty()
    page.context.close()


def test_a_page_that_is_loaded_anew_meanwhile_says_so_and_the_run_arrives(
    the_hub: LoopbackHub, browser: Browser, space_url: str
) -> None:
    page = signed_in(browser, space_url)
    slow = [True]

    def fault(request: object) -> None:
        if slow.pop() if slow else False:
            time.sleep(2)

    the_hub.fault = fault
    push(page, "mnistff-meanwhile")
    expect(told(page)).to_contain_text("Sending run 1 to ann/mnistff-meanwhile")
    page.reload()
    expect(told(page)).to_contain_text("The page was loaded anew while a run was sent.")
    end = time.monotonic() + 30
    while "config.json" not in files_of(the_hub, "ann/mnistff-meanwhile"):
        assert time.monotonic() < end
        time.sleep(0.1)
    page.context.close()


def test_a_training_leaves_what_was_written_and_is_not_ended_by_signing_out(
    browser: Browser, space_url: str
) -> None:
    page = signed_in(browser, space_url)
    expect(page.get_by_role("button", name="Push it")).to_be_focused()
    page.get_by_label("Repository").fill("my-own-name")
    fill_number(page, "Hidden units", 9)
    press_start(page)
    runs = page.locator("[data-part=run]")
    expect(runs.locator("option")).to_have_count(2)
    expect(runs.locator("option:checked")).to_contain_text("run 1: 8 units")
    expect(page.get_by_label("Repository")).to_have_value("my-own-name")
    for label, value in {"Epochs": 20, "Batch size": 1, "Training images": 5000, "Hidden units": 512}.items():
        fill_number(page, label, value)
    press_start(page)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(training_text(page)).to_contain_text("steps a second")
    page.get_by_role("link", name="Sign out").click()
    expect(told(page)).to_contain_text("A training goes on, and would end.")
    page.get_by_role("button", name="Stop").click()
    expect(training_text(page)).to_contain_text("What was learnt is kept.")
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in with Hugging Face")).to_be_visible()
    page.context.close()


def files_of(the_hub: LoopbackHub, repo_id: str) -> list[str]:
    repository = the_hub.repositories.get(repo_id)
    return list(repository.commit("main").files) if repository else []


@pytest.mark.elsewhere
def test_in_firefox(the_hub: LoopbackHub, firefox: Browser, space_url: str) -> None:
    page = signed_in(firefox, space_url)
    push(page, "mnistff-firefox")
    expect_pushed(page, "ann/mnistff-firefox")
    assert "config.json" in files_of(the_hub, "ann/mnistff-firefox")
    page.context.close()


@pytest.mark.elsewhere
def test_nothing_serious_is_wrong_for_who_cant_see_well(browser: Browser, space_url: str) -> None:
    page = visitor(browser, DESKTOP)
    page.goto(space_url)
    train(page)
    for theme in ("light", "dark"):
        page.goto(f"{space_url}/?__theme={theme}&tab=train")
        page.get_by_role("link", name="Sign in with Hugging Face").wait_for()
        assert grave(page, {}) == []
        page.get_by_role("link", name="Sign in with Hugging Face").click()
        expect(page.get_by_text("Signed in as ann.")).to_be_visible()
        page.goto(f"{space_url}/?__theme={theme}&tab=train")
        expect(page.get_by_text("Signed in as ann.")).to_be_visible()
        push(page, "-")
        expect(told(page)).to_contain_text("A repository's name has")
        assert grave(page, {}) == []
        push(page, f"mnistff-{theme}")
        expect_pushed(page, f"ann/mnistff-{theme}")
        assert grave(page, {}) == []
        page.get_by_role("link", name="Sign out").click()
    page.context.close()


@pytest.mark.elsewhere
def test_from_the_frame_of_a_space_one_signs_in_on_a_page_of_ones_own(
    the_hub: LoopbackHub, sign_in: LoopbackSignIn, playwright: Playwright
) -> None:
    """Which has the run, though browsers keep apart what pages keep in frames of others."""
    need(CHROMIUM and NGINX and shutil.which("openssl"), "Chromium, nginx and openssl")
    with (
        serving(**SPACE | sign_in.environment) as address,
        as_space(address) as flags,
        launch_chromium(playwright, "--test-third-party-cookie-phaseout", *flags) as chromium,
    ):
        page = chromium.new_context(viewport=DESKTOP).new_page()
        page.goto(f"https://{HUB}/spaces/ann/mnistff")
        app = page.locator("iframe").element_handle().content_frame()
        train(app)
        with page.context.expect_page() as opened:
            app.get_by_role("link", name="Sign in with Hugging Face, in a page of its own").click()
        own = opened.value
        expect(own.get_by_text("Signed in as ann.")).to_be_visible()
        assert own.url == f"https://{SPACE['SPACE_HOST']}/?tab=train"
        push(own, "mnistff-framed")
        expect_pushed(own, "ann/mnistff-framed")
        assert hub.pull(hub.Source("ann/mnistff-framed")).model.hidden == 8
