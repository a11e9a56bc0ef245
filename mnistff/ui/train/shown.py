"""What the Train tab shows of trainings: the one that is under way, and the runs that are over."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from mnistff.artifact import Artifact
from mnistff.datasets import DATA_SETS, HANDWRITING, TEST_SETS
from mnistff.evaluation import answer, wilson
from mnistff.handwriting import Digit, as_samples, digits, so_often
from mnistff.serving.models import Models
from mnistff.serving.trainings.trainer import Look
from mnistff.serving.trainings.visitors import Made, Run
from mnistff.ui.page.about import describe
from mnistff.ui.train.settings import ALL, in_words, run_name

NOTHING = "Nothing is being trained."
DECIMALS = 5
"""Of losses and accuracies: more is not seen."""
BEATS = itertools.count()
"""One for each value: the page hears of what changes, and of nothing else."""


def cockpit_value(
    text: str,
    under_way: bool = False,
    error: bool = False,
    made: dict[str, Any] | None = None,
    training: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What `cockpit.mjs` shows.

    Args:
        text: how it goes, in a sentence.
        under_way: whether a training goes on, or waits for its turn.
        training: the one that goes on, or that is just over; as `training_value` has it.
        made: what the page has made, when that is to be shown; as `made_value` has it.
    """
    return {
        "text": text,
        "under_way": under_way,
        "error": error,
        "made": made,
        "training": training,
        "beat": next(BEATS),
    }


def training_value(look: Look, name: str, epochs: int, units: int) -> dict[str, Any]:
    """A training that is looked at: the share that is `done`, its name, its curves, answers and units."""
    records = [(each.epoch, each.train_loss, each.test_loss, each.test_accuracy) for each in look.records]
    return {
        "done": look.done,
        "name": name,
        "epochs": epochs,
        "records": [[round(number, DECIMALS) for number in record] for record in records],
        "answers": look.answers,
        "tiles": look.tiles,
        "units": units,
    }


def made_value(made: Made, models: Models) -> dict[str, Any]:
    """What a page has made: the `ticket` by which the server knows it again, and its `runs`."""
    found = [(run, models.get(run.key)) for run in made.runs]
    return {
        "ticket": made.ticket,
        "runs": [run_value(run, models.label(run.key), artifact) for run, artifact in found if artifact],
    }


def run_value(run: Run, label: str, artifact: Artifact) -> dict[str, Any]:
    """A run: as `about.describe` has its model, its name, its curves, and its row in the table."""
    metrics = run.metrics
    names = ("epoch", "train_loss", "test_loss", "test_accuracy")
    return {
        **describe(run.key, label, artifact),
        "name": run_name(run.name, with_seed(metrics), "handwriting" in metrics),
        "epochs": metrics["settings"]["epochs"],
        "records": [[round(each[name], DECIMALS) for name in names] for each in metrics["epochs"]],
        "row": row(metrics),
    }


def with_seed(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """All that can be set of a training."""
    return {**metrics["settings"], "seed": metrics["seed"]}


def row(metrics: Mapping[str, Any]) -> dict[str, str]:
    """By the column's heading: how well a run reads, how long it took, and its settings."""
    settings = with_seed(metrics)
    return {
        **{each.test_title: _percent(metrics["test_accuracy"].get(key)) for key, each in DATA_SETS.items()},
        HANDWRITING.test_title: _kept_apart(metrics),
        "its training images": _percent(metrics["train_accuracy"]),
        "seconds": f"{metrics['seconds']:.1f}",
        "handwriting that joined": _joined(metrics.get("handwriting")),
        **{setting.label: in_words(name, settings[name]) for name, setting in ALL.items()},
    }


def how_well(artifact: Artifact, others: str = "") -> str:
    """The accuracies of a new model, in a sentence.

    Args:
        others: of handwriting that was kept apart, what `read_by_others` has.
    """
    shares: list[tuple[float, str]] = [
        (
            each.accuracy,
            TEST_SETS[name].test_title + (f" ({others})" if others and name == HANDWRITING.key else ""),
        )
        for name, each in artifact.evaluations.items()
    ]
    shares.append((artifact.metrics["train_accuracy"], "its training images"))
    return f"It reads {', '.join(f'{share:.1%} of {what}' for share, what in shares)}."


def read_by_others(models: Models, measured: Sequence[Digit]) -> str:
    """How much the other models read of the visitor's digits that a new one did not learn from."""
    samples = as_samples(measured)
    shares = [
        f"{models.label(key)} {answer(each.model, samples).accuracy:.1%}" for key, each in models.items()
    ]
    return ", ".join(shares)


def _kept_apart(metrics: Mapping[str, Any]) -> str:
    """What a new model reads of handwriting that it did not learn from, and what so few digits can tell."""
    share = metrics["test_accuracy"].get(HANDWRITING.key)
    if share is None:
        return "–"
    count = metrics["handwriting"]["measured"]
    low, high = wilson(round(share * count), count)
    return f"{share:.2%} of {digits(count)}, so {low:.0%} to {high:.0%} of all"


def _joined(handwriting: Mapping[str, Any] | None) -> str:
    if handwriting is None:
        return "–"
    return f"{digits(handwriting['learnt'])}, each {so_often(handwriting)}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"
