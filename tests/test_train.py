"""train.py as it is run."""

import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TextIO

import pytest
from tqdm import tqdm

import train
from mnistff import artifact, handwriting
from mnistff.system.interrupts import Interrupted, all_as_ctrl_c
from support.apart import PATIENCE, next_line, rest_of
from support.forked import forked, run_forked
from support.loopback_hub import LoopbackHub, error
from support.served import ROOT


def command(*arguments: object) -> list[str]:
    return [sys.executable, "train.py", *map(str, arguments)]


def train_here(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run train.py in this process, which saves importing torch; what it exits with."""
    monkeypatch.setattr(sys, "argv", ["train.py", *map(str, arguments)])
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))  # the program wraps them
    try:
        train.main()
        return 0
    except SystemExit as ended:
        return ended.code


def run(
    *arguments: object, options: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    program, *rest = command(*arguments)
    return subprocess.run(
        [program, *options, *rest],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@pytest.fixture
def without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where matplotlib is not installed well: what is written has none, and to draw them takes a while."""
    monkeypatch.delattr("mnistff.artifact.plots", raising=False)
    monkeypatch.setitem(sys.modules, "mnistff.artifact.plots", None)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, digits) -> tuple[Path, str]:
    """A whole run on a small MNIST: the artifact's folder and what was printed."""
    from support.mnist_files import write_mnist

    root = tmp_path_factory.mktemp("train")
    options = ["--data-dir", write_mnist(root / "data", digits, digits), "--output", root / "out"]
    settings = ["--epochs", 3, "--hidden", 24, "--batch-size", 20, "--learning-rate", "0.002", "--seed", 7]
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(sys, "stdout", printed)
        assert train_here(monkeypatch, *options, *settings) == 0
    printed.flush()
    return root / "out", printed.buffer.getvalue().decode()


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
        (["--output", "train.py"], "train.py is a file"),
        (["--output", "mnistff"], "would be lost"),
        (["--output", "."], "the folder that you are in"),
        (["--output", ".."], "around it"),
        (["--output", "/"], "around it"),
        (["--output", "n" * 300], "File name too long"),
        (["--output", "train.py/lecture"], "cannot be written to: Not a directory"),
        (["--data-dir", "n" * 300], "File name too long"),
        (["--data-dir", "train.py"], "could not be fetched"),
    ],
)
def test_an_error_is_a_sentence_and_exit_code_2(
    refusal: Callable[[ModuleType, list[str]], str], arguments: list[str], sentence: str
) -> None:
    assert sentence in refusal(train, arguments)


@pytest.mark.parametrize(
    ("options", "environment", "sentence"),
    [
        (("-S",), {}, "No module named 'tqdm'. To install what it needs: python -m pip install -r"),
        ((), {"SSL_CERT_FILE": "/nowhere"}, "The certificates of SSL_CERT_FILE in the environment can't"),
        ((), {"HF_HUB_ETAG_TIMEOUT": "abc"}, "HF_HUB_ETAG_TIMEOUT in the environment must be a whole number"),
    ],
)
def test_what_goes_wrong_while_it_starts_is_a_sentence(
    options: tuple[str, ...], environment: dict[str, str], sentence: str
) -> None:
    result = run("--epochs", 1, options=options, **environment)
    assert result.returncode != 0
    assert result.stderr.startswith(f"train.py: {sentence}")
    assert len(result.stderr.splitlines()) == 1


NOTHING_TO_WAIT_FOR = ["--data", "strokes", "--images", 100, "--hidden", 16]
"""A training that takes a moment."""


