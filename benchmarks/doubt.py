"""Whether the models' word holds on what people draw, and whether they notice what is no digit.

    python -m benchmarks.doubt
    python -m benchmarks.doubt --model artifacts/robust

Calibration: of the answers that a model gives with about 90%, are 90% right? Their expected calibration
error is the mean difference, weighed by answers, over 15 equal bins (Guo et al. 2017, "On calibration of
modern neural networks"); "before" is without the temperature that the training found. Then what the app's
words are worth. Unusual drawings: the area under the ROC curve of the app's measure, people's digits
against letters, figures and scribbles drawn by program; and how many of each the app calls unusual.
benchmarks/people.py says where the people's digits come from.
"""

import argparse
from pathlib import Path

import torch

from benchmarks.people import as_samples, read
from mnistff import artifact
from mnistff.artifact import Artifact
from mnistff.data import Samples, to_inputs
from mnistff.evaluation import DIGITS, Evaluation, answer
from mnistff.explain import how_sure, how_unusual, rank
from mnistff.sketch import rasterise
from mnistff.strokes import catmull_rom, read_skeletons, render, write

BINS = 15
LETTERS = Path(__file__).with_name("letters.txt")
OF_EACH = 40
SCRIBBLES = {8: 100, 16: 100, 30: 100}
"""How many scribbles go through so many points."""
WORDS = ("Surely", "Almost surely", "Probably", "Perhaps", "This could be")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument(
        "--model", type=Path, action="append", metavar="FOLDER", help="an artifact instead of those that ship"
    )
    options = parser.parse_args()
    torch.set_num_threads(1)  # one drawing at a time is too little work to share out
    people = {name: as_samples(drawings) for name, drawings in read().items()}
    others = {"letters and figures": no_digits(letters()), "scribbles": no_digits(scribbles())}
    for name, model in artifact.load_all(options.model or artifact.PRETRAINED.values()).items():
        temperature = model.metrics.get("temperature", 1.0)
        print(f"\n{name}, temperature {temperature:.2f}, surely from {model.sure_from:.4f}")
        of_people = {key: answer(model.model, samples) for key, samples in people.items()}
        for key, evaluation in (model.evaluations | of_people).items():
            print_calibration(key, evaluation, temperature)
            print_words(evaluation, model.sure_from)
        print_unusual(
            model, of_people, {key: answer(model.model, samples) for key, samples in others.items()}
        )


def print_calibration(key: str, evaluation: Evaluation, temperature: float) -> None:
    before = evaluation._replace(logits=evaluation.logits * temperature)
    errors = f"{error(before):.4f} before, {error(evaluation):.4f} now"
    print(f"{key}: {evaluation.accuracy:.2%} right, calibration error {errors}")
    for count, confidence, right in reliability(evaluation):
        print(f"    {count:6,} answers with {confidence:.3f} on the mean: {right:.3f} right")


def reliability(evaluation: Evaluation) -> list[tuple[int, float, float]]:
    """Of each bin that has answers: how many, their mean probability, and the share that is right."""
    confidence = evaluation.probabilities.amax(1).double()
    right = (evaluation.predictions == evaluation.labels).double()
    bins = (BINS * confidence).long().clamp_max(BINS - 1)
    members = [bins == each for each in bins.unique()]
    return [(int(m.sum()), confidence[m].mean().item(), right[m].mean().item()) for m in members]


def error(evaluation: Evaluation) -> float:
    """The expected calibration error, 0 to 1."""
    parts = (count * abs(confidence - right) for count, confidence, right in reliability(evaluation))
    return sum(parts) / len(evaluation.labels)


def print_words(evaluation: Evaluation, sure_from: float) -> None:
    said = [how_sure(probabilities, sure_from) for probabilities in evaluation.probabilities]
    right = evaluation.predictions == evaluation.labels
    for words in WORDS:
        mine = torch.tensor([sentence.startswith(words) for sentence in said])
        if mine.any():
            print(f"    “{words}”: {int(mine.sum()):,} answers, {right[mine].double().mean():.2%} right")


def print_unusual(model: Artifact, people: dict[str, Evaluation], others: dict[str, Evaluation]) -> None:
    against = {key: ranks(model, each) for key, each in others.items()}
    against["both"] = torch.cat(list(against.values()))
    for key, evaluation in (people | others).items():
        logits = evaluation.logits
        unusual = sum(bool(how_unusual(each, model.leading_logits)) for each in logits) / len(logits)
        print(f"{key}: {unusual:.1%} called unusual", end="")
        if key in people:
            mine = ranks(model, evaluation)
            areas = (f"{area(mine, each):.3f} against {other}" for other, each in against.items())
            print("; area under the ROC curve", ", ".join(areas), end="")
        print()


def ranks(model: Artifact, evaluation: Evaluation) -> torch.Tensor:
    """Of each image, the share of the test images read as that digit that got a smaller logit, (N,)."""
    pairs = (rank(each, model.leading_logits) for each in evaluation.logits)
    return torch.tensor([smaller / seen for smaller, seen in pairs])


def area(people: torch.Tensor, others: torch.Tensor) -> float:
    """How often somebody's digit ranks above what is none; ties count half."""
    above = torch.searchsorted(others.sort().values, people)
    not_below = torch.searchsorted(others.sort().values, people, right=True)
    return ((above + not_below).double() / (2 * len(others))).mean().item()


def no_digits(inputs: torch.Tensor) -> Samples:
    """As samples, of a label that none of the ten is."""
    return Samples(inputs, torch.full((len(inputs),), DIGITS))


def letters() -> torch.Tensor:
    """Letters and figures, as many of each, as inputs (N, 784)."""
    random, pens = torch.Generator().manual_seed(0), torch.full((OF_EACH,), 2.0)
    lines = [write(skeleton, OF_EACH, random) for skeleton in read_skeletons(LETTERS)]
    return to_inputs(torch.cat([render(each, pens) for each in lines]))


def scribbles() -> torch.Tensor:
    """Curves through random points, anywhere or each not far from the last, as inputs (N, 784)."""
    random, images = torch.Generator().manual_seed(1), []
    for count, number in SCRIBBLES.items():
        for index in range(number):
            steps = torch.randn(count, 2, generator=random)
            points = catmull_rom(count, 8 * count) @ (steps.cumsum(0) if index % 2 else steps)
            images.append(rasterise([points.tolist()]))
    return torch.stack(images).flatten(1)


if __name__ == "__main__":
    main()
