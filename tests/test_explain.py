"""The evidence adds up, and the sentences say what the numbers say."""

import pytest
import torch

from mnistff.explain import evidence, how_sure
from mnistff.model import FeedForward


@pytest.mark.parametrize("seed", range(5))
def test_the_evidence_adds_up_to_the_difference_of_the_logits(seed: int) -> None:
    torch.manual_seed(seed)
    model, image = FeedForward(64), torch.rand(28, 28) * (torch.rand(28, 28) > 0.7)
    logits = model(image.flatten()[None])[0]
    for digit, other in ((3, 8), (0, 1), (9, 4)):
        pixels, bias = evidence(model, image, digit, other)
        assert pixels.shape == (28, 28)
        assert (pixels[image == 0] == 0).all()
        assert (pixels.sum() + bias).item() == pytest.approx((logits[digit] - logits[other]).item(), abs=1e-4)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (0.999, 0.0005, "Surely a 4: 100%."),
        (0.95, 0.03, "Almost surely a 4: 95%."),
        (0.7, 0.2, "Probably a 4: 70%."),
        (0.5, 0.1, "Perhaps a 4, but no digit gets much more than the others: 50%."),
        (0.5, 0.45, "This could be a 4 or an 8: 50% against 45%."),
        (0.7, 0.25, "This could be a 4 or an 8: 70% against 25%."),
    ],
)
def test_how_sure_it_is_in_words(first: float, second: float, sentence: str) -> None:
    probabilities = torch.full((10,), (1 - first - second) / 8)
    probabilities[4], probabilities[8] = first, second
    assert how_sure(probabilities) == sentence
