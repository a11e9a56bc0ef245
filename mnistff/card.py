"""The model card: what an artifact says of itself to people."""

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from mnistff.artifact import TEST_SETS
from mnistff.evaluation import Evaluation, confusion_matrix, worst_confusions

TEMPLATE = Path(__file__).with_suffix(".md")


def model_card(metrics: Mapping[str, Any], evaluations: Mapping[str, Evaluation]) -> str:
    """The text of an artifact's README.md, from its metrics and evaluations."""
    first, evaluation = next(iter(evaluations.items()))
    worst = worst_confusions(confusion_matrix(evaluation.labels, evaluation.predictions))
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        recipe=metrics["recipe"],
        folder=f"artifacts/{metrics['recipe']}",
        hidden=metrics["settings"]["hidden"],
        epochs=metrics["settings"]["epochs"],
        seed=metrics["seed"],
        device=metrics["device"],
        seconds=f"{metrics['seconds']:.0f}",
        parameters=f"{metrics['parameters']:,}",
        accuracies="\n".join(accuracy_lines(metrics, evaluations)),
        test_set=TEST_SETS[first],
        confusions="\n".join(f"- {confusion}" for confusion in worst),
    )


def accuracy_lines(metrics: Mapping[str, Any], evaluations: Mapping[str, Evaluation]) -> list[str]:
    """A Markdown table: the accuracy on what the network was trained on, and on each test set."""
    return [
        "| measured on | images | accuracy |",
        "| --- | --- | --- |",
        f"| what it was trained on | {metrics['train_images']:,} | {metrics['train_accuracy']:.2%} |",
        *(f"| {TEST_SETS[name]} | {len(e.labels):,} | {e.accuracy:.2%} |" for name, e in evaluations.items()),
    ]
