"""What a person does who tests the networks on his handwriting."""

import itertools

import torch
from playwright.sync_api import Frame, Locator, Page, expect

from mnistff.handwriting import Digit, read_lines
from mnistff.strokes import generate
from mnistff.ui.component import scripts

Strokes = list[list[tuple[float, float]]]

DIGITS = """async (scripts) => {
    const { load } = await import(new URL(scripts, document.baseURI));
    return (await load("state/page.mjs")).yours.digits.map((digit) => JSON.stringify(digit)).join("\\n");
}"""


def hand(seed: int) -> list[Strokes]:
    """How somebody writes 0 to 9, drawn by program: strokes of each, within 0.2 to 0.8 of a sheet."""
    lines, labels = generate(10, seed)
    return [fitted(each) for each in lines[labels.argsort()]]


def fitted(lines: torch.Tensor) -> Strokes:
    """Line segments (S, 2, 2) as strokes in the middle of a sheet."""
    points = lines.flatten(0, 1)
    low, high = points.amin(0), points.amax(0)
    lines = 0.5 + 0.6 * (lines - (low + high) / 2) / (high - low).max()
    strokes: Strokes = [[tuple(lines[0, 0].tolist())]]
    for start, end in lines.tolist():
        if max(abs(a - b) for a, b in zip(start, strokes[-1][-1], strict=True)) > 1e-4:
            strokes.append([tuple(start)])
        strokes[-1].append(tuple(end))
    return strokes


def digits_of(page: Page | Frame) -> list[Digit]:
    """Those that the page keeps, as the networks see them."""
    return read_lines(page.evaluate(DIGITS, scripts().address), "the page")


def entrance(page: Page | Frame) -> Locator:
    """The button that opens the test; on a phone it is another one."""
    return page.get_by_role("button", name="Test it on your handwriting").locator("visible=true")


def asked(page: Page | Frame) -> int:
    """The digit that is asked for."""
    return int(page.locator("[data-part=asked]").inner_text().split()[-1])


def write(page: Page | Frame, strokes: Strokes) -> None:
    """On the sheet, with the mouse."""
    sheet = page.locator("[data-part=sheet]")
    sheet.scroll_into_view_if_needed()
    box, mouse = sheet.bounding_box(), sheet.page.mouse
    for stroke in strokes:
        at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        mouse.move(*at[0])
        mouse.down()
        for x, y in at[1:]:
            mouse.move(x, y)
        mouse.up()


def begin_round(page: Page | Frame, each: str = "once") -> None:
    """Of each digit so many; the test is open."""
    page.get_by_label("Each digit").select_option(label=each)
    page.get_by_role("button", name="Start").or_(page.get_by_role("button", name="Write more")).click()
    expect(page.locator("[data-part=ordinal]")).to_contain_text("1 of")


def write_all(page: Page | Frame, hands: list[list[Strokes]]) -> list[int]:
    """What is asked for to the end of the round, in these hands in turn; which digits that were."""
    total = int(page.locator("[data-part=ordinal]").inner_text().split(" of ")[1])
    written: list[int] = []
    for number, somebody in zip(range(1, total + 1), itertools.cycle(hands), strict=False):
        expect(page.locator("[data-part=ordinal]")).to_have_text(f"{number} of {total}")
        written.append(asked(page))
        write(page, somebody[written[-1]])
        page.locator("[data-part=sheet]").press("Enter")
    return written


def guess(page: Page | Frame, digits: int) -> None:
    """How many were read; then it is shown."""
    page.locator("[data-part=guessed]").fill(str(digits))
    page.get_by_role("button", name="Show me", exact=True).click()
    expect(page.locator("[data-part=told]")).to_be_visible()
