"""Digits drawn by program, as pen strokes, the ways the world writes them.

MNIST's American writers seldom crossed a 7 or gave a 1 a foot. `skeletons.txt` holds the points
that the pen goes through for each way to write a digit; `generate` moves the points about, draws a
smooth curve through them, and distorts the whole, all digits of one skeleton at once.
"""

import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

import torch

from mnistff.data import Split
from mnistff.sketch import fit_box, ink

SKELETONS = Path(__file__).with_name("skeletons.txt")
SEGMENTS = 32
"""Line segments of every generated digit; short ones repeat their last."""
EVALUATION_SEED, CALIBRATION_SEED = 2_000_000_000, 2_100_000_000
HANDS = (0.2, 1.0)
"""The steadiest and the least steady hand: how much of the jitter each digit gets."""
PENS = (1.5, 3.0)
"""Narrowest and widest pen, in pixels of the 28×28 image."""
DRAWN_AT_ONCE = 16
"""Drawings in a piece of work: small ones stay in the processor's cache."""


class Skeleton(NamedTuple):
    """One way to write a digit, of the `digit`'s ways in proportion to its `share`.

    `points` (P, 2): what the pen goes through; `stroke` (P,): which stroke each belongs to;
    `inward` (P,): for a stroke's end the index of the point next to it, else its own;
    `starts`, `ends` (SEGMENTS, P): matrices that make the points into the segments' ends.
    """

    digit: int
    share: float
    name: str
    points: torch.Tensor
    stroke: torch.Tensor
    inward: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


