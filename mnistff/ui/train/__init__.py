"""The Train tab: choose settings, watch the network learn, take it to the other tabs."""

from typing import Any

import gradio as gr
import torch

from mnistff.serving.trainings import gpu
from mnistff.serving.trainings.job import SECONDS
from mnistff.serving.trainings.trainer import warm_up
from mnistff.serving.trainings.visitors import Run
from mnistff.ui.component import Component
from mnistff.ui.controls import Choice, Number, Slider, Switch, for_gradio
from mnistff.ui.page import Page
from mnistff.ui.tab import QUIETLY, Tab
from mnistff.ui.train import charts
from mnistff.ui.train.events import NOTHING, Events, learning_value
from mnistff.ui.train.settings import CHOICES, NUMBERS, things_to_try

INTRODUCTION = (
    "Turn the knobs and press *Start*, or try one of these. One visitor trains at a time; "
    "the others wait in a line and are told their place in it."
)
PERCENT = "Test images read right, in per cent"
SLIDERS = ("hidden", "epochs")
CHOSEN = "(_, ...others) => [document.body.dataset.model, ...others]"
"""Says which model the page speaks of (`shared/page.mjs`), in place of the first input."""
TICKET = "() => [document.body.dataset.ticket]"
"""Says by what the server knows the page again (`learning.mjs`)."""


class TrainTab(Tab):
    """Settings, what moves while a network is trained, and the runs that a page has made."""

    key, title = "train", "Train"

    def __init__(self, page: Page):
        things = things_to_try()
        self.runs = gr.State([])
        self.said = gr.Textbox(visible=False)  # what a script of the page says: see CHOSEN and TICKET
        gr.Markdown(INTRODUCTION)
        with gr.Row():
            self.tries = [(add_try(thing["name"]), thing) for thing in things]
        self.lesson = gr.Markdown(things[0]["lesson"])
        with gr.Row():
            with gr.Column(scale=3, min_width=320):
                self.build_progress()
            with gr.Column(scale=1, min_width=280):
                self.settings = add_settings(things[0]["settings"])
                self.borrows = Switch(
                    label=f"Borrow a GPU, if the processor would take longer than {SECONDS} seconds",
                    visible=torch.cuda.is_available(),
                )
        with gr.Column(visible=False) as self.results:
            self.build_results()
        if gpu.IN_FORKS:
            warm_up()
        self.connect(page)

    def build_progress(self) -> None:
        """What moves while a network is trained."""
        with gr.Row():
            self.start = gr.Button("Start", variant="primary", min_width=120)
            self.stop = gr.Button("Stop", min_width=120)
        self.learning = Component("train/learning", learning_value(NOTHING))
        with gr.Row():
            self.losses = gr.LinePlot(
                None,  # what it shows first decides its axes and colours for good
                "epoch",
                "loss",
                color="of",
                title="Loss, in nats",
                color_map=charts.LOSSES,
                min_width=280,
            )
            self.accuracies = gr.LinePlot(None, "epoch", "per cent", title=PERCENT, min_width=280)

    def build_results(self) -> None:
        """The runs, compared."""
        self.save = gr.Button("Pack the newest run as a zip", min_width=160)
        self.file = gr.File(
            label="Unpacked, it is for app.py --model and train.py --push-only", visible=False
        )
        self.table = gr.Dataframe(interactive=False, label="Your runs")

        @gr.render(self.runs, [self.table.change], show_progress="hidden")
        def compare(runs: list[Run]) -> None:  # a new plot each time: it would not draw new lines
            colours = charts.colours(runs)
            gr.LinePlot(
                charts.comparison(runs), "epoch", "per cent", color="run", color_map=colours, title=PERCENT
            )

    def connect(self, page: Page) -> None:
        events = Events(self, page)
        settings = list(self.settings.values())
        made = [self.runs, self.learning, self.results, self.file, self.table]
        preparation: dict[str, Any] = {
            "fn": events.prepare,
            "inputs": settings,
            "outputs": self.learning,
            "concurrency_limit": None,
            "trigger_mode": "multiple",  # whoever presses Start while he waits has changed his mind
            **QUIETLY,
        }
        training: dict[str, Any] = {
            "fn": events.run,
            "js": CHOSEN,
            "inputs": [self.said, self.borrows, *settings],
            "outputs": [*made, self.losses, self.accuracies],
            "concurrency_limit": None,  # whose turn it is, `visitors.line` says
            "show_progress_on": self.learning,
            "api_visibility": "private",
        }
        self.start.click(**preparation).success(**training)
        for button, thing in self.tries:
            filled = [thing["lesson"], *(thing["settings"][name] for name in self.settings)]
            filling = button.click(lambda filled=filled: filled, None, [self.lesson, *settings], **QUIETLY)
            filling.success(**preparation).success(**training)
        self.learning.submit(events.come_back, self.said, made, js=TICKET, **QUIETLY)
        self.stop.click(for_gradio(events.stop), concurrency_limit=None, **QUIETLY)
        packing: dict[str, Any] = {"concurrency_limit": 1, "api_visibility": "private"}
        self.save.click(for_gradio(events.pack), None, self.file, **packing)


def add_try(name: str) -> gr.Button:
    """A button for one of the things to try; a link may name it, as `?tab=train#no-shuffling`."""
    return gr.Button(name, size="sm", min_width=120, elem_id=name.lower().replace(" ", "-"))


def add_settings(values: dict[str, Any]) -> dict[str, Choice | Number | Slider]:
    """A control for each setting; `values` are the lecture's."""
    controls: dict[str, Choice | Number | Slider] = {}
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
