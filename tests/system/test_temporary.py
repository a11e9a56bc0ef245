"""The folder of a process's temporary files."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnistff.system import temporary
from mnistff.system.errors import KnownError
from support.apart import PATIENCE, next_line
from support.served import ROOT


def test_temporary_files_are_in_a_folder_that_goes_at_the_end() -> None:
    before = tempfile.gettempdir()
    with temporary.own_folder() as folder:
        assert Path(tempfile.mkstemp()[1]).parent == folder
        assert folder.parent == Path(before)
    assert not folder.exists()
    assert tempfile.gettempdir() == before


@pytest.fixture
def process() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that has such a folder, with a file in it, and waits."""
    code = (
        "import tempfile, time; from mnistff.system import temporary\n"
        "with temporary.own_folder() as folder:\n"
        "    tempfile.mkstemp(); print(folder, flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    yield process, Path(next_line(process).strip())
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_goes_when_the_process_is_told_to_end(
    process: tuple[subprocess.Popen[str], Path], number: signal.Signals
) -> None:
    process, folder = process
    assert folder.is_dir()
    process.send_signal(number)
    assert process.wait(PATIENCE) == -number
    assert not folder.exists()


def test_that_of_a_killed_process_goes_with_the_next(process: tuple[subprocess.Popen[str], Path]) -> None:
    process, folder = process
    with temporary.own_folder():
        assert folder.is_dir()
    process.kill()
    process.wait(PATIENCE)
    with temporary.own_folder():
        assert not folder.exists()


def test_a_folder_for_gradio_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(temporary.GRADIO, "of mine/files")
    with temporary.own_folder():
        assert (tmp_path / "of mine" / "files").is_dir()


def test_a_folder_for_gradio_may_be_in_ones_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv(temporary.GRADIO, "~/files")
    with temporary.own_folder():
        assert (tmp_path / "home" / "files").is_dir()


@pytest.mark.parametrize("name", ["file", "file/below", "/proc/below", "x" * 300])
def test_one_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(temporary.GRADIO, str(tmp_path / name))
    with (
        pytest.raises(KnownError, match=r"which GRADIO_TEMP_DIR names, can't be written"),
        temporary.own_folder(),
    ):
        pass


def test_no_folder_at_all_is_told() -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # a disk that is full\n"
        "from mnistff.system import temporary\n"
        "with temporary.own_folder(): pass"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "KnownError: No folder for temporary files can be written" in result.stderr
    assert "environment variable TMPDIR" in result.stderr
