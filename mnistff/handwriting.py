"""Digits that people wrote, to train and to measure: files of JSON lines, a digit each.

    {"writer": "ann", "label": 7, "strokes": [[[0.3, 0.2], [0.7, 0.2]], [[0.7, 0.2], [0.5, 0.8]]]}

A test set is a sample of somebody's digits. Of a few of one's own, half can join a training, and the other
half says whether the network reads them better for it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch

from mnistff.data import Samples
from mnistff.distortion import SLIGHT
from mnistff.evaluation import DIGITS
from mnistff.sketch import StrokesError, rasterise
from mnistff.system.errors import PlainError
from mnistff.system.text import quoted

MOST_OF_WRITER = 1_000
MOST_BYTES = 100_000_000
"""Of a file: twenty times what a thousand digits take."""
LONGEST_NAME = 100
"""In letters, of a writer."""
SHARE = 0.1
"""Of all training images, that the handwriting is repeated to be."""


class HandwritingError(PlainError):
    """Digits cannot be read, or are too few; the message says which and why."""


@dataclass(frozen=True, eq=False)
class Digit:
    """A digit as somebody wrote it; `image` float32 (28, 28), 0 to 1, as the networks see it."""

    writer: str
    label: int
    image: torch.Tensor


class Halves(NamedTuple):
    """Handwriting to learn from, and to measure by; `by_writer` if nobody wrote in both."""

    learnt: list[Digit]
    measured: list[Digit]
    by_writer: bool


def read_files(paths: Iterable[Path]) -> list[Digit]:
    """The digits of files of JSON lines.

    Raises:
        HandwritingError: a file can't be read, a line is no digit, or a writer has too many.
    """
    digits = [digit for path in paths for digit in read_lines(_text(path), str(path))]
    check_count(digits)
    return digits


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise HandwritingError(f"{path} has more than {MOST_BYTES / 1e6:.0f} MB.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise HandwritingError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise HandwritingError(f"{path} is no text in UTF-8.") from None


def read_lines(text: str, name: str) -> list[Digit]:
    """The digits of a text of JSON lines; empty lines don't count.

    Args:
        name: what the text is called in a HandwritingError.
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise HandwritingError(f"There is no digit in {name}.")
    return [_read_line(line, f"{name}, line {number}") for number, line in lines]


def _read_line(line: str, place: str) -> Digit:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise HandwritingError(f"{place}: this is not JSON.") from None
    return read_digit(found, place)


def read_digit(found: Any, place: str) -> Digit:
    """A digit of what JSON gave, all of it checked; `place` says in a HandwritingError where it stood."""
    if not isinstance(found, dict):
        raise HandwritingError(f'{place}: a digit is {{"writer": …, "label": …, "strokes": …}}.')
    writer, label = found.get("writer"), found.get("label")
    if not isinstance(writer, str) or not 1 <= len(writer) <= LONGEST_NAME or not writer.isprintable():
        raise HandwritingError(
            f"{place}: the writer must be a name of 1 to {LONGEST_NAME} letters, not {quoted(writer)}."
        )
    if type(label) is not int or not 0 <= label < DIGITS:
        raise HandwritingError(f"{place}: the label must be a digit from 0 to 9, not {quoted(label)}.")
    try:
        return Digit(writer, label, rasterise(found.get("strokes")))  # type: ignore[arg-type]  # it checks them
    except StrokesError as error:
        raise HandwritingError(f"{place}: {error}") from error


def check_count(digits: Iterable[Digit]) -> None:
    """Raise a HandwritingError if somebody wrote too many."""
    for writer, count in Counter(digit.writer for digit in digits).items():
        if count > MOST_OF_WRITER:
            raise HandwritingError(
                f"{quoted(writer)} wrote {count:,} digits; {MOST_OF_WRITER:,} of a writer are the most."
            )


def halve(digits: Sequence[Digit], seed: int) -> Halves:
    """Half to learn from, the rest to measure by: half of the writers, or of one writer half of each digit.

    Raises:
        HandwritingError: there are fewer than two.
    """
    if len(digits) < 2:
        raise HandwritingError("Handwriting takes two digits at least: one to learn from, one to measure by.")
    random = torch.Generator().manual_seed(seed)
    shuffled = [digits[at] for at in torch.randperm(len(digits), generator=random).tolist()]
    writers = list(dict.fromkeys(digit.writer for digit in shuffled))
    if len(writers) > 1:
        learnt = set(writers[::2])
        return Halves(
            [digit for digit in digits if digit.writer in learnt],
            [digit for digit in digits if digit.writer not in learnt],
            by_writer=True,
        )
    ordered = sorted(shuffled, key=lambda digit: digit.label)
    return Halves(ordered[::2], ordered[1::2], by_writer=False)


def as_samples(digits: Sequence[Digit]) -> Samples:
    """What the networks see of digits, and what they are."""
    images = torch.stack([digit.image for digit in digits])
    return Samples(images.flatten(1), torch.tensor([digit.label for digit in digits]))


def join(halves: Halves, others: Samples, seed: int) -> tuple[Samples, dict[str, Any]]:
    """Training samples that the learnt half has joined, before the others; and what metrics say of it."""
    learnt = as_samples(halves.learnt)
    times = times_of(halves, len(others))
    random = torch.Generator().manual_seed(seed)
    inputs = torch.cat([*(SLIGHT(learnt.inputs, random) for _ in range(times)), others.inputs])
    labels = torch.cat([learnt.labels.repeat(times), others.labels])
    return Samples(inputs, labels), {
        "learnt": len(halves.learnt),
        "learnt_writers": count_writers(halves.learnt),
        "times": times,
        "measured": len(halves.measured),
        "measured_writers": count_writers(halves.measured),
        "by_writer": halves.by_writer,
    }


def times_of(halves: Halves, others: int) -> int:
    """How often each digit that is learnt from joins so many other training samples."""
    return max(1, round(SHARE / (1 - SHARE) * others / len(halves.learnt)))


def count_writers(digits: Iterable[Digit]) -> int:
    return len({digit.writer for digit in digits})


def digits(count: int) -> str:
    """So many, in words."""
    return f"{count:,} digit{'' if count == 1 else 's'}"


def so_often(said: Mapping[str, Any]) -> str:
    """How often each digit joins, of what `join` says: "once", or "7 times"."""
    return "once" if said["times"] == 1 else f"{said['times']:,} times"


def in_words(said: Mapping[str, Any]) -> str:
    """What `join` says of handwriting, in two sentences."""
    learnt, measured = digits(said["learnt"]), f"{said['measured']:,}"
    if said["by_writer"]:
        learnt += f" by {said['learnt_writers']:,} people"
        measured += f" by {said['measured_writers']:,} other people"
    else:
        measured += " others by the same writer"
    return (
        f"Of the handwriting {learnt} join the training, and {measured} measure it. "
        f"Each that joins does so {so_often(said)}, distorted another way each time."
    )
