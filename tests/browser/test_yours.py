"""A test set of one's own: written, read by all networks, offered in every tab, kept, and forgotten."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mnistff import artifact
from mnistff.evaluation import answer, mistakes
from mnistff.handwriting import as_samples, read_files
from support.browsers import DESKTOP, SIZES, Open
from support.forked import forked
from support.hands import (
    SEVEN,
    choose_model,
    choose_strokes,
    choose_test_set,
    draw,
    fill_number,
    load,
    lost_server,
    open_tab,
    press_start,
    training_text,
    wait_until_ready,
)
from support.hands import answer as drawn_answer
from support.served import serving
from support.writing import asked, begin_round, digits_of, entrance, guess, hand, in_turn, write, write_all

MODELS = artifact.load_all(artifact.PRETRAINED.values())
HANDS = [hand(seed) for seed in (3, 4)]
FORGETFUL = ("-c", "import app; from mnistff.serving import own_sets; own_sets.SECONDS_KEPT = 0; app.main()")
SIDEWAYS = {"width": 844, "height": 390}
READS = "[data-part=reads-yours] tr"


def read_by(page: Page) -> dict[str, list[int]]:
    """What each network takes the page's digits for."""
    samples = as_samples(digits_of(page))
    return {name: answer(model.model, samples).predictions.tolist() for name, model in MODELS.items()}


def right(page: Page) -> dict[str, int]:
    """How many each network reads."""
    labels = [digit.label for digit in digits_of(page)]
    return {
        name: sum(a == b for a, b in zip(said, labels, strict=True)) for name, said in read_by(page).items()
    }


def expect_reads(page: Page, count: int) -> None:
    """The table says what the networks read of so many digits."""
    expect(page.locator("[data-part=told]")).to_be_visible()
    assert len(digits_of(page)) == count
    for name, read in right(page).items():
        row = page.locator(READS, has_text=name)
        expect(row.locator("td").first).to_have_text(f"{read:,} of {count:,}")
        expect(row).to_contain_text(f"{MODELS[name].evaluations['mnist'].accuracy:.2%} of MNIST's test set")