def test_whoever_reads_the_first_line_alone_has_the_model_all_the_same_and_figures_are_left_out(
    tmp_path: Path,
) -> None:
    """A pipe that breaks, and figures that can't be drawn, as nobody knows how: in a process of its own."""
    folder = tmp_path / "two words" / "it's ~ here"
    with (tmp_path / "errors").open("w") as errors:
        process = subprocess.Popen(
            command(*NOTHING_TO_WAIT_FOR, "--epochs", 3, "--output", folder),
            cwd=ROOT,
            env={**os.environ, "MPLBACKEND": "nonsense"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert next_line(process).startswith("epoch  1")
        process.stdout.close()
        assert process.wait(PATIENCE) == 0
    assert len(artifact.load(folder).metrics["epochs"]) == 3
    assert sorted(path.name for path in folder.iterdir()) == sorted([*artifact.REQUIRED, artifact.CARD])
    assert "'nonsense' is not a valid value" in (tmp_path / "errors").read_text()


def full_disk() -> TextIO:
    if not Path("/dev/full").exists():
        pytest.skip("Needs /dev/full.")
    return Path("/dev/full").open("w")


@pytest.mark.parametrize("stream", [full_disk, lambda: None], ids=["full", "closed"])
def test_a_training_that_nobody_reads_of_is_not_lost(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    without_figures: None,
    stream: Callable[[], TextIO | None],
) -> None:
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, stream())
    assert train_here(monkeypatch, *NOTHING_TO_WAIT_FOR, "--epochs", 3, "--output", tmp_path / "out") == 0
    assert len(artifact.load(tmp_path / "out").metrics["epochs"]) == 3


def test_without_figures_it_says_so_and_where_the_model_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    without_figures: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "two words" / "it's ~ here"
    assert train_here(monkeypatch, *NOTHING_TO_WAIT_FOR, "--epochs", 1, "--output", folder) == 0
    printed = capsys.readouterr().out
    assert "Without loss.png, confusion.png, mistakes.png" in printed
    assert shlex.split(printed.splitlines()[-1]) == ["python", "app.py", "--model", str(folder)]
    assert artifact.load(folder).model.hidden == 16


def test_the_robust_recipe_trains_on_strokes_alone_where_there_is_no_mnist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = ["--recipe", "robust", "--data", "strokes", "--epochs", 5, "--hidden", 16, "--images", 3_000]
    places = ["--data-dir", tmp_path / "none", "--output", tmp_path / "out"]
    assert train_here(monkeypatch, *settings, *places) == 0
    loaded = artifact.load(tmp_path / "out")
    assert list(loaded.evaluations) == ["strokes"]
    assert loaded.evaluations["strokes"].accuracy > 0.5
    assert loaded.metrics["settings"]["distortion"]["elastic"] > 0
    assert loaded.metrics["train_images"] == 3_000
    assert 0.1 < loaded.metrics["temperature"] < 10
    assert not (tmp_path / "none").exists()


def test_handwriting_joins_the_training_and_what_measures_it_is_in_the_artifact_and_no_digit(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    without_figures: None,
) -> None:
    files = []
    for writer, count in (("zelda", 20), ("quentin", 30), ("xaver", 10)):
        path = tmp_path / f"{writer}.jsonl"
        digits = [
            {"writer": writer, "label": at % 10, "strokes": [[[at, 0], [77.25, 60 + at]]]}
            for at in range(count)
        ]
        path.write_text("".join(f"{json.dumps(digit)}\n" for digit in digits), encoding="utf-8")
        files.append(path)
    options = ("--data", "strokes", "--images", 900, "--epochs", 1)
    assert not train_here(monkeypatch, *options, "--drawn", *files, "--output", tmp_path / "class")
    printed = capsys.readouterr().out
    found = artifact.load(tmp_path / "class")
    said = found.metrics["handwriting"]
    assert (said["learnt_writers"], said["measured_writers"], said["by_writer"]) == (2, 1, True)
    assert said["learnt"] + said["measured"] == 60
    sentence = handwriting.in_words(said)
    assert f"\n{sentence}\n" in f"\n{printed}"
    evaluation = found.evaluations["handwriting"]
    assert len(evaluation.labels) == said["measured"]
    assert found.metrics["test_accuracy"]["handwriting"] == evaluation.accuracy
    assert f"accuracy on the handwriting kept apart: {evaluation.accuracy:.2%}" in printed
    assert f"({said['measured']} digits can tell that it is " in printed
    assert found.metrics["train_images"] == 900 + said["learnt"] * said["times"]
    card = (tmp_path / "class" / artifact.CARD).read_text(encoding="utf-8")
    assert sentence in card
    assert f"| the handwriting kept apart | {said['measured']} | {evaluation.accuracy:.2%} |" in card
    for file in (tmp_path / "class").iterdir():
        content = file.read_bytes()
        assert not any(trace in content for trace in (b"77.25", b"zelda", b"quentin", b"xaver"))


def test_handwriting_that_is_none_ends_it_before_it_trains(
    refusal: Callable[[ModuleType, list[str]], str], tmp_path: Path
) -> None:
    (tmp_path / "ann.jsonl").write_text('{"writer": "ann", "label": 10}\n', encoding="utf-8")
    sentence = refusal(train, ["--drawn", str(tmp_path / "ann.jsonl")])
    assert "ann.jsonl, line 1: the label must be a digit from 0 to 9, not 10." in sentence


def test_a_diverging_training_keeps_nothing(
    small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data-dir", small_mnist, "--output", tmp_path / "out", "--learning-rate", "1e38"]
    assert train_here(monkeypatch, *options) == 2
    assert "Lower the learning rate" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_stopped_it_keeps_the_previous_artifact(finished: tuple[Path, str]) -> None:
    folder, _ = finished
    before = artifact.load(folder).metrics
    options = [*NOTHING_TO_WAIT_FOR, "--output", folder, "--epochs", 100_000]
    process = forked(["train.py", *map(str, options)], os.environ)
    assert next_line(process).startswith("epoch  1")
    process.send_signal(signal.SIGINT)
    printed = rest_of(process)
    assert process.wait(PATIENCE) == 130
    assert "as it was before" in printed
    assert "Traceback" not in printed
    assert artifact.load(folder).metrics == before
    assert not list(folder.parent.glob(".out-*"))


def test_stopped_while_a_progress_bar_is_made_it_is_not_left_half_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Older versions of tqdm complain of one that is."""
    whole: list[tqdm] = []

    class Interrupting(tqdm):
        def __init__(self, *arguments: object, **options: object):
            os.kill(os.getpid(), signal.SIGINT)
            super().__init__(*arguments, **options)
            whole.append(self)

    monkeypatch.setattr(train, "tqdm", Interrupting)
    with all_as_ctrl_c(), pytest.raises(Interrupted):
        train.bar([1])
    assert len(whole) == 1


LATE = """
import os, signal, sys
import train
def interrupt(event, arguments):
    if event == "open" and str(arguments[0]).endswith(("evaluation.safetensors", "loss.png")):
        os.kill(os.getpid(), signal.SIGTERM)
sys.addaudithook(interrupt)
train.main()
"""


def test_told_to_end_when_the_training_is_over_it_saves_what_was_learnt(tmp_path: Path) -> None:
    """It is told while the files are written, however often."""
    options = [*NOTHING_TO_WAIT_FOR, "--output", tmp_path / "out", "--epochs", 1]
    printed = run_forked("-c", LATE, *options, code=143)
    assert "Traceback" not in printed
    assert f"The model is in {tmp_path / 'out'}." in printed
    assert artifact.load(tmp_path / "out").model.hidden == 16
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(artifact.FILES)


def test_what_no_disk_takes_is_kept_elsewhere_and_said_where(
    small_mnist: Path,
    tiny_disk: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = ["--data-dir", small_mnist, "--output", tiny_disk / "out", "--epochs", 1, "--hidden", 16]
    assert train_here(monkeypatch, *options) == 2
    errors = capsys.readouterr().err
    assert "No space left on device" in errors
    assert "Traceback" not in errors
    kept = Path(re.search(r"The model is in (.*) instead\.", errors)[1])
    assert errors.splitlines()[-1] == f"python app.py --model {kept}"
    assert artifact.load(kept).metrics["settings"]["hidden"] == 16
    assert not list(tiny_disk.iterdir())
    shutil.rmtree(kept)


def test_what_became_no_place_while_it_trained_is_written_beside_it(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "two words").write_text("a file by now")
    with pytest.raises(SystemExit):
        train.save(
            tmp_path / "two words", lambda folder: shutil.copytree(trained, folder, dirs_exist_ok=True)
        )
    (kept,) = tmp_path.glob("two words-*")
    errors = capsys.readouterr().err
    assert "is a file" in errors
    assert shlex.split(errors.splitlines()[-1])[2:] == ["--model", str(kept)]
    assert artifact.load(kept).model.hidden == 16


def test_a_diverged_or_unwritable_model_leaves_nothing_elsewhere(tmp_path: Path) -> None:
    def write(folder: Path) -> list[str]:
        raise artifact.ArtifactError("There is no room anywhere.")

    with pytest.raises(artifact.ArtifactError, match="no room anywhere"):
        train.save(tmp_path / "out", write)
    assert not list(tmp_path.iterdir())


def test_a_tilde_that_no_shell_expanded_and_a_link_are_followed(
    small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_figures: None
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")
    options = ["--epochs", 1, "--hidden", 16, "--data-dir", "~/data", "--output=~/link"]
    assert train_here(monkeypatch, *options) == 0
    assert artifact.load(tmp_path / "elsewhere").model.hidden == 16
    assert (tmp_path / "link").is_symlink()


def test_what_nobody_thought_of_is_a_sentence_a_traceback_in_the_log_and_exit_code_1(
    small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torchvision.datasets.mnist", None)  # as where it is not installed well
    assert train_here(monkeypatch, "--data-dir", small_mnist, "--output", tmp_path / "out") == 1
    errors = capsys.readouterr().err
    assert errors.splitlines()[1] == "    Traceback (most recent call last):"
    assert "nobody thought of" in errors.splitlines()[-1]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("token", "sentence"), [("", "no token"), ("hf_read", "can't write")])
def test_who_may_not_push_is_told_before_training(
    the_hub: LoopbackHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    token: str,
    sentence: str,
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    arguments = [*NOTHING_TO_WAIT_FOR, "--output", tmp_path / "out", "--push-to", "ann/early"]
    assert train_here(monkeypatch, *arguments) == 2
    printed, errors = capsys.readouterr()
    assert sentence in errors
    assert "Traceback" not in errors
    assert "epoch" not in printed
    assert not (tmp_path / "out").exists()


def test_a_push_that_fails_after_training_loses_nothing(
    the_hub: LoopbackHub,
    small_mnist: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    the_hub.fault = lambda request: error(507) if "/commit/" in request.url.path else None
    folder = tmp_path / "out"
    settings = ["--epochs", 1, "--hidden", 16, "--data-dir", small_mnist, "--output", folder]
    pushing = ["--push-to", "ann/late", "--private", "--revision", "trial"]
    assert train_here(monkeypatch, *settings, *pushing) == 2
    printed, errors = capsys.readouterr()
    assert "Traceback" not in errors
    assert "hf_write" not in printed + errors
    loaded = artifact.load(folder)
    again = errors.splitlines()[-1]
    assert again == f"python train.py --push-only {folder} --push-to ann/late --private --revision trial"

    the_hub.fault = lambda request: None
    run_forked(*again.split()[1:])
    repository = the_hub.repositories["ann/late"]
    accuracy = f"{loaded.evaluations['mnist'].accuracy:.2%}"
    assert repository.private
    assert artifact.WEIGHTS not in repository.commit("main").files
    assert repository.commit("trial").message == f"Recipe lecture: {accuracy} on MNIST's test set"
