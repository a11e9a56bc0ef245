"""Training in the page: the preset, stopping, and what becomes of the result."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from mnistff import artifact
from support.hands import (
    SEVEN,
    answer,
    choose_strokes,
    draw,
    expect_model,
    fill_number,
    load,
    open_tab,
    training_text,
)

MINUTE = 60_000
Y_AXIS = """chart => {
    const labels = [...chart.querySelectorAll("[aria-label^='Y-axis'] .role-axis-label text")];
    return labels.map((label) => [Number(label.textContent), label.getBoundingClientRect().top]);
}"""
"""The numbers beside a chart, and how far down each is."""


@pytest.fixture
def tab(page: Page) -> Page:
    page.get_by_role("tab", name="Train").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    return page


def test_a_thing_to_try_trains_on_mnist_and_its_run_can_be_drawn_with(tab: Page, mnist: Path) -> None:
    tab.get_by_role("button", name="As in the lecture").click()
    expect(training_text(tab)).to_contain_text("steps a second", timeout=MINUTE)
    tab.get_by_role("button", name="Stop").click()
    expect(training_text(tab)).to_contain_text("What was learnt is kept.", timeout=MINUTE)
    tab.get_by_role("button", name="100 images").click()
    expect(tab.get_by_text("Overfitting")).to_be_visible()
    expect(tab.get_by_role("spinbutton", name="Training images", exact=True)).to_have_value("100")
    expect(training_text(tab)).to_contain_text("100.0% of its training images", timeout=2 * MINUTE)
    expect(tab.get_by_label("The weights of the hidden units, as tiles")).to_be_visible()
    share = training_text(tab).inner_text().split("It reads ")[1].split("% of MNIST's test set")[0]
    tab.get_by_role("button", name="Draw with the newest run").click()
    expect(tab.locator("[data-part=more]").first).to_contain_text("Trained in this page")
    expect_model(tab, re.compile("run 2"))
    draw(tab, SEVEN)
    expect(answer(tab)).to_have_text(re.compile(r"\d"))
    tab.get_by_role("tab", name="Confusion matrix").click()
    expect(tab.get_by_text(f"10,000 images of MNIST's test set, {share}")).to_be_visible()


def test_what_was_learnt_until_it_is_stopped_can_be_kept(tab: Page, tmp_path: Path) -> None:
    fill_number(tab, "Training images", 3000)
    fill_number(tab, "Batch size", 1)
    choose_strokes(tab)
    tab.get_by_role("button", name="Start").click()
    expect(training_text(tab)).to_contain_text("steps a second", timeout=MINUTE)
    tab.get_by_role("button", name="Stop").click()
    expect(training_text(tab)).to_contain_text("Stopped. What was learnt is kept.", timeout=MINUTE)
    expect(training_text(tab)).to_contain_text("It is run 1 now")
    expect(tab.get_by_role("gridcell", name="pen strokes")).to_be_attached()
    tab.get_by_role("button", name="Pack the newest run").click()
    with tab.expect_download(timeout=MINUTE) as download:
        tab.get_by_role("link", name=re.compile("[KM]B")).click(timeout=MINUTE)
    zipfile.ZipFile(download.value.path()).extractall(tmp_path)
    assert artifact.load(tmp_path / "run-1").metrics["settings"]["batch_size"] == 1
    run_is_shared_by_its_address(tab)
    tab.reload()
    expect(tab.get_by_role("gridcell", name="run 1")).to_be_attached()
    tab.get_by_role("button", name="Draw with the newest run").click()
    expect_model(tab, re.compile("^run 1"))
    draw(tab, SEVEN)
    expect(answer(tab)).to_have_text(re.compile(r"\d"))


def test_a_setting_out_of_its_range_is_mended_and_runs_are_compared(tab: Page) -> None:
    fill_number(tab, "Batch size", 0)
    tab.get_by_role("button", name="Start").click()
    expect(training_text(tab)).to_have_text("Batch size must be a whole number from 1 to 60,000, not 0.")
    expect(training_text(tab)).to_have_class("error")
    fill_number(tab, "Batch size", 100)
    fill_number(tab, "Training images", 100)
    fill_number(tab, "number input for Epochs", 2)  # of one step each
    choose_strokes(tab)
    tab.get_by_role("button", name="Start").click()
    expect(training_text(tab)).to_contain_text("Done.", timeout=MINUTE)
    charts = tab.locator(".vega-embed svg")
    expect(charts).to_have_count(3)
    for chart in charts.all():
        expect(chart.locator("[aria-label^='Y-axis'] .role-axis-label text").nth(1)).to_be_attached()
        more_is_higher(chart)
    tab.get_by_role("button", name="Start").click()
    expect(training_text(tab)).to_contain_text("It is run 2 now", timeout=MINUTE)
    for run in ("run 1", "run 2"):
        expect(charts.last).to_contain_text(run)
        expect(tab.get_by_role("gridcell", name=run)).to_be_attached()


def run_is_shared_by_its_address(page: Page) -> None:
    """Whoever opens it may choose it, and has none of the page's own rows."""
    page.get_by_role("button", name="Draw with the newest run").click()
    expect(page).to_have_url(re.compile("model=own-"))
    context = page.context.browser.new_context()
    other = context.new_page()
    load(other, page.url)
    expect_model(other, re.compile("^shared run 1"))
    open_tab(other, "Train")
    expect(training_text(other)).to_have_text("Nothing is being trained.")
    expect(other.get_by_role("gridcell", name="run 1")).to_have_count(0)
    context.close()
    open_tab(page, "Train")


def more_is_higher(chart: Locator) -> None:
    """As the numbers beside a chart grow, they stand higher."""
    _, heights = zip(*sorted(chart.evaluate(Y_AXIS)), strict=True)
    assert heights == tuple(sorted(heights, reverse=True))
