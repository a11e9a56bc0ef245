"""What the browser is to fetch beside the page. It would else find out step by step what comes next, and on a
slow line each step takes longer than what it brings.

Of Gradio's own modules, those that show the head of the page, and a tab that is a component of ours. Their
names have a hash in them; they are found as the browser finds them, from the page to what it imports. What is
not found so, in some other version of Gradio, comes later, as it would anyway.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import gradio

from mnistff.ui.component import scripts

ASSETS = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"
KINDS = "column|tabs|tabitem|html"
"""What Gradio calls the components that are seen first."""
MODULE = r"[\w-]+\.js"
ENTRY = re.compile(rf'<script type="module"[^>]* src="\./assets/({MODULE})"')
AT_ONCE = re.compile(rf'(?:from|import)"\./({MODULE})"')
COMPONENT = re.compile(rf"\b(?:{KINDS}):{{[^}}]*?component:\(\)=>\w+\(\(\)=>import\(`\./({MODULE})`\)")


def preloads(shared: bool = False) -> list[str]:
    """Addresses of modules, relative to the page.

    Args:
        shared: whether Gradio's own come from Gradio's server.
    """
    return [*([] if shared else [f"assets/{name}" for name in gradios_modules()]), scripts().address]


def gradios_modules() -> list[str]:
    """The files in ASSETS, those first that import others."""
    entry = ENTRY.findall(texts(["../index.html"]))
    frame = later(entry, "Index|core")
    names = [*entry, *frame, *later(frame, "Blocks"), *COMPONENT.findall(texts(frame))]
    for name in names:  # it grows meanwhile
        names += [each for each in dict.fromkeys(AT_ONCE.findall(texts([name]))) if each not in names]
    return names


def later(names: Iterable[str], wanted: str) -> list[str]:
    """What these modules import once they run."""
    return re.findall(rf"import\(`\./((?:{wanted})-{MODULE})`\)", texts(names))


def texts(names: Iterable[str]) -> str:
    paths = [ASSETS / name for name in names]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.is_file())
