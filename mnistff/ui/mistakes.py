"""The Mistakes tab: test images that the network reads wrong, one at a time."""

import random
from collections.abc import Mapping
from html import escape

import gradio as gr

from mnistff.artifact import TEST_SETS, Artifact
from mnistff.data import DataError
from mnistff.evaluation import mistakes
from mnistff.explain import a
from mnistff.ui.images import TestImages
from mnistff.ui.parts import bars, image_address, read

INVITATION = "<p>Every network fails somewhere. Look at where this one does.</p>"


class MistakeCard(gr.HTML):
    """A mistake: the image, the true label, what the network said. Its value is `markup`'s."""

    def __init__(self, value: str):
        super().__init__(
            value=value,
            css_template=read("bars.css") + read("mistakes.css"),
            js_on_load=None,
            apply_default_css=False,
        )


def mistakes_tab(artifacts: Mapping[str, Artifact], model: gr.Radio, images: TestImages) -> None:
    """The tab's layout and its event."""
    gr.Markdown("Digits that confuse the network often confuse people too. What would you have said?")
    button = gr.Button("Show me a random mistake", variant="primary")
    card = MistakeCard(INVITATION)

    def show(name: str) -> str:
        artifact = artifacts[name]
        wrong = mistakes(artifact.evaluations[artifact.main_test_set])
        if not len(wrong):
            return "<p>This model made no mistake on this test set.</p>"
        return markup(artifact, random.choice(wrong.tolist()), images)

    button.click(show, model, card, api_visibility="private")
    model.change(lambda: INVITATION, None, card, show_progress="hidden", api_visibility="private")


def markup(artifact: Artifact, index: int, images: TestImages) -> str:
    """A test image and what the network said of it, as HTML."""
    test_set = artifact.main_test_set
    evaluation = artifact.evaluations[test_set]
    label, prediction = int(evaluation.labels[index]), int(evaluation.predictions[index])
    probabilities = evaluation.probabilities[index]
    try:
        picture = f'<img alt="Test image {index}" src="{image_address(images.get(test_set)[index])}">'
    except DataError as error:
        picture = f"<p>Its image can't be shown. {escape(str(error))}</p>"
    return (
        f'<div class="mistake"><div>{picture}</div><div class="said">'
        f"<h3>It is {a(label)}; the network took it for {a(prediction)}</h3>"
        f"<p>True label {label}: {probabilities[label]:.1%}. "
        f"Predicted label {prediction}: {probabilities[prediction]:.1%}. "
        f"Image {index} of {TEST_SETS[test_set]}.</p>{bars(probabilities)}</div></div>"
    )
