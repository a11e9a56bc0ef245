"""app.py as it is started."""

import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from serving import ROOT, serving

import app
from mnistff import artifact


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "app.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_folders_given_are_the_models_shown(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.symlink_to(artifact.PRETRAINED["lecture"], target_is_directory=True)
    with serving("--model", str(folder), "--model", str(artifact.PRETRAINED["lecture"])) as url:
        config = urllib.request.urlopen(f"{url}/config").read().decode()
    assert '"choices":[["mine","mine"],["lecture","lecture"]]' in config.replace(" ", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--model", "nowhere"], "nowhere is neither a folder nor USER/REPO[@REVISION]"),
        (["--model", "a/b/c"], "a/b/c is neither a folder nor"),
        (["--model", "ann/digits@"], "ann/digits@ is neither a folder nor"),
        (["--model", "tests"], "tests/model.safetensors is missing"),
        (["--model"], "expected one argument"),
        (["--port", "many"], "many is no port"),
        (["--port", "99999"], "99999 is no port"),
    ],
)
def test_an_error_is_a_sentence_and_exit_code_2(
    refusal: Callable[[ModuleType, list[str]], str], arguments: list[str], sentence: str
) -> None:
    assert sentence in refusal(app, arguments)


def test_a_taken_port_is_told() -> None:
    with serving() as url:
        result = run("--port", url.rsplit(":", 1)[1])
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_help_suffices() -> None:
    result = run("--help")
    assert result.returncode == 0
    for flag in ("--model", "--host", "--port"):
        assert flag in result.stdout
