"""Colours: what is written can be read, and what has a meaning be seen, in both themes and on the board."""

import re

import pytest

from mnistff.ui.component import FOLDER
from mnistff.ui.page.colours import AGAINST, BOARD, DARK, FOR, LIGHT, RUNS, Ground
from mnistff.ui.page.theme import VARIABLES, make_theme, sheet

TEXT, GRAPHIC = 4.5, 3
"""The least contrasts: https://www.w3.org/TR/WCAG22/#contrast-minimum and #non-text-contrast."""
GROUNDS = {"light": LIGHT, "dark": DARK, "board": BOARD}


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
def test_text_can_be_read_on_every_ground(ground: Ground) -> None:
    for paper in (ground.page, ground.card):
        for ink in (ground.text, ground.soft):
            assert contrast(ink, paper) >= TEXT


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
def test_for_and_against_can_be_seen_on_every_ground(ground: Ground) -> None:
    for colour in (FOR, AGAINST):
        assert contrast(colour, ground.page) >= GRAPHIC


def test_the_theme_is_made_of_the_same_colours_and_fetches_no_font() -> None:
    theme = make_theme()
    assert (theme.body_background_fill, theme.body_background_fill_dark) == (LIGHT.page, DARK.page)
    assert (theme.button_primary_background_fill, theme.button_primary_text_color) == (LIGHT.text, LIGHT.page)
    assert theme._get_theme_css().count("@font-face") == 0
    assert theme._stylesheets == []


def test_every_colour_of_the_style_sheets_is_declared() -> None:
    files = [*FOLDER.rglob("*.css"), *FOLDER.rglob("*.mjs")]
    named = re.compile(r'var\(--mnist-([a-z-]+)\)|colourOf\("([a-z-]+)"\)')
    found = {a or b for path in files for a, b in named.findall(path.read_text(encoding="utf-8"))}
    assert "var(--mnist-run-${" in (FOLDER / "train/runs/chart.mjs").read_text(encoding="utf-8")
    assert found | {f"run-{number}" for number in range(len(RUNS))} == VARIABLES.keys()
    assert all(f"--mnist-{name}: {value};" in sheet() for name, value in VARIABLES.items())
