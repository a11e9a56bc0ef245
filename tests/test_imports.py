"""The design's import rules: one direction, and each heavy library in one place."""

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

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
    {"artifact"},
    {"hub_client"},
    {"hub", "runs", "flags"},
    {"lecture", "serving"},
    {"ui"},
]


def room(path: Path) -> str:
    """The module's name in the design: a file's, or `ui` for all that is in it."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_its_place(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(path)}
    for library, places in ONLY_IN.items():
        assert library not in roots or room(path) in places


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    layer = next(number for number, rooms in enumerate(LAYERS) if room(path) in rooms)
    above = set().union(*LAYERS[layer + 1 :])
    used = {name.split(".")[1] for name in imports(path) if name.startswith("mnistff.")}
    assert not used & above


def test_torchvision_is_not_imported_before_it_is_needed() -> None:
    assert not any(name.startswith("torchvision") for name in imports(PACKAGE / "data.py", at_the_top=True))


def loaded_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


def test_the_app_imports_neither_training_nor_what_takes_long() -> None:
    loaded = loaded_after("import app, mnistff.ui")
    assert not {"mnistff.training", "torchvision", "matplotlib"} & loaded
    assert "mnistff.ui.draw" in loaded


def test_the_hubs_process_begins_soon() -> None:
    assert not {"torch", "safetensors"} & loaded_after("import mnistff.hub_client.jobs")


def test_training_never_imports_the_pages() -> None:
    """Not even later on: all that train.py comes to."""
    left, seen = [ROOT / "train.py"], set()
    while left:
        path = left.pop()
        seen.add(path)
        for name in imports(path):
            place = ROOT.joinpath(*name.split("."))
            left += {place.with_suffix(".py"), place / "__init__.py"} & {*MODULES} - seen
        assert "gradio" not in {name.split(".")[0] for name in imports(path)}, path
    assert PACKAGE / "training.py" in seen
    assert not any("ui" in path.parts for path in seen)


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
