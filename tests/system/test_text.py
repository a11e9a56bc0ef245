"""Text from elsewhere: whatever is in it, and however long it is."""

import html
import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnistff.system.text import MOST_MARKS, escaped, listed, of_path, plain, quoted

LONG = 30_000_000


@contextmanager
def soon() -> Iterator[None]:
    """Working through all of what is long takes longer."""
    began = time.process_time()
    yield
    assert time.process_time() - began < 0.2


@settings(deadline=None)
@given(st.text(st.characters(), max_size=300), st.integers(1, 200))
def test_all_that_there_is_becomes_one_line_that_can_be_sent(text: str, most: int) -> None:
    for shown in (plain(text, most), quoted(text, most)):
        assert len(shown) <= most
        assert shown.isprintable()
        assert shown.encode().decode() == shown == json.loads(json.dumps(shown))
    assert not set("<>\"'") & set(escaped(text, most))
    assert html.unescape(escaped(text, most)) == plain(text, most)


@pytest.mark.parametrize("text", ["", "two words", "mañana", "数字", "naïve – “so” …", "it's <b>", "🎉"])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\r\tc\x0b\x85d", "a b  c  d"),
        ("no\u00a0break, a\u2028line", "no break, a line"),
        ("\x1b[31mred\x07\x00", "�[31mred��"),
        ("\u202egnp.exe\u2066\u200b\ufeff", "�gnp.exe���"),
        ("half\ud800", "half�"),
        ("e" + "\u0301" * 90 + "!", "e" + "\u0301" * MOST_MARKS + "!"),
        ("x\u20dd" + "\u20dd" * 90, "x" + "\u20dd" * MOST_MARKS),
    ],
)
def test_what_has_no_shape_or_too_much_of_it_is_replaced(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_what_is_long_is_cut() -> None:
    assert plain("abcdef", 6) == "abcdef"
    assert plain("abcdefg", 6) == "abcde…"
    blank, brackets = " " * LONG, "<" * LONG
    with soon():
        assert plain(blank, 3) == "  …"
        assert escaped(brackets, 3) == "&lt;&lt;…"
        assert quoted(brackets, 11) == "'<<<...<<<'"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (Path("a/b"), "a/b"),
        ("x" * 100, "x" * 100),
        (Path("y" * 60) / ("x" * 60), f"…{'y' * 38}/{'x' * 60}"),
        ("half\udcff\n<b>", "half� <b>"),
    ],
)
def test_of_a_long_path_the_end_is_told(path: Path | str, shown: str) -> None:
    assert of_path(path, 100) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (True, "True"),
        (16, "16"),
        (-1.5, "-1.5"),
        (math.nan, "nan"),
        ("nine", "'nine'"),
        ("a\n\ud800<b>", r"'a\n\ud800<b>'"),
        (b"\xff", r"b'\xff'"),
        ([1, "two", [3]], "[1, 'two', [3]]"),
        ({"hidden": {"a": 1}}, "{'hidden': {'a': 1}}"),
        ((), "()"),
        (object(), "<object>"),
    ],
)
def test_a_short_value_is_quoted_as_repr_has_it(value: Any, shown: str) -> None:
    assert quoted(value) == shown


def nested(depth: int) -> list:
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "make",
    [
        *(lambda: "x" * LONG, lambda: b"x" * LONG, lambda: bytearray(LONG), lambda: memoryview(bytes(LONG))),
        *(lambda: [0] * LONG, lambda: dict.fromkeys(range(1_000_000)), lambda: set(range(1_000_000))),
        *(lambda: {"x" * LONG: "x" * LONG}, lambda: [["x" * LONG] * 100] * 100, lambda: nested(100_000)),
        *(lambda: 1 << LONG, lambda: -(10**5000), lambda: [10**5000]),
    ],
)
def test_of_a_long_value_the_beginning_is_quoted(make: Callable[[], Any]) -> None:
    value = make()
    with soon():
        assert len(quoted(value)) <= 40


def test_a_long_list_of_names_is_not_gone_through() -> None:
    assert listed(["a", "b\n"]) == r"'a', 'b\n'"
    assert listed([]) == ""
    many = listed(str(number) for number in range(sys.maxsize))
    assert many == "'0', '1', '2', '3', '4', '5', '6', '7', …"
    assert len(listed(["x" * LONG] * 20)) < 400
