"""What Gradio's plots are told of the charts' columns."""

import gradio as gr
import pandas as pd
import pytest

from mnistff.training import EpochRecord
from mnistff.ui import charts

RECORDS = [
    EpochRecord(1, 2, None, 2, 0, 0.1),  # whole numbers, as a first epoch may give
    EpochRecord(1.5, float("nan"), None, float("inf"), 0.25, 0.1),  # a learning rate too high
    EpochRecord(2, 0.5, None, 0.75, 1, 0.1),
]
NUMBER, NAME = "quantitative", "nominal"


def run(name: str, count: int) -> charts.Run:
    records = [{"epoch": record.epoch, "test_accuracy": record.test_accuracy} for record in RECORDS[:count]]
    return charts.Run(name, name, {"epochs": records})


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
