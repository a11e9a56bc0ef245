"""What the Train tab shows of trainings, for Gradio's plots and tables."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from mnistff.datasets import TEST_SETS
from mnistff.recipes import SETTINGS, ChoiceSetting, Setting
from mnistff.serving.trainings.visitors import Run
from mnistff.ui.page.colours import AGAINST, FOR, RUNS

if TYPE_CHECKING:  # the app does not import the training before somebody trains
    from mnistff.training import EpochRecord

LOSSES = {"training images, while it learns": FOR, "test images": AGAINST}


def losses(records: "Iterable[EpochRecord]") -> pd.DataFrame:
    """A row for each loss of each record: `epoch`, `loss`, `of`."""
    rows = [
        (record.epoch, loss, of)
        for record in records
        for of, loss in zip(LOSSES, (record.train_loss, record.test_loss), strict=True)
    ]
    return _frame(rows, epoch=float, loss=float, of=str)


def accuracies(records: "Iterable[EpochRecord]") -> pd.DataFrame:
    """A row for each record: `epoch` and `per cent`."""
    rows = [(record.epoch, 100 * record.test_accuracy) for record in records]
    return _frame(rows, epoch=float, **{"per cent": float})


def comparison(runs: Iterable[Run]) -> pd.DataFrame:
    """A row for each record of each run: `epoch`, `per cent`, `run`."""
    rows = [
        (record["epoch"], 100 * record["test_accuracy"], run.name)
        for run in runs
        for record in run.metrics["epochs"]
    ]
    return _frame(rows, epoch=float, **{"per cent": float}, run=str)


def colours(runs: Iterable[Run]) -> dict[str, str]:
    """A colour for each run."""
    return dict(zip((run.name for run in runs), RUNS, strict=False))


def table(runs: Sequence[Run]) -> pd.DataFrame:
    """A row for each run: how well it reads, in per cent, how long it took, and its settings."""
    rows = []
    for run in runs:
        metrics, settings = run.metrics, run.metrics["settings"]
        rows.append(
            {
                "run": run.name,
                **{name: _percent(metrics["test_accuracy"].get(key)) for key, name in TEST_SETS.items()},
                "training images": _percent(metrics["train_accuracy"]),
                "seconds": metrics["seconds"],
                **{
                    setting.column or setting.label.lower(): _in_words(setting, settings[name])
                    for name, setting in SETTINGS.items()
                },
                "seed": metrics["seed"],
            }
        )
    return pd.DataFrame(rows)


def _frame(rows: list[tuple], **types: type) -> pd.DataFrame:
    """A column of each type. Without rows pandas would choose `object`, which plots take for names."""
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"


def _in_words(setting: Setting, value: Any) -> Any:
    """A setting as its control shows it."""
    return setting.choices[value] if isinstance(setting, ChoiceSetting) else value
