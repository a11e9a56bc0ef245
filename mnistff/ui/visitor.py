"""What the server keeps for a page on which somebody trains."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from mnistff.artifact import TEST_SETS, Artifact
from mnistff.data import Samples, to_inputs
from mnistff.ui.charts import RUNS, Run
from mnistff.ui.images import TestImages
from mnistff.ui.models import Models

MOST_RUNS = len(RUNS)
"""That are kept for a page: their colours are still told apart."""


@dataclass
class Visitor:
    """What ends this page's training, and its runs, of which the oldest are forgotten."""

    stopping: Event | None = None
    runs: list[Run] = field(default_factory=list)
    count: int = 0

    def begin(self) -> Event:
        """A training was asked for, in place of one that may be under way; what ends it."""
        self.stop()
        self.stopping = Event()
        return self.stopping

    def stop(self) -> None:
        """End the training, also one that still waits for its turn; what was learnt is kept."""
        if self.stopping:
            self.stopping.set()

    def keep(self, models: Models, artifact: Artifact, chosen: str) -> Run:
        """Add a run; the model that the page has chosen is not forgotten for it."""
        self.count += 1
        name = f"run {self.count}"
        accuracy = artifact.evaluations[artifact.main_test_set].accuracy
        key = models.add_own(f"{name} ({accuracy:.1%})", artifact)
        self.runs.append(Run(name, key, artifact.metrics))
        if len(self.runs) > MOST_RUNS:
            oldest = next(run for run in self.runs if run.key != chosen)
            self.runs.remove(oldest)
            models.remove_own(oldest.key)
        return self.runs[-1]

    def leave(self, models: Models) -> None:
        """Forget all of it: the page was closed."""
        self.stop()
        for run in self.runs:
            models.remove_own(run.key)


def how_well(artifact: Artifact) -> str:
    """The accuracies of a new model, in a sentence."""
    shares = [(e.accuracy, TEST_SETS[name]) for name, e in artifact.evaluations.items()]
    shares.append((artifact.metrics["train_accuracy"], "its training images"))
    return f"It reads {', '.join(f'{share:.1%} of {what}' for share, what in shares)}."


def pack(artifact: Artifact, name: str, images: TestImages, place: str) -> str:
    """Write an artifact's folder as a zip, card and figures too; its path, in a new folder in `place`.

    Raises:
        DataError: the images for its figures cannot be had.
    """
    from mnistff import runs

    labels = artifact.evaluations[artifact.main_test_set].labels
    pictures = images.get(artifact.main_test_set, labels)
    Path(place).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(beside) / name
        folder.mkdir()
        samples = Samples(to_inputs(pictures), labels)
        runs.write(folder, artifact.model, artifact.metrics, artifact.evaluations, samples)
        new = Path(tempfile.mkdtemp(dir=place)) / name
        return shutil.make_archive(str(new), "zip", beside, name)
