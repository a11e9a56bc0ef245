"""The runs that are kept for a page, and the zip of one."""

import threading
import zipfile
from pathlib import Path

import pytest
import torch

from mnistff import artifact
from mnistff.training import Recipe
from mnistff.ui import charts
from mnistff.ui.images import TestImages
from mnistff.ui.job import Job
from mnistff.ui.models import Models
from mnistff.ui.visitor import MOST_RUNS, Visitor, pack


@pytest.fixture(scope="module")
def result() -> artifact.Artifact:
    recipe = Recipe(hidden=8, epochs=1, data="strokes", images=100, batch_size=10)
    return Job(recipe, 0, threading.Event()).run()[0]


@pytest.fixture
def models() -> Models:
    return Models({"lecture": artifact.load(artifact.PRETRAINED["lecture"])})


def test_the_oldest_run_is_forgotten_but_not_the_chosen_one(
    models: Models, result: artifact.Artifact
) -> None:
    visitor = Visitor()
    runs = [visitor.keep(models, result, "lecture") for _ in range(MOST_RUNS)]
    runs.append(visitor.keep(models, result, chosen=runs[0].key))
    assert [run.name for run in visitor.runs] == ["run 1", *(f"run {n}" for n in range(3, MOST_RUNS + 2))]
    assert [run.key in models for run in runs] == [True, False] + [True] * (MOST_RUNS - 1)
    visitor.leave(models)
    assert not any(run.key in models for run in runs)


def test_the_table_and_the_chart_hold_the_runs(models: Models, result: artifact.Artifact) -> None:
    visitor = Visitor()
    visitor.keep(models, result, "lecture")
    row = charts.table(visitor.runs).iloc[0].to_dict()
    assert (row["run"], row["hidden units"], row["data"], row["shuffle"]) == (
        "run 1",
        8,
        "pen strokes",
        "every epoch",
    )
    assert row["the pen-stroke test set"] == f"{result.evaluations['strokes'].accuracy:.2%}"
    assert row["MNIST's test set"] == "–"
    chart = charts.comparison(visitor.runs)
    assert chart["epoch"].tolist() == pytest.approx([0.2, 0.5, 0.7, 1])
    assert chart["per cent"].iloc[-1] == pytest.approx(100 * result.evaluations["strokes"].accuracy)


def test_the_zip_holds_an_artifact_that_can_be_loaded(result: artifact.Artifact, tmp_path: Path) -> None:
    path = pack(result, "run-1", TestImages(), str(tmp_path / "new"))
    zipfile.ZipFile(path).extractall(tmp_path / "out")
    loaded = artifact.load(tmp_path / "out" / "run-1")
    assert sorted(file.name for file in loaded.folder.iterdir()) == sorted(artifact.FILES)
    assert torch.equal(loaded.model[0].weight, result.model[0].weight)
    assert loaded.metrics["epochs"][0]["epoch"] == pytest.approx(0.2)
