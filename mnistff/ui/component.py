"""What all components of the pages have in common: files in this folder, and questions to the server."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr

from mnistff.serving.requests import for_page
from mnistff.serving.scripts import Scripts

FOLDER = Path(__file__).parent
BEGIN = """\
element.ariaBusy = true;
const scripts = import(new URL("{address}", document.baseURI));
const load = async (name) => (await scripts).load(name);
Promise.all([load("{name}"), load("shared/asking.mjs")]).then(
  ([script, {{ asking }}]) => {{
    script.default({{ element, props, server: asking(server), watch, trigger }});
    element.ariaBusy = false;
  }},
  (error) => {{
    console.error(error);
    element.textContent = "This part of the page could not be loaded. Reload the page to try again.";
  }},
);
"""


class Component(gr.HTML):
    """What a script draws: NAME.html, NAME.css and NAME.mjs in this folder.

    The script's default function is given the component's `element`; `props`, whose `value` is what the
    component shows; `server`, by which it asks; `watch`, to be told of a new value; and `trigger`, to have an
    event of Gradio's begin.

    Args:
        name: as "draw/picture".
        answers: the functions that the script may ask, by their names. Each takes and returns an object;
            whatever it raises is answered as {"error": sentence}.
        styles: other sheets that it takes, as "shared/bars".
        kwargs: gr.HTML's own, and props for the script. Gradio gives them all again when it makes the
            component anew, for an event that changes it.
    """

    def __init__(
        self,
        name: str,
        value: Any = None,
        *,
        answers: Iterable[Callable[[dict], dict]] = (),
        styles: Iterable[str] = ("shared/shared",),
        **kwargs: Any,
    ):
        sheets = [f"{sheet}.css" for sheet in (*styles, name)]
        super().__init__(
            value=value,
            html_template=read(f"{name}.html"),
            css_template="".join(map(read, sheets)),
            js_on_load=begin(name),
            apply_default_css=False,
            server_functions=list(map(for_page, answers)),
            **kwargs,
        )


@cache
def read(name: str) -> str:
    """The text of a file in this folder."""
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def scripts() -> Scripts:
    """All scripts in this folder."""
    paths = sorted(FOLDER.rglob("*.mjs"))
    return Scripts({path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in paths})


def begin(name: str) -> str:
    """What Gradio runs when the component is there: it has the script begin."""
    return BEGIN.format(address=scripts().address, name=f"{name}.mjs")
