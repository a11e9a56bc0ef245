"""The network."""

from pathlib import Path

import pytest
import torch

from mnistff.model import (
    MAX_HIDDEN,
    FeedForward,
    Network,
    NetworkError,
    WithoutReLU,
    around_hidden,
    folded,
    from_config,
    predict,
    to_config,
)


def test_it_has_the_lectures_parameters() -> None:
    assert sum(p.numel() for p in FeedForward().parameters()) == 784 * 128 + 128 + 128 * 10 + 10 == 101_770


def test_logits_are_the_formulas() -> None:
    model = FeedForward(5)
    state = model.state_dict()
    inputs = torch.rand(3, 784)
    hidden = (inputs @ state["0.weight"].T + state["0.bias"]).clamp_min(0)
    assert torch.allclose(model(inputs), hidden @ state["2.weight"].T + state["2.bias"], atol=1e-6)
    assert model.hidden == 5


def test_what_its_hidden_units_are_asked_for_is_the_networks_own() -> None:
    model = FeedForward(5)
    into, out_of = around_hidden(model)
    assert torch.equal(into.weight, model.state_dict()["0.weight"])
    assert torch.equal(out_of.weight, model.state_dict()["2.weight"])
    assert model.layers == [into, out_of]


def test_a_network_without_one_hidden_layer_has_nothing_around_it() -> None:
    linear = Network(torch.nn.Linear(784, 10))
    assert linear.hidden == 0
    with pytest.raises(NetworkError, match="has 0 hidden layers"):
        around_hidden(linear)


def test_the_lectures_config_is_its_hidden_units() -> None:
    assert to_config(FeedForward(5)) == {"hidden": 5}
    for config in ({"hidden": 5}, {"hidden": 5, "architecture": "FeedForward", "torch_dtype": "float32"}):
        model = from_config(config)
        assert isinstance(model, FeedForward)
        assert model.hidden == 5


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({}, "hidden must be a whole number from 1 to 10,000, not None"),
        ({"hidden": MAX_HIDDEN + 1}, "not 10001"),
        ({"hidden": True}, "not True"),
        ({"hidden": 5, "architecture": "Other"}, "must be one of FeedForward.*, not 'Other'"),
        ({"hidden": 5, "architecture": {}}, "must be one of FeedForward"),
    ],
)
def test_a_config_of_nothing_that_there_is_gets_a_sentence(config: dict, sentence: str) -> None:
    with pytest.raises(NetworkError, match=sentence):
        from_config(config)


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


def test_two_layers_without_a_relu_are_one() -> None:
    model, inputs = WithoutReLU(32), torch.rand(50, 784)
    one = folded(model)
    assert (one.hidden, to_config(one)) == (0, {"architecture": "OneLayer"})
    assert torch.allclose(one(inputs), model(inputs), atol=1e-5)
    assert torch.allclose(one(inputs).std(), model(inputs).std(), rtol=1e-4)
