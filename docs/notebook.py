"""Run the lecture's notebook, and write `mnistff/lecture/lecture.ipynb` with what its cells gave.

MNISTFF_DATA=folder python -m docs.notebook
python -m docs.notebook --texts     the code is as it was: keep what it gave, and take the new texts
"""

import argparse
import time

import nbformat
from nbformat import NotebookNode

from mnistff.data import data_folder, load_mnist
from mnistff.lecture.notebook import EXECUTED
from support.notebook import code_cells, execute, make


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the lecture's notebook and write it with its outputs.")
    parser.add_argument("--texts", action="store_true", help="keep the outputs: only texts have changed")
    made = make()
    nbformat.write(with_old_outputs(made) if parser.parse_args().texts else run(made), EXECUTED)


def run(notebook: NotebookNode) -> NotebookNode:
    load_mnist("train")  # so that it is there
    began = time.monotonic()
    executed = execute(notebook, data_folder())
    print(f"{time.monotonic() - began:.0f} s")
    return executed


def with_old_outputs(notebook: NotebookNode) -> NotebookNode:
    old = code_cells(nbformat.read(EXECUTED, as_version=4))
    for cell, before in zip(code_cells(notebook), old, strict=True):
        if cell.source != before.source:
            raise SystemExit(f"This cell is not as it was; run without --texts:\n\n{cell.source}")
        cell.outputs, cell.execution_count = before.outputs, before.execution_count
    return notebook


if __name__ == "__main__":
    main()
