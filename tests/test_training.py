"""Training, against the lecture's loop written out."""

import copy
import itertools
import math
from pathlib import Path

import pytest
import torch
from torch import nn

from mnistff.data import Samples, make_loader
from mnistff.model import FeedForward
from mnistff.recipes import RECIPES, Recipe
from mnistff.runs import load_data, make_train_loader
from mnistff.training import evaluate, fit, make_model, make_optimizer, make_schedule, train_one_epoch


def test_one_cycle_rises_in_the_first_tenth_and_falls_to_nearly_nothing(samples: Samples) -> None:
    recipe, model = Recipe(epochs=10, learning_rate=0.01, one_cycle=True), FeedForward(8)
    optimizer = make_optimizer(model, recipe.learning_rate)
    schedule = make_schedule(optimizer, recipe, steps=10 * 6)
    rates = []
    for _ in range(10):
        train_one_epoch(model, make_loader(samples, 100), optimizer, schedule)
        rates.append(optimizer.param_groups[0]["lr"])
    assert rates[0] == max(rates) == pytest.approx(0.01, rel=0.01)
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < rates[0] / 1000


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_an_epoch_is_the_plain_loop(smoothing: float, samples: Samples) -> None:
    torch.manual_seed(0)
    model = FeedForward(16)
    plain = copy.deepcopy(model)
    batches = make_loader(samples, 64, True, seed=3)
    loss = train_one_epoch(model, batches, make_optimizer(model, 1e-3), label_smoothing=smoothing)

    optimizer, losses = torch.optim.Adam(plain.parameters()), []
    for inputs, labels in make_loader(samples, 64, True, seed=3):
        optimizer.zero_grad()
        batch_loss = nn.CrossEntropyLoss(label_smoothing=smoothing)(plain(inputs), labels)
        batch_loss.backward()
        optimizer.step()
        losses.append(batch_loss.item())
    assert loss == pytest.approx(sum(losses) / len(losses), abs=1e-6)
    for ours, theirs in zip(model.parameters(), plain.parameters(), strict=True):
        assert torch.allclose(ours, theirs, atol=1e-6)


def test_the_lectures_recipe_reads_over_97_per_cent_of_mnist(mnist: Path) -> None:
    """As the preset of the Train tab and `python train.py` train it; half of its epochs are enough."""
    recipe = RECIPES["lecture"]
    train_samples, test_sets = load_data(recipe, mnist, 0, iter)
    loaders = make_train_loader(recipe, train_samples, 0), make_loader(test_sets["mnist"], 1000)
    records = itertools.islice(fit(make_model(recipe, 0), recipe, *loaders), recipe.epochs // 2)
    assert max(record.test_accuracy for record in records) > 0.97


@pytest.mark.parametrize("batch_size", [1, 64, 599, 600])
def test_an_evaluation_in_batches_is_that_in_one_go(samples: Samples, batch_size: int) -> None:
    model = FeedForward(16)
    loss, accuracy = evaluate(model, make_loader(samples, batch_size))
    logits = model(samples.inputs)
    assert loss == pytest.approx(nn.functional.cross_entropy(logits, samples.labels).item(), abs=1e-5)
    assert accuracy == pytest.approx((logits.argmax(1) == samples.labels).float().mean().item())


def train(samples: Samples, seed: int) -> tuple[FeedForward, list]:
    torch.manual_seed(seed)
    model = FeedForward(16)
    train_loader, again = make_loader(samples, 64, True, seed), make_loader(samples, 64)
    return model, list(fit(model, Recipe(epochs=3), train_loader, again, again))


def test_fit_reports_every_epoch_and_learns(samples: Samples) -> None:
    model, records = train(samples, seed=0)
    assert [record.epoch for record in records] == [1, 2, 3]
    assert records[0].train_loss > records[1].train_loss > records[2].train_loss
    assert records[-1].test_loss < math.log(10)
    assert records[-1].test_accuracy > 0.5
    assert all(record.seconds > 0 for record in records)
    assert evaluate(model, make_loader(samples, 64)) == (records[-1].test_loss, records[-1].test_accuracy)
    assert all(record.train_loss_after == record.test_loss for record in records)
    assert records[0].train_loss_after < records[0].train_loss


def test_the_same_seed_gives_the_same_weights_bit_by_bit(samples: Samples) -> None:
    first, again, other = (train(samples, seed)[0].state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert not torch.equal(first["0.weight"], other["0.weight"])


def test_more_reports_are_fractions_of_epochs_and_change_nothing_of_what_is_learnt(samples: Samples) -> None:
    models, epochs = [], []
    for reports in (1, 3, 1000):
        torch.manual_seed(0)
        model = FeedForward(16)
        loader = make_loader(samples, 100, True, seed=4)  # 6 steps an epoch
        records = list(fit(model, Recipe(epochs=2), loader, make_loader(samples, 600), reports=reports))
        models.append(model.state_dict())
        epochs.append([record.epoch for record in records])
    assert epochs[0] == [1, 2]
    assert epochs[1] == pytest.approx([1 / 3, 2 / 3, 1, 4 / 3, 5 / 3, 2])
    assert epochs[2] == pytest.approx([step / 6 for step in range(1, 13)])
    for other in models[1:]:
        assert all(torch.equal(models[0][key], other[key]) for key in other)


def test_plain_sgd_goes_down_the_gradient(samples: Samples) -> None:
    model = FeedForward(16)
    plain = copy.deepcopy(model)
    train_one_epoch(model, make_loader(samples, 600), make_optimizer(model, 0.5, "sgd"))
    nn.functional.cross_entropy(plain(samples.inputs), samples.labels).backward()
    for ours, theirs in zip(model.parameters(), plain.parameters(), strict=True):
        assert torch.allclose(ours, theirs - 0.5 * theirs.grad, atol=1e-6)


@pytest.mark.parametrize("hidden", [1, 37, 128])
def test_a_new_network_is_what_torch_begins_with_whatever_others_draw(hidden: int) -> None:
    for seed in (0, 5):
        torch.manual_seed(seed)
        plain = FeedForward(hidden)
        torch.rand(3)  # as another thread may
        ours = make_model(Recipe(hidden=hidden), seed)
        for name, tensor in plain.state_dict().items():
            assert torch.equal(tensor, ours.state_dict()[name])


def test_what_the_lecture_advises_against_is_done_if_a_recipe_says_so(samples: Samples) -> None:
    linear = make_model(Recipe(hidden=16, activation="none"), 0)
    assert [type(layer) for layer in linear] == [nn.Linear, nn.Linear]
    still = make_model(Recipe(hidden=16, weights="zeros"), 0)
    loader = make_loader(samples, 100, True)
    list(fit(still, Recipe(epochs=2), loader, loader))
    weights, bias = still.layers[-1].parameters()
    assert not still.layers[0].weight.any()
    assert not still.layers[0].bias.any()
    assert not weights.any()
    assert bias.abs().min() > 0  # all that learns


def test_a_softmax_added_keeps_both_losses_up_and_no_layer(samples: Samples) -> None:
    """Its ten numbers sum to 1: the loss's own softmax of them is at most e / (e + 9)."""
    recipe = Recipe(hidden=64, epochs=30, batch_size=10, softmax="added")
    model, loader = make_model(recipe, 0), make_loader(samples, 10, True)
    last = list(fit(model, recipe, loader, loader))[-1]
    least = -math.log(math.e / (math.e + 9))
    assert least < last.test_loss < least + 0.2
    assert last.test_accuracy > 0.9
    assert nn.functional.cross_entropy(model(samples.inputs), samples.labels) < least
