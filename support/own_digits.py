"""Digits of somebody's own, as a page sends them."""

from typing import Any

from mnistff.serving.own_sets import MOST_AT_ONCE, OwnSets


def bars(number: int, classes: int = 10) -> list[dict[str, Any]]:
    """So many, each a bar of another slant; they are said to be 0, 1, 2 and so on in turn."""
    return [{"label": at % classes, "strokes": [[[at % 17, 0], [8, 50 + at]]]} for at in range(number)]


def sent(own: OwnSets, digits: list[dict[str, Any]]) -> str:
    """Send them in parts, as a page does; the name that they have then."""
    name = None
    for first in range(0, len(digits), MOST_AT_ONCE):
        name = own.add(digits[first : first + MOST_AT_ONCE], name)
    return str(name)
