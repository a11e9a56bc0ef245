"""The lecture's notebook as it was run, which `python -m docs.notebook` writes, and an empty one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from mnistff.lecture.steps import read_steps

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
EXECUTED = Path(__file__).with_name("lecture.ipynb")
"""The notebook, with what its cells gave."""


@cache
def outputs() -> list[list[dict[str, Any]]]:
    """What each cell of the twelve steps gave, in order: a list of nbformat's outputs."""
    cells = json.loads(EXECUTED.read_text(encoding="utf-8"))["cells"]
    run = [cell["outputs"] for cell in cells if cell["cell_type"] == "code"]
    return run[: sum(len(step.cells) for step in read_steps())]


def empty() -> str:
    """A notebook of the twelve titles, each with an empty cell; JSON, nbformat 4.5."""
    cells = []
    for step in read_steps():
        title = {"cell_type": "markdown", "source": f"## {step.title}"}
        code = {"cell_type": "code", "source": "", "execution_count": None, "outputs": []}
        cells += [
            {"id": f"{kind['cell_type']}-{step.number}", "metadata": {}} | kind for kind in (title, code)
        ]
    about = {"kernelspec": KERNEL}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": cells}, indent=1)
