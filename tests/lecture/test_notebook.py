"""The notebook: valid, without the project, and run from top to bottom on a small data folder."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from mnistff.lecture.notebook import notebook
from mnistff.lecture.steps import read_steps


class Shell(InteractiveShell):
    """What runs cells in Jupyter; in this process, which has imported torch."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Figures are put below their cells, as `%matplotlib inline` says: there are no windows."""


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shell]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    module = ModuleType("notebook_of_the_lecture")
    config = Config(HistoryManager={"enabled": False})
    monkeypatch.setitem(sys.modules, module.__name__, module)
    yield Shell.instance(user_module=module, config=config)
    Shell.clear_instance()


def test_it_runs_from_top_to_bottom_without_the_project(
    small_mnist: Path, monkeypatch: pytest.MonkeyPatch, shell: Shell
) -> None:
    monkeypatch.setenv("MNISTFF_DATA", str(small_mnist))
    for name in [name for name in sys.modules if name.split(".")[0] == "mnistff"]:
        monkeypatch.setitem(sys.modules, name, None)  # as where it is not installed
    made = nbformat.reads(notebook(), as_version=4)
    nbformat.validate(made)
    shown = []
    with capture_output() as captured:
        for cell in [cell for cell in made.cells if cell.cell_type == "code"]:
            ended = shell.run_cell(cell.source)
            ended.raise_error()
            shown.append(shell.display_formatter.format(ended.result)[0])
    assert "torch.Size([500, 28, 28]) torch.Size([10000, 28, 28])" in captured.stdout
    assert "101770 parameters" in captured.stdout
    assert "EpochRecord(epoch=10," in captured.stdout
    assert re.search(r"test: \d+ of 10000 are right", captured.stdout)
    shown += [output.data for output in captured.outputs]
    assert len([forms for forms in shown if "image/png" in forms]) == 3


def test_it_has_every_step_and_every_code_of_the_lecture() -> None:
    cells = nbformat.reads(notebook(), as_version=4).cells
    sources = [cell.source for cell in cells]
    for step in read_steps():
        for text in step.named("text"):
            assert text in sources
        for code in step.named("run"):
            assert code.strip() in sources
