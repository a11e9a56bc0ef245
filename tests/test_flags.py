"""What train.py may be called with."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import torch

import train
from mnistff import flags
from mnistff.recipes import SETTINGS


def read(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict:
    monkeypatch.setattr(sys, "argv", ["train.py", *arguments])
    return vars(flags.read_flags("Train."))


def test_what_is_left_out_is_left_to_the_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    options = read(monkeypatch)
    assert (options["recipe"], options["seed"]) == ("lecture", 0)
    assert {options[name] for name in SETTINGS} == {None}


def test_what_is_given_is_read_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = ["--epochs", "3", "--hidden", "10000", "--images", "60000", "--learning-rate", "1e-3"]
    options = read(monkeypatch, *numbers, "--seed", "4294967295", "--device", "cpu", "--output=-out")
    assert (options["epochs"], options["hidden"], options["images"]) == (3, 10_000, 60_000)
    assert (options["learning_rate"], options["seed"]) == (0.001, 2**32 - 1)
    assert options["device"] == torch.device("cpu")
    assert options["output"] == Path("-out").absolute()  # no flag, where it is passed on


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--images", "60001"], "60001 is no whole number from 1 to 60,000"),
        (["--order", "random"], "invalid choice: 'random'"),
        (["--epochs", "0"], "0 is no whole number from 1"),
        (["--hidden", "many"], "many is no whole number from 1 to 10,000"),
        (["--learning-rate", "-1"], "-1 is no number above 0"),
        (["--learning-rate", "nan"], "nan is no number above 0"),
        (["--seed", "-1"], "-1 is no whole number"),
        (["--device", "cuda:7"], "there is no device cuda:7 here"),
        (["--device", "abacus"], "there is no device abacus here"),
        (["--recipe", "cake"], "invalid choice: 'cake'"),
        (["--output", ""], "it is empty"),
        (["--output", "~nobody-of-this-name/lecture"], "spell it out"),
        (["--data-dir", ""], "it is empty"),
        (["--device", "meta"], "there is no device meta here"),
        (["--push-to", "digits"], "digits is not USER/REPO"),
        (["--push-to", "ann/digits@v1"], "give the branch with --revision"),
        (["--push-only", "artifacts/lecture"], "need --push-to USER/REPO"),
        (["--private"], "need --push-to USER/REPO"),
    ],
)
def test_a_mistake_is_a_sentence_and_exit_code_2(
    refusal: Callable[[ModuleType, list[str]], str], arguments: list[str], sentence: str
) -> None:
    assert sentence in refusal(train, arguments)


def test_help_suffices(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read(monkeypatch, "--help")
    assert not ended.value.code
    printed = capsys.readouterr().out
    for flag in ("--recipe", "--data", "--epochs", "--hidden", "--batch-size", "--learning-rate"):
        assert flag in printed
    for flag in ("--seed", "--device", "--data-dir", "--output", "MNISTFF_DATA"):
        assert flag in printed
    for flag in ("--push-to", "--push-only", "--private", "--revision"):
        assert flag in printed
