"""The lecture's notebook: made from its texts, and run from top to bottom."""

import base64
import io
import re
import tempfile
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image

from mnistff.lecture.notebook import KERNEL
from mnistff.lecture.steps import CELLS, HERE, read_steps

SEED = 2
"""Its worst cell, a 4 taken for a 9, is that of the network that ships too: the text speaks of both."""
SEEDS = f"import numpy, torch; numpy.random.seed({SEED}); torch.manual_seed({SEED})"
"""Run before the first cell, so that a notebook made again gives nearly the same; who opens it draws lots."""
OF_THE_APP = re.compile(
    r"^<details>(?:(?!</details>).)*?^code: .*?^</details>\n"  # how the app does the same
    r"|^\[[^\n]*\]\(\?[^\n]*\)\n"  # where it can be tried
    r"|^\S[^\n]*(?:\n\S[^\n]*)*:\n\nlive: \S+\n"  # a result, with the paragraph that announces it
    r"|^(?:ask|live): \S+\n",
    re.MULTILINE | re.DOTALL,
)
"""What of a step's text is for the app only."""
EXERCISE = re.compile(r"^(### .*?)\n\n```python\n(.*?)^```$(.*?)(?=^###|\Z)", re.MULTILINE | re.DOTALL)
"""What is asked, the solution's code, and what is said of it."""


def make() -> NotebookNode:
    """The notebook, not run yet: a text, the twelve steps, exercises."""
    cells = [new_markdown_cell(_read("notebook.md"))]
    for step in read_steps():
        cells += [
            new_code_cell(content) if kind in CELLS else new_markdown_cell(content)
            for kind, content in step._replace(text=without_the_app(step.text)).blocks
        ]
    exercises = _read("exercises.md")
    cells.append(new_markdown_cell(exercises.split("\n### ")[0].strip()))
    for asks, solution, said in EXERCISE.findall(exercises):
        shown = f"```python\n{solution}```\n\n{said.strip()}".strip()
        hidden = f"<details><summary>A solution</summary>\n\n{shown}\n\n</details>"
        cells += [new_markdown_cell(asks), new_code_cell(""), new_markdown_cell(hidden)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def without_the_app(text: str) -> str:
    """A step's text, as Markdown."""
    return re.sub(r"\n{3,}", "\n\n", OF_THE_APP.sub("", text))


def solutions() -> list[str]:
    """The code of the exercises' solutions, in order."""
    return [solution for _, solution, _ in EXERCISE.findall(_read("exercises.md"))]


def execute(notebook: NotebookNode, data: Path) -> NotebookNode:
    """Run all cells in a new folder, in which `MNIST` is that of the folder `data`.

    Raises:
        CellExecutionError: a cell failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "MNIST").symlink_to((data / "MNIST").absolute())
        resources = {"metadata": {"path": folder}}
        client = NotebookClient(notebook, coalesce_streams=True, record_timing=False, resources=resources)
        with client.setup_kernel():
            client.kc.execute(SEEDS, store_history=False)
            for number, cell in enumerate(notebook.cells):
                client.execute_cell(cell, number)
    for figure in figures(notebook):
        figure["image/png"] = lighter(figure["image/png"])
    return notebook


def printed(outputs: list[dict]) -> str:
    """What a cell printed, and its value."""
    return "".join("".join(each.get("text") or each["data"]["text/plain"]) for each in outputs)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Those that are code, the exercises' empty ones too."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def figures(notebook: NotebookNode) -> list[NotebookNode]:
    """The data of the outputs that are figures."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data for output in outputs if "image/png" in output.get("data", {})]


def lighter(png: str) -> str:
    """The same picture, base64, in 64 colours: the page brings it along."""
    small = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    picture.quantize(64, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8").strip()
