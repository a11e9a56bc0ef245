"""The evidence adds up, units count for what they do, and the sentences say what the numbers say."""

import itertools

import pytest
import torch

from mnistff.explain import (
    contributions,
    evidence,
    forward,
    how_sure,
    how_unusual,
    mean_activations,
    percent,
    votes,
)
from mnistff.model import FeedForward, Network


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


def test_the_evidence_is_as_exact_with_more_hidden_layers() -> None:
    torch.manual_seed(0)
    sizes, layers = (784, 64, 32, 16, 10), []
    for before, after in itertools.pairwise(sizes):
        layers += [torch.nn.Linear(before, after), torch.nn.ReLU()]
    model = Network(*layers[:-1])
    image = torch.rand(28, 28)
    logits = model(image.flatten())
    pixels, bias = evidence(model, image, 3, 8)
    assert (pixels.sum() + bias).item() == pytest.approx((logits[3] - logits[8]).item(), abs=1e-5)
    inputs = image.flatten().requires_grad_()
    again = model(inputs)
    (gradient,) = torch.autograd.grad(again[3] - again[8], inputs)
    assert torch.allclose(pixels.flatten(), gradient * image.flatten(), atol=1e-6)


def test_the_forward_pass_is_the_networks() -> None:
    torch.manual_seed(0)
    model, image = FeedForward(64), torch.rand(28, 28)
    sums, activations, logits = forward(model, image)
    assert torch.allclose(sums, model[0].weight @ image.flatten() + model[0].bias, atol=1e-5)
    assert torch.equal(activations, sums.clamp_min(0))
    assert torch.allclose(logits, model(image.flatten()), atol=1e-6)


def test_a_unit_that_is_off_gives_nothing() -> None:
    torch.manual_seed(1)
    model, image, off = FeedForward(64), torch.rand(28, 28), [3, 40, 63]
    logits = forward(model, image, off).logits
    with torch.no_grad():
        model[2].weight[:, off] = 0
    assert torch.allclose(logits, model(image.flatten()), atol=1e-6)
    assert torch.allclose(forward(model, image, range(64)).logits, model[2].bias)


@pytest.mark.parametrize("seed", range(3))
def test_contributions_are_activation_times_gradient_and_what_switching_off_costs(seed: int) -> None:
    torch.manual_seed(seed)
    model, image = FeedForward(32), torch.rand(28, 28)
    whole = forward(model, image)
    activations = whole.activations.clone().requires_grad_()
    logits = model[2](activations)
    (logits[7] - logits[1]).backward()
    added, bias = contributions(model, whole.activations, 7, 1)
    assert torch.allclose(added, (activations * activations.grad).detach(), atol=1e-6)
    lead = (logits[7] - logits[1]).item()
    assert added.sum().item() + bias == pytest.approx(lead, abs=1e-5)
    for unit in range(32):
        cut = forward(model, image, [unit]).logits
        assert lead - (cut[7] - cut[1]).item() == pytest.approx(added[unit].item(), abs=1e-5)


def test_mean_activations_by_digit() -> None:
    torch.manual_seed(0)
    model, inputs, labels = FeedForward(16), torch.rand(2500, 784), torch.randint(0, 9, (2500,))
    means = mean_activations(model, inputs, labels)
    assert means.shape == (16, 10)
    for digit in range(9):
        expected = model[1](model[0](inputs[labels == digit])).mean(0)
        assert torch.allclose(means[:, digit], expected, atol=1e-5)
    assert (means[:, 9] == 0).all()  # no image of it


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (0.9995, 0.0003, "Surely a 4: >99.9%."),
        (0.9986, 0.0005, "Almost surely a 4: 99.9%."),
        (0.994, 0.001, "Almost surely a 4: 99.4%."),
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


def test_surely_is_said_from_where_the_networks_word_holds() -> None:
    probabilities = torch.full((10,), 0.002 / 9)
    probabilities[4] = 0.998
    assert how_sure(probabilities, sure_from=0.99).startswith("Surely a 4")
    assert how_sure(probabilities, sure_from=float("inf")).startswith("Almost surely a 4")
    probabilities[4] = 0.8
    assert how_sure(probabilities, sure_from=0.5).startswith("Probably a 4")


def test_what_gets_a_smaller_logit_than_nearly_all_is_unusual() -> None:
    leading = [torch.arange(1000.0) if digit == 8 else torch.arange(2.0) for digit in range(10)]
    logits = torch.zeros(10)
    for largest, words in (
        (0.5, "of 1,000 test images that it reads as an 8, only 1 got a smaller logit."),
        (49.5, None),
        (48.5, "of 1,000 test images that it reads as an 8, only 49 got a smaller logit."),
    ):
        logits[8] = largest
        said = how_unusual(logits, leading)
        assert said == (f"It has seldom seen anything like this: {words}" if words else ""), largest
    assert how_unusual(logits - 100, leading).endswith("8, none got a smaller logit.")
    assert how_unusual(logits - 100, [torch.empty(0)] * 10) == ""  # what it never says it knows nothing of


def test_no_probability_is_shown_as_certain() -> None:
    shares = [0.99951, 1.0, 0.999, 0.9949, 0.99, 0.954, 0.006, 0.0]
    assert [percent(share) for share in shares] == [
        *(">99.9%", ">99.9%", "99.9%", "99.5%", "99%", "95%", "0.6%", "<0.1%"),
    ]


def test_votes_and_biases_add_up_to_the_logits() -> None:
    torch.manual_seed(0)
    model, image = FeedForward(32), torch.rand(28, 28)
    whole = forward(model, image)
    weighed = votes(model, whole.activations)
    assert weighed.shape == (10, 32)
    assert torch.allclose(weighed.sum(1) + model[2].bias, whole.logits, atol=1e-5)
    lead, _ = contributions(model, whole.activations, 7, 1)
    assert torch.allclose(weighed[7] - weighed[1], lead, atol=1e-6)


def test_the_evidence_with_units_off_is_exact_too() -> None:
    torch.manual_seed(0)
    model, image = FeedForward(32), torch.rand(28, 28)
    off = forward(model, image).activations.topk(5).indices.tolist()
    pixels, bias = evidence(model, image, 7, 1, off)
    logits = forward(model, image, off).logits
    assert pixels.sum().item() + bias == pytest.approx((logits[7] - logits[1]).item(), abs=1e-5)
