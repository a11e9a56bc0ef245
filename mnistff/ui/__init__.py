"""The app's pages. This folder is the only place that imports gradio."""

from collections.abc import Mapping

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from mnistff.artifact import PRETRAINED, TEST_SETS, Artifact
from mnistff.ui.api import add_endpoints
from mnistff.ui.confusion import confusion_tab
from mnistff.ui.draw import Canvas
from mnistff.ui.images import TestImages
from mnistff.ui.mistakes import mistakes_tab
from mnistff.ui.parts import read

MOST_BYTES = 1_000_000
"""Of one request: twice what 10,000 points take. Reading JSON holds up the others, 10 ms a megabyte."""
LAUNCH = {
    "app_kwargs": {"middleware": [Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES)]},
}
"""What `launch` must be told."""

HEADER = (
    '<header class="header"><h1>mnistff</h1>'
    "<p>Draw a digit, see what a neural network makes of it and why, and see where it fails.</p></header>"
)


def build_app(artifacts: Mapping[str, Artifact]) -> gr.Blocks:
    """The whole app, for models by name; the first is chosen at the start."""
    first = next(iter(artifacts))
    images = TestImages()
    with gr.Blocks(title="mnistff: a first neural network", analytics_enabled=False) as app:
        gr.HTML(HEADER, css_template=read("header.css"), apply_default_css=False)
        model = gr.Radio(list(artifacts), value=first, label="Model", interactive=True)
        about = gr.Markdown(in_words(first, artifacts[first]))
        with gr.Tab("Draw"):
            canvas = Canvas(artifacts, first)
        with gr.Tab("Confusion matrix"):
            confusion_tab(artifacts, model)
        with gr.Tab("Mistakes") as mistakes:
            mistakes_tab(artifacts, model, images)

        def choose(name: str) -> tuple[str, str]:
            return in_words(name, artifacts[name]), name

        model.change(choose, model, [about, canvas], show_progress="hidden", api_visibility="private")
        mistakes.select(images.prepare, show_progress="hidden", api_visibility="private")
        add_endpoints(artifacts, images)
    return app


def in_words(name: str, artifact: Artifact) -> str:
    """Which weights these are, how well they read, and where they come from, in Markdown."""
    accuracies = ", ".join(
        f"**{evaluation.accuracy:.2%}** right on {TEST_SETS[test_set]}"
        for test_set, evaluation in artifact.evaluations.items()
    )
    ships = artifact.folder.resolve() in PRETRAINED.values()
    return (
        f"**{name}**, {artifact.model.hidden} hidden units: {accuracies}. "
        f"Weights {'that ship with the app' if ships else f'from the folder `{artifact.folder}`'}, "
        f"trained by the recipe {artifact.metrics['recipe']}."
    )
