"""The images for all visitors: whatever goes wrong with them, nobody waits for ever."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from mnistff.data import FILES, DataError
from mnistff.datasets import MNIST
from mnistff.serving import images
from mnistff.serving.images import FetchedSplit, TestImages
from mnistff.strokes import evaluation_set


@pytest.fixture
def folder(small_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MNISTFF_DATA", str(small_mnist))
    return small_mnist


@pytest.fixture
def any_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What failed is tried again at once."""
    monkeypatch.setattr(images, "SECONDS_BEFORE_NEXT_TRY", 0)


def test_a_folder_that_may_not_be_looked_into_ends_the_wait(
    strangers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (strangers / "MNIST").mkdir(0o000)
    monkeypatch.setenv("MNISTFF_DATA", str(strangers))
    shown = TestImages()
    with pytest.raises(DataError, match=r"cannot be looked into \(Permission denied\)"):
        shown.get("mnist")
    pictures, state = shown.at_hand("mnist")
    assert pictures is None
    assert not state["waiting"]
    assert "can't be shown" in state["note"]
    assert "Permission denied" in state["note"]


def test_what_nobody_thought_of_ends_the_wait_and_the_next_try_may_be_better(
    folder: Path, monkeypatch: pytest.MonkeyPatch, any_moment: None, capsys: pytest.CaptureFixture[str]
) -> None:
    split = FetchedSplit(MNIST, "test")
    with monkeypatch.context() as broken:
        broken.setitem(sys.modules, "torchvision.datasets.mnist", None)  # as where it is not installed well
        with pytest.raises(DataError, match="nobody thought of"):
            split.get()
    assert "Traceback" in capsys.readouterr().err
    assert len(split.get().labels) == 10_000


def test_a_reading_that_failed_is_tried_again(folder: Path, any_moment: None) -> None:
    raw, split = folder / "MNIST" / "raw", FetchedSplit(MNIST, "test")
    good = (raw / FILES[2]).read_bytes()
    (raw / FILES[2]).write_bytes(good[:100])
    with pytest.raises(DataError, match="Delete them"):
        split.get()
    (raw / FILES[2]).write_bytes(good)
    assert len(split.get().labels) == 10_000


def test_images_are_shown_for_an_evaluation_of_them_only(folder: Path) -> None:
    shown = TestImages()
    labels = shown.splits[MNIST.key].get().labels
    assert len(shown.get("mnist", labels)) == 10_000
    assert len(shown.get("mnist", labels[:60])) == 10_000
    more, others = torch.cat([labels, labels]), (labels + 1) % 10
    for strange in (more, others, others[:3]):
        pictures, state = shown.at_hand("mnist", strange)
        assert pictures is None
        assert "other images than those that are here" in state["note"]
        assert not state["waiting"]
    assert len(shown.get("strokes", evaluation_set().labels)) == 2_000
    with pytest.raises(DataError, match="other images"):
        shown.get("strokes", evaluation_set().labels.flip(0))


def test_of_handwriting_the_images_are_not_kept() -> None:
    images, state = TestImages().at_hand("handwriting", torch.zeros(3))
    assert images is None
    assert state["note"].startswith("The images can't be shown. Only the answers to them were kept")
    assert not state["waiting"]
