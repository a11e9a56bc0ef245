"""Draw docs/skeletons.png: every way to write a digit of `skeletons.txt`, with a steady hand; rare ones pale.

python -m docs.skeletons
"""

from pathlib import Path

import torch
from PIL import Image

from mnistff.sketch import SIZE
from mnistff.strokes import Skeleton, render, ways

PEN = 1.6
ACROSS = 24
"""Pictures in a row."""
SCALE = 1.5
GREYS = 16
RARE, PALE = 0.5, 0.5


def main() -> None:
    of_digits = [ways(digit) for digit in range(10)]
    rows = [some[start : start + ACROSS] for some in of_digits for start in range(0, len(some), ACROSS)]
    sheet = torch.zeros(SIZE * len(rows), SIZE * ACROSS, dtype=torch.uint8)
    for top, row in enumerate(rows):
        for left, skeleton in enumerate(row):
            sheet[SIZE * top :, SIZE * left :][:SIZE, :SIZE] = picture(skeleton)
    image = Image.fromarray((255 - sheet).numpy())
    size = round(SCALE * image.width), round(SCALE * image.height)
    image.resize(size, Image.Resampling.LANCZOS).quantize(GREYS).save(Path(__file__).with_suffix(".png"))
    print(f"{sum(map(len, of_digits))} skeletons")


def picture(skeleton: Skeleton) -> torch.Tensor:
    """The skeleton as an image uint8 (28, 28)."""
    lines = torch.stack([skeleton.starts @ skeleton.points, skeleton.ends @ skeleton.points], 1)[None]
    image = render(lines, torch.tensor([PEN]))[0]
    return (PALE * image).byte() if skeleton.share < RARE else image


if __name__ == "__main__":
    main()
