"""Digits that people wrote: what is read of files, how they are halved, and what joins a training."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from mnistff import handwriting
from mnistff.data import Samples
from mnistff.handwriting import MOST_OF_WRITER, Digit, HandwritingError, halve, join, read_files, read_lines
from mnistff.sketch import rasterise

SEVEN = [[[0.3, 0.2], [0.7, 0.2], [0.5, 0.8]]]
LINE = {"writer": "ann", "label": 7, "strokes": SEVEN}


def lines(*digits: Any) -> str:
    return "".join(f"{json.dumps(digit)}\n" for digit in digits)


def written(writer: str, count: int) -> list[Digit]:
    """So many, one digit after the other, each a bar of another slant."""
    return [Digit(writer, at % 10, rasterise([[[at, 0], [0, 50 + at]]])) for at in range(count)]


def test_files_are_read_one_after_the_other(tmp_path: Path) -> None:
    first, second = tmp_path / "ann.jsonl", tmp_path / "ben.jsonl"
    first.write_text(lines(LINE, {**LINE, "label": 0}), encoding="utf-8")
    text = "\ufeff" + lines({**LINE, "writer": "Jörg", "tablet": "x"}).replace("\n", "\r\n\r\n")
    second.write_bytes(text.encode())
    digits = read_files([first, second])
    assert [(digit.writer, digit.label) for digit in digits] == [("ann", 7), ("ann", 0), ("Jörg", 7)]
    assert torch.equal(digits[0].image, rasterise(SEVEN))
    assert read_files([]) == []


@pytest.mark.parametrize(
    ("digit", "sentence"),
    [
        (7, r'a digit is {"writer": …, "label": …, "strokes": …}'),
        ([LINE], "a digit is"),
        ({**LINE, "writer": None}, "the writer must be a name of 1 to 100 letters, not None"),
        ({**LINE, "writer": ""}, "the writer must be a name"),
        ({**LINE, "writer": "a" * 101}, "the writer must be a name"),
        ({**LINE, "writer": "a\x1b[31m"}, "the writer must be a name"),
        ({**LINE, "label": 10}, "the label must be a digit from 0 to 9, not 10"),
        ({**LINE, "label": -1}, "the label must be"),
        ({**LINE, "label": "7"}, "the label must be"),
        ({**LINE, "label": True}, "the label must be"),
        ({**LINE, "label": 7.0}, "the label must be"),
        ({"writer": "ann", "label": 7}, "Strokes must be a list"),
        ({**LINE, "strokes": []}, "There is nothing to read"),
        ({**LINE, "strokes": [[]]}, "There is nothing to read"),
        ({**LINE, "strokes": [[[0, None]]]}, "Every coordinate must be a finite number"),
        ({**LINE, "strokes": [[[0, float("inf")]]]}, "Every coordinate must be a finite number"),
        ({**LINE, "strokes": [[[0, 0]]] * 501}, "501 strokes; 500 are the most"),
        ({**LINE, "strokes": [[[0, 0]] * 5001]}, "5,001 points; 5,000 are the most"),
    ],
)
def test_what_is_no_digit_is_told_with_its_line(digit: Any, sentence: str) -> None:
    with pytest.raises(HandwritingError) as error:
        read_lines(lines(LINE) + "\n" + lines(digit, LINE), "ann.jsonl")
    assert str(error.value).startswith("ann.jsonl, line 3: ")
    assert sentence in str(error.value)
    assert str(error.value).isprintable()


@pytest.mark.parametrize("line", ["{", "[" * 100_000, '{"writer": ', "\x00", "ann,7"])
def test_what_is_no_json_is_told(line: str) -> None:
    with pytest.raises(HandwritingError, match="line 2: this is not JSON"):
        read_lines(lines(LINE) + line, "ann.jsonl")


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "latin").write_bytes(b"\xe9\n")
    for name, sentence in [
        ("none", "cannot be read: No such file or directory."),
        (".", "cannot be read: Is a directory."),
        ("empty", "There is no digit in"),
        ("latin", "is no text in UTF-8"),
    ]:
        with pytest.raises(HandwritingError, match=sentence):
            read_files([tmp_path / name])


def test_a_file_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "long").open("wb") as file:
        file.truncate(handwriting.MOST_BYTES + 1)
    with pytest.raises(HandwritingError, match="has more than 100 MB"):
        read_files([tmp_path / "long"])


def test_a_writer_has_a_thousand_digits_at_most(tmp_path: Path) -> None:
    path, short = tmp_path / "ann.jsonl", lines(LINE)
    path.write_text(short * MOST_OF_WRITER, encoding="utf-8")
    assert len(read_files([path])) == MOST_OF_WRITER
    more = tmp_path / "more.jsonl"
    more.write_text(short, encoding="utf-8")
    with pytest.raises(HandwritingError, match="'ann' wrote 1,001 digits; 1,000 of a writer are the most"):
        read_files([path, more])


@pytest.mark.parametrize("count", [2, 3, 10, 30, 31])
@pytest.mark.parametrize("seed", [0, 1])
def test_of_one_writer_half_of_each_digit_is_learnt_from(count: int, seed: int) -> None:
    digits = written("ann", count)
    halves = halve(digits, seed)
    assert not halves.by_writer
    assert {*halves.learnt, *halves.measured} == set(digits)
    assert len(halves.learnt) + len(halves.measured) == count
    assert len(halves.learnt) - len(halves.measured) in (0, 1)
    for label in range(10):
        learnt, measured = (sum(each.label == label for each in half) for half in halves[:2])
        assert abs(learnt - measured) <= 1
    assert halve(digits, seed) == halves


@pytest.mark.parametrize("people", [2, 3, 10])
def test_of_several_writers_nobody_writes_in_both_halves(people: int) -> None:
    digits = [digit for at in range(people) for digit in written(f"writer {at}", 5 + at)]
    halves = halve(digits, 0)
    assert halves.by_writer
    learnt, measured = ({digit.writer for digit in half} for half in halves[:2])
    assert not learnt & measured
    assert len(learnt) - len(measured) in (0, 1)
    assert len(halves.learnt) + len(halves.measured) == len(digits)
    assert any(halve(digits, seed) != halves for seed in range(1, 9))


def test_one_digit_cannot_be_halved() -> None:
    with pytest.raises(HandwritingError, match="two digits at least"):
        halve(written("ann", 1), 0)


def test_what_joins_is_a_tenth_of_the_training_each_time_distorted_otherwise() -> None:
    halves, others = halve(written("ann", 40), 0), Samples(torch.rand(9_000, 784), torch.zeros(9_000).long())
    joined, said = join(halves, others, 0)
    assert said == {
        "learnt": 20,
        "learnt_writers": 1,
        "times": 50,
        "measured": 20,
        "measured_writers": 1,
        "by_writer": False,
    }
    assert len(joined) == 10_000
    assert torch.equal(joined.inputs[1_000:], others.inputs)
    first = torch.stack([digit.image.flatten() for digit in halves.learnt])
    for copy in joined.inputs[:1_000].split(20):
        assert (copy - first).square().mean() < 0.05  # the same digits, in the same order
    assert len({tuple(row) for row in joined.inputs[:1_000:20].tolist()}) == 50
    assert joined.labels[:40].tolist() == [digit.label for digit in halves.learnt] * 2
    again, _ = join(halves, others, 0)
    assert torch.equal(again.inputs, joined.inputs)


def test_of_much_handwriting_each_digit_joins_once() -> None:
    halves, others = halve(written("ann", 600), 0), Samples(torch.rand(100, 784), torch.zeros(100).long())
    joined, said = join(halves, others, 0)
    assert (said["times"], len(joined)) == (1, 400)


def test_what_joined_is_said_in_words() -> None:
    said = {"learnt": 1_500, "learnt_writers": 3, "times": 4, "measured": 10, "measured_writers": 2}
    assert handwriting.in_words({**said, "by_writer": True}) == (
        "Of the handwriting 1,500 digits by 3 people join the training, and 10 by 2 other people measure it. "
        "Each that joins does so 4 times, distorted another way each time."
    )
    assert "and 10 others by the same writer measure it." in handwriting.in_words(
        {**said, "by_writer": False}
    )
