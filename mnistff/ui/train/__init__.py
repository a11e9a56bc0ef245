"""The Train tab: choose settings, watch the network learn, take it to the other tabs."""

from typing import Any

import gradio as gr

from mnistff.serving.inputs import find_input
from mnistff.serving.pictures import pixels_of
from mnistff.serving.requests import find_artifact
from mnistff.serving.trainings import gpu
from mnistff.serving.trainings.job import SECONDS
from mnistff.serving.trainings.trainer import warm_up
from mnistff.ui.component import Component
from mnistff.ui.draw import EXAMPLES
from mnistff.ui.errors import for_gradio
from mnistff.ui.page import Page
from mnistff.ui.tab import QUIETLY, Tab
from mnistff.ui.train.events import Events
from mnistff.ui.train.push import Push, can_sign_in
from mnistff.ui.train.settings import LECTURE, form, things_to_try
from mnistff.ui.train.shown import NOTHING, cockpit_value

TOO_SLOW = f"if the processor would take longer than {SECONDS} seconds"
OWN_GPU = f"Use the GPU, {TOO_SLOW}"
LENT_GPU = (
    f"Borrow a GPU, {TOO_SLOW}. It costs you up to {gpu.MOST_SECONDS} of the seconds that Hugging Face "
    "lends you a day: 120 if you are not signed in there, more if you are"
)


class TrainTab(Tab):
    """One instrument: settings, what moves while a network is trained, and the runs that a page has made."""

    key, title = "train", "Train"

    def __init__(self, page: Page):
        def see(request: dict) -> dict:
            image, _, state = find_input(
                find_artifact(page.models, request.get("model")), page.images, request
            )
            return {"image": None if image is None else pixels_of(image), **state}

        self.cockpit = Component(
            "train/cockpit",
            cockpit_value(NOTHING),
            answers=[see],
            styles=["shared/shared", "shared/bars"],
            form=form(),
            lecture=LECTURE,
            things=things_to_try(),
            example=next(each["strokes"] for each in EXAMPLES if each["name"] == "An open 4"),
            borrow=(LENT_GPU if gpu.IN_FORKS else OWN_GPU) if gpu.may_be_had() else None,
        )
        if can_sign_in():
            Push(page)
        self.file = gr.File(
            label="Unpacked, it is for app.py --model and train.py --push-only", visible=False
        )
        if gpu.IN_FORKS:
            warm_up()
        self.connect(Events(self, page))

    def connect(self, events: Events) -> None:
        """The script triggers these, with what it wants as the event's data."""
        waiting: dict[str, Any] = {"concurrency_limit": None, **QUIETLY}  # whose turn it is, `line` says
        self.cockpit.submit(
            events.prepare,
            None,
            self.cockpit,
            trigger_mode="multiple",  # whoever presses Start while he waits has changed his mind
            **waiting,
        ).success(events.run, None, self.cockpit, **waiting)
        self.cockpit.stop(for_gradio(events.stop), concurrency_limit=None, **QUIETLY)
        self.cockpit.retry(events.come_back, None, self.cockpit, **QUIETLY)
        packing: dict[str, Any] = {"concurrency_limit": 1, "api_visibility": "private"}
        self.cockpit.download(for_gradio(events.pack), None, self.file, **packing)
