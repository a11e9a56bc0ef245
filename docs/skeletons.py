"""Draw docs/skeletons.png: every way to write a digit that `skeletons.txt` holds, unjittered.

python -m docs.skeletons
"""

from pathlib import Path

import torch
from matplotlib.figure import Figure

from mnistff.sketch import fit_box
from mnistff.strokes import Skeleton, read_skeletons, render

PEN = 1.6
ACROSS = 20
"""Pictures in a row."""


def main() -> None:
    skeletons = read_skeletons()
    of_digits = [[skeleton for skeleton in skeletons if skeleton.digit == digit] for digit in range(10)]
    rows = [ways[start : start + ACROSS] for ways in of_digits for start in range(0, len(ways), ACROSS)]
    figure = Figure(figsize=(0.5 * ACROSS, 0.52 * len(rows)), layout="constrained")
    for axes, row in zip(figure.subplots(len(rows), 1), rows, strict=True):
        axes.imshow(torch.cat([picture(skeleton) for skeleton in row], 1), cmap="gray_r")
        axes.set_axis_off()
        axes.set_anchor("W")
        axes.set_xlim(0, 28 * ACROSS)
    figure.savefig(Path(__file__).with_suffix(".png"), dpi=110)
    print(f"{len(skeletons)} skeletons")


def picture(skeleton: Skeleton) -> torch.Tensor:
    """The skeleton as an image uint8 (28, 28)."""
    lines = torch.stack([skeleton.starts @ skeleton.points, skeleton.ends @ skeleton.points], 1)[None]
    pen = torch.tensor([PEN])
    return render(fit_box(lines, pen), pen)[0]


if __name__ == "__main__":
    main()
