"""How much the way from what people draw to 28×28 pixels matters.

    python -m benchmarks.pixels

Most demos draw on a canvas and shrink it, or crop the drawing and centre it as MNIST did; here the
strokes of pendigits (see benchmarks/people.py) go both ways, with thin and thick pens, and then ours,
from the strokes themselves.
"""

import argparse

import torch
from PIL import Image, ImageDraw

from benchmarks import people
from mnistff import artifact
from mnistff.data import Samples, to_inputs
from mnistff.evaluation import answer
from mnistff.sketch import Strokes

EVERY = 5
"""Of so many digits one is taken."""
CANVAS = 280
PENS = {"thin": 6, "middle": 16, "thick": 30}
"""Widths of the canvas's pen, in its pixels."""
PLACES = {"large": (0.8, 0.5), "small": (0.3, 0.5), "in a corner": (0.3, 0.8)}
"""Size of the drawing, as a share of the canvas, and where its middle lies, across and down."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.parse_args()
    torch.set_num_threads(1)  # one drawing at a time is too little work to share out
    drawings = people.read()["pendigits"][::EVERY]
    samples = people.as_samples(drawings)
    models = {name: artifact.load(folder).model for name, folder in artifact.PRETRAINED.items()}

    print(f"{'the way to 28×28':44}{'digits':>8}", *(f"{name:>9}" for name in models))
    print_row("from the strokes, as this app does", samples, models)
    for way in (shrink, crop_and_centre):
        for place in PLACES:
            for pen in PENS:
                canvases = (draw(drawing.strokes, PENS[pen], *PLACES[place]) for drawing in drawings)
                inputs = torch.cat([as_inputs(way(canvas)) for canvas in canvases])
                seen = Samples(inputs, samples.labels)
                print_row(f"{way.__doc__} {pen} pen, {place}", seen, models)


def print_row(what: str, samples: Samples, models: dict) -> None:
    right = (answer(model, samples).accuracy for model in models.values())
    print(f"{what:44}{len(samples):8,}", *(f"{share:9.2%}" for share in right), flush=True)


def draw(strokes: Strokes, pen: int, size: float, middle: float) -> Image.Image:
    """A canvas with the drawing on it, as a web page would have it: white ink on black."""
    xs, ys = zip(*(point for stroke in strokes for point in stroke), strict=True)
    scale = size * CANVAS / max(max(xs) - min(xs), max(ys) - min(ys), 1e-9)
    left, top = (middle * CANVAS - scale * (max(v) + min(v)) / 2 for v in (xs, ys))
    canvas = Image.new("L", (CANVAS, CANVAS))
    paint = ImageDraw.Draw(canvas)
    for stroke in strokes:
        points = [(left + scale * x, top + scale * y) for x, y in stroke]
        paint.line(points, fill=255, width=pen, joint="curve")
        for x, y in (points[0], points[-1]):  # round ends
            paint.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=255)
    return canvas


def shrink(canvas: Image.Image) -> Image.Image:
    """whole canvas shrunk:"""
    return canvas.resize((28, 28), Image.Resampling.LANCZOS)


def crop_and_centre(canvas: Image.Image) -> Image.Image:
    """cropped, 20×20, centred:"""
    digit = canvas.crop(canvas.getbbox())
    scale = 20 / max(digit.size)
    digit = digit.resize([max(1, round(scale * side)) for side in digit.size], Image.Resampling.LANCZOS)
    ink = as_inputs(digit).reshape(digit.height, digit.width)
    across = (ink.sum(0) * torch.arange(digit.width)).sum() / ink.sum()
    down = (ink.sum(1) * torch.arange(digit.height)).sum() / ink.sum()
    image = Image.new("L", (28, 28))
    image.paste(digit, (round(14 - across.item()), round(14 - down.item())))
    return image


def as_inputs(image: Image.Image) -> torch.Tensor:
    """(1, height · width), float32, 0 to 1."""
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
    return to_inputs(pixels.reshape(1, image.height, image.width))


if __name__ == "__main__":
    main()
