"""Strokes to images: known drawings, a slow reference, and what must hold for any drawing."""

import math
import random
import re
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnistff import sketch
from mnistff.sketch import (
    MAX_POINTS,
    MAX_SEGMENTS,
    MAX_STROKES,
    PEN,
    StrokesError,
    fit_box,
    ink,
    rasterise,
    segments,
)

coordinate = st.floats(-1000, 1000, allow_nan=False).map(lambda x: round(x, 3))
point = st.tuples(coordinate, coordinate).map(list)
drawing = st.lists(st.lists(point, min_size=1, max_size=12), min_size=1, max_size=5)


def centre_of_mass(image: torch.Tensor) -> tuple[float, float]:
    """Column and row."""
    grid = torch.arange(28.0)
    return float((image.sum(0) * grid).sum() / image.sum()), float((image.sum(1) * grid).sum() / image.sum())


def every_line_drawn(strokes: list) -> torch.Tensor:
    """The image with nothing left out."""
    lines = [pair for s in strokes for pair in (pairwise(s) if len(s) > 1 else [(s[0], s[0])])]
    pen = torch.tensor([PEN])
    return ink(fit_box(torch.tensor(lines, dtype=torch.float64)[None], pen), pen)[0]


def three(points: int) -> list:
    """A 3 by a slow pen: two bows with a corner between them."""
    turns = [math.pi * (-0.7 + 1.2 * i / (points // 2)) for i in range(points // 2)]
    return [[[math.cos(turn), math.sin(turn) + down] for down in (0, 2) for turn in turns]]


def by_chance(points: int) -> list:
    chance = random.Random(1)
    return [[round(chance.random(), 4), round(chance.random(), 4)] for _ in range(points)]


def cost(strokes: object) -> float:
    """CPU seconds of this thread until the drawing is drawn or refused, the best of five."""

    def once() -> float:
        began = time.thread_time()  # not the clock: the machine may be busy with others
        with suppress(StrokesError):
            rasterise(strokes)
        return time.thread_time() - began

    return min(once() for _ in range(5))


def extent(strokes: list) -> float:
    xs, ys = zip(*(p for stroke in strokes for p in stroke), strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


@settings(max_examples=75, deadline=None)
@given(drawing)
def test_any_drawing_gives_an_image_with_its_mass_in_the_middle(strokes: list) -> None:
    image = rasterise(strokes)
    assert image.shape == (28, 28)
    assert image.dtype == torch.float32
    assert image.min() >= 0
    assert image.max() <= 1
    assert image.sum() > 0
    # Of a few dots not exactly: a dot's ink depends on where in its pixel it lies, and dots that are moved
    # together, because they would have reached past the image, overlap. Of lines see below.
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=1.5)


@settings(max_examples=50, deadline=None)
@given(drawing, st.floats(0.1, 10), coordinate, coordinate, st.randoms())
def test_moved_scaled_and_reordered_drawings_are_the_same(strokes, scale, right, down, random) -> None:
    assume(extent(strokes) > 1)
    changed = [[[scale * x + right, scale * y + down] for x, y in stroke] for stroke in strokes]
    random.shuffle(changed)
    changed = [stroke[::-1] for stroke in changed]
    assert torch.allclose(rasterise(strokes), rasterise(changed), atol=2e-3)


def test_a_straight_line_is_a_straight_line() -> None:
    image = rasterise([[[5, 0], [5, 300]]])
    # 20 high, pen included; two wide: one full column in the middle and half of each neighbour.
    assert image[10:18, 14].tolist() == [1] * 8
    assert image[14].sum() == pytest.approx(2, abs=1e-4)
    assert image.sum(1).gt(0.01).sum() == pytest.approx(20, abs=1)


def test_the_ink_is_what_a_slow_reference_draws() -> None:
    strokes = [[[0, 0], [60, 10], [20, 100]], [[5, 50], [60, 60]]]
    image = rasterise(strokes)
    scale = 18 / 100
    lines = [(a, b) for stroke in strokes for a, b in pairwise(stroke)]
    left, top = _where_it_lies(image, lines, scale)
    for row in range(28):
        for column in range(28):
            x, y = (column - left) / scale, (row - top) / scale
            distance = scale * min(_distance(x, y, a, b) for a, b in lines)
            assert image[row, column] == pytest.approx(min(max(1.5 - distance, 0), 1), abs=0.05)


def _where_it_lies(image: torch.Tensor, lines: list, scale: float) -> tuple[float, float]:
    """The offset that puts the drawing's mass, summed up finely, where the image has it."""
    samples = [
        (
            column / 4,
            row / 4,
            min(max(1.5 - scale * min(_distance(column / 4, row / 4, a, b) for a, b in lines), 0), 1),
        )
        for row in range(-60, 460, 2)
        for column in range(-60, 300, 2)
    ]
    mass = sum(ink for _, _, ink in samples)
    x, y = (sum(sample[axis] * sample[2] for sample in samples) / mass for axis in (0, 1))
    column, row = centre_of_mass(image)
    return column - scale * x, row - scale * y


def _distance(x: float, y: float, a: list, b: list) -> float:
    along = ((x - a[0]) * (b[0] - a[0]) + (y - a[1]) * (b[1] - a[1])) / math.dist(a, b) ** 2
    along = min(max(along, 0), 1)
    return math.dist((x, y), (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))


def test_a_dot_is_a_dot_wherever_and_whatever() -> None:
    dot = rasterise([[[3, 4]]])
    assert 2 < dot.sum() < 5
    assert torch.equal(dot, rasterise([[[-1e9, 1e9]]]))
    assert torch.equal(dot, rasterise([[[7, 7], [7, 7], [7, 7]]]))


@pytest.mark.parametrize("size", [1e-300, 1e-12, 1e12, 1e300])
def test_size_does_not_matter(size: float) -> None:
    seven = [[[0, 0], [0.6, 0], [0.3, 1]]]
    scaled = [[[x * size, y * size] for x, y in seven[0]]]
    assert torch.allclose(rasterise(seven), rasterise(scaled), atol=1e-3)


def test_all_the_ink_is_kept_when_the_mass_is_at_one_end() -> None:
    scribble = [[math.cos(i), math.sin(i)] for i in range(200)]
    image = rasterise([scribble, [[0, 0], [60, 0]]])
    border = torch.cat([image[0], image[-1], image[:, 0], image[:, -1]])
    tip = image.sum(0).gt(0.5).nonzero().max()
    assert tip < 28
    assert border.sum() < 3
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.4)


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        (None, "list of strokes"),
        (7, "list of strokes"),
        ("strokes", "list of strokes"),
        ({"x": 1}, "list of strokes"),
        (range(9), "list of strokes"),
        (["ab"], "list of strokes"),
        ([{"x": 1}], "list of strokes"),
        ([[[0, 0]], None], "list of strokes"),
        ([[1, 2]], "list of strokes"),
        ([["ab"]], "list of strokes"),
        ([[(1, 2)]], "list of strokes"),
        ([[[1]]], "list of strokes"),
        ([[[1, 2, 3]]], "list of strokes"),
        ([[[1, 2], [], [1, 2, 3, 4]]], "list of strokes"),
        ([], "draw a digit"),
        ([[], []], "draw a digit"),
        ([[[math.nan, 0]]], "finite"),
        ([[[0, math.inf]]], "finite"),
        ([[["1", 0]]], "finite"),
        ([[[True, 0]]], "finite"),
        ([[[None, 0]]], "finite"),
        ([[[[0], 0]]], "finite"),
        ([[[0, {}]]], "finite"),
        ([[[10**400, 0]]], "finite"),
        ([[[0, 0]] * 4_999 + [[0, -(10**400)]]], "finite"),
        ([[[0, 0]] * 5_001], "5,001 points"),
        ([[[0, 0]]] * 501, "501 strokes"),
        # All is counted before it is looked at.
        ([[None] * 3_000, [None] * 2_001], "5,001 points"),
        ([None] * 501, "501 strokes"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(strokes: object, sentence: str) -> None:
    with pytest.raises(StrokesError, match=sentence) as caught:
        rasterise(strokes)
    assert len(str(caught.value)) < 80  # so that nothing is quoted that was sent


@pytest.mark.parametrize("number", [10**30, -(2**63), 2**64, 0.25])
def test_numbers_may_be_of_any_size(number: float) -> None:
    assert torch.allclose(rasterise([[[0, 0], [number, 0]]]), rasterise([[[0, 0], [1, 0]]]), atol=1e-5)


@settings(max_examples=30, deadline=None)
@given(drawing)
def test_an_ordinary_drawing_is_drawn_with_nothing_left_out(strokes: list) -> None:
    assert torch.equal(rasterise(strokes), every_line_drawn(strokes))


@pytest.mark.parametrize(
    "strokes",
    [
        lambda: three(MAX_SEGMENTS + 2),
        lambda: three(MAX_POINTS),
        lambda: [*three(3_000), [[0, 1], [0.3, 1]], [[-1, 3]]],
        lambda: [[[round(x, 2), round(y, 2)] for x, y in three(4_000)[0]]],
        lambda: [[[-1, 0]], [[1, 3]]] * 200 + three(2_000),
    ],
    ids=["just thinned", "most points", "strokes and a dot", "on a coarse grid", "dots here and there"],
)
def test_a_slow_pen_draws_the_same_as_if_nothing_were_left_out(strokes: Callable[[], list]) -> None:
    drawn = strokes()
    assert sum(map(len, drawn)) > MAX_SEGMENTS
    assert torch.allclose(rasterise(drawn), every_line_drawn(drawn), atol=0.05)


def test_a_pen_that_rests_changes_nothing() -> None:
    seven, rests = [[0, 0], [6, 0], [3, 9]], [[3, 9]] * 4_000
    assert torch.equal(rasterise([seven + rests]), rasterise([seven]))
    assert torch.equal(rasterise([[[3, 9]] * 10] * MAX_STROKES), rasterise([[[3, 9]]]))


@pytest.mark.parametrize(
    "strokes",
    [
        lambda: [[]] * 240_000,
        lambda: [[point] for point in by_chance(10_000)],
        lambda: [by_chance(10_000)],
        lambda: [[[0, 0]] * 100_000],
        lambda: [[*by_chance(MAX_POINTS - 1), [0]]],
        lambda: [[*by_chance(MAX_POINTS - 1), [0, "0"]]],
    ],
    ids=["empty strokes", "dots", "points", "a rest", "half a point at the end", "a text at the end"],
)
def test_what_is_refused_costs_next_to_nothing(strokes: Callable[[], list]) -> None:
    assert cost(strokes()) < 0.005


@pytest.mark.parametrize(
    "strokes",
    [
        lambda: [by_chance(MAX_POINTS)],
        lambda: [by_chance(MAX_POINTS // MAX_STROKES) for _ in range(MAX_STROKES)],
        lambda: [[point] for point in by_chance(MAX_STROKES)],
        lambda: [[[0.5, 0.5]]] * MAX_STROKES,
        lambda: [[[i % 2, i // 2 % 2] for i in range(MAX_POINTS)]],
        lambda: [[[0, 0], [1e300, 1e300], *by_chance(MAX_POINTS - 2)]],
        lambda: [by_chance(MAX_SEGMENTS)],
    ],
    ids=["zigzag", "strokes", "dots", "one dot", "corners", "far and near", "not thinned"],
)
def test_the_dearest_drawings_cost_little(strokes: Callable[[], list]) -> None:
    assert cost(strokes()) < 0.06


@pytest.mark.parametrize("length", [1, 2, 10, 1_250, MAX_POINTS])
def test_no_drawing_has_more_segments_than_may_be(length: int) -> None:
    lengths = torch.full((min(MAX_STROKES, MAX_POINTS // length),), length)
    points = 20 * torch.tensor(by_chance(int(lengths.sum())))
    assert len(lengths) / 2 <= len(segments(points, lengths)) <= MAX_SEGMENTS


def test_the_page_sends_no_more_than_may_be() -> None:
    script = (Path(sketch.__file__).parent / "ui" / "state" / "drawing.mjs").read_text(encoding="utf-8")
    strokes = int(re.search(r"const MOST_STROKES = (\d+);", script)[1])
    points = int(re.search(r"const MOST_POINTS = (\d+);", script)[1])
    assert strokes <= MAX_STROKES
    assert points + 2 * strokes <= MAX_POINTS  # of each stroke both ends are sent
