"""Training in the page: what is shown while it learns, stopping, runs beside each other, and their use."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mnistff import artifact
from mnistff.ui.train.settings import ALL, LECTURE, things_to_try
from support.browsers import DESKTOP, PHONE, SIZES
from support.forked import forked
from support.hands import (
    ONE,
    SEVEN,
    UNREACHABLE,
    answer,
    choose_setting,
    choose_strokes,
    draw,
    expect_model,
    fill_number,
    load,
    open_tab,
    press_start,
    setting,
    training_text,
)
from support.served import running

MINUTE = 60_000


@pytest.fixture
def tab(page: Page) -> Page:
    page.get_by_role("tab", name="Train").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    return page


def names(page: Page) -> list[str]:
    """Of the runs in the charts."""
    return page.locator("[data-part=names] button").all_inner_texts()


def lines(page: Page, chart: str) -> int:
    return page.locator(f"[data-part={chart}] polyline").count()


def quickly(page: Page, units: int, epochs: int = 2) -> None:
    """Settings of a training on pen strokes that takes a moment."""
    fill_number(page, "Hidden units", units)
    fill_number(page, "Training images", 1000)
    fill_number(page, "Batch size", 10)
    fill_number(page, "Epochs", epochs)
    choose_strokes(page)


def slowly(page: Page) -> None:
    """The same, of one that goes on until it is stopped."""
    quickly(page, 512, epochs=20)
    fill_number(page, "Batch size", 1)


def test_a_thing_to_try_trains_on_mnist_and_its_run_can_be_drawn_with(tab: Page, mnist: Path) -> None:
    tab.get_by_role("button", name="As in the lecture").click()
    expect(training_text(tab)).to_contain_text("steps a second", timeout=MINUTE)
    tab.get_by_role("button", name="Stop").click()
    expect(training_text(tab)).to_contain_text("What was learnt is kept.", timeout=MINUTE)
    tab.get_by_role("button", name="100 images").click()
    expect(tab.get_by_text("Overfitting")).to_be_visible()
    expect(setting(tab, "Training images")).to_have_value("100")
    expect(training_text(tab)).to_contain_text("100.0% of its training images", timeout=2 * MINUTE)
    expect(tab.get_by_label("The weights of the hidden units, as pictures")).to_be_visible()
    share = training_text(tab).inner_text().split("It reads ")[1].split("% of MNIST's test set")[0]
    tab.get_by_role("button", name="Draw with the newest run").click()
    expect(tab.locator("[data-part=more]").first).to_contain_text("Trained in this page")
    expect_model(tab, re.compile("run 2"))
    draw(tab, SEVEN)
    expect(answer(tab)).to_have_text(re.compile(r"\d"))
    tab.get_by_role("tab", name="Confusion matrix").click()
    expect(tab.get_by_text(f"10,000 images of MNIST's test set, {share}")).to_be_visible()


def test_what_was_learnt_until_it_is_stopped_can_be_kept(tab: Page, tmp_path: Path) -> None:
    slowly(tab)
    press_start(tab)
    expect(training_text(tab)).to_contain_text("steps a second", timeout=MINUTE)
    tab.get_by_role("button", name="Stop").click()
    expect(training_text(tab)).to_contain_text("Stopped. What was learnt is kept.", timeout=MINUTE)
    expect(training_text(tab)).to_contain_text("It is run 1 now")
    table = tab.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_contain_text([each.label for each in ALL.values()])
    expect(table.get_by_role("cell", name="pen strokes")).to_be_attached()
    table.get_by_role("button", name="Zip").click()
    with tab.expect_download(timeout=MINUTE) as download:
        tab.get_by_role("link", name=re.compile("[KM]B")).click(timeout=MINUTE)
    zipfile.ZipFile(download.value.path()).extractall(tmp_path)
    assert artifact.load(tmp_path / "run-1").metrics["settings"]["batch_size"] == 1
    run_is_shared_by_its_address(tab)
    tab.reload()
    expect(table.get_by_role("rowheader", name="run 1")).to_be_attached()
    expect(setting(tab, "Batch size")).to_have_value("1")  # the settings are as they were
    assert lines(tab, "losses") == 2
    table.get_by_role("button", name="Draw").click()
    expect_model(tab, re.compile("^run 1"))
    draw(tab, SEVEN)
    expect(answer(tab)).to_have_text(re.compile(r"\d"))


def run_is_shared_by_its_address(page: Page) -> None:
    """Whoever opens it may choose it, and has none of the page's own runs."""
    page.get_by_role("button", name="Draw with the newest run").click()
    expect(page).to_have_url(re.compile("model=own-"))
    context = page.context.browser.new_context()
    other = context.new_page()
    load(other, page.url)
    expect_model(other, re.compile("^shared run 1"))
    open_tab(other, "Train")
    expect(training_text(other)).to_have_text("Nothing is being trained.")
    assert names(other) == []
    expect(other.get_by_role("table")).to_be_hidden()
    context.close()
    open_tab(page, "Train")


