"""The Draw tab: what is drawn is answered while the pen moves."""

import json
from collections.abc import Mapping
from typing import Any

import gradio as gr
import torch

from mnistff.artifact import Artifact
from mnistff.explain import a, evidence, how_sure
from mnistff.model import predict
from mnistff.sketch import StrokesError, rasterise
from mnistff.ui.parts import read


class Canvas(gr.HTML):
    """A canvas that sends its strokes at every move of the pen and shows the answer.

    Its value is the name of the chosen model; the page's state is in `canvas.js`.
    """

    def __init__(self, artifacts: Mapping[str, Artifact], value: str):
        def classify(request: Any) -> dict[str, Any]:
            return answer_request(artifacts, request)

        super().__init__(
            value=value,
            html_template=read("canvas.html"),
            css_template=read("bars.css") + read("canvas.css"),
            js_on_load=read("canvas.js"),
            apply_default_css=False,
            server_functions=[classify],
            models=list(artifacts),
            examples=json.loads(read("examples.json")),
        )


def answer_request(artifacts: Mapping[str, Artifact], request: Any) -> dict[str, Any]:
    """What the canvas shows of a drawing.

    Args:
        request: `{"strokes": …, "model": …}`, from a browser, so it may be anything.

    Returns:
        `image` (784 numbers, 0 to 255), `evidence` (784, -255 to 255), `why`, and an answer of each
        model; or `error`, a sentence.
    """
    if not isinstance(request, dict) or str(request.get("model")) not in artifacts:
        return {"error": "This model is not here any more. Reload the page."}
    try:
        image = rasterise(request.get("strokes"))
    except StrokesError as error:
        return {"error": str(error)}
    answers = {name: predict(artifact.model, image[None])[0] for name, artifact in artifacts.items()}
    name = request["model"]
    digit, other = answers[name].topk(2).indices.tolist()
    pixels, _ = evidence(artifacts[name].model, image, digit, other)
    # A few pixels often count for much more than the rest: the twentieth is shown as bright as they are.
    brightest = pixels.abs().flatten().topk(20).values[-1].clamp_min(1e-9)
    pixels = (pixels / brightest).clamp(-1, 1)
    return {
        "image": (255 * image).int().flatten().tolist(),
        "evidence": (255 * pixels).int().flatten().tolist(),
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
