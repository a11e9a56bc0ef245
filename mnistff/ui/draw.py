"""The Draw tab: what is drawn is answered while the pen moves."""

import json
from collections.abc import Mapping
from typing import Any

import gradio as gr
import torch

from mnistff.artifact import Artifact
from mnistff.explain import a, how_sure
from mnistff.model import predict
from mnistff.sketch import rasterise
from mnistff.ui.parts import evidence_map, read
from mnistff.ui.requests import find_artifact, for_page


class Canvas(gr.HTML):
    """A canvas that sends its strokes at every move of the pen and shows the answer.

    Its value is `canvas_value`'s. The page's state is in `canvas.js`.
    """

    def __init__(self, value: dict, artifacts: Mapping[str, Artifact]):
        @for_page
        def classify(request: dict) -> dict:
            return answer_request(artifacts, request)

        super().__init__(
            value=value,
            html_template=read("canvas.html"),
            css_template=read("shared.css") + read("bars.css") + read("canvas.css"),
            js_on_load=read("shared.js") + read("canvas.js"),
            apply_default_css=False,
            server_functions=[classify],
            models=list(artifacts),
            examples=json.loads(read("examples.json")),
        )


def canvas_value(model: str, template: list[int] | None = None) -> dict[str, Any]:
    """The chosen model, and an image to trace, if there is a new one: 784 numbers, 0 to 255."""
    return {"model": model, "template": template}


def answer_request(artifacts: Mapping[str, Artifact], request: Mapping[str, Any]) -> dict[str, Any]:
    """What the canvas shows of a drawing.

    Args:
        request: `{"strokes": …, "model": …}`.

    Returns:
        `image` (784 numbers, 0 to 255), `evidence` (784, -255 to 255), `why`, and an answer of each
        model.

    Raises:
        RequestError, StrokesError: there is no such model, or nothing to read.
    """
    chosen = find_artifact(artifacts, request.get("model"))
    image = rasterise(request.get("strokes"))
    answers = {name: predict(artifact.model, image[None])[0] for name, artifact in artifacts.items()}
    digit, other = answers[request["model"]].topk(2).indices.tolist()
    return {
        "image": (255 * image).int().flatten().tolist(),
        "evidence": evidence_map(chosen.model, image, digit, other),
        "why": f"Why: orange ink speaks for {a(digit)}, blue ink for {a(other)}, the runner-up.",
        "answers": [describe(name, probabilities) for name, probabilities in answers.items()],
    }


def describe(name: str, probabilities: torch.Tensor) -> dict[str, Any]:
    """One model's answer, from its probabilities (10,)."""
    return {
        "model": name,
        "label": int(probabilities.argmax()),
        "probabilities": [round(p, 4) for p in probabilities.tolist()],
        "sentence": how_sure(probabilities),
    }
