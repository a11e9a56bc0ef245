"""The files beside this one, and what is said of a model."""

from functools import cache
from pathlib import Path

from mnistff.artifact import Artifact
from mnistff.datasets import TEST_SETS
from mnistff.system.text import escaped

LONGEST_ORIGIN = 1_000
"""In letters, of where a model comes from and what went wrong there."""


@cache
def read(name: str) -> str:
    """The text of a file beside this one."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def in_words(name: str, artifact: Artifact) -> str:
    """Which weights these are, how well they read, and where they come from, in HTML.

    Names and sentences in it may come from the Hub, so all but the tags is escaped.
    """
    accuracies = ", ".join(
        f"<b>{evaluation.accuracy:.2%}</b> right on {escaped(TEST_SETS[test_set])}"
        for test_set, evaluation in artifact.evaluations.items()
    )
    return (
        f"<p><b>{escaped(name)}</b>, {artifact.model.hidden} hidden units, "
        f"recipe {escaped(artifact.metrics['recipe'])}: {accuracies}. "
        f"{escaped(artifact.origin, LONGEST_ORIGIN)}</p>"
    )
