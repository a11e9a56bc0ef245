"""The project's source by dotted name, and what a piece of it needs to run elsewhere.

It is read from the files and parsed, not imported: the app shows the training loop without
importing it.
"""

import ast
from collections.abc import Iterator
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


def needs(code: str, names: dict[str, str], defined: set[str]) -> Iterator[str]:
    """What has to be defined before some code runs, each thing after what it needs itself.

    Args:
        code: Python.
        names: where the code's names are defined: name → dotted name.
        defined: dotted names of what is there already and is left out; what is yielded is added.

    Yields:
        Dotted names of the project's code, and import statements of other packages' code.
    """
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name) and node.id in names:
            yield from _with_needs(names[node.id], defined)


def _with_needs(dotted: str, defined: set[str]) -> Iterator[str]:
    if dotted in defined:
        return
    defined.add(dotted)
    module, _, name = dotted.rpartition(".")
    statement = _statement(dotted)
    if isinstance(statement, ast.Import | ast.ImportFrom):
        yield from _imported(name, statement, defined)
        return
    names = {each: f"{module}.{each}" for each in _definitions(file_of(dotted))}
    yield from needs(source(dotted), names, defined)
    yield dotted


def _imported(name: str, statement: ast.Import | ast.ImportFrom, defined: set[str]) -> Iterator[str]:
    alias = next(alias for alias in statement.names if (alias.asname or alias.name.split(".")[0]) == name)
    module = statement.module if isinstance(statement, ast.ImportFrom) else None
    if module and module.startswith("mnistff"):
        yield from _with_needs(f"{module}.{alias.name}", defined)
        return
    needed = ast.unparse(ast.ImportFrom(module, [alias], 0) if module else ast.Import([alias]))
    if needed not in defined:  # two files may import the same
        defined.add(needed)
        yield needed


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
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.split(".")[0]: statement for alias in statement.names}
        elif isinstance(statement, ast.Assign):
            targets = [node for target in statement.targets for node in ast.walk(target)]
            found |= {node.id: statement for node in targets if isinstance(node, ast.Name)}
    return found
