"""The network."""

from pathlib import Path

import torch

from mnistff.model import FeedForward, predict


def test_it_has_the_lectures_parameters() -> None:
    assert sum(p.numel() for p in FeedForward().parameters()) == 784 * 128 + 128 + 128 * 10 + 10 == 101_770


def test_logits_are_the_formulas() -> None:
    model = FeedForward(5)
    state = model.state_dict()
    inputs = torch.rand(3, 784)
    hidden = (inputs @ state["0.weight"].T + state["0.bias"]).clamp_min(0)
    assert torch.allclose(model(inputs), hidden @ state["2.weight"].T + state["2.bias"], atol=1e-6)
    assert model.hidden == 5


def test_probabilities_are_the_softmax_of_the_logits() -> None:
    model = FeedForward(5)
    images = torch.rand(3, 28, 28)
    expected = model(images.flatten(1)).exp()
    assert torch.allclose(predict(model, images), expected / expected.sum(1, keepdim=True), atol=1e-6)


def test_it_is_saved_and_loaded_as_the_hub_does(tmp_path: Path) -> None:
    model = FeedForward(7)
    model.save_pretrained(tmp_path)
    loaded = FeedForward.from_pretrained(tmp_path, strict=True)
    assert loaded.hidden == 7
    inputs = torch.rand(2, 784)
    assert torch.equal(loaded(inputs), model(inputs))