def test_runs_are_overlaid_named_by_what_differs_and_hidden_by_a_click(tab: Page) -> None:
    quickly(tab, 8)
    press_start(tab)
    expect(training_text(tab)).to_contain_text("It is run 1 now", timeout=MINUTE)
    fill_number(tab, "Learning rate", 0.1)
    press_start(tab)
    expect(training_text(tab)).to_contain_text("It is run 2 now", timeout=MINUTE)
    second, first = names(tab)  # the newest is in sight
    assert first.startswith("run 1: 8 units, 2 epochs, batch of 10, pen strokes, 1,000 images\n")
    assert second.startswith("run 2: 8 units, 2 epochs, batch of 10, lr 0.1, pen strokes, 1,000 images\n")
    assert (lines(tab, "losses"), lines(tab, "accuracies")) == (4, 2)
    colours = tab.locator("[data-part=accuracies] polyline").evaluate_all(
        "lines => lines.map((line) => getComputedStyle(line).stroke)"
    )
    assert len(set(colours)) == 2
    button = tab.get_by_role("button", name="run 1: 8 units")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert (lines(tab, "losses"), lines(tab, "accuracies")) == (2, 1)
    button.press("Enter")
    assert lines(tab, "losses") == 4
    expect(tab.get_by_role("table").get_by_role("row")).to_have_count(3)


@pytest.mark.parametrize("page", SIZES.values(), indirect=True, ids=SIZES)
def test_start_is_stop_meanwhile_and_nothing_moves(tab: Page) -> None:
    """Nor do the charts and the pictures, when something comes to be shown in them."""
    parts = [
        "[data-part=losses]",
        "[data-part=accuracies]",
        "[data-part=answers]",
        ".place",
        "[data-part=settings]",
    ]
    places = lambda: [tab.locator(part).bounding_box() for part in parts]  # noqa: E731
    before = places()
    if not is_phone(tab):
        for part in parts[:4]:
            expect(tab.locator(part)).to_be_in_viewport(ratio=1)
    for chart in ("losses", "accuracies"):
        expect(tab.locator(f"[data-part={chart}] .empty")).to_have_text(re.compile("^How "))
    for thing in things_to_try():
        tab.locator("[data-part=train-lesson]").evaluate(
            "(p, lesson) => (p.textContent = lesson)", thing["lesson"]
        )
        assert places() == before, thing["name"]
    slowly(tab)
    press_start(tab)
    expect(training_text(tab)).to_contain_text("steps a second", timeout=MINUTE)
    expect(tab.get_by_role("button", name="Start")).to_have_count(0)
    expect(tab.locator("[data-part=losses] polyline")).to_have_count(2)
    assert places() == before
    tab.get_by_role("button", name="Stop").click()
    expect(tab.get_by_role("button", name="Start")).to_be_visible(timeout=MINUTE)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def is_phone(page: Page) -> bool:
    return page.viewport_size["width"] == PHONE["width"]


def test_my_drawing_is_answered_as_it_learns(page: Page) -> None:
    draw(page, ONE)
    expect(answer(page)).to_have_text("1")
    open_tab(page, "Train")
    expect(page.locator("[data-part=whose]")).to_have_text("Your drawing")
    quickly(page, 64, epochs=5)
    press_start(page)
    expect(training_text(page)).to_contain_text("It is run 1 now", timeout=MINUTE)
    expect(page.locator("[data-part=whose]")).to_have_text("Read after 5 epochs")
    best = page.locator("[data-part=answers] .best")
    expect(best).to_contain_text("1")
    learnt = float(best.locator("small").inner_text().strip(">%"))
    chart = page.get_by_label(re.compile("Loss by epoch"))
    chart.hover(position={"x": 41, "y": 50})  # the beginning
    expect(page.locator("[data-part=whose]")).to_have_text("Read before the first step")
    shares = [float(text.strip("%")) for text in page.locator("[data-part=answers] small").all_inner_texts()]
    assert len(shares) == 10
    assert max(shares) < 25 < learnt
    chart.press("ArrowRight")
    expect(page.locator("[data-part=whose]")).to_have_text(re.compile("Read after 0.[25]"))
    expect(chart).to_have_attribute("aria-label", re.compile(r"after 0\.[25]\d* epochs: [\d.]+ and [\d.]+;"))
    expect(page.locator("[data-part=train-loss]")).to_have_text(re.compile(r"^[\d.]{4,5}$"))
    page.locator("[data-part=redraw]").click()
    expect(page.get_by_role("tab", name="Draw")).to_have_attribute("aria-selected", "true")
    draw(page, SEVEN)
    open_tab(page, "Train")
    expect(page.locator("[data-part=whose]")).to_have_text("Your drawing")  # for the next run
    expect(page.locator("[data-part=answers] .best")).to_have_count(0)


