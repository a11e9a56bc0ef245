"""The lecture's steps, read from `texts/`.

A text is Markdown. Three things in it stand for more than themselves:

    code: mnistff.training.evaluate     the source of that function or class, as it is now
    live: epochs                        a result of `images.py` or `network.py`: in the app, not the notebook
    ```python                           what the notebook runs here; the app shows it
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

TEXTS = Path(__file__).parent / "texts"
MARK = re.compile(r"^(code|live): (\S+)\n|^```python\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A part of a step.

    `kind` is "text" (Markdown), "code" (a dotted name), "live" (a result's name) or "run" (Python).
    """

    kind: str
    content: str


class Step(NamedTuple):
    """One of the twelve; `blocks` begin with its heading."""

    number: int
    title: str
    blocks: list[Block]

    def named(self, kind: str) -> list[str]:
        """The contents of the blocks of that kind."""
        return [block.content for block in self.blocks if block.kind == kind]


@cache
def read_steps() -> list[Step]:
    """All steps, in order."""
    return [_read(path) for path in sorted(TEXTS.glob("*.md"))]


def _read(path: Path) -> Step:
    text = path.read_text(encoding="utf-8")
    title = text.split("\n", 1)[0].removeprefix("## ")
    return Step(int(path.name[:2]), title, _blocks(text))


def _blocks(text: str) -> list[Block]:
    blocks, end = [], 0
    for mark in MARK.finditer(text):
        kind, name, code = mark.groups()
        blocks += [Block("text", text[end : mark.start()].strip()), Block(kind or "run", name or code)]
        end = mark.end()
    blocks.append(Block("text", text[end:].strip()))
    return [block for block in blocks if block.content]
