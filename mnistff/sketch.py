"""Pen strokes → the 28×28 image that MNIST would have made of them.

MNIST's digits were scaled to fit a 20×20 box, keeping their shape, and placed by their centre of
mass in 28×28 (LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document
recognition", section III-A). Here the same is done from the strokes themselves, so neither the
size of the canvas nor the width of its pen changes what the network sees.

Coordinates are those of the image: x to the right, y down, the centre of pixel [row, column] at
y = row, x = column.
"""

from itertools import chain

import torch

from mnistff.system.errors import KnownError

SIZE = 28
BOX = 20.0
PEN = 2.0
"""Width of the pen, in pixels of the 28×28 image. MNIST's median stroke is about as wide."""
MIDDLE = 14.0
"""Row and column of the centre of mass. MNIST's images have it at pixel 14, not at 13.5."""
MAX_STROKES = 500
MAX_POINTS = 5_000
"""Twenty seconds of a pen that reports 240 times a second; `canvas.js` sends less of a longer drawing."""
MAX_SEGMENTS = 1_000
"""A drawing of more points is thinned to as many segments, which take most of the time of an answer."""
SEGMENTS_AT_ONCE = 64

Strokes = list[list[list[float]]]


class StrokesError(KnownError, ValueError):
    """The strokes cannot be drawn; the message says why, in a sentence for the person who drew."""


def rasterise(strokes: Strokes, pen: float = PEN) -> torch.Tensor:
    """Draw pen strokes as MNIST would have.

    Args:
        strokes: lists of points [x, y], y pointing down, in any unit. A stroke of one point is
            a dot. At most 500 strokes and 5,000 points, int or float.
        pen: width of the pen in pixels of the result.

    Returns:
        The image (28, 28), float32, 0 (paper) to 1 (ink), its centre of mass at pixel (14, 14).

    Raises:
        StrokesError: no points, more strokes or points than may be, or something else than lists
            of finite numbers.
    """
    points, lengths = _check(strokes)
    width = torch.tensor([pen])
    points = fit_box(points[None, :, None], width)[0, :, 0]
    return ink(segments(points, lengths)[None], width)[0]


