"""What Gradio's plots are told of the charts' columns."""

import threading

import gradio as gr
import pandas as pd
import pytest

from mnistff import artifact
from mnistff.recipes import Recipe
from mnistff.serving.trainings.job import Job
from mnistff.serving.trainings.visitors import MOST_RUNS, Run
from mnistff.training import EpochRecord
from mnistff.ui.train import charts

RECORDS = [
    EpochRecord(1, 2, None, 2, 0, 0.1),  # whole numbers, as a first epoch may give
    EpochRecord(1.5, float("nan"), None, float("inf"), 0.25, 0.1),  # a learning rate too high
    EpochRecord(2, 0.5, None, 0.75, 1, 0.1),
]
NUMBER, NAME = "quantitative", "nominal"


def run(name: str, count: int) -> Run:
    records = [{"epoch": record.epoch, "test_accuracy": record.test_accuracy} for record in RECORDS[:count]]
    return Run(name, name, {"epochs": records})


def types(frame: pd.DataFrame) -> dict[str, str]:
    """What the page is told of each column: whether it holds numbers or names."""
    return gr.LinePlot(x="epoch", y=frame.columns[1]).postprocess(frame).datatypes


@pytest.mark.parametrize("count", range(4))
def test_numbers_are_numbers_however_few(count: int) -> None:
    records = RECORDS[:count]
    assert types(charts.losses(records)) == {"epoch": NUMBER, "loss": NUMBER, "of": NAME}
    assert types(charts.accuracies(records)) == {"epoch": NUMBER, "per cent": NUMBER}
    assert types(charts.comparison([run("run 1", count), run("run 2", 0)])) == {
        "epoch": NUMBER,
        "per cent": NUMBER,
        "run": NAME,
    }


def test_the_rows_are_the_records() -> None:
    assert charts.accuracies(RECORDS).to_numpy().tolist() == [[1, 0], [1.5, 25], [2, 100]]
    assert charts.losses(RECORDS[2:]).to_numpy().tolist() == [
        [2, 0.5, "training images, while it learns"],
        [2, 0.75, "test images"],
    ]
    assert charts.comparison([run("run 1", 1), run("run 2", 2)])["run"].tolist() == [
        "run 1",
        "run 2",
        "run 2",
    ]


@pytest.fixture(scope="module")
def result() -> artifact.Artifact:
    recipe = Recipe(hidden=8, epochs=1, data="strokes", images=100, batch_size=10)
    return Job(recipe, 0, threading.Event()).run()[0]


def test_the_table_and_the_chart_hold_the_runs(result: artifact.Artifact) -> None:
    runs = [Run("run 1", "own-1", result.metrics), Run("run 3", "own-3", result.metrics)]
    table = charts.table(runs)
    assert table["run"].tolist() == ["run 1", "run 3"]
    row = table.iloc[0].to_dict()
    assert (row["hidden units"], row["data"], row["shuffle"]) == (8, "pen strokes", "every epoch")
    assert row["the pen-stroke test set"] == f"{result.evaluations['strokes'].accuracy:.2%}"
    assert row["MNIST's test set"] == "–"
    chart = charts.comparison(runs)
    assert chart["epoch"].tolist() == pytest.approx([0.2, 0.5, 0.7, 1] * 2)
    assert chart["per cent"].iloc[-1] == pytest.approx(100 * result.evaluations["strokes"].accuracy)
    assert charts.colours(runs) == {"run 1": charts.RUNS[0], "run 3": charts.RUNS[1]}


def test_as_many_runs_are_kept_as_there_are_colours() -> None:
    assert len(set(charts.RUNS)) == MOST_RUNS
