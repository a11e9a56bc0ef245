"""A run as a folder, for the Hub, and as a zip, for app.py and for train.py."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mnistff.artifact import Artifact
from mnistff.data import Samples, to_inputs
from mnistff.serving.images import TestImages


@contextmanager
def as_folder(artifact: Artifact, name: str, images: TestImages) -> Iterator[Path]:
    """Write an artifact's folder, card and figures too; it is there until the block is left.

    Raises:
        DataError: the images for its figures cannot be had.
    """
    from mnistff import runs

    labels = artifact.evaluations[artifact.main_test_set].labels
    pictures = images.get(artifact.main_test_set, labels)
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(beside) / name
        folder.mkdir()
        samples = Samples(to_inputs(pictures), labels)
        runs.write(folder, artifact.model, artifact.metrics, artifact.evaluations, samples)
        yield folder


def pack(artifact: Artifact, name: str, images: TestImages, place: str) -> str:
    """Write an artifact's folder as a zip; its path, in a new folder in `place`.

    Raises:
        DataError: the images for its figures cannot be had.
    """
    with as_folder(artifact, name, images) as folder:
        Path(place).mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=place)) / name
        return shutil.make_archive(str(new), "zip", folder.parent, name)
