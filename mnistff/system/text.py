"""Text from elsewhere, from files, the Hub, names and requests, made fit to be shown.

It may be megabytes long and hold HTML, line breaks, colours of a terminal, marks that turn the reading
direction round, or halves of letters that no encoding takes. Whatever of it stands in a message, a log
or a page has gone through one of these, which look at no more of it than they show.
"""

import builtins
import html
import reprlib
import unicodedata
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

MOST, LONGEST_MESSAGE = 200, 2_000
"""In letters, of a text within a message, and of a whole one."""
MOST_MARKS = 3
"""Of accents on one letter; with hundreds of them it would reach over the lines above."""
MOST_NAMES = 8


def plain(text: str, most: int = MOST) -> str:
    """One line of at most `most` letters that can be printed, and sent as JSON.

    Blanks and breaks of all kinds become spaces; what has no shape (control characters, marks of
    direction, surrogates) becomes �; a text that is longer ends with "…".
    """
    letters: list[str] = []
    marks = 0
    for letter in text[:most]:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            letters.append(letter if letter.isprintable() else " " if letter.isspace() else "\ufffd")
    line = "".join(letters)
    return line if len(text) <= most else f"{line[: most - 1]}…"


def escaped(text: str, most: int = MOST) -> str:
    """As `plain`, to stand in HTML: between tags, or in an attribute's quotes. Entities are not counted."""
    return html.escape(plain(text, most))


def of_path(path: Path | str, most: int = MOST) -> str:
    """A path, or the name of a folder, as `plain`; of a long one the end."""
    text = str(path)
    return plain(text if len(text) <= most else f"…{text[1 - most :]}", most)


def quoted(value: Any, most: int = 40) -> str:
    """About what `repr` says of a value of any kind, in at most `most` letters, as `plain`.

    The whole `repr` is never made: of what is long, only the beginning is looked at.
    """
    return plain(_Short(most).repr(value), most)


def listed(names: Iterable[str]) -> str:
    """The first few of the names, each as `quoted`."""
    first = [quoted(name) for name in islice(names, MOST_NAMES + 1)]
    return ", ".join([*first[:MOST_NAMES], "…"] if len(first) > MOST_NAMES else first)


class _Short(reprlib.Repr):
    """`repr` cut short; reprlib's own sorts all keys, and makes the whole `repr` of what it does not know."""

    def __init__(self, most: int):
        super().__init__()
        self.maxlevel, self.maxstring = 2, max(most, 5)

    def repr_int(self, number: int, level: int) -> str:
        return builtins.repr(number) if number.bit_length() <= 4 * self.maxstring else "a giant number"

    def repr_bytes(self, content: bytes, level: int) -> str:
        return builtins.repr(content[: self.maxstring])

    def repr_dict(self, found: dict, level: int) -> str:
        if level <= 0:
            return "{...}"
        first = islice(found.items(), self.maxdict)
        pairs = [f"{self.repr1(key, level - 1)}: {self.repr1(value, level - 1)}" for key, value in first]
        return f"{{{', '.join(pairs)}{', ...' if len(found) > self.maxdict else ''}}}"

    def repr_instance(self, x: Any, level: int) -> str:
        known = x is None or type(x) in (bool, float)
        return builtins.repr(x) if known else f"<{type(x).__name__}>"

    repr_set = repr_frozenset = repr_array = repr_instance
