"""The Train tab: choose settings, watch the network learn, take it to the other tabs."""

from typing import Any

import gradio as gr
import torch

from mnistff.serving.images import TestImages
from mnistff.serving.models import Models
from mnistff.serving.trainings import gpu
from mnistff.serving.trainings.job import SECONDS
from mnistff.serving.trainings.trainer import warm_up
from mnistff.serving.trainings.visitors import Run, Visitors
from mnistff.ui.controls import Choice, Number, Slider, Switch
from mnistff.ui.train import charts
from mnistff.ui.train.events import TrainParts, connect_training
from mnistff.ui.train.learning import Learning
from mnistff.ui.train.settings import CHOICES, NUMBERS, things_to_try

INTRODUCTION = (
    "Turn the knobs and press *Start*, or try one of these. One visitor trains at a time; "
    "the others wait in a line and are told their place in it."
)
PERCENT = "Test images read right, in per cent"
SLIDERS = ("hidden", "epochs")


def add_training(
    models: Models, images: TestImages, visitors: Visitors, model: gr.Radio, tabs: gr.Tabs
) -> None:
    """Add what is in the tab, and its events, to the app being built.

    Args:
        model, tabs: the page's, where a trained model is chosen and drawn with.
    """
    things = things_to_try()
    shown = gr.State([])
    gr.Markdown(INTRODUCTION)
    with gr.Row():
        tries = [gr.Button(thing["name"], size="sm", min_width=120) for thing in things]
    lesson = gr.Markdown(things[0]["lesson"])
    with gr.Row():
        with gr.Column(scale=3, min_width=320):
            with gr.Row():
                start = gr.Button("Start", variant="primary", min_width=120)
                stop = gr.Button("Stop", min_width=120)
            learning = Learning()
            with gr.Row():
                losses = gr.LinePlot(
                    None,  # what it shows first decides its axes and colours for good
                    "epoch",
                    "loss",
                    color="of",
                    title="Loss, in nats",
                    color_map=charts.LOSSES,
                    min_width=280,
                )
                accuracies = gr.LinePlot(None, "epoch", "per cent", title=PERCENT, min_width=280)
        with gr.Column(scale=1, min_width=280):
            settings = add_settings(things[0]["settings"])
            borrows = Switch(
                label=f"Borrow a GPU, if the processor would take longer than {SECONDS} seconds",
                visible=torch.cuda.is_available(),
            )
    with gr.Column(visible=False) as results:
        with gr.Row():
            use = gr.Button("Draw with the newest run", min_width=160)
            save = gr.Button("Pack the newest run as a zip", min_width=160)
        file = gr.File(label="Unpacked, it is for app.py --model and train.py --push-only", visible=False)
        table = gr.Dataframe(interactive=False, label="Your runs")

        @gr.render(shown, [table.change], show_progress="hidden")
        def compare(runs: list[Run]) -> None:  # a new plot each time: it would not draw new lines
            colours = charts.colours(runs)
            gr.LinePlot(
                charts.comparison(runs), "epoch", "per cent", color="run", color_map=colours, title=PERCENT
            )

    parts = TrainParts(
        shown, tries, lesson, start, stop, learning, losses, accuracies, borrows, settings,
        results, use, save, file, table, model, tabs,
    )  # fmt: skip
    connect_training(parts, models, images, visitors)
    if gpu.IN_FORKS:
        warm_up()


def add_settings(values: dict[str, Any]) -> dict[str, gr.components.Component]:
    """A control for each setting; `values` are the lecture's."""
    controls = {}
    for name, setting in NUMBERS.items():
        low, high = setting.page
        if name in SLIDERS:
            controls[name] = Slider(low, high, values[name], step=1, label=setting.label)
        else:
            info = f"{low:,} to {high:,}" if setting.whole else f"the lecture's is {values[name]:g}"
            controls[name] = Number(values[name], label=setting.label, info=info)
    for name, setting in CHOICES.items():
        labels = [(label, value) for value, label in setting.choices.items()]
        controls[name] = Choice(labels, value=values[name], label=setting.label)
    return controls