def generate(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw digits, each of the ten equally often.

    Returns:
        Line segments (count, SEGMENTS, 2, 2), float32, y down, for `sketch.fit_box`: [digit,
        segment, start or end, x or y]; and labels (count,), int64.
    """
    random = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % 10
    variety = torch.rand(count, generator=random)
    lines = torch.empty(count, SEGMENTS, 2, 2)
    for digit in range(10):
        skeletons = ways(digit)
        upto = torch.tensor([skeleton.share for skeleton in skeletons]).cumsum(0)
        way_of = torch.bucketize(variety, upto[:-1] / upto[-1], right=True)
        for way, skeleton in enumerate(skeletons):
            mine = (labels == digit) & (way_of == way)
            lines[mine] = write(skeleton, int(mine.sum()), random)
    order = torch.randperm(count, generator=random)
    return lines[order], labels[order]


def render(lines: torch.Tensor, pens: torch.Tensor) -> torch.Tensor:
    """Images uint8 (N, 28, 28) of segments (N, S, 2, 2), drawn with pens (N,), in pixels."""
    pieces = zip(lines.split(DRAWN_AT_ONCE), pens.split(DRAWN_AT_ONCE), strict=True)
    images = [(255 * ink(fit_box(some, pen), pen)).round().byte() for some, pen in pieces]
    return torch.cat(images)


def make_split(count: int, seed: int) -> Split:
    """Generated digits as images and labels, each drawn with a pen of its own width."""
    lines, labels = generate(count, seed)
    low, high = PENS
    pens = low + (high - low) * torch.rand(count, generator=torch.Generator().manual_seed(seed + 1))
    return Split(render(lines, pens), labels)


@cache
def evaluation_set() -> Split:
    """The pen-stroke test set: 2,000 digits."""
    return make_split(2_000, EVALUATION_SEED)


def calibration_set() -> Split:
    """As many others: what is chosen by them is tested on digits that it was not chosen by."""
    return make_split(2_000, CALIBRATION_SEED)


@cache
def read_skeletons(path: Path = SKELETONS) -> list[Skeleton]:
    """All skeletons of `skeletons.txt`, or of another file like it."""
    skeletons: list[tuple[int, float, str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            skeletons[-1][-1].append(line)
        elif line and not line.startswith("#"):
            digit, share, name = line.split(" ", 2)
            skeletons.append((int(digit), float(share), name, []))
    return [_skeleton(*parts) for parts in skeletons]


def ways(digit: int) -> list[Skeleton]:
    """The skeletons of a digit, in the order of `skeletons.txt`."""
    return [skeleton for skeleton in read_skeletons() if skeleton.digit == digit]


def _skeleton(digit: int, share: float, name: str, lines: list[str]) -> Skeleton:
    points: list[list[float]] = []
    curves: list[list[int]] = []  # indices of the points that the pen goes smoothly through
    stroke, inward = [], []
    for number, line in enumerate(lines):
        first = len(points)
        for part in line.split("/"):
            new = [[float(number) for number in point.split(",")] for point in part.split()]
            start = max(first, len(points) - 1)  # a corner belongs to both of its curves
            points += new
            if len(points) > start + 1:  # a stroke that begins with a corner has no curve yet
                curves.append(list(range(start, len(points))))
        last = len(points) - 1
        stroke += [number] * (last + 1 - first)
        inward += [first + 1, *range(first + 1, last), last - 1]
    starts, ends = _segment_matrices(torch.tensor(points), curves)
    stroke, inward = torch.tensor(stroke), torch.tensor(inward)
    return Skeleton(digit, share, name, torch.tensor(points), stroke, inward, starts, ends)


def _segment_matrices(points: torch.Tensor, curves: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Share the segments out among the curves by their lengths; matrices (SEGMENTS, P) each."""
    lengths = [(points[curve][1:] - points[curve][:-1]).norm(dim=1).sum() for curve in curves]
    spare = SEGMENTS - len(curves)
    counts = [1 + int(spare * length / sum(lengths)) for length in lengths]
    starts, ends = [], []
    for curve, count in zip(curves, counts, strict=True):
        samples = torch.zeros(count + 1, len(points))
        samples[:, curve] = catmull_rom(len(curve), count + 1)
        starts.append(samples[:-1])
        ends.append(samples[1:])
    starts, ends = torch.cat(starts), torch.cat(ends)
    repeat = torch.arange(SEGMENTS).clamp_max(len(starts) - 1)
    return starts[repeat], ends[repeat]


def catmull_rom(count: int, samples: int) -> torch.Tensor:
    """The uniform Catmull–Rom spline (Catmull, Rom 1974) through points, as a matrix.

    Returns:
        (samples, count): times the points (count, 2) it gives evenly spaced samples of the curve,
        from the first point to the last. Beyond the ends the points are mirrored.
    """
    at = torch.linspace(0, count - 1, samples)
    piece = at.long().clamp_max(count - 2)
    t = (at - piece)[:, None]
    weights = torch.cat(
        [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3], 1
    )
    identity = torch.eye(count)
    before = 2 * identity[:1] - identity[1:2]
    after = 2 * identity[-1:] - identity[-2:-1]
    padded = torch.cat([before, identity, after])  # (count + 2, count)
    return sum((weights[:, k, None] * padded[piece + k] for k in range(4)), torch.zeros(())) / 2


def write(skeleton: Skeleton, count: int, random: torch.Generator) -> torch.Tensor:
    """Segments (count, SEGMENTS, 2, 2) of one skeleton, each written by another hand."""
    steadiest, least_steady = HANDS
    hands = steadiest + (least_steady - steadiest) * torch.rand(count, generator=random)

    def normal(*shape: int) -> torch.Tensor:
        return hands.reshape(-1, *[1] * len(shape)) * torch.randn(count, *shape, generator=random)

    points = skeleton.points.expand(count, -1, -1)
    strokes = int(skeleton.stroke.max()) + 1
    steadiness = torch.rand(count, 1, 1, generator=random)
    points = points + 8 * steadiness * normal(len(skeleton.points), 2)
    points = points + 6 * normal(strokes, 2)[:, skeleton.stroke]
    # Ends overshoot or fall short, along their own direction.
    points = points + 0.2 * normal(len(skeleton.points), 1) * (points - points[:, skeleton.inward])
    points = _distort(points - points.mean(1, keepdim=True), normal)
    return torch.stack([skeleton.starts @ points, skeleton.ends @ points], 2)


def _distort(points: torch.Tensor, normal) -> torch.Tensor:
    """Warp smoothly, then slant, stretch and rotate, around (0, 0); points (N, P, 2)."""
    for _ in range(2):
        wave = normal(2, 1) * 0.02  # cycles per unit, so about one over the digit
        amplitude = 4 * normal(1, 2)
        phase = math.pi * normal(1, 1)
        points = points + amplitude * torch.sin(points @ wave + phase)
    slant, angle = 0.25 * normal(1), 0.12 * normal(1)
    stretch = (0.2 * normal(1)).exp()
    x, y = points.unbind(2)
    x = stretch * x - slant * y
    return torch.stack([angle.cos() * x - angle.sin() * y, angle.sin() * x + angle.cos() * y], 2)
