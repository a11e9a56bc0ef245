"""Digits that people drew, whom no model learnt from, as pen strokes.

Two files in the data folder:

    pendigits/pendigits-orig.tra  7,494 digits by 30 people on one tablet: the UCI "Pen-Based Recognition
                                  of Handwritten Digits" with the original strokes
                                  (https://archive.ics.uci.edu/dataset/81)
    unipen/digits.jsonl           6,613 digits by 128 people at 15 places with many tablets: category 1a of
                                  UNIPEN train_r01_v07 (https://doi.org/10.5281/zenodo.1195803), a line each:
                                  {"writer": "syn-3", "label": 4, "strokes": [[[x, y], …], …]}, y down

Of UNIPEN's about one in a hundred is half a digit or mislabelled, most of those from ibm.
"""

import json
from pathlib import Path
from typing import NamedTuple

from mnistff import handwriting
from mnistff.data import Samples, data_folder
from mnistff.sketch import Strokes, rasterise

PENDIGITS, UNIPEN = Path("pendigits", "pendigits-orig.tra"), Path("unipen", "digits.jsonl")


class Drawing(NamedTuple):
    """A digit as somebody drew it, y down; `source` is "pendigits", or the place that collected UNIPEN's."""

    source: str
    label: int
    strokes: Strokes


def read() -> dict[str, list[Drawing]]:
    """Both sets by name; ends the program, and says where to get them, if one is missing."""
    folder = data_folder()
    for path in (folder / PENDIGITS, folder / UNIPEN):
        if not path.is_file():
            raise SystemExit(f"There is no file {path}. {__doc__}")
    return {"pendigits": read_unipen(folder / PENDIGITS), "UNIPEN": read_lines(folder / UNIPEN)}


def read_unipen(path: Path) -> list[Drawing]:
    """The drawings of a file in UNIPEN's own format, turned so that y points down."""
    drawings: list[Drawing] = []
    for line in path.read_text(encoding="ascii").splitlines():
        if line.startswith(".SEGMENT DIGIT"):
            drawings.append(Drawing("pendigits", int(line.split('"')[1]), []))
        elif line.startswith(".PEN_DOWN"):
            drawings[-1].strokes.append([])
        elif drawings and line.strip() and not line.startswith("."):
            x, y = line.split()
            drawings[-1].strokes[-1].append([float(x), -float(y)])
    return drawings


def read_lines(path: Path) -> list[Drawing]:
    """The drawings of a file of JSON lines."""
    digits = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Drawing(each["writer"].split("-")[0], each["label"], each["strokes"]) for each in digits]


def as_samples(drawings: list[Drawing]) -> Samples:
    """What the networks see of them, and what they are."""
    digits = [handwriting.Digit(each.source, each.label, rasterise(each.strokes)) for each in drawings]
    return handwriting.as_samples(digits)