def file_of(path: Path, count: int) -> Path:
    """So many digits of somebody's, as he may have kept them."""
    strokes = [HANDS[at // 10 % 2][at % 10] for at in range(count)]
    moved = [
        [[[x + at / 1e4, y] for x, y in stroke] for stroke in strokes] for at, strokes in enumerate(strokes)
    ]
    lines = [
        json.dumps({"writer": "ben", "label": at % 10, "strokes": each}) for at, each in enumerate(moved)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def download(page: Page, folder: Path) -> Path:
    """The page's digits, as it gives them to be saved; of Firefox the driver does not tell what is saved."""
    page.evaluate(
        """() => { HTMLAnchorElement.prototype.click = async function () {
            window.saved = [this.download, await (await fetch(this.href)).text()];
        }; }"""
    )
    page.get_by_role("button", name="Download them").click()
    page.wait_for_function("window.saved")
    name, text = page.evaluate("window.saved")
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def load_file(page: Page, path: Path) -> None:
    page.locator("[data-part=file]").set_input_files(path)


def note(page: Page):  # a Locator
    return page.locator("[data-part=test-note]")


@pytest.fixture
def test(page: Page) -> Page:
    """The page, with the test open."""
    entrance(page).click()
    expect(page.get_by_role("heading", name="A test set of your own")).to_be_visible()
    return page


test.__test__ = False


@pytest.fixture(params=["desktop", "phone", pytest.param("firefox", marks=pytest.mark.elsewhere)])
def anywhere(request: pytest.FixtureRequest, opened: Open, app_url: str) -> Iterator[Page]:
    """The page in a window of either size, and in another browser."""
    if request.param == "firefox":
        context = request.getfixturevalue("firefox").new_context(viewport=DESKTOP, accept_downloads=True)
        page = context.new_page()
        load(page, app_url)
        yield page
        context.close()
        return
    with opened(SIZES["phone"] if request.param == "phone" else DESKTOP, app_url) as page:
        yield page


def test_a_round_from_the_first_digit_to_all_tabs_and_back_from_a_file(
    anywhere: Page, tmp_path: Path
) -> None:
    page = anywhere
    entrance(page).click()
    expect(page.locator("[data-part=canvas]")).to_be_hidden()
    begin_round(page)
    first = asked(page)
    write(page, HANDS[0][first])
    expect(page.locator("[data-part=ordinal]")).to_have_text("2 of 10")  # the pen has rested
    page.get_by_role("button", name="Undo").locator("visible=true").click()
    assert asked(page) == first  # it is asked for again
    written = write_all(page, in_turn(HANDS))
    assert sorted(written) == list(range(10))
    expect(page.locator("[data-part=told]")).to_be_hidden()  # he is asked first
    expect(page.locator("[data-part=of-yours]").locator("visible=true")).to_have_count(0)
    expect(page.locator("[data-part=test-summary]")).to_be_empty()
    guess(page, 9)
    assert [digit.label for digit in digits_of(page)] == written
    expect_reads(page, 10)
    read = right(page)["robust"]
    expect(page.locator("[data-part=guess-told]")).to_have_text(f"You guessed 9 for robust; it read {read}.")

    page.get_by_role("button", name="Their confusion matrix").click()
    expect(
        page.get_by_text(f"10 images of your handwriting, {10 * read:.2f}% of them read right.")
    ).to_be_visible()
    choose_model(page, "lecture")
    read = right(page)["lecture"]
    expect(
        page.get_by_text(f"10 images of your handwriting, {10 * read:.2f}% of them read right.")
    ).to_be_visible()
    page.get_by_role("button", name="All images of a 7").click()
    expect(page.locator(".thumb img:visible")).to_have_count(1)
    page.locator(".thumb:visible").click()
    expect(page.locator("[data-part=which]")).to_contain_text("of your handwriting")
    page.get_by_role("button", name="Look inside the network").click()
    seven = written.index(7)
    expect(page.locator("[data-part=title]:visible")).to_have_text(f"Image {seven} of your handwriting: a 7")
    said = str(read_by(page)["lecture"][seven])
    expect(drawn_answer(page)).to_have_text(said)
    page.wait_for_function(f"location.search.includes('image=yours-{seven}&')")

    page.reload()
    wait_until_ready(page)
    expect(drawn_answer(page)).to_have_text(said)
    page.goto(page.url.split("?")[0] + "?test=yours")
    wait_until_ready(page)
    expect_reads(page, 10)

    page.get_by_label("Writer").press("Control+a")
    page.get_by_label("Writer").press_sequentially("Ann B.")
    page.get_by_label("Writer").press("Tab")
    file = download(page, tmp_path)
    assert file.name == "Ann-B-.jsonl"
    assert [(digit.writer, digit.label) for digit in read_files([file])] == [
        ("Ann B.", each) for each in written
    ]

    page.get_by_role("button", name="Forget them").click()
    expect(page.get_by_text("98% on MNIST's test set is not 98% on you.")).to_be_visible()
    assert page.evaluate("localStorage.getItem('mnistff digits')") == "[]"
    load_file(page, file)
    expect_reads(page, 10)
    load_file(page, file)
    expect(note(page)).to_have_text("0 digits loaded; 10 were there already.")


def test_what_was_written_so_far_outlives_a_reload_and_another_place(test: Page) -> None:
    begin_round(test)
    labels = [asked(test)]
    write(test, HANDS[0][labels[0]])
    test.locator("[data-part=sheet]").press("Enter")
    skipped = asked(test)
    test.locator("[data-part=sheet]").press("S")
    expect(test.locator("[data-part=ordinal]")).to_have_text("3 of 10")
    third = asked(test)
    test.reload()
    wait_until_ready(test)
    expect(test.locator("[data-part=ordinal]")).to_have_text("3 of 10")
    assert asked(test) == third
    test.go_back()
    expect(test.locator("[data-part=canvas]")).to_be_visible()
    draw(test, SEVEN)
    expect(drawn_answer(test)).to_have_text("7")
    test.go_forward()
    expect(test.locator("[data-part=ordinal]")).to_have_text("3 of 10")
    write(test, HANDS[0][third])
    test.locator("[data-part=sheet]").press("Escape")  # what is on the sheet counts
    guess(test, 2)
    expect(test.get_by_role("heading", name="Your 2 digits")).to_be_visible()
    test.wait_for_timeout(1500)  # a pen that rests
    assert test.evaluate("sessionStorage.getItem('mnistff round')") == "null"
    assert [digit.label for digit in digits_of(test)] == [labels[0], third]
    assert skipped not in (labels[0], third)
    test.get_by_role("button", name="← Canvas").click()
    expect(drawn_answer(test)).to_have_text("7")


def test_nothing_is_asked_before_there_is_a_digit_nor_while_the_pen_is_down(test: Page) -> None:
    begin_round(test)
    place = test.locator("[data-part=ordinal]")
    write(test, [[(0.5, 0.5)]])
    test.wait_for_timeout(1500)
    expect(place).to_have_text("1 of 10")  # a dot is none
    expect(test.get_by_role("button", name="Next", exact=True).locator("visible=true")).to_be_disabled()
    test.locator("[data-part=sheet]").press("Backspace")
    test.get_by_label("Go on when the pen rests").uncheck()
    write(test, HANDS[0][asked(test)])
    test.wait_for_timeout(1500)
    expect(place).to_have_text("1 of 10")
    test.get_by_role("button", name="Next", exact=True).locator("visible=true").click()
    expect(place).to_have_text("2 of 10")
    test.locator("[data-part=sheet]").press("Escape")
    guess(test, 1)


def test_a_round_without_a_digit_leaves_all_as_it_was(test: Page) -> None:
    begin_round(test, "three times")
    expect(test.locator("[data-part=ordinal]")).to_have_text("1 of 30")
    test.get_by_role("button", name="Skip").click()
    test.get_by_role("button", name="Stop here").click()
    expect(test.get_by_text("98% on MNIST's test set is not 98% on you.")).to_be_visible()
    assert test.evaluate("localStorage.getItem('mnistff digits')") is None


def test_files_that_are_none_are_told_and_nothing_of_them_is_kept(test: Page, tmp_path: Path) -> None:
    texts = {
        "Line 3: this is no digit": file_of(tmp_path / "good", 2).read_text() + "\n{}\n",
        "There is no digit in it.": "",
        "1,000 digits are the most": file_of(tmp_path / "many", 1001).read_text(),
    }
    for at, (sentence, text) in enumerate(texts.items()):
        file = tmp_path / f"bad-{at}.jsonl"
        file.write_text(text)
        load_file(test, file)
        expect(note(test)).to_contain_text(f"bad-{at}.jsonl can't be loaded. ")
        expect(note(test)).to_contain_text(sentence)
    assert test.evaluate("localStorage.getItem('mnistff digits')") is None


def test_many_digits_are_sent_in_parts_and_those_misread_are_shown(test: Page, tmp_path: Path) -> None:
    load_file(test, file_of(tmp_path / "ben.jsonl", 1000))
    expect(note(test)).to_have_text("1,000 digits loaded.")
    expect(test.locator("[data-part=told]")).to_be_visible(timeout=60_000)
    expect_reads(test, 1000)
    test.get_by_role("button", name="Write more").click()
    expect(note(test)).to_contain_text("1,000 digits are the most.")
    samples = as_samples(digits_of(test))
    wrong = {name: mistakes(answer(model.model, samples)).tolist() for name, model in MODELS.items()}
    misread = set().union(*wrong.values())
    expect(test.locator("[data-part=misread] .thumb")).to_have_count(min(200, len(misread)))
    expect(test.locator("[data-part=verdict]")).to_contain_text(re.compile("reads you better"))
    test.locator("[data-part=misread] .thumb").first.click()
    expect(test.locator("[data-part=heading]")).to_contain_text("the network took it for")
    expect(test.locator("[data-part=which]")).to_contain_text("of your handwriting")


def test_half_of_them_join_a_training_and_the_other_half_measures_it(test: Page, tmp_path: Path) -> None:
    load_file(test, file_of(tmp_path / "ben.jsonl", 60))
    test.get_by_role("button", name="Train a network with half of them").click()
    joins = test.get_by_label("and half of your 60 digits, repeated until they are a tenth of all")
    expect(joins).to_be_checked()
    for label, value in {"Hidden units": 32, "Training images": 2000, "Epochs": 3}.items():
        fill_number(test, label, value)
    choose_strokes(test)
    press_start(test)
    expect(training_text(test)).to_contain_text("of the handwriting kept apart", timeout=60_000)
    expect(training_text(test)).to_contain_text(
        re.compile(r"kept apart \(robust [\d.]+%, lecture [\d.]+%\), ")
    )
    expect(test.locator("[data-part=names]")).to_contain_text("and yours")
    expect(test.locator(".results table")).to_contain_text("30 digits, each 7 times")
    test.reload()
    wait_until_ready(test)
    expect(joins).to_be_checked()
    press_start(test)
    test.get_by_role("button", name="Stop").click()  # while they are sent
    expect(training_text(test)).to_have_text(re.compile("^Stopped"))
    joins.uncheck()
    press_start(test)
    expect(training_text(test)).to_contain_text("It is run 2 now", timeout=60_000)
    expect(training_text(test)).not_to_contain_text("handwriting")
    load(test, test.url.split("?")[0] + "?test=yours")
    expect(test.locator(READS)).to_have_count(4)
    expect(test.locator(READS, has_text="run 1")).to_contain_text("no test, if it learnt from these")
    expect(test.locator(READS, has_text="run 2")).to_contain_text("% to ")


def test_what_the_server_forgot_it_is_sent_again(browser: Browser, tmp_path: Path) -> None:
    """Also while the page is open: nobody notices."""
    with serving(program=FORGETFUL, start=forked) as address:
        page = browser.new_context(viewport=DESKTOP).new_page()
        load(page, f"{address}/?test=yours")
        load_file(page, file_of(tmp_path / "ben.jsonl", 60))
        expect_reads(page, 60)
        page.wait_for_timeout(2500)  # it looks every two seconds for what to forget
        open_tab(page, "Confusion matrix")
        choose_test_set(page, "yours")
        expect(page.get_by_text("60 images of your handwriting")).to_be_visible()
        page.wait_for_timeout(2500)
        page.get_by_role("button", name="All images of a 7").click()
        expect(page.locator(".thumb img:visible")).to_have_count(6)
        page.context.close()


def test_a_server_that_is_away_for_a_moment_loses_nothing(test: Page, tmp_path: Path) -> None:
    with lost_server(test) as told:
        load_file(test, file_of(tmp_path / "ben.jsonl", 20))
        expect(test.get_by_role("heading", name="Your 20 digits")).to_be_visible()
        test.wait_for_timeout(1500)
        expect(test.locator("[data-part=told]")).to_be_hidden()
        expect(told).to_be_visible()
    expect_reads(test, 20)
    expect(told).to_have_count(0)


def test_another_page_of_the_browser_has_the_same_digits(test: Page, app_url: str, tmp_path: Path) -> None:
    other = test.context.new_page()
    load(other, f"{app_url}/?test=yours")
    load_file(other, file_of(tmp_path / "ben.jsonl", 10))
    expect_reads(other, 10)
    expect_reads(test, 10)
    writer = other.get_by_label("Writer").input_value()
    test.evaluate("localStorage.setItem('mnistff lecture', '{}')")  # which is nothing to do with them
    assert len(digits_of(other)) == 10
    other.get_by_role("button", name="Forget them").click()
    expect(test.get_by_text("98% on MNIST's test set is not 98% on you.")).to_be_visible()
    assert other.evaluate("localStorage.getItem('mnistff writer')") != json.dumps(writer)
    other.close()


def test_where_the_browser_keeps_nothing_it_is_said_and_all_works(
    browser: Browser, app_url: str, tmp_path: Path
) -> None:
    page = browser.new_context(viewport=DESKTOP).new_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    load(page, f"{app_url}/?test=yours")
    expect(page.get_by_text("This browser keeps nothing for this page")).to_be_visible()
    load_file(page, file_of(tmp_path / "ben.jsonl", 10))
    expect_reads(page, 10)
    page.evaluate("dispatchEvent(new StorageEvent('storage', { key: 'mnistff lecture' }))")
    assert len(digits_of(page)) == 10
    page.context.close()


@pytest.mark.parametrize(
    "page",
    [SIZES["phone"], SIDEWAYS, SIZES["small laptop"]],
    indirect=True,
    ids=["phone", "sideways", "laptop"],
)
def test_the_sheet_and_its_buttons_are_in_view_and_nothing_is_too_wide(page: Page, tmp_path: Path) -> None:
    entrance(page).click()
    begin_round(page)
    for part in ("sheet", "asked", "next-digit", "undo-digit", "skip-digit", "stop-round"):
        expect(page.locator(f"[data-part={part}]")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Stop here").click()
    load_file(page, file_of(tmp_path / "ben.jsonl", 30))
    expect_reads(page, 30)
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
