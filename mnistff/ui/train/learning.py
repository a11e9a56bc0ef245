"""What moves while a network is trained: a sentence, a bar, and the weights of its hidden units."""

from typing import Any

import gradio as gr

from mnistff.ui.parts import read


class Learning(gr.HTML):
    """How far a training is, and its hidden units; its value is `learning_value`'s.

    Args:
        render: Gradio makes the component anew, and does not place it, when an event leaves it as it is.
    """

    def __init__(self, render: bool = True):
        super().__init__(
            value=learning_value("Nothing is being trained."),
            html_template=read("train/learning.html"),
            css_template=read("train/learning.css"),
            js_on_load=read("shared/shared.js") + read("train/learning.js"),
            apply_default_css=False,
            render=render,
        )


def learning_value(
    text: str, done: float = 0, tiles: str | None = None, units: int = 0, error: bool = False
) -> dict[str, Any]:
    """A sentence, the share of the training that is done, and `trainer.tiles` of so many hidden units."""
    return {"text": text, "done": done, "tiles": tiles, "units": units, "error": error}
