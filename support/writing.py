"""What a person does who tests the networks on his handwriting."""

import itertools
import math
from collections.abc import Callable

import torch
from playwright.sync_api import Frame, Locator, Page, expect

from mnistff.handwriting import Digit, read_lines
from mnistff.strokes import generate
from mnistff.ui.component import scripts
from support.hands import draw_on

Strokes = list[list[tuple[float, float]]]

DIGITS = """async (scripts) => {
    const { load } = await import(new URL(scripts, document.baseURI));
    return (await load("state/page.mjs")).yours.digits.map((digit) => JSON.stringify(digit)).join("\\n");
}"""


def hand(seed: int) -> list[Strokes]:
    """How somebody writes 0 to 9, drawn by program: strokes of each, within 0.2 to 0.8 of a sheet."""
    lines, labels = generate(10, seed)
    return [fitted(joined(each)) for each in lines[labels.argsort()].tolist()]


def joined(segments: list) -> list:
    """Line segments, each a start and an end, as strokes: one goes on where the last ended."""
    strokes = [[segments[0][0]]]
    for start, end in segments:
        if math.dist(start, strokes[-1][-1]) > 1e-6:
            strokes.append([start])
        strokes[-1].append(end)
    return strokes


def fitted(strokes: list) -> Strokes:
    """In the middle of a sheet."""
    points = torch.tensor([point for stroke in strokes for point in stroke], dtype=torch.float64)
    low, high = points.amin(0), points.amax(0)
    (x0, y0), size = ((low + high) / 2).tolist(), (high - low).max().item()
    return [[(0.5 + 0.6 * (x - x0) / size, 0.5 + 0.6 * (y - y0) / size) for x, y in each] for each in strokes]


def in_turn(hands: list[list[Strokes]]) -> Callable[[int], Strokes]:
    """How several write the digits that are asked for, one after the other."""
    turns = itertools.cycle(hands)
    return lambda digit: next(turns)[digit]


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
    """On the sheet."""
    draw_on(page.locator("[data-part=sheet]"), strokes)


def begin_round(page: Page | Frame, each: str = "once") -> None:
    """Of each digit so many; the test is open."""
    page.get_by_label("Each digit").select_option(label=each)
    page.get_by_role("button", name="Start").or_(page.get_by_role("button", name="Write more")).click()
    expect(page.locator("[data-part=ordinal]")).to_contain_text("1 of")


def write_all(page: Page | Frame, strokes_of: Callable[[int], Strokes]) -> list[int]:
    """What is asked for to the end of the round; which digits that were."""
    total = int(page.locator("[data-part=ordinal]").inner_text().split(" of ")[1])
    written: list[int] = []
    for number in range(1, total + 1):
        expect(page.locator("[data-part=ordinal]")).to_have_text(f"{number} of {total}")
        written.append(asked(page))
        write(page, strokes_of(written[-1]))
        page.locator("[data-part=sheet]").press("Enter")
    return written


def guess(page: Page | Frame, digits: int) -> None:
    """How many were read; then it is shown."""
    page.locator("[data-part=guessed]").fill(str(digits))
    page.get_by_role("button", name="Show me", exact=True).click()
    expect(page.locator("[data-part=told]")).to_be_visible()
