"""The notebook: what is committed is what the texts say, and runs from top to bottom."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from mnistff.data import FILES, Split
from mnistff.lecture import notebook
from mnistff.lecture.steps import read_steps
from support.mnist_files import write_idx
from support.notebook import code_cells, execute, figures, make, printed, solutions

COMMITTED = nbformat.read(notebook.EXECUTED, as_version=4)
TRAINING = "n_epochs = 10\n"


def test_the_committed_one_has_the_texts_and_code_of_today() -> None:
    made = make()
    nbformat.validate(made)
    nbformat.validate(COMMITTED)
    assert [(cell.cell_type, cell.source) for cell in COMMITTED.cells] == [
        (cell.cell_type, cell.source) for cell in made.cells
    ], "python -m docs.notebook"
    assert len([cell for cell in made.cells if re.match("## [0-9]", cell.source)]) == 12


def test_it_says_nothing_of_what_only_the_app_has() -> None:
    said = "\n".join(cell.source for cell in make().cells)
    assert not re.search(r"mnistff|\bapp\b|\btab\b|\bship", said)
    assert not re.search(r"^(ask|live|code):|\]\(\?|\n\n\n", said, re.MULTILINE)


def test_its_outputs_are_those_that_the_page_shows() -> None:
    assert sum(len(step.cells) for step in read_steps()) == len(notebook.outputs())
    assert [cell.execution_count for cell in code_cells(COMMITTED)[: len(notebook.outputs())]] == list(
        range(1, 24)
    )
    assert len(figures(COMMITTED)) == 3
    assert notebook.EXECUTED.stat().st_size < 80_000  # the page brings most of it along


def test_it_and_the_solutions_run_from_top_to_bottom(small_mnist: Path, digits: Split) -> None:
    for name, part in zip(FILES[2:], digits, strict=True):
        write_idx(small_mnist / "MNIST" / "raw" / name, part[:100])  # 10,000 would take their time
    made = make()
    empty = [cell for cell in code_cells(made) if not cell.source]
    for cell, solution in zip(empty, solutions(), strict=True):
        cell.source = solution
    executed = execute(made, small_mnist)
    accuracies = re.search(
        r"Train acc: ([\d.]+), test acc: ([\d.]+)",
        "".join(printed(cell.outputs) for cell in code_cells(executed)),
    )
    assert accuracies and float(accuracies[1]) > 0.8
    assert printed(empty[0].outputs) == f"{784 * 64 + 64 + 64 * 10 + 10}"
    assert ast.literal_eval(printed(empty[1].outputs)) == (float(accuracies[1]), float(accuracies[2]))
    assert len(figures(executed)) == 4


@pytest.mark.elsewhere
def test_its_outputs_are_what_its_cells_give(mnist: Path) -> None:
    """All of them until it trains, to the letter; of the training one epoch, about."""
    made = make()
    upto = next(i for i, cell in enumerate(made.cells) if cell.source.startswith(TRAINING))
    made.cells = made.cells[: upto + 1]
    made.cells[-1].source = made.cells[-1].source.replace("range(n_epochs)", "range(1)")
    executed, committed = code_cells(execute(made, mnist)), code_cells(COMMITTED)
    for cell, expected in zip(executed[:-1], committed, strict=False):
        assert printed(cell.outputs) == printed(expected.outputs), cell.source
    of_the_first_epoch = re.compile(r"Epoch 1/10, train loss: ([\d.]+), test loss: ([\d.]+)")
    now, then = (
        of_the_first_epoch.match(printed(cells[len(executed) - 1].outputs)) for cells in (executed, committed)
    )
    assert now and then
    assert [float(loss) for loss in now.groups()] == pytest.approx(
        [float(loss) for loss in then.groups()], rel=0.03
    )


def test_the_empty_one_has_the_twelve_titles_and_nothing_else() -> None:
    empty = nbformat.reads(notebook.empty(), as_version=4)
    nbformat.validate(empty)
    titles = [f"## {step.title}" for step in read_steps()]
    assert [cell.source for cell in empty.cells] == [text for title in titles for text in (title, "")]
