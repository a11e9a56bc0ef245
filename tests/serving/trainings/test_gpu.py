"""Training on a GPU, when the processor would take too long: what goes there, what comes, and refusals."""

import dataclasses
import math
import pickle
import threading

import pytest
import torch

from mnistff.data import Samples
from mnistff.recipes import RECIPES, Recipe
from mnistff.serving.trainings import gpu, job, trainer
from mnistff.serving.trainings.job import Job
from mnistff.serving.trainings.trainer import train
from mnistff.ui.train.settings import NUMBERS

SLOW = Recipe(hidden=16, epochs=6, batch_size=5, learning_rate=0.003, data="strokes", images=1000)
"""1,200 steps."""
SECONDS = 0.1


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processor is too slow for `SLOW`."""
    Job(dataclasses.replace(SLOW, epochs=1, images=100), 0, threading.Event()).run()  # imports take longer
    monkeypatch.setattr(job, "SECONDS", SECONDS)
    monkeypatch.setattr(job, "SECONDS_TO_TELL", 0.02)
    monkeypatch.setattr(trainer, "SECONDS_BETWEEN_LOOKS", 0.02)


def test_what_is_handed_over_is_the_same_afterwards(samples: Samples) -> None:
    back = gpu.to_samples(pickle.loads(pickle.dumps(gpu.to_arrays(samples))))
    assert torch.equal(back.inputs, samples.inputs)
    assert torch.equal(back.labels, samples.labels)


def test_it_learns_the_same_and_what_comes_can_be_pickled(samples: Samples) -> None:
    recipe = Recipe(hidden=8, epochs=2, batch_size=50)
    arrays = gpu.to_arrays(samples)
    *_, (record, weights) = pickle.loads(pickle.dumps(list(gpu.fit_on_gpu(recipe, 3, arrays, arrays, 2))))
    assert record.epoch == 2
    here = Job(recipe, 3, threading.Event())
    here._fit_here(here._new_model(), samples, samples)
    assert here.records[-1].test_loss == pytest.approx(record.test_loss)
    for name, tensor in here.model.state_dict().items():
        assert torch.allclose(torch.from_numpy(weights[name]), tensor)


def test_more_time_is_asked_for_more_work() -> None:
    lecture = gpu.seconds_to_ask_for(Recipe())
    assert gpu.SECONDS_TO_BEGIN < lecture <= gpu.MOST_SECONDS
    assert gpu.seconds_to_ask_for(Recipe(epochs=NUMBERS["epochs"].page[1])) > lecture
    assert gpu.seconds_to_ask_for(Recipe(data="both")) > lecture
    # A step takes a GPU as long whatever is in it: for the smallest batches it is of no use.
    assert gpu.seconds_to_ask_for(Recipe(batch_size=1, epochs=1)) > gpu.MOST_SECONDS
    assert isinstance(lecture, int)


def test_without_a_gpu_none_is_asked_for(impatient: None) -> None:
    if torch.cuda.is_available():
        pytest.skip("There is a GPU.")
    *_, last = train(Job(SLOW, 0, threading.Event(), borrows=True))
    assert last.result[1].startswith(f"Stopped after {SECONDS} seconds")
    assert "GPU" not in last.text


def test_who_did_not_agree_is_not_lent_any(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "could_help", lambda recipe: True)
    *looks, last = train(Job(SLOW, 0, threading.Event()))
    assert last.result[1].startswith(f"Stopped after {SECONDS} seconds")
    assert not any("GPU" in look.text for look in looks)


def test_a_training_too_slow_for_the_processor_goes_to_the_gpu(
    impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu, "could_help", lambda recipe: True)
    *looks, last = train(Job(SLOW, 0, threading.Event(), borrows=True))
    assert last.result[1] == "Done."
    assert any(look.text.startswith("On a GPU: Epoch") for look in looks)
    assert last.records[-1].epoch == SLOW.epochs
    assert [record.epoch for record in last.records] == sorted(record.epoch for record in last.records)
    assert last.result[0].evaluations["strokes"].accuracy > 0.5


def test_a_training_on_the_gpu_can_be_stopped(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "could_help", lambda recipe: True)
    training = Job(dataclasses.replace(SLOW, epochs=20), 0, threading.Event(), borrows=True)
    looks = train(training)
    while not next(looks).text.startswith("On a GPU: Epoch"):
        pass
    training.stopping.set()
    *_, last = looks
    assert last.result[1] == "Stopped. What was learnt is kept."


def test_the_data_is_made_before_a_gpu_is_asked_for(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "could_help", lambda recipe: True)
    begun = []
    begin = Job.begin
    monkeypatch.setattr(
        Job, "begin", lambda job, doing, *rest: begun.append(doing) or begin(job, doing, *rest)
    )
    *_, last = train(Job(SLOW, 5, threading.Event(), borrows=True))
    assert last.result[1] == "Done."
    assert begun == ["Drawing digits", "Training", "Going over to the GPU"]


def test_all_that_can_be_set_has_a_time(samples: Samples) -> None:
    for recipe in (Recipe(), Recipe(batch_size=60_000), RECIPES["robust"]):
        assert math.isfinite(gpu.seconds_to_ask_for(recipe))
