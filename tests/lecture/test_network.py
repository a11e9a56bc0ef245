"""The live results that need no images."""

import pytest

from mnistff.lecture import network

SHIPPED = network.shipped()
EVALUATION = SHIPPED.evaluations["mnist"]


def rows(blocks: list[dict]) -> list[list]:
    return next(block["rows"] for block in blocks if block["kind"] == "table")


def words(blocks: list[dict]) -> str:
    return " ".join(block["text"] for block in blocks if "text" in block)


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
