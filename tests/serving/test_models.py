"""The models on show: newer weights, old pages, and visitors' own."""

import pytest

from mnistff import artifact
from mnistff.serving.models import OLD_ONES_KEPT, Models

ROBUST, LECTURE = (artifact.load(artifact.PRETRAINED[name]) for name in ("robust", "lecture"))


@pytest.fixture
def models() -> Models:
    return Models({"robust": ROBUST, "lecture": LECTURE})


def test_a_replaced_model_keeps_its_place_and_answers_the_pages_that_have_it(models: Models) -> None:
    models.show({"robust@2": LECTURE, "lecture": LECTURE})
    assert list(models) == ["robust@2", "lecture"]
    assert models["robust@2"] is LECTURE
    assert models["robust"] is ROBUST
    assert models.choices("robust") == [(key, key) for key in ("robust@2", "lecture", "robust")]


def test_old_ones_are_forgotten_in_the_end(models: Models) -> None:
    keys = ["robust", *(f"robust@{number}" for number in range(OLD_ONES_KEPT + 1))]
    for new in keys[1:]:
        models.show({new: ROBUST, "lecture": LECTURE})
    assert "robust" not in models
    assert all(key in models for key in keys[1:])
    assert len(models) == 2


def test_a_visitors_own_model_is_found_by_its_key_alone(models: Models) -> None:
    key, other = models.add_own("run 1", LECTURE), models.add_own("run 1", LECTURE)
    assert key != other
    assert list(models) == ["robust", "lecture"]
    assert models[key] is LECTURE
    assert models.choices(key)[-1] == ("run 1", key)
    models.remove_own(key)
    models.remove_own(key)
    assert key not in models and other in models


def test_many_models_of_visitors_change_nothing_for_the_others(models: Models) -> None:
    """How many there may be, visitors.py says."""
    keys = [models.add_own(f"run {number}", LECTURE) for number in range(500)]
    assert len(set(keys)) == 500
    assert all(key in models for key in keys)
    assert list(models) == ["robust", "lecture"]
    assert models.choices() == [("robust", "robust"), ("lecture", "lecture")]
    for key in keys:
        models.remove_own(key)
    assert not any(key in models or models.label(key) != key for key in keys)


@pytest.mark.parametrize("key", ["", "own-", "own-run 1", "Robust", "robust@1", "__class__"])
def test_there_is_no_other(models: Models, key: str) -> None:
    models.add_own("run 1", LECTURE)
    assert models.get(key) is None
    with pytest.raises(KeyError):
        models[key]