def test_the_learning_rates_arrows_go_by_thirds_of_ten(tab: Page) -> None:
    field = setting(tab, "Learning rate")
    for key, value in [
        ("ArrowUp", "0.003"),
        ("ArrowUp", "0.01"),
        ("ArrowDown", "0.003"),
        ("ArrowDown", "0.001"),
    ]:
        field.press(key)
        expect(field).to_have_value(value)
    tab.get_by_role("button", name="Learning rate: more").click()
    expect(field).to_have_value("0.003")
    tab.get_by_role("button", name="Hidden units: less").click()
    expect(setting(tab, "Hidden units")).to_have_value("64")


def test_a_setting_out_of_its_range_is_told_and_mended(tab: Page) -> None:
    for value, sentence in [
        ("0", "Batch size must be a whole number from 1 to 60,000, not 0."),
        ("", "Batch size is empty; it must be a whole number from 1 to 60,000."),
        ("ten", "Batch size must be a whole number from 1 to 60,000, not 'ten'."),
        ("0x10", "Batch size must be a whole number from 1 to 60,000, not '0x10'."),
    ]:
        fill_number(tab, "Batch size", value)
        press_start(tab)
        expect(training_text(tab)).to_have_text(sentence)
        expect(training_text(tab)).to_have_class("error")
        expect(tab.get_by_role("button", name="Start")).to_be_visible()
    quickly(tab, 8)
    setting(tab, "Epochs").press("Enter")
    expect(training_text(tab)).to_contain_text("Done.", timeout=MINUTE)
    expect(tab.get_by_role("status").filter(has_text="Done.")).to_be_attached()
    expect(training_text(tab)).not_to_have_class("error")


def test_who_waits_is_told_the_place_where_the_progress_will_be(tab: Page, app_url: str) -> None:
    slowly(tab)
    press_start(tab)
    expect(training_text(tab)).to_contain_text("steps a second", timeout=MINUTE)
    other = tab.context.new_page()
    load(other, f"{app_url}/?tab=train")
    quickly(other, 8)
    press_start(other)
    waits = "Waiting for its turn: one other comes first. One trains at a time."
    expect(training_text(other)).to_have_text(waits)
    expect(other.locator("[data-part=bar]")).not_to_have_attribute("value", re.compile(""))
    other.wait_for_timeout(13_000)  # for longer than a page waits for news
    expect(training_text(other)).to_have_text(waits)
    tab.get_by_role("button", name="Stop").click()
    expect(training_text(other)).to_contain_text("Done.", timeout=MINUTE)
    other.close()


def test_a_server_that_goes_away_is_told_within_five_seconds(browser: Browser) -> None:
    page = browser.new_context(viewport=DESKTOP).new_page()
    with running(start=forked) as (address, server):
        load(page, f"{address}/?tab=train")
        slowly(page)
        press_start(page)
        expect(training_text(page)).to_contain_text("steps a second", timeout=MINUTE)
        server.kill()
        expect(training_text(page)).to_have_text(UNREACHABLE, timeout=5_000)
    page.context.close()


def test_without_relu_the_run_is_a_network_without_hidden_units(tab: Page) -> None:
    quickly(tab, 16)
    choose_setting(tab, "Activation", "no ReLU")
    press_start(tab)
    expect(training_text(tab)).to_contain_text("It is run 1 now", timeout=MINUTE)
    tab.get_by_role("button", name="Draw with the newest run").click()
    expect(tab.locator("[data-part=count]")).to_have_text("0 hidden units")
    draw(tab, ONE)
    expect(answer(tab)).to_have_text(re.compile(r"\d"))
    expect(tab.get_by_text("only a network with one hidden layer can be shown")).to_be_visible()
    expect(tab.get_by_text("This network has 0 hidden layers")).to_be_visible()


def test_the_settings_are_the_lectures_at_first(tab: Page) -> None:
    for name, each in ALL.items():
        expect(setting(tab, each.label)).to_have_value(str(LECTURE[name]))