def segments(points: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Strokes as line segments, `MAX_SEGMENTS` at most.

    Args:
        points: (P, 2) float, those of all strokes, one stroke after the other.
        lengths: (N,) int64, how many of them each stroke has, at least 1. At most `MAX_STROKES`.

    Returns:
        (S, 2, 2): [segment, start or end, x or y]. A stroke of one point is a segment of no length.
    """
    last = torch.zeros(len(points), dtype=torch.bool)
    last[lengths.cumsum(0) - 1] = True
    first = last.roll(1)
    if len(points) > MAX_SEGMENTS:
        keep = first | last | _apart(points, first, MAX_SEGMENTS - len(lengths))
        points, first, last = points[keep], first[keep], last[keep]
    # Each point but the last begins a segment; a lone one is its own neighbour.
    following = torch.arange(len(points)) + ~last
    return torch.stack([points, points[following]], 1)[first | ~last]


def _apart(points: torch.Tensor, first: torch.Tensor, most: int) -> torch.Tensor:
    """Which of the points (P, 2) to keep beside the ends of strokes, bool (P,); `first` (P,) begin them.

    One is kept for each of `most` equal parts of the pen's way. A digit's is 40 to 100 pixels long:
    of a thousand, what is left out lies within 0.05 of a pixel of what is kept.
    """
    step = (points - points.roll(1, 0)).double().norm(dim=1).masked_fill(first, 0)
    way = step.cumsum(0)
    part = (way * (most / way[-1].clamp_min(1e-9))).floor()
    return part.diff(prepend=part[:1]) > 0


def fit_box(lines: torch.Tensor, pen: torch.Tensor) -> torch.Tensor:
    """Scale drawings, keeping their shape, until they fill the 20×20 box, pen included.

    Args:
        lines: (B, S, 2, 2) float, in any unit, padded by repeating a segment; or points (B, P, 1, 2).
        pen: widths (B,), in pixels.

    Returns:
        The same shape, float32, in pixels, the box's middle at (0, 0).
    """
    points = lines.flatten(1, 2).double()
    # Unit size first: extents of huge or tiny drawings would overflow or underflow.
    points = points / points.abs().amax((1, 2), keepdim=True).clamp_min(1e-300)
    low, high = points.amin(1, keepdim=True), points.amax(1, keepdim=True)
    extent = (high - low).amax(2, keepdim=True)
    # What is this small beside its distance from the origin is a dot: there is no shape to keep.
    scale = torch.where(extent > 1e-9, (BOX - pen.double())[:, None, None] / extent.clamp_min(1e-9), 0)
    return ((points - (low + high) / 2) * scale).float().unflatten(1, lines.shape[1:3])


def ink(lines: torch.Tensor, pen: torch.Tensor) -> torch.Tensor:
    """Draw drawings that `fit_box` has scaled, their centre of mass in the middle, uncut.

    Args:
        lines: (B, S, 2, 2) float32, in pixels around (0, 0).
        pen: widths (B,), float32, in pixels.

    Returns:
        (B, 28, 28) float32, 0 to 1.
    """
    lines = lines + MIDDLE
    lines = lines + (MIDDLE - _centre_of_mass(_ink(lines, pen)))[:, None, None]
    # A drawing with nearly all its ink at one end would reach past the image: make it smaller.
    reach = (lines - MIDDLE).abs().amax((1, 2, 3))
    shrink = ((SIZE - MIDDLE - 0.5 - pen / 2) / reach).clamp_max(1)
    if (shrink < 1).any():
        lines = (lines - MIDDLE) * shrink[:, None, None, None] + MIDDLE
    return _ink(lines, pen)


def _ink(lines: torch.Tensor, pen: torch.Tensor) -> torch.Tensor:
    """Ink (B, 28, 28), 0 to 1: how much of each pixel a round pen along the lines covers.

    The coverage is that of a straight edge at the pixel's distance, a ramp one pixel wide.
    """
    # A few segments at a time: what is held at once stays small, and in the processor's cache.
    distance2 = torch.full((len(lines), SIZE, SIZE), torch.inf)
    for some in lines.split(SEGMENTS_AT_ONCE, dim=1):
        torch.minimum(distance2, _squared_distance(some).amin(1), out=distance2)
    return (pen[:, None, None] / 2 + 0.5 - distance2.sqrt()).clamp(0, 1)


def _squared_distance(lines: torch.Tensor) -> torch.Tensor:
    """From every pixel to the nearest point of every segment: (B, S, 2, 2) → (B, S, 28, 28)."""
    grid = torch.arange(SIZE, dtype=lines.dtype)
    start, step = lines[:, :, 0, :, None], (lines[:, :, 1] - lines[:, :, 0])[..., None]  # (B, S, 2, 1)
    length2 = step.square().sum(2, keepdim=True)
    offset = grid - start  # (B, S, 2, 28): x and y
    share = offset * step / length2.clamp_min(1e-12)
    # Where along its segment the nearest point lies, 0 to 1.
    nearest = (share[:, :, 0, None, :] + share[:, :, 1, :, None]).clamp_(0, 1)
    x = nearest * -step[:, :, 0, :, None] + offset[:, :, 0, None, :]
    y = nearest.mul_(-step[:, :, 1, :, None]).add_(offset[:, :, 1, :, None])
    return x.square_().add_(y.square_())


def _centre_of_mass(images: torch.Tensor) -> torch.Tensor:
    """(B, 28, 28) → (B, 2): x, y."""
    grid = torch.arange(SIZE, dtype=images.dtype)
    mass = images.sum((1, 2))
    return torch.stack([(images.sum(1) * grid).sum(1), (images.sum(2) * grid).sum(1)], 1) / mass[:, None]


def _check(strokes: Strokes) -> tuple[torch.Tensor, torch.Tensor]:
    """All points (P, 2), float64, and how many each stroke that has any has, int64; or a StrokesError.

    Everything is counted before it is looked at: what is refused for its size costs next to nothing.
    """
    shape = StrokesError("Strokes must be a list of strokes, each a list of points [x, y].")
    if type(strokes) is not list:
        raise shape
    if len(strokes) > MAX_STROKES:
        raise StrokesError(f"The drawing has {len(strokes):,} strokes; {MAX_STROKES:,} are the most.")
    if not {list}.issuperset(map(type, strokes)):
        raise shape
    lengths = [len(stroke) for stroke in strokes if stroke]
    if not lengths:
        raise StrokesError("There is nothing to read yet: draw a digit.")
    if sum(lengths) > MAX_POINTS:
        raise StrokesError(f"The drawing has {sum(lengths):,} points; {MAX_POINTS:,} are the most.")
    points = list(chain.from_iterable(strokes))
    if not {list}.issuperset(map(type, points)) or not {2}.issuperset(map(len, points)):
        raise shape
    return _finite(list(chain.from_iterable(points))).reshape(-1, 2), torch.tensor(lengths)


def _finite(numbers: list) -> torch.Tensor:
    """The numbers (n,), float64, if all are finite; else a StrokesError."""
    unfit = StrokesError("Every coordinate must be a finite number.")
    if not {int, float}.issuperset(map(type, numbers)):  # bool is an int, but not its type
        raise unfit
    try:
        result = torch.tensor(numbers, dtype=torch.float64)
    except OverflowError:  # an int too large for a float
        raise unfit from None
    if not result.isfinite().all():
        raise unfit
    return result
