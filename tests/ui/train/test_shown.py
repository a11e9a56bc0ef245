"""What the Train tab shows of trainings."""

import json
import threading
from pathlib import Path

import pytest
import torch

from mnistff import ui
from mnistff.artifact import PRETRAINED, Artifact, load_all
from mnistff.evaluation import wilson
from mnistff.handwriting import Digit, halve
from mnistff.recipes import Recipe
from mnistff.serving.models import Models
from mnistff.serving.trainings.job import Job
from mnistff.serving.trainings.trainer import look_at
from mnistff.serving.trainings.visitors import MOST_RUNS, Made, Visitors
from mnistff.sketch import rasterise
from mnistff.ui.page.colours import RUNS
from mnistff.ui.train.settings import ALL, LECTURE, run_name
from mnistff.ui.train.shown import cockpit_value, how_well, made_value, read_by_others, row, training_value

RECIPE = Recipe(hidden=8, epochs=1, data="strokes", images=100, batch_size=10, learning_rate=0.01)


@pytest.fixture(scope="module")
def job() -> Job:
    job = Job(RECIPE, 3, threading.Event(), image=torch.rand(1, 28, 28))
    job.result = job.run()
    return job


@pytest.fixture(scope="module")
def artifact(job: Job) -> Artifact:
    return job.result[0]


def test_a_training_is_shown_by_its_curves_its_answers_and_its_units(job: Job) -> None:
    shown = training_value(look_at(job), "run 1: 8 units", 1, 8)
    assert [record[0] for record in shown["records"]] == pytest.approx([0.2, 0.5, 0.7, 1])
    assert shown["records"][-1][3] == pytest.approx(job.records[-1].test_accuracy, abs=1e-5)
    assert [epoch for epoch, _ in shown["answers"]] == [0, *(record[0] for record in shown["records"])]
    assert (shown["done"], shown["epochs"], shown["units"]) == (1, 1, 8)
    json.dumps(cockpit_value("text", training=shown), allow_nan=False)


def test_a_page_is_told_its_ticket_and_its_runs(artifact: Artifact) -> None:
    visitors, made = Visitors(Models({"small": artifact})), Made()
    for _ in range(2):
        visitors.keep(made, artifact, "small")
    value = made_value(made, visitors.models)
    assert value["ticket"] == made.ticket
    first, second = value["runs"]
    assert first["key"] == made.runs[0].key != second["key"]
    assert second["name"] == (
        "run 2: 8 units, 1 epoch, batch of 10, lr 0.01, pen strokes, 100 images, seed 3"
    )
    assert first["label"].startswith("run 1 (")
    assert len(first["records"]) == 4
    json.dumps(value, allow_nan=False)


def test_a_row_has_the_accuracies_and_every_setting_as_the_form_shows_it(artifact: Artifact) -> None:
    cells = row(artifact.metrics)
    assert cells["the pen-stroke test set"] == f"{artifact.evaluations['strokes'].accuracy:.2%}"
    assert cells["MNIST's test set"] == "–"
    assert cells["its training images"] == f"{artifact.metrics['train_accuracy']:.2%}"
    for setting in ALL.values():
        assert setting.label in cells
    assert (cells["Hidden units"], cells["Learning rate"], cells["Seed"]) == ("8", "0.01", "3")
    assert (cells["Optimizer"], cells["Data"]) == ("Adam", "pen strokes")


def test_how_well_it_reads_is_said_in_a_sentence(artifact: Artifact) -> None:
    reads, trained = artifact.evaluations["strokes"].accuracy, artifact.metrics["train_accuracy"]
    assert how_well(artifact) == (
        f"It reads {reads:.1%} of the pen-stroke test set, {trained:.1%} of its training images."
    )


def test_what_was_learnt_of_ones_own_digits_is_held_against_what_the_others_read_of_the_same() -> None:
    bars = [Digit("ann", at % 10, rasterise([[[at % 17, 0], [8, 50 + at]]])) for at in range(30)]
    halves = halve(bars, 3)
    job = Job(RECIPE, 3, threading.Event(), halves=halves)
    learnt, ending = job.run()
    assert learnt is not None, ending
    models = Models(load_all(PRETRAINED.values()))
    labels = [digit.label for digit in halves.measured]
    read = {
        name: sum(
            int(model(digit.image.flatten()).argmax()) == label
            for digit, label in zip(halves.measured, labels, strict=True)
        )
        for name, model in {"run": learnt.model, **{key: each.model for key, each in models.items()}}.items()
    }
    low, high = wilson(read["run"], 15)
    shares = {name: f"{right / 15:.1%}" for name, right in read.items()}
    others = read_by_others(models, halves.measured)
    assert others == f"robust {shares['robust']}, lecture {shares['lecture']}"
    assert f" {shares['run']} of the handwriting kept apart ({others}), " in how_well(learnt, others)
    assert row(learnt.metrics)["the handwriting kept apart"] == (
        f"{read['run'] / 15:.2%} of 15 digits, so {low:.0%} to {high:.0%} of all"
    )
    assert learnt.evaluations["handwriting"].labels.tolist() == labels
    assert row(learnt.metrics)["handwriting that joined"] == "15 digits, each once"
    assert list(row(learnt.metrics)) == list(row(Job(RECIPE, 3, threading.Event()).run()[0].metrics))
    visitors, made = Visitors(models), Made()
    visitors.keep(made, learnt, "lecture")
    (run,) = made_value(made, models)["runs"]
    assert run["name"].endswith(", and yours") and run["with_handwriting"]


def test_the_runs_that_are_kept_and_a_training_have_colours_of_their_own() -> None:
    assert len(set(RUNS)) == MOST_RUNS + 1
    script = Path(ui.__file__).with_name("train") / "runs" / "runs.mjs"
    assert f"COLOURS = {len(RUNS)};" in script.read_text(encoding="utf-8")


def test_every_setting_has_a_name_for_a_run_that_differs_in_it() -> None:
    assert run_name("run 1", LECTURE) == "run 1: as in the lecture"
    differing = {"hidden": 512, "learning_rate": 1e-6, "softmax": "added", "images": 1000, "seed": 2**32 - 1}
    assert run_name("run 2", LECTURE | differing) == (
        "run 2: 512 units, lr 0.000001, 1,000 images, softmax added before it, seed 4,294,967,295"
    )


def test_no_value_is_like_the_last_so_a_page_that_waits_hears_of_each() -> None:
    assert cockpit_value("Waiting for its turn…", under_way=True) != cockpit_value(
        "Waiting for its turn…", under_way=True
    )
