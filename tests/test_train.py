"""train.py as it is run."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from loopback_hub import LoopbackHub, error
from serving import ROOT

import train
from mnistff import artifact


def command(*arguments: object) -> list[str]:
    return [sys.executable, "train.py", *map(str, arguments)]


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, digits) -> tuple[Path, str]:
    """A whole run on a small MNIST: the artifact's folder and what was printed."""
    from conftest import FILES, write_idx

    root = tmp_path_factory.mktemp("train")
    raw = root / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, part in zip(FILES, (digits.images, digits.labels) * 2, strict=True):
        write_idx(raw / name, part)
    options = ["--data-dir", root / "data", "--output", root / "out"]
    settings = ["--epochs", 3, "--hidden", 24, "--batch-size", 20, "--learning-rate", "0.002", "--seed", 7]
    result = run(*options, *settings)
    assert result.returncode == 0, result.stderr
    return root / "out", result.stdout


def test_it_leaves_an_artifact_with_the_settings_given(finished: tuple[Path, str]) -> None:
    folder, _ = finished
    loaded = artifact.load(folder)
    settings = loaded.metrics["settings"]
    assert loaded.model.hidden == settings["hidden"] == 24
    assert (settings["epochs"], settings["batch_size"], settings["learning_rate"]) == (3, 20, 0.002)
    assert loaded.metrics["seed"] == 7
    assert len(loaded.metrics["epochs"]) == 3
    assert loaded.evaluations["mnist"].accuracy > 0.8
    assert sorted(path.name for path in folder.iterdir()) == sorted(artifact.FILES)


def test_it_says_how_it_went(finished: tuple[Path, str]) -> None:
    folder, printed = finished
    assert [line.split()[1] for line in printed.splitlines() if line.startswith("epoch")] == ["1", "2", "3"]
    accuracy = artifact.load(folder).evaluations["mnist"].accuracy
    assert f"accuracy on MNIST's test set: {accuracy:.2%}" in printed
    assert " taken for " in printed
    assert printed.rstrip().endswith(f"python app.py --model {folder}")


def test_the_model_card_tells_its_numbers(finished: tuple[Path, str]) -> None:
    folder, _ = finished
    card = (folder / artifact.CARD).read_text()
    loaded = artifact.load(folder)
    assert f"{loaded.evaluations['mnist'].accuracy:.2%}" in card
    assert f"{loaded.evaluations['strokes'].accuracy:.2%}" in card
    assert "24 hidden units → 10 digits, 19,090 parameters" in card
    assert "$" not in card


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
        (["--output", "train.py"], "train.py is a file"),
        (["--output", "mnistff"], "would be lost"),
        (["--data-dir", "train.py"], "could not be fetched"),
        (["--push-to", "digits"], "digits is not USER/REPO"),
        (["--push-to", "ann/digits@v1"], "give the branch with --revision"),
        (["--push-only", "artifacts/lecture"], "need --push-to USER/REPO"),
        (["--private"], "need --push-to USER/REPO"),
    ],
)
def test_an_error_is_a_sentence_and_exit_code_2(
    refusal: Callable[[ModuleType, list[str]], str], arguments: list[str], sentence: str
) -> None:
    assert sentence in refusal(train, arguments)


def test_the_robust_recipe_trains_on_strokes_alone_where_there_is_no_mnist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = ["--recipe", "robust", "--data", "strokes", "--epochs", 4, "--hidden", 16, "--images", 6_000]
    monkeypatch.setattr(
        sys, "argv", command(*settings, "--data-dir", tmp_path / "none", "--output", tmp_path / "out")[1:]
    )
    train.main()
    loaded = artifact.load(tmp_path / "out")
    assert list(loaded.evaluations) == ["strokes"]
    assert loaded.evaluations["strokes"].accuracy > 0.5
    assert loaded.metrics["settings"]["distortion"]["elastic"] > 0
    assert loaded.metrics["train_images"] == 6_000
    assert not (tmp_path / "none").exists()


def test_a_diverging_training_keeps_nothing(small_mnist: Path, tmp_path: Path) -> None:
    result = run("--data-dir", small_mnist, "--output", tmp_path / "out", "--learning-rate", "1e38")
    assert result.returncode == 2
    assert "Lower the learning rate" in result.stderr
    assert not (tmp_path / "out").exists()


def test_ctrl_c_keeps_the_previous_artifact(finished: tuple[Path, str], small_mnist: Path) -> None:
    folder, _ = finished
    before = artifact.load(folder).metrics
    process = subprocess.Popen(
        command("--data-dir", small_mnist, "--output", folder, "--epochs", 100_000),
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that starts the tests in the background makes all that they start deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout.readline().startswith("epoch  1")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "as it was before" in errors
    assert "Traceback" not in errors
    assert artifact.load(folder).metrics == before
    assert not list(folder.parent.glob(".out-*"))


@pytest.mark.parametrize(("token", "sentence"), [("", "no token"), ("hf_read", "can't write")])
def test_who_may_not_push_is_told_before_training(
    the_hub: LoopbackHub, small_mnist: Path, tmp_path: Path, token: str, sentence: str
) -> None:
    arguments = ["--data-dir", small_mnist, "--output", tmp_path / "out", "--push-to", "ann/early"]
    result = run(*arguments, HF_TOKEN=token)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert "epoch" not in result.stdout
    assert not (tmp_path / "out").exists()


def test_a_push_that_fails_after_training_loses_nothing(
    the_hub: LoopbackHub, small_mnist: Path, tmp_path: Path
) -> None:
    the_hub.fault = lambda request: error(507) if "/commit/" in request.url.path else None
    folder = tmp_path / "out"
    settings = ["--epochs", 1, "--hidden", 16, "--data-dir", small_mnist, "--output", folder]
    result = run(*settings, "--push-to", "ann/late", "--private", "--revision", "trial", HF_TOKEN="hf_write")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "hf_write" not in result.stdout + result.stderr
    loaded = artifact.load(folder)
    again = result.stderr.splitlines()[-1]
    assert again == f"python train.py --push-only {folder} --push-to ann/late --private --revision trial"

    the_hub.fault = lambda request: None
    result = run(*again.split()[2:], HF_TOKEN="hf_write")
    assert result.returncode == 0, result.stderr
    repository = the_hub.repositories["ann/late"]
    accuracy = f"{loaded.evaluations['mnist'].accuracy:.2%}"
    assert repository.private
    assert repository.branches["main"] is None
    assert repository.commit("trial").message == f"Recipe lecture: {accuracy} on MNIST's test set"


def test_help_suffices() -> None:
    printed = run("--help").stdout
    for flag in ("--recipe", "--data", "--epochs", "--hidden", "--batch-size", "--learning-rate"):
        assert flag in printed
    for flag in ("--seed", "--device", "--data-dir", "--output", "MNISTFF_DATA"):
        assert flag in printed
    for flag in ("--push-to", "--push-only", "--private", "--revision"):
        assert flag in printed
