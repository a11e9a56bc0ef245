"""The app's pages. This folder is the only place that imports gradio."""

from collections.abc import Mapping

import gradio as gr

from mnistff.artifact import TEST_SETS, Artifact
from mnistff.ui.api import add_endpoints
from mnistff.ui.confusion import confusion_tab
from mnistff.ui.draw import Canvas
from mnistff.ui.images import TestImages
from mnistff.ui.mistakes import mistakes_tab

TITLE = "mnistff: a first neural network"


def build_app(artifacts: Mapping[str, Artifact]) -> gr.Blocks:
    """The whole app, for models by name; the first is chosen at the start."""
    first = next(iter(artifacts))
    images = TestImages()
    with gr.Blocks(title=TITLE, analytics_enabled=False) as app:
        gr.Markdown(
            f"# {TITLE}\nOne hidden layer reads the digit that you draw. Draw, see why, see where it fails."
        )
        with gr.Row():
            model = gr.Radio(list(artifacts), value=first, label="Model", interactive=True, scale=1)
            about = gr.Markdown(in_words(first, artifacts[first]))
        with gr.Tab("Draw"):
            canvas = Canvas(artifacts, first)
        with gr.Tab("Confusion matrix"):
            confusion_tab(artifacts, model)
        with gr.Tab("Mistakes"):
            mistakes_tab(artifacts, model, images)
        model.change(
            lambda name: (in_words(name, artifacts[name]), name),
            model,
            [about, canvas],
            show_progress="hidden",
            api_visibility="private",
        )
        add_endpoints(artifacts, images)
        app.load(images.prepare, api_visibility="private")
    return app


def in_words(name: str, artifact: Artifact) -> str:
    """Which weights these are, how well they read, and where they come from, in Markdown."""
    accuracies = ", ".join(
        f"**{evaluation.accuracy:.2%}** right on {TEST_SETS[test_set]}"
        for test_set, evaluation in artifact.evaluations.items()
    )
    return (
        f"**{name}**: 784 → {artifact.model.hidden} → 10, trained by the recipe "
        f"`{artifact.metrics['recipe']}`; {accuracies}. The weights are from `{artifact.folder}`."
    )
