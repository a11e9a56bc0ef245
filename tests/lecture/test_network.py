"""The live results that need no images."""

from pathlib import Path

import pytest

from mnistff.lecture import network

SHIPPED = network.shipped()
EVALUATION = SHIPPED.evaluations["mnist"]


def rows(blocks: list[dict]) -> list[list]:
    return next(block["rows"] for block in blocks if block["kind"] == "table")


def words(blocks: list[dict]) -> str:
    return " ".join(block["text"] for block in blocks if "text" in block)


def test_the_parameters_are_worked_out() -> None:
    blocks = network.network()
    assert "784 · 128 + 128 + 128 · 10 + 10 = 101,770 parameters" in words(blocks)
    assert sum(row[-1] for row in rows(blocks)) == sum(p.numel() for p in SHIPPED.model.parameters())


def test_two_devices_are_an_error() -> None:
    assert "RuntimeError: " in words(network.device())


def test_the_files_are_those_in_the_data_folder(small_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNISTFF_DATA", str(small_mnist))
    assert rows(network.files())[0] == ["train-images-idx3-ubyte", f"{500 * 784 + 16:,}"]
    assert "downloads nothing" in words(network.files())
    (small_mnist / "MNIST/raw/train-images-idx3-ubyte").unlink()
    assert rows(network.files())[0] == ["train-images-idx3-ubyte", "missing"]
    assert "not all on this server" in words(network.files())


def test_the_curves_are_the_recorded_losses() -> None:
    (block,) = network.curves()
    lines = {line["name"]: line["values"] for line in block["lines"]}
    assert len(lines) == 3
    assert lines["test, after the epoch"] == [epoch["test_loss"] for epoch in SHIPPED.metrics["epochs"]]


def test_an_older_artifact_has_two_curves(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = SHIPPED.metrics["epochs"]
    without = {key: value for key, value in first.items() if key != "train_loss_after"}
    monkeypatch.setitem(SHIPPED.metrics, "epochs", [without, {**second, "train_loss_after": None}])
    assert len(network.curves()[0]["lines"]) == 2
    assert [row[2] for row in rows(network.epochs())] == ["", ""]


def test_the_accuracy_is_counted_row_by_row() -> None:
    blocks = network.accuracy()
    for row, value, index, label, right in rows(blocks):
        assert f"{EVALUATION.logits[row].max():.3f}" == value
        assert (index, label) == (EVALUATION.predictions[row], EVALUATION.labels[row])
        assert right == ("yes" if index == label else "no")
    assert rows(blocks)[-1][-1] == "no"
    assert f"{EVALUATION.accuracy:.2%}" in words(blocks)


def test_the_worst_confusions_are_counted() -> None:
    for true, predicted, count, total in rows(network.confusions()):
        of_that_digit = EVALUATION.labels == true
        assert total == of_that_digit.sum()
        assert count == (of_that_digit & (EVALUATION.predictions == predicted)).sum()
