"""The project's source by dotted name.

It is read from the files and parsed, not imported: the app shows the training loop without
importing it.
"""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class SourceError(LookupError):
    """The project has no code of that name."""


def file_of(dotted: str) -> str:
    """The file that holds `package.module.name`, from the project's folder."""
    module = dotted.rpartition(".")[0].replace(".", "/")
    return f"{module}/__init__.py" if (ROOT / module).is_dir() else f"{module}.py"


def source(dotted: str) -> str:
    """The source of a function, a class or a constant, with its decorators.

    Args:
        dotted: as `mnistff.training.evaluate`.

    Raises:
        SourceError: there is none.
    """
    node = _statement(dotted)
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    return "\n".join(_text(file_of(dotted)).splitlines()[first - 1 : node.end_lineno])


def _statement(dotted: str) -> ast.stmt:
    try:
        return _definitions(file_of(dotted))[dotted.rpartition(".")[2]]
    except (KeyError, OSError):
        raise SourceError(f"The project has no {dotted}.") from None


@cache
def _text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


@cache
def _definitions(file: str) -> dict[str, ast.stmt]:
    """The statements at the top of a file, by the names that they define."""
    found: dict[str, ast.stmt] = {}
    for statement in ast.parse(_text(file)).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found[statement.name] = statement
        elif isinstance(statement, ast.Assign):
            targets = [node for target in statement.targets for node in ast.walk(target)]
            found |= {node.id: statement for node in targets if isinstance(node, ast.Name)}
    return found
