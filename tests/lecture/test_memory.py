"""The notebook's twelve pieces."""

import re

import pytest

from mnistff.lecture.memory import Piece, names, pieces

PIECES = pieces()


@pytest.mark.parametrize(
    ("code", "needs", "makes"),
    [
        ("import numpy as np\nfrom torch import nn", [], ["np", "nn"]),
        ("x = y + x", ["y", "x"], ["x"]),
        ("x = 1\nprint(x, z)", ["z"], ["x"]),
        ("for a, b in loader:\n    total += a", ["loader"], ["a", "b", "total"]),
        ("x = f(\n    y\n)", ["f", "y"], ["x"]),
        ("model.to(device)", ["model", "device"], []),
        ("losses = []\nlosses[0] = 1", [], ["losses"]),
    ],
)
def test_names_are_needed_and_made_in_the_order_of_the_lines(code: str, needs: list, makes: list) -> None:
    assert names(code) == (needs, makes)


def test_in_the_lectures_order_each_finds_what_it_needs() -> None:
    assert len(PIECES) == 12
    made: set[str] = set()
    for piece in PIECES:
        assert set(piece.needs) <= made, piece.title
        made |= set(piece.makes)


def test_the_network_is_trained_before_it_is_judged() -> None:
    judged = [piece.title for piece in PIECES if "a trained network" in piece.needs]
    assert judged == ["Accuracy", "The confusion matrix"]


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.title)
def test_every_blank_is_a_word_of_its_piece_and_leaves_a_part_of_it(piece: Piece) -> None:
    assert len(piece.blanks) >= 2
    for blank in piece.blanks:
        assert re.search(rf"(?<!\w){re.escape(blank)}(?!\w)", piece.code), blank
    assert sum(map(len, piece.blanks)) < len(piece.code) / 2
