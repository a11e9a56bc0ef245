"""The Inside the network tab: one image's way through the hidden units to the ten outputs."""

from typing import Any

import gradio as gr

from mnistff.datasets import TEST_SETS
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.requests import find_artifact, find_evaluation, for_page
from mnistff.ui.inside.look import Excitement, look_inside, weights_of
from mnistff.ui.parts import read


class Inside(gr.HTML):
    """The network opened up; its value is `inside_value`'s. The page's state is in `inside.js`."""

    def __init__(self, value: dict, models: Models, images: TestImages):
        excited = Excitement()

        @for_page
        def look(request: dict) -> dict:
            return look_inside(models, images, request)

        @for_page
        def weights(request: dict) -> dict:
            return {"weights": weights_of(find_artifact(models, request.get("model")).model)}

        @for_page
        def excitement(request: dict) -> dict:
            artifact, test_set = find_artifact(models, request.get("model")), request.get("test_set", "")
            labels = find_evaluation(artifact, test_set).labels
            pictures, state = images.at_hand(test_set, labels)
            if pictures is None:
                return {"means": None, **state}
            return {"means": excited.means(artifact.model, test_set, pictures, labels), **state}

        super().__init__(
            value=value,
            html_template=read("inside/inside.html"),
            css_template=read("shared/shared.css") + read("shared/bars.css") + read("inside/inside.css"),
            js_on_load=read("shared/shared.js") + read("inside/inside_view.js") + read("inside/inside.js"),
            apply_default_css=False,
            server_functions=[look, weights, excitement],
        )


def inside_value(
    models: Models, key: str, test_set: str, index: int | None = None, request: float = 0
) -> dict[str, Any]:
    """Which model and test set the tab speaks of, and an image to open, if `request` is a new number."""
    return {
        "model": key,
        "test_set": test_set,
        "test_set_name": TEST_SETS[test_set],
        "count": len(models[key].evaluations[test_set].labels),
        "index": index,
        "request": request,
    }
