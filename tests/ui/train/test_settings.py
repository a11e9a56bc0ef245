"""The settings of a training in the page, and the things to try."""

import pytest

from mnistff.recipes import RECIPES
from mnistff.serving.requests import RequestError
from mnistff.ui.train.settings import ALL, CHOICES, LECTURE, NUMBERS, form, read_settings, things_to_try


def test_the_first_thing_to_try_is_the_lecture() -> None:
    assert things_to_try()[0]["settings"] == LECTURE
    assert len(things_to_try()) == 12  # as the README says
    assert read_settings(LECTURE) == (RECIPES["lecture"], 0)


def test_the_form_has_every_setting() -> None:
    fields = {field["name"]: field for field in form()}
    assert fields.keys() == ALL.keys()
    assert fields["learning_rate"] == {
        "name": "learning_rate",
        "label": "Learning rate",
        "low": 1e-6,
        "high": 100,
        "whole": False,
        "steps": "thirds",
    }
    assert fields["optimizer"]["choices"] == [("adam", "Adam"), ("sgd", "SGD")]


def test_an_empty_field_is_told_in_words() -> None:
    with pytest.raises(RequestError, match=r"^Epochs is empty; it must be a whole number from 1 to 20\.$"):
        read_settings({**LECTURE, "epochs": None})


@pytest.mark.parametrize("thing", things_to_try(), ids=lambda thing: thing["name"])
def test_every_thing_to_try_may_be_tried(thing: dict) -> None:
    assert set(thing["settings"]) == {*NUMBERS, *CHOICES}
    read_settings(thing["settings"])
    assert thing["lesson"].endswith(".")


@pytest.mark.parametrize("name", NUMBERS)
def test_the_limits_may_be_reached_but_not_passed(name: str) -> None:
    (low, high), label = NUMBERS[name].page, NUMBERS[name].label
    for value in (low, high):
        read_settings({**LECTURE, name: value})
    for value in (low / 2 - 1, 2 * high, "", "8", True, [8], float("nan"), float("inf")):
        with pytest.raises(RequestError, match=f"{label} must be a .*number from"):
            read_settings({**LECTURE, name: value})


def test_parts_of_an_epoch_are_no_setting() -> None:
    with pytest.raises(RequestError, match="Epochs must be a whole number"):
        read_settings({**LECTURE, "epochs": 1.5})
    assert read_settings({**LECTURE, "epochs": 2.0})[0].epochs == 2


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("value", [None, "", "rmsprop", 0, ["adam"], {}])
def test_only_what_there_is_may_be_chosen(name: str, value: object) -> None:
    with pytest.raises(RequestError, match=f"{CHOICES[name].label} must be one of"):
        read_settings({**LECTURE, name: value})
