"""The lecture's steps, read from `texts/`.

A text is Markdown. Five things in it stand for more than themselves:

    ```python                           the notebook's code
    ```python aside                     the same, of what is only looked at on the way
    ask: zeros                          a question of `questions.json`; what follows it waits for the answer
    live: gallery                       a result of `images.py` or `network.py`
    code: mnistff.training.evaluate     the app's source of that function or class, as it is now

The app shows what a cell gave below it, but a question that follows the cell comes first. The notebook
(`support/notebook.py`) has neither questions nor results, nor paragraphs that end in ":" before a result, nor
links into the app, nor folded parts with its source.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

CELLS = ("run", "aside")
"""The kinds of blocks that are the notebook's Python."""
HERE = Path(__file__).parent
MARK = re.compile(r"^(ask|live|code): (\S+)\n|^```python( aside)?\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A part of a step.

    `kind` is "text" (Markdown), "run" or "aside" (the notebook's Python), "ask" or "live" (a name) or "code"
    (a dotted name).
    """

    kind: str
    content: str


class Step(NamedTuple):
    """One of the twelve; its text begins with its heading."""

    number: int
    title: str
    text: str

    @property
    def blocks(self) -> list[Block]:
        """What the text is made of, in order."""
        blocks, end = [], 0
        for mark in MARK.finditer(self.text):
            named, name, aside, code = mark.groups()
            kind = named or ("aside" if aside else "run")
            blocks += [
                Block("text", self.text[end : mark.start()].strip()),
                Block(kind, name or code.strip()),
            ]
            end = mark.end()
        blocks.append(Block("text", self.text[end:].strip()))
        return [block for block in blocks if block.content]

    def named(self, *kinds: str) -> list[str]:
        """The contents of the blocks of those kinds."""
        return [block.content for block in self.blocks if block.kind in kinds]

    @property
    def cells(self) -> list[str]:
        """The code that the notebook runs in this step, cell by cell."""
        return self.named(*CELLS)


@cache
def read_steps() -> list[Step]:
    """All steps, in order."""
    return [_read(path) for path in sorted((HERE / "texts").glob("*.md"))]


@cache
def read_questions() -> dict[str, dict[str, Any]]:
    """The questions, by name.

    Each has what it `asks`, the `truth` and `why`. Its `kind` says what the truth is: a "number" in a `unit`,
    the index of one of the `choices`, a "pair" of a true label and a predicted one, or a "curve": the name of
    what `metrics.json` has of each epoch of the network that ships, beside another that is `given`.
    """
    return json.loads((HERE / "questions.json").read_text(encoding="utf-8"))


def _read(path: Path) -> Step:
    text = path.read_text(encoding="utf-8")
    title = text.split("\n", 1)[0].removeprefix("## ")
    return Step(int(path.name[:2]), title, text)
