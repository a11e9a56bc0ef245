"""What is said of a model above the tabs."""

from mnistff.artifact import Artifact
from mnistff.datasets import DATA_SETS, TEST_SETS
from mnistff.system.text import escaped

LONGEST_ORIGIN = 1_000
"""In letters, of where a model comes from and what went wrong there."""


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


def choices_of(artifact: Artifact) -> list[tuple[str, str]]:
    """The test sets that a model was evaluated on, with what to call them for short."""
    return [(each.title, key) for key, each in DATA_SETS.items() if key in artifact.evaluations]
