"""The lecture as a notebook: the same texts and the same source, in cells that run from top to bottom."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mnistff.lecture import sources
from mnistff.lecture.steps import read_steps

FIRST = Path(__file__).with_suffix(".md")
"""The text above the first step."""
HELPERS = "# @title Helpers for the next cell"
FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}}
"""Colab shows the title alone, Jupyter a dot."""


def notebook() -> str:
    """The .ipynb file, JSON, nbformat 4.5."""
    blocks = [block for step in read_steps() for block in step.blocks]
    shown = {_name(block.content): block.content for block in blocks if block.kind == "code"}
    defined: set[str] = set()
    imports: set[str] = set()
    cells = []
    for kind, content in blocks:
        if kind == "text":
            cells.append(_cell("markdown", content))
        elif kind == "code":
            needed = list(sources.needs(_name(content), shown, defined))
            cells += _helpers([need for need in needed if need != content], imports)
            cells.append(_cell("code", sources.source(content)))
        elif kind == "run":
            cells += _helpers(sources.needs(content, shown, defined), imports)
            cells.append(_cell("code", content.strip()))
    first = [
        _cell("markdown", FIRST.read_text(encoding="utf-8").strip()),
        _cell("code", "\n".join(["%matplotlib inline", *sorted(imports)])),
    ]
    numbered = [{"id": f"cell-{number}"} | cell for number, cell in enumerate(first + cells)]
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": numbered}, indent=1)


def _name(dotted: str) -> str:
    return dotted.rpartition(".")[2]


def _helpers(needed: Iterable[str], imports: set[str]) -> list[dict[str, Any]]:
    """A cell of the helpers that the next one needs, if any; import statements go into `imports`."""
    helpers = []
    for need in needed:
        if " " in need:
            imports.add(need)
        else:
            helpers.append(sources.source(need))
    return [_cell("code", "\n\n".join([HELPERS, *helpers]), FOLDED)] if helpers else []


def _cell(kind: str, content: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    cell = {"cell_type": kind, "metadata": metadata or {}, "source": content}
    return cell if kind == "markdown" else cell | {"execution_count": None, "outputs": []}
