"""The notebook: valid, without the project, and run from top to bottom on a small data folder."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from mnistff.lecture.notebook import notebook
from mnistff.lecture.steps import read_steps


def printed(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.get("outputs", []))


def test_it_runs_from_top_to_bottom_without_the_project(
    small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNISTFF_DATA", str(small_mnist))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    made = nbformat.reads(notebook(), as_version=4)
    nbformat.validate(made)
    assert not [
        cell for cell in made.cells if re.search(r"^\s*(from|import) mnistff", cell.source, re.MULTILINE)
    ]
    NotebookClient(made, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()

    output = "\n".join(map(printed, made.cells))
    assert "torch.Size([500, 28, 28]) torch.Size([10000, 28, 28])" in output
    assert "101770 parameters" in output
    assert "EpochRecord(epoch=10," in output
    assert re.search(r"test: \d+ of 10000 are right", output)
    figures = [
        cell for cell in made.cells if any("image/png" in o.get("data", {}) for o in cell.get("outputs", []))
    ]
    assert len(figures) == 3


def test_it_has_every_step_and_every_code_of_the_lecture() -> None:
    cells = nbformat.reads(notebook(), as_version=4).cells
    sources = [cell.source for cell in cells]
    for step in read_steps():
        for text in step.named("text"):
            assert text in sources
        for code in step.named("run"):
            assert code.strip() in sources
