"""The settings of a training: each is told once, and within what flags and page allow."""

import argparse
from dataclasses import asdict, fields, replace

import pytest

from mnistff import artifact
from mnistff.flags import as_flag
from mnistff.recipes import RECIPES, SEED, SETTINGS, ChoiceSetting, NumberSetting, Recipe


def flag(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--it", **as_flag({**SETTINGS, "seed": SEED}[name]))
    return parser


def test_the_lecture_recipe_is_the_lectures() -> None:
    recipe = RECIPES["lecture"]
    assert (recipe.hidden, recipe.epochs, recipe.batch_size) == (128, 10, 128)
    assert (recipe.learning_rate, recipe.data) == (1e-3, "mnist")
    assert not recipe.distortion and not recipe.one_cycle


def test_a_network_of_the_robust_recipe_is_no_larger_than_promised() -> None:
    assert RECIPES["robust"].hidden <= 800


def test_the_settings_are_fields_of_a_recipe_in_its_order() -> None:
    names = [field.name for field in fields(Recipe)]
    assert list(SETTINGS) == [name for name in names if name in SETTINGS]
    others = {"redrawn_every", "distortion", "label_smoothing", "one_cycle", "calibrated"}
    assert set(names) - set(SETTINGS) == others


@pytest.mark.parametrize("name", [*SETTINGS, "seed"])
def test_the_flag_takes_whatever_the_page_offers(name: str) -> None:
    setting = {**SETTINGS, "seed": SEED}[name]
    for value in setting.choices if isinstance(setting, ChoiceSetting) else setting.page:
        assert flag(name).parse_args(["--it", str(value)]).it == value


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("recipe", RECIPES)
def test_the_flag_takes_what_the_recipes_have(recipe: str, name: str) -> None:
    value = getattr(RECIPES[recipe], name)
    assert flag(name).parse_args(["--it", str(value)]).it == value


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("hidden", "0", "0 is no whole number from 1 to 10,000"),
        ("hidden", "10001", "10001 is no whole number from 1 to 10,000"),
        ("epochs", "1.5", "1.5 is no whole number from 1 to 1,000,000"),
        ("images", "60001", "60001 is no whole number from 1 to 60,000"),
        ("seed", "4294967296", "4294967296 is no whole number from 0 to 4,294,967,295"),
        ("learning_rate", "0", "0 is no number above 0"),
        ("learning_rate", "-1", "-1 is no number above 0"),
        ("learning_rate", "inf", "inf is no number above 0"),
        ("learning_rate", "fast", "fast is no number above 0"),
        ("data", "cifar", "invalid choice: 'cifar'"),
    ],
)
def test_the_flag_says_what_it_takes(name: str, text: str, sentence: str) -> None:
    with pytest.raises(argparse.ArgumentError, match=sentence):
        flag(name).parse_args([f"--it={text}"])


def test_a_number_may_be_zero_if_its_setting_says_so() -> None:
    setting = NumberSetting(label="Decay", help="of weights", page=(0, 1), whole=False, may_be_zero=True)
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--it", **as_flag(setting))
    assert parser.parse_args(["--it", "0"]).it == 0
    with pytest.raises(argparse.ArgumentError, match="-1 is no number from 0"):
        parser.parse_args(["--it=-1"])


def test_what_older_artifacts_say_of_their_settings_is_a_recipe() -> None:
    """One that ships was trained before there was a choice of optimizer: what it lacks are the defaults."""
    settings = {name: artifact.load(artifact.PRETRAINED[name]).metrics["settings"] for name in RECIPES}
    assert "optimizer" not in settings["lecture"]
    for name, recipe in RECIPES.items():
        assert asdict(replace(recipe, **settings[name])) == asdict(recipe)
