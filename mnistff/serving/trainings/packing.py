"""A run as a zip, for app.py and for train.py."""

import shutil
import tempfile
from pathlib import Path

from mnistff.artifact import Artifact
from mnistff.data import Samples, to_inputs
from mnistff.serving.images import TestImages


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
