"""How well the models that ship read what people draw, from the strokes as the app does: by source.

    python -m benchmarks.sketches
    python -m benchmarks.sketches --sheet misread.png   paint what the first model misreads, to be looked at
    python -m benchmarks.sketches --ways                count which skeletons are like people's digits
    python -m benchmarks.sketches --model artifacts/robust

benchmarks/people.py says where the digits come from. "All" weighs each digit alike.
"""

import argparse
from collections import Counter
from pathlib import Path

import torch
from PIL import Image, ImageDraw
from torch import nn
from torch.nn.functional import normalize

from benchmarks.people import Drawing, as_samples, read
from mnistff import artifact
from mnistff.data import to_inputs
from mnistff.evaluation import DIGITS, Evaluation, answer, confusion_matrix, worst_confusions
from mnistff.model import Network
from mnistff.sketch import PEN
from mnistff.strokes import render, ways, write

ACROSS, SIDE, CAPTION = 20, 70, 14
"""The sheet: digits in a row, and pixels for each and for what is above it."""
OF_EACH_WAY, NEAREST = 100, 10
LEAST, POWER = 0.02, 0.6
"""Shares are more equal than people's, who will write otherwise elsewhere."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument(
        "--model", type=Path, action="append", metavar="FOLDER", help="an artifact instead of those that ship"
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--ways", action="store_true", help="count which skeletons are like people's digits")
    shown.add_argument("--sheet", type=Path, metavar="FILE.png", help="where to paint what is misread")
    options = parser.parse_args()
    models = artifact.load_all(options.model or artifact.PRETRAINED.values())
    torch.set_num_threads(1)  # one drawing at a time is too little work to share out
    if options.ways:
        return print_ways(next(iter(models.values())).model)
    misread = []
    for name, drawings in read().items():
        samples = as_samples(drawings)
        evaluations = {key: answer(each.model, samples) for key, each in models.items()}
        print_accuracies(name, drawings, evaluations)
        print_confusions(name, evaluations)
        images, first = samples.inputs.unflatten(1, (28, 28)), next(iter(evaluations.values()))
        misread += [
            (f"{drawing.label}>{prediction} {drawing.source[:3]}", image)
            for drawing, prediction, image in zip(drawings, first.predictions.tolist(), images, strict=True)
            if drawing.label != prediction
        ]
    if options.sheet:
        sheet(sorted(misread, key=lambda each: each[0])).save(options.sheet)
        print(f"\n{len(misread)} digits that {next(iter(models))} misreads are in {options.sheet}")


def print_accuracies(name: str, drawings: list[Drawing], evaluations: dict[str, Evaluation]) -> None:
    """A row for each source, and one for all of them."""
    print(f"\n{name:12}{'digits':>8}", *(f"{key:>9}" for key in evaluations))
    sources = sorted({drawing.source for drawing in drawings})
    for source in [*sources[len(sources) == 1 :], "all"]:
        mine = torch.tensor([source in (drawing.source, "all") for drawing in drawings])
        shares = [accuracy(evaluation, mine) for evaluation in evaluations.values()]
        print(f"{source:12}{int(mine.sum()):8,}", *(f"{share:9.2%}" for share in shares), flush=True)


def accuracy(evaluation: Evaluation, mine: torch.Tensor) -> float:
    """Of the digits that a mask (N,) picks."""
    return Evaluation(evaluation.labels[mine], evaluation.logits[mine]).accuracy


def print_confusions(name: str, evaluations: dict[str, Evaluation]) -> None:
    for key, evaluation in evaluations.items():
        matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
        print(f"the worst confusions of {key} on {name}:")
        print("\n".join(f"  {confusion}" for confusion in worst_confusions(matrix, most=8)))


@torch.inference_mode()
def print_ways(model: Network) -> None:
    """The share that each skeleton has, and one by how many people's digits are like it.

    Like it is a digit that has its drawings among the `NEAREST`, by the angles between hidden activations.
    A place counts by the square root of its digits, so that none outweighs all others.
    """
    drawings = [drawing for some in read().values() for drawing in some]
    samples, sizes = as_samples(drawings), Counter(drawing.source for drawing in drawings)
    weights = torch.tensor([sizes[drawing.source] ** -0.5 for drawing in drawings])
    hidden, random = nn.Sequential(*list(model)[:-1]), torch.Generator().manual_seed(0)
    print(f"{'':40}{'share':>8}{'by people':>11}")
    for digit in range(DIGITS):
        skeletons = ways(digit)
        lines = torch.cat([write(skeleton, OF_EACH_WAY, random) for skeleton in skeletons])
        drawn = normalize(hidden(to_inputs(render(lines, torch.full((len(lines),), PEN)))))
        mine = samples.labels == digit
        near = (normalize(hidden(samples.inputs[mine])) @ drawn.T).topk(NEAREST).indices // OF_EACH_WAY
        weight = weights[mine].repeat_interleave(NEAREST)
        counts = torch.bincount(near.flatten(), weight, minlength=len(skeletons))
        shares = (counts / counts.mean() + LEAST) ** POWER
        for skeleton, share in zip(skeletons, shares / shares.mean(), strict=True):
            print(f"{digit} {skeleton.name:38}{skeleton.share:8.2f}{share:11.2f}", flush=True)


def sheet(digits: list[tuple[str, torch.Tensor]]) -> Image.Image:
    """Captions and images (28, 28), float32, 0 to 1, in rows, ink on paper."""
    rows = -(-len(digits) // ACROSS)
    painted = Image.new("L", (ACROSS * SIDE, rows * (SIDE + CAPTION)), 255)
    pen = ImageDraw.Draw(painted)
    for index, (caption, image) in enumerate(digits):
        left, top = SIDE * (index % ACROSS), (SIDE + CAPTION) * (index // ACROSS)
        pixels = Image.fromarray((255 * (1 - image)).byte().numpy())
        painted.paste(pixels.resize((SIDE - 4, SIDE - 4)), (left, top + CAPTION))
        pen.text((left + 2, top + 1), caption, fill=0)
    return painted


if __name__ == "__main__":
    main()
