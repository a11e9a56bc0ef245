"""What each thing to try says that it shows: trained with three seeds, each claim of its lesson checked."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import torch

from mnistff import runs
from mnistff.data import make_loader
from mnistff.evaluation import answer
from mnistff.model import Network
from mnistff.training import EpochRecord, fit, make_model
from mnistff.ui.train.settings import read_settings, things_to_try

pytestmark = pytest.mark.elsewhere
THINGS = {thing["name"]: thing for thing in things_to_try()}
SEEDS = (0, 1, 2)


class Tried(NamedTuple):
    """A thing to try, done: as it learnt, what it was trained to say, and what it came to."""

    records: list[EpochRecord]
    model: Network
    train_accuracy: float
    test_inputs: torch.Tensor
    predictions: torch.Tensor

    @property
    def accuracy(self) -> float:
        return self.records[-1].test_accuracy

    @property
    def test_losses(self) -> list[float]:
        return [record.test_loss for record in self.records]

    @property
    def dead(self) -> torch.Tensor:
        """The weights of the hidden units that no test image excites."""
        into = self.model.layers[0]
        return into.weight[(into(self.test_inputs) > 0).sum(0) == 0]


def try_it(name: str, seed: int, mnist: Path) -> Tried:
    recipe, _ = read_settings(THINGS[name]["settings"])
    train_samples, test_sets = runs.load_data(recipe, mnist, seed, iter)
    model = make_model(recipe, seed)
    test = test_sets["mnist"]
    loaders = runs.make_train_loader(recipe, train_samples, seed), make_loader(test, 1000)
    records = list(fit(model, recipe, *loaders, reports=4))
    trained = answer(model, train_samples).accuracy
    return Tried(records, model, trained, test.inputs, answer(model, test).predictions)


def as_in_the_lecture(tried: Tried) -> None:
    first, half, last = tried.records[3], tried.records[19], tried.records[-1]
    assert 0.97 < tried.accuracy < 0.985
    assert first.test_accuracy > 0.93
    assert last.train_loss < first.train_loss / 5
    assert last.train_loss < 0.6 * half.train_loss
    assert last.test_loss > 0.7 * half.test_loss


def learning_rate_too_high(tried: Tried) -> None:
    late = tried.records[len(tried.records) // 2 :]
    for losses in ([each.train_loss for each in late], [each.test_loss for each in late]):
        assert min(losses) > 0.4
        assert any(after > before for before, after in itertools.pairwise(losses))
    assert len(tried.dead) > 0.75 * tried.model.hidden
    inked = tried.test_inputs.mean(0) > 0.1  # where digits have ink
    assert (tried.dead[:, inked] < 0).float().mean() > 0.8  # blue


def sgd_against_adam(tried: Tried) -> None:
    assert 0.77 < tried.accuracy < 0.83


def no_shuffling(tried: Tried) -> None:
    assert tried.accuracy < 0.4
    assert tried.records[-1].train_loss < tried.test_losses[-1] / 3


def labels_shuffled(tried: Tried) -> None:
    assert tried.train_accuracy > 0.95
    assert 0.07 < tried.accuracy < 0.14


def a_hundred_images(tried: Tried) -> None:
    least = min(tried.test_losses)
    assert 1 < tried.records[tried.test_losses.index(least)].epoch < 4
    assert tried.test_losses[-1] > 1.2 * least
    assert tried.records[-1].train_loss < 0.01


def eight_hidden_units(tried: Tried) -> None:
    assert sum(parameter.numel() for parameter in tried.model.parameters()) == 6_370
    for record in tried.records[len(tried.records) // 2 :]:
        assert record.test_loss == pytest.approx(record.train_loss, abs=0.05)


def no_relu(tried: Tried) -> None:
    assert 0.91 < tried.accuracy < 0.935
    half = tried.records[len(tried.records) // 2]
    assert tried.accuracy - half.test_accuracy < 0.01
    assert not runs.as_kept(tried.model).hidden


def a_softmax_too_many(tried: Tried) -> None:
    for record in tried.records:
        assert min(record.train_loss, record.test_loss) > 1.46
    assert tried.records[3].test_accuracy < 0.93  # the lecture's reads more after its first epoch
    assert tried.records[-1].test_loss < 1.55


def weights_all_zero(tried: Tried) -> None:
    assert set(tried.predictions.tolist()) == {1}
    *weights, bias = tried.model.parameters()
    assert not any(parameter.any() for parameter in weights)
    assert bias.all()


def batch_of_one(tried: Tried) -> None:
    assert tried.accuracy > 0.88
    losses = [record.train_loss for record in tried.records]
    assert any(after > before for before, after in itertools.pairwise(losses + tried.test_losses))


def batch_of_all(tried: Tried) -> None:
    assert tried.accuracy < 0.86


CLAIMS: dict[str, Callable[[Tried], None]] = dict(
    zip(
        THINGS,
        (
            as_in_the_lecture,
            learning_rate_too_high,
            sgd_against_adam,
            no_shuffling,
            labels_shuffled,
            a_hundred_images,
            eight_hidden_units,
            no_relu,
            a_softmax_too_many,
            weights_all_zero,
            batch_of_one,
            batch_of_all,
        ),
        strict=True,
    )
)


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_it_shows_what_it_says(name: str, seed: int, mnist: Path) -> None:
    CLAIMS[name](try_it(name, seed, mnist))
