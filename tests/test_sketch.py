"""Strokes to images: known drawings, a slow reference, and what must hold for any drawing."""

import math
import time
from itertools import pairwise

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnistff.sketch import StrokesError, rasterise

coordinate = st.floats(-1000, 1000, allow_nan=False).map(lambda x: round(x, 3))
point = st.tuples(coordinate, coordinate).map(list)
drawing = st.lists(st.lists(point, min_size=1, max_size=12), min_size=1, max_size=5)


def centre_of_mass(image: torch.Tensor) -> tuple[float, float]:
    """Column and row."""
    grid = torch.arange(28.0)
    return float((image.sum(0) * grid).sum() / image.sum()), float((image.sum(1) * grid).sum() / image.sum())


def extent(strokes: list) -> float:
    xs, ys = zip(*(p for stroke in strokes for p in stroke), strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


@settings(max_examples=150, deadline=None)
@given(drawing)
def test_any_drawing_gives_an_image_with_its_mass_in_the_middle(strokes: list) -> None:
    image = rasterise(strokes)
    assert image.shape == (28, 28)
    assert image.dtype == torch.float32
    assert image.min() >= 0
    assert image.max() <= 1
    assert image.sum() > 0
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.4)


@settings(max_examples=100, deadline=None)
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
        (["ab"], "list of strokes"),
        ([[1, 2]], "list of strokes"),
        ([[[1]]], "list of strokes"),
        ([[[1, 2, 3]]], "list of strokes"),
        ([], "draw a digit"),
        ([[], []], "draw a digit"),
        ([[[math.nan, 0]]], "finite"),
        ([[[0, math.inf]]], "finite"),
        ([[["1", 0]]], "finite"),
        ([[[True, 0]]], "finite"),
        ([[[None, 0]]], "finite"),
        ([[[10**400, 0]]], "finite"),
        ([[[0, 0]] * 10_001], "10,001 points"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(strokes: object, sentence: str) -> None:
    with pytest.raises(StrokesError, match=sentence):
        rasterise(strokes)


def test_ten_thousand_points_are_drawn_in_little_time() -> None:
    spiral = [[i * math.cos(i / 50), i * math.sin(i / 50)] for i in range(10_000)]
    began = time.process_time()  # not the clock: the machine may be busy with others
    assert rasterise([spiral]).sum() > 100
    assert time.process_time() - began < 3
