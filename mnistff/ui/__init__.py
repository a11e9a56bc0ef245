"""The app's pages. This folder is the only place that imports gradio."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from mnistff.serving.http.middleware import app_arguments
from mnistff.serving.http.sessions import MOST as MOST_SESSIONS
from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.trainings.visitors import Visitors
from mnistff.serving.watch import Watch
from mnistff.ui.api import add_endpoints
from mnistff.ui.controls import Choice
from mnistff.ui.draw import Canvas, canvas_value
from mnistff.ui.events import Parts, choices_of, connect
from mnistff.ui.inside import Inside, inside_value
from mnistff.ui.lecture import Lecture
from mnistff.ui.matrix import ConfusionMatrix, matrix_value
from mnistff.ui.mistakes import Mistakes, mistakes_value
from mnistff.ui.parts import in_words, read
from mnistff.ui.train import add_training

MOST_WAITING = 1_000
"""Events in the queue. It must be said: on ZeroGPU Gradio would else let no more than one wait, for all.
Before that, serving/queue.py refuses who has his share."""
MOST_AT_WORK = 150
"""Events that are worked on, those included that wait for their turn to train."""
HOUR = 3600
"""In seconds; so long a packed model can be downloaded."""
__all__ = ["Models", "Visitors", "Watch", "build_app", "launch_arguments"]

HEADER = (
    '<header class="header"><h1>mnistff</h1>'
    "<p>Draw a digit, see what a neural network makes of it and why, and see where it fails.</p></header>"
)


def launch_arguments(visitors: Visitors, shared: bool = False) -> dict[str, Any]:
    """What `launch` must be told.

    Args:
        shared: whether the page is also served by Gradio's server.
    """
    return {
        "head": f"<style>{read('shared/page.css')}</style>",  # `css` would confine it to within the frame
        "max_threads": MOST_AT_WORK,
        "state_session_capacity": MOST_SESSIONS,
        "app_kwargs": app_arguments(visitors, shared),
    }


def build_app(visitors: Visitors, look: Callable[[], None] = lambda: None) -> gr.Blocks:
    """The whole app; the first of the visitors' models is chosen at the start.

    Args:
        look: called whenever a page is loaded, to begin to look for newer models; it may not wait.
    """
    models = visitors.models
    first = models.first
    first_set = models[first].main_test_set
    images = TestImages()
    with gr.Blocks(
        title="mnistff: a first neural network",
        analytics_enabled=False,
        delete_cache=(HOUR, HOUR),
    ) as app:
        gr.HTML(HEADER, css_template=read("shared/header.css"), apply_default_css=False)
        with gr.Row():
            model = Choice(models.choices(first), value=first, label="Model", interactive=True)
            test_set = Choice(
                choices_of(models[first]),
                value=first_set,
                label="Test set",
                interactive=True,
            )
        about = gr.HTML(in_words(models.label(first), models[first]), elem_classes="about")
        with gr.Tabs(overflow_behavior="wrap") as tabs:
            with gr.Tab("Draw", id="draw"):
                canvas = Canvas(canvas_value(models, first), models)
            with gr.Tab("Lecture", id="lecture"):
                lecture = Lecture(images)
            with gr.Tab("Train", id="train"):
                add_training(models, images, visitors, model, tabs)
            with gr.Tab("Inside the network", id="inside"):
                inside = Inside(inside_value(models, first, first_set), models, images)
            with gr.Tab("Confusion matrix", id="matrix"):
                evaluation = models[first].evaluations[first_set]
                matrix = ConfusionMatrix(matrix_value(first, first_set, evaluation), models, images)
            with gr.Tab("Mistakes", id="mistakes"):
                mistakes = Mistakes(mistakes_value(first, first_set), models, images)
        parts = Parts(model, test_set, about, tabs, canvas, lecture, inside, matrix, mistakes)
        connect(app, parts, models, images, look)
        add_endpoints(models, images)
    return app.queue(max_size=MOST_WAITING, api_open=False)  # nobody goes past the queue, as on a Space
