"""The project's own code, looked at."""

import ast
from functools import cache
from pathlib import Path


@cache
def imports(path: Path, at_the_top: bool = False) -> set[str]:
    """All that a file imports, by full name; only what is not inside a function, if `at_the_top`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tries = [inner for node in tree.body if isinstance(node, ast.Try) for inner in ast.walk(node)]
    nodes = [*tree.body, *tries] if at_the_top else ast.walk(tree)
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names
