"""One training: its steps, and every way that it ends."""

import dataclasses
import threading
from pathlib import Path

import pytest

from mnistff.serving.trainings import job as jobs
from mnistff.serving.trainings.job import EndedError, Job, SlowError
from mnistff.training import Recipe

SHORT = Recipe(hidden=16, epochs=2, batch_size=10, data="strokes", images=200)
LONG = Recipe(hidden=16, epochs=20, batch_size=1, data="strokes", images=3000)


def job(recipe: Recipe, seed: int = 0) -> Job:
    return Job(recipe, seed, threading.Event())


def test_steps_are_counted_and_end_when_they_are_told_to() -> None:
    training = job(SHORT)
    training.begin("Training", 5)
    steps = training.progress("abcde")
    assert [next(steps), next(steps), training.done] == ["a", "b", 1]  # the second is under way
    training.stopping.set()
    with pytest.raises(EndedError, match="Stopped"):
        next(steps)
    assert (training.done, training.doing, training.total) == (2, "Training", 5)


def test_whoever_borrows_does_so_too_when_the_time_is_over_at_the_first_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on a machine that stood still meanwhile."""
    monkeypatch.setattr(jobs, "SECONDS_TO_TELL", 0)
    training = job(SHORT)
    training.borrows = True
    training.begin("Training", 5, seconds=0)
    with pytest.raises(SlowError):
        next(training.progress("abcde"))


def test_stopped_before_the_first_step_it_keeps_nothing() -> None:
    training = job(LONG)
    training.stopping.set()
    model, ending = training.run()
    assert (model, ending) == (None, "Stopped. Nothing is kept of it.")


def test_it_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    job(SHORT).run()  # the first in a process imports what takes longer
    monkeypatch.setattr(jobs, "SECONDS", 0.5)
    model, ending = job(LONG).run()
    assert model is not None
    assert ending.startswith("Stopped after 0.5 seconds, the most that one may take here.")


def test_whatever_is_raised_becomes_a_sentence_and_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    broken = job(SHORT)
    broken.recipe = dataclasses.replace(SHORT, optimizer="none such")
    model, ending = broken.run()
    assert model is None
    assert "nobody thought of (KeyError)" in ending
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("optimizer", "rate"), [("sgd", 1e30), ("adam", 1e38)])
def test_it_says_in_words_that_it_diverged(optimizer: str, rate: float) -> None:
    recipe = Recipe(
        hidden=8,
        epochs=20,
        batch_size=10,
        learning_rate=rate,
        optimizer=optimizer,
        data="strokes",
        images=200,
    )
    model, ending = job(recipe).run()
    assert model is None
    assert "diverged: the loss is no number any more. Lower the learning rate." in ending


def test_without_mnist_it_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MNISTFF_DATA", str(tmp_path / "file"))
    model, ending = job(Recipe()).run()
    assert model is None
    assert ending.endswith("Or choose the pen strokes as data.")
