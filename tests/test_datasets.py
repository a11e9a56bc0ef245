"""What can be trained and tested on: each data set holds what its entry says."""

from pathlib import Path

import pytest
import torch

from mnistff import datasets, strokes
from mnistff.data import DataError, data_folder, is_complete, load_mnist
from mnistff.datasets import (
    BOTH,
    DATA_SETS,
    MNIST,
    STROKES,
    TEST_SETS,
    TRAINED_ON,
    DataSet,
    Fetched,
    evaluated_on,
    together,
)


def untouched(parts):
    return parts


@pytest.mark.parametrize("data_set", DATA_SETS.values(), ids=DATA_SETS)
def test_a_test_set_is_as_large_as_is_checked(data_set: DataSet) -> None:
    if isinstance(data_set, Fetched) and not is_complete(data_folder(), data_set.name):
        pytest.skip(f"Needs {data_set.title}: set MNISTFF_DATA to a folder that has it.")
    images, labels = data_set.test_split(data_folder())
    assert images.shape == (data_set.test_images, 28, 28)
    assert labels.unique().tolist() == list(range(10))


def test_so_many_training_images_are_taken(small_mnist: Path) -> None:
    whole = load_mnist("train", small_mnist)
    for count, expected in ((120, 120), (500, 500), (501, 500)):
        images, labels = MNIST.train_split(count, small_mnist, 0, untouched)
        assert torch.equal(images, whole.images[:expected])
        assert torch.equal(labels, whole.labels[:expected])
    assert len(STROKES.train_split(501, None, 0, untouched).labels) == 501


def test_many_digits_are_drawn_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "DRAWN_AT_ONCE", 50)
    seen = []
    train = STROKES.train_split(120, None, 3, lambda parts: seen.append(parts) or parts)
    parts = [strokes.make_split(count, 60 + part) for part, count in enumerate((50, 50, 20))]
    assert len(seen[0]) == 3
    assert torch.equal(train.labels, together(parts).labels)
    assert torch.equal(train.images, together(parts).images)


def test_what_shows_the_same_is_tested_on_too() -> None:
    assert evaluated_on(MNIST.key) == evaluated_on(BOTH) == [MNIST, STROKES]
    assert evaluated_on(STROKES.key) == [STROKES]


@pytest.mark.parametrize("data", TRAINED_ON)
def test_all_but_strokes_are_fetched_and_only_strokes_are_drawn(data: str) -> None:
    assert datasets.fetched(data) == [each for each in evaluated_on(data) if each is not STROKES]
    assert datasets.drawn(data) == (STROKES in TRAINED_ON[data])


def test_what_they_are_called() -> None:
    assert [datasets.title(data) for data in (*TRAINED_ON,)[:2]] == ["MNIST", "pen strokes"]
    assert datasets.title((*TRAINED_ON,)[-1]) == "both"
    assert datasets.description(BOTH) == "MNIST and as many digits drawn by program, as pen strokes"
    titles = [each.test_title for each in TEST_SETS.values()]
    assert titles == ["MNIST's test set", "the pen-stroke test set", "the handwriting kept apart"]


def test_another_in_the_same_files_lies_in_a_folder_of_its_own(small_mnist: Path) -> None:
    (small_mnist / "MNIST").rename(small_mnist / "FashionMNIST")
    images, labels = load_mnist("train", small_mnist, download=False, name="FashionMNIST")
    assert images.shape == (500, 28, 28)
    assert labels.shape == (500,)
    with pytest.raises(DataError, match="MNIST is not in"):
        load_mnist("train", small_mnist, download=False)
