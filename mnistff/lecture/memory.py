"""The notebook in twelve pieces, to be written again from memory: one a step, without its asides."""

import ast
import builtins
import json
from collections.abc import Sequence
from typing import NamedTuple

from mnistff.lecture.steps import HERE, read_steps


class Piece(NamedTuple):
    """A step's code.

    Args:
        title: the step's, without its number.
        code: Python.
        needs: the names that it uses and that have to be there before.
        makes: the names that it defines.
        blanks: what is left out of the code when it is to be filled in, wherever it stands.
    """

    title: str
    code: str
    needs: list[str]
    makes: list[str]
    blanks: list[str]


def pieces() -> list[Piece]:
    """All twelve, in the lecture's order."""
    about = json.loads((HERE / "memory.json").read_text(encoding="utf-8"))
    return [
        _piece(step.title.split(". ")[1], "\n\n".join(step.named("run")), **each)
        for step, each in zip(read_steps(), about, strict=True)
    ]


def _piece(title: str, code: str, blanks: list[str], needs: Sequence = (), makes: Sequence = ()) -> Piece:
    """`needs` and `makes` are what no name says."""
    named_needs, named_makes = names(code)
    return Piece(title, code, [*named_needs, *needs], [*named_makes, *makes], blanks)


def names(code: str) -> tuple[list[str], list[str]]:
    """The names that a piece of code needs and that it makes, each in the order in which they come.

    A name is needed if it is read above the line that makes it. Python without functions and classes.
    """
    needs: dict[str, None] = {}
    makes: dict[str, None] = {}
    nodes = list(ast.walk(ast.parse(code)))
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            makes |= {alias.asname or alias.name: None for alias in node.names}
    found = [node for node in nodes if isinstance(node, ast.Name)]
    # What a line makes comes after what it reads.
    found.sort(key=lambda node: (node.lineno, isinstance(node.ctx, ast.Store), node.col_offset))
    for node in found:
        if isinstance(node.ctx, ast.Store):
            makes[node.id] = None
        elif node.id not in makes and not hasattr(builtins, node.id):
            needs[node.id] = None
    return list(needs), list(makes)
