"""The design's import rules: one direction, and each heavy library in one place."""

import ast
import statistics
import subprocess
import sys
from pathlib import Path

from support.code import imports
from support.served import ROOT

PACKAGE = ROOT / "mnistff"
MODULES = sorted(PACKAGE.rglob("*.py"))
ONLY_IN = {
    "gradio": {"ui"},
    "huggingface_hub": {"hub", "hub_client", "model", "artifact"},  # the card's metadata is the Hub's format
    "matplotlib": {"artifact"},
    "torchvision": {"data", "download"},
    "safetensors": {"artifact"},
}
LAYERS = [
    {"system"},
    {"download", "data", "strokes", "sketch", "model", "distortion"},
    {"datasets"},
    {"recipes"},
    {"training", "evaluation", "explain"},
    {"handwriting"},
    {"artifact"},
    {"hub_client"},
    {"hub", "runs", "flags"},
    {"lecture", "serving"},
    {"ui"},
]


def room(path: Path) -> str:
    """The module's name in the design: a file's, or `ui` for all that is in it."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_each_library_has_its_place() -> None:
    for path in MODULES:
        roots = {name.split(".")[0] for name in imports(path)}
        misplaced = {library for library in roots & ONLY_IN.keys() if room(path) not in ONLY_IN[library]}
        assert not misplaced, path


def test_imports_go_one_way() -> None:
    for path in set(MODULES) - {PACKAGE / "__init__.py"}:
        layer = next(number for number, rooms in enumerate(LAYERS) if room(path) in rooms)
        above = set().union(*LAYERS[layer + 1 :])
        used = {name.split(".")[1] for name in imports(path) if name.startswith("mnistff.")}
        assert not used & above, path


def test_torchvision_is_not_imported_before_it_is_needed() -> None:
    assert not any(name.startswith("torchvision") for name in imports(PACKAGE / "data.py", at_the_top=True))


def needed_by(*files: Path, at_the_top: bool) -> dict[Path, set[str]]:
    """All of this project that files come to by imports, and what each imports itself."""
    found: dict[Path, set[str]] = {}
    left = set(files)
    while left:
        path = left.pop()
        found[path] = imports(path, at_the_top)
        packages = {name.rpartition(".")[0] for name in found[path]}  # a module's package is imported first
        places = [ROOT.joinpath(*name.split(".")) for name in found[path] | packages if name]
        named = {file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")}
        left |= named & set(MODULES) - found.keys()
    return found


def test_the_app_imports_neither_training_nor_what_takes_long() -> None:
    """Before it serves: inside functions it may."""
    found = needed_by(ROOT / "app.py", PACKAGE / "ui" / "__init__.py", at_the_top=True)
    assert PACKAGE / "ui" / "draw" / "__init__.py" in found
    assert PACKAGE / "training.py" not in found
    for path, names in found.items():
        assert not {"torchvision", "matplotlib"} & {name.split(".")[0] for name in names}, path


def test_the_hubs_process_begins_soon() -> None:
    code = "import sys, mnistff.hub_client.jobs; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    assert not {"torch", "safetensors"} & set(result.stdout.split())


def test_training_never_imports_the_pages() -> None:
    """Not even later on: all that train.py comes to."""
    found = needed_by(ROOT / "train.py", at_the_top=False)
    for path, names in found.items():
        assert "gradio" not in {name.split(".")[0] for name in names}, path
    assert PACKAGE / "training.py" in found
    assert not any("ui" in path.parts for path in found)


def test_modules_can_be_read_in_one_sitting() -> None:
    for path in [*MODULES, ROOT / "app.py", ROOT / "train.py"]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 240, path


def entries(folder: Path) -> list[Path]:
    """What is in a folder, but for what programs leave there."""
    return [path for path in folder.iterdir() if path.name != "__pycache__" and path.suffix != ".pyi"]


def test_no_room_is_crowded() -> None:
    for folder in [path for path in PACKAGE.rglob("*") if path.is_dir() and path.name != "__pycache__"]:
        assert len(entries(folder)) <= 16, folder
    assert len(entries(PACKAGE)) <= 24


def test_functions_are_short() -> None:
    lengths = [
        node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    assert statistics.median(lengths) < 10
