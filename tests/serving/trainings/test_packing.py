"""The zip of a run."""

import threading
import zipfile
from pathlib import Path

import pytest
import torch

from mnistff import artifact
from mnistff.recipes import Recipe
from mnistff.serving.images import TestImages
from mnistff.serving.trainings.job import Job
from mnistff.serving.trainings.packing import pack


@pytest.fixture(scope="module")
def result() -> artifact.Artifact:
    recipe = Recipe(hidden=8, epochs=1, data="strokes", images=100, batch_size=10)
    return Job(recipe, 0, threading.Event()).run()[0]


def test_the_zip_holds_an_artifact_that_can_be_loaded(result: artifact.Artifact, tmp_path: Path) -> None:
    """In a folder of its own: two visitors may both have a run 1."""
    path = Path(pack(result, "run-1", TestImages(), str(tmp_path / "new")))
    assert path.name == "run-1.zip"
    assert path.parent.parent == tmp_path / "new"
    assert [each.name for each in path.parent.iterdir()] == ["run-1.zip"]
    zipfile.ZipFile(path).extractall(tmp_path / "out")
    loaded = artifact.load(tmp_path / "out" / "run-1")
    assert sorted(file.name for file in loaded.folder.iterdir()) == sorted(artifact.FILES)
    assert torch.equal(loaded.model[0].weight, result.model[0].weight)
    assert loaded.metrics["epochs"][0]["epoch"] == pytest.approx(0.2)
