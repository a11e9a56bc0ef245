"""The log on stderr: lines of text, however wild and however often what happens."""

import logging
import re
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from mnistff.system.log import LONGEST, LONGEST_TRACEBACK, MOST, SECONDS, Log, Noted, place_of
from support.apart import run_apart

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ")
Told = Callable[[], list[str]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Told:
    """The lines that were told since the last call; none has anything but text in it."""

    def lines() -> list[str]:
        captured = capsys.readouterr()
        assert captured.out == ""
        found = captured.err.split("\n")
        assert found.pop() == ""
        assert all(line.isprintable() and len(line) <= LONGEST + 20 for line in found)
        assert all(line.startswith("    ") or LINE.match(line) for line in found)
        return found

    return lines


def raised(error: BaseException) -> BaseException:
    """With a traceback."""
    try:
        raise error
    except BaseException as caught:
        return caught


def later(log: Log, seconds: float = SECONDS) -> None:
    """Let time pass."""
    log._since -= seconds


def test_what_happens_is_told_with_the_time(lines: Told) -> None:
    Log().note("The disk is full.")
    [line] = lines()
    assert line.endswith(" The disk is full.")
    told = time.mktime(time.strptime(line[:19], "%Y-%m-%d %H:%M:%S"))
    assert abs(time.time() - told) < 60


def test_what_belongs_to_one_time_is_told_with_the_first(lines: Told) -> None:
    new = Log()
    for number in range(3):
        new.note("Refused.", example=f"GET /{number}")
    [line] = lines()
    assert line.endswith(" Refused. (GET /0)")


def test_what_happens_again_is_counted_and_summed_up(lines: Told) -> None:
    new = Log()
    for _ in range(1235):
        new.note("Again.")
    new.note("Once.")
    new.sum_up()
    assert len(lines()) == 2
    later(new, SECONDS / 2)
    new.sum_up()
    assert lines() == []
    later(new)
    new.sum_up()
    [line] = lines()
    assert re.search(r" 1,234 times more: Again\. ?$", line)
    new.sum_up()
    assert lines() == []
    new.note("Again.")
    assert len(lines()) == 1


def test_what_happens_later_sums_up_what_was_before(lines: Told) -> None:
    new = Log()
    for _ in range(3):
        new.note("Again.")
    later(new)
    new.note("Something else.")
    first, second, third = lines()
    assert "2 times more: Again." in second
    assert third.endswith(" Something else.")
    assert first.endswith(" Again.")


def test_a_flood_of_one_thing_is_a_line(lines: Told) -> None:
    new = Log()
    for _ in range(20_000):
        new.note("Refused.")
    assert len(lines()) == 1
    later(new)
    new.sum_up()
    assert len(lines()) == 1


def test_a_flood_of_different_things_is_bounded_too(lines: Told) -> None:
    new = Log()
    for number in range(10_000):
        new.note(f"No. {number}" + "x" * 5000)
    assert len(lines()) <= MOST + 1
    assert len(new._counts) <= MOST + 1
    assert sum(map(len, new._counts)) < (MOST + 1) * (LONGEST + 20)
    later(new)
    new.sum_up()
    [line] = lines()
    assert line.endswith(f" {10_000 - MOST - 1:,} times more: Other things")
    new.note("No. 1")
    assert len(lines()) == 1


def test_a_flood_of_errors_has_one_traceback_for_each_place(lines: Told) -> None:
    new = Log()
    for number in range(300):
        new.note("It failed.", raised(ValueError(f"No. {number}")))
    told = lines()
    assert sum("Traceback" in line for line in told) == 1
    with pytest.raises(ValueError) as elsewhere:
        int("x")
    new.note("It failed.", elsewhere.value)
    assert sum("Traceback" in line for line in lines()) == 1


def test_a_traceback_is_indented_below_its_line(lines: Told) -> None:
    Log().note("It failed.", raised(LookupError("a reason")))
    first, *others = lines()
    assert first.endswith(" It failed.")
    assert others[0] == "    Traceback (most recent call last):"
    assert others[-1] == "    LookupError: a reason"
    assert all(line.startswith("    ") for line in others)
    assert any(line.startswith('      File "') for line in others)


def test_an_error_that_was_never_raised_has_a_line(lines: Told) -> None:
    Log().note("It failed.", LookupError("a reason"))
    assert lines()[1:] == ["    LookupError: a reason"]
    assert place_of(None) == place_of(LookupError()) == ""


WILD = [
    "\x1b[31mred\x1b[0m\x07\x00",
    "a\n2026-01-01 00:00:00 forged\r\nTraceback",
    "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g",
    "\u202egnp.exe\u2066\u200b\ufeff",
    "half\ud800",
    "e" + "\u0301" * 5000,
    "x" * 1_000_000,
    "\n" * 100_000,
]


@pytest.mark.parametrize("text", WILD)
def test_nobody_writes_what_he_likes(text: str, lines: Told) -> None:
    """Neither as a message, nor as an example, nor in an exception."""
    new = Log()
    new.note(text)
    new.note(text)
    new.note("Refused.", example=text)
    assert len(lines()) == 2
    new.note("It failed.", raised(LookupError(text)))
    first, *others = lines()
    assert first.endswith(" It failed.")
    assert 0 < len(others) <= LONGEST_TRACEBACK + 1
    later(new)
    new.sum_up()
    assert len(lines()) == 1


def test_a_long_traceback_is_cut_in_the_middle(lines: Told) -> None:
    def fall(depth: int) -> None:
        if depth:
            climb(depth - 1)
        raise LookupError("at the bottom")

    def climb(depth: int) -> None:
        fall(depth)

    with pytest.raises(LookupError) as caught:
        fall(200)
    Log().note("It failed.", caught.value)
    told = lines()
    assert len(told) == 1 + LONGEST_TRACEBACK + 1
    assert told[1] == "    Traceback (most recent call last):"
    assert told[1 + LONGEST_TRACEBACK // 2] == "    …"
    assert told[-1] == "    LookupError: at the bottom"


class Talkative(Exception):  # noqa: N818
    """One whose text tells something itself, as what the collector of garbage clears away may at any time."""

    def __init__(self, log: Log):
        self.log = log

    def __str__(self) -> str:
        self.log.note("Meanwhile.")
        later(self.log)
        self.log.sum_up()
        return "talkative"


def test_what_is_told_meanwhile_holds_up_nothing(lines: Told) -> None:
    new = Log()
    telling = threading.Thread(target=new.note, args=("It failed.", Talkative(new)), daemon=True)
    telling.start()
    telling.join(20)
    assert not telling.is_alive()
    assert any(line.endswith(" Meanwhile.") for line in lines())


def test_of_many_threads_none_is_lost(lines: Told) -> None:
    new = Log()
    with ThreadPoolExecutor(20) as pool:
        for _ in range(2000):
            pool.submit(new.note, "Again.")
    assert len(lines()) == 1
    later(new)
    new.sum_up()
    [line] = lines()
    assert "1,999 times more" in line


def test_where_no_letter_but_ascii_can_be_printed_it_is_told_all_the_same() -> None:
    code = "from mnistff.system import log; log.note('a\\ud800 \\u2028 ü'); log.note('x' * 900)"
    assert run_apart(f"{code}; print('done')", PYTHONIOENCODING="ascii") == "done\n"


def record(message: str, *values: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("a.library", logging.WARNING, "file.py", 1, message, values, info)


def test_libraries_warnings_are_told_the_same_way(new_log: Log, lines: Told) -> None:
    handler = Noted(logging.WARNING)
    handler.emit(record("%s \x1b[31m\n%d", "a", 5))
    handler.emit(record("%s", "It failed.", error=raised(LookupError("a\nreason"))))
    first, second, *others = lines()
    assert first.endswith(" a.library: a �[31m 5")
    assert second.endswith(" a.library: It failed.")
    assert others[-2:] == ["    LookupError: a", "    reason"]


def test_a_warning_that_cannot_be_put_together_ends_nothing(
    new_log: Log, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Noted(logging.WARNING).emit(record("%d", "a"))
    assert "TypeError" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stderr", None)
    Noted(logging.WARNING).emit(record("%d", "a"))


LIBRARIES = """
import logging, sys
from mnistff.system import log
for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "httpx", "a"):
    logging.getLogger(name).addHandler(logging.StreamHandler(sys.stdout))
logging.getLogger("uvicorn").propagate = False
logging.basicConfig(stream=sys.stdout)
log.take_over()
for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "httpx"):
    logging.getLogger(name).warning("of %s", name)
    logging.getLogger(name).info("nothing")
sys.stderr = sys.stdout
log.note("the last")
"""


def test_it_takes_over_from_libraries_that_tell_in_their_own_way() -> None:
    told = run_apart("import sys; sys.stderr = sys.stdout\n" + LIBRARIES).splitlines()
    own = ["uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"]
    assert [line[20:] for line in told if LINE.match(line)] == [
        *(f"{name}: of {name}" for name in [*own, "httpx"]),
        "the last",
    ]
    assert [line for line in told if not LINE.match(line)] == ["of httpx"]  # as it was set up itself
