"""The app's pages. This folder is the only place that imports gradio."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from mnistff.serving.http.middleware import app_arguments
from mnistff.serving.http.sessions import MOST as MOST_SESSIONS
from mnistff.serving.trainings.visitors import Visitors
from mnistff.ui.api import add_endpoints
from mnistff.ui.component import read, scripts
from mnistff.ui.draw import DrawTab
from mnistff.ui.lecture import LectureTab
from mnistff.ui.matrix import MatrixTab
from mnistff.ui.mistakes import MistakesTab
from mnistff.ui.page import Page
from mnistff.ui.page.preloads import preloads
from mnistff.ui.page.theme import make_theme, sheet
from mnistff.ui.train import TrainTab
from mnistff.ui.train.push import can_sign_in, sign_in_routes

TABS = (DrawTab, LectureTab, TrainTab, MatrixTab, MistakesTab)
"""The tabs of the page, in their order."""
MOST_WAITING = 1_000
"""Events in the queue. It must be said: on ZeroGPU Gradio would else let no more than one wait, for all.
Before that, serving/http/queue.py refuses who has his share."""
MOST_AT_WORK = 150
"""Events that are worked on, those included that wait for their turn to train."""
HOUR = 3600
"""In seconds; so long a packed model can be downloaded."""


def launch_arguments(visitors: Visitors, shared: bool = False) -> dict[str, Any]:
    """What `launch` must be told.

    Args:
        shared: whether the page is also served by Gradio's server.
    """
    return {
        "theme": make_theme(),
        # `css` would confine it to within the frame
        "head": f"<style>{sheet()}{read('page/page.css')}</style>",
        "max_threads": MOST_AT_WORK,
        "state_session_capacity": MOST_SESSIONS,
        "app_kwargs": app_arguments(visitors, scripts(), preloads(shared), shared),
    }


def build_app(visitors: Visitors, look: Callable[[], None] = lambda: None) -> gr.Blocks:
    """The whole app; the first of the visitors' models is chosen at the start.

    Args:
        look: called whenever a page is loaded, to begin to look for newer models; it may not wait.
    """
    sign_in = sign_in_routes() if can_sign_in() else None
    with gr.Blocks(
        title="Draw a digit, watch a neural network read it",
        analytics_enabled=False,
        delete_cache=(HOUR, HOUR),
        fill_width=True,
    ) as app:
        if sign_in:
            sign_in.render()
        page = Page(visitors, TABS, look)
        add_endpoints(page.models, page.images)
    return app.queue(max_size=MOST_WAITING, api_open=False)  # nobody goes past the queue, as on a Space
