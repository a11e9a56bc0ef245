"""The page and its tabs, as they are built."""

import gradio as gr

from mnistff import artifact
from mnistff.serving.models import Models
from mnistff.serving.trainings.visitors import Visitors
from mnistff.ui import TABS, build_app
from mnistff.ui.component import Component
from mnistff.ui.page import Page
from mnistff.ui.tab import Tab

MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))


class OwnTab(Tab):
    """A tab with one component, as somebody who joins tomorrow would add it."""

    key, title = "own", "Own"

    def __init__(self, page: Page):
        page.add_model_line()


def test_another_tab_is_a_class_and_an_entry() -> None:
    with gr.Blocks() as blocks:
        Page(Visitors(MODELS), [*TABS, OwnTab], lambda: None)
    tabs = [block for block in blocks.blocks.values() if isinstance(block, gr.Tab)]
    assert [tab.id for tab in tabs] == [*(tab.key for tab in TABS), "own"]
    assert [type(child) for child in tabs[-1].children] == [Component]
    header = next(block for block in blocks.blocks.values() if isinstance(block, Component))
    assert header.value[-1] == "own"


def test_only_training_is_gradios_all_else_asks_by_itself() -> None:
    """So a choice of a model, another tab, or an image that is opened is no event that could be lost."""
    blocks = build_app(Visitors(MODELS))
    numbers = {number for event in blocks.fns.values() for number, _ in event.targets if number}
    (target,) = {blocks.blocks[number] for number in numbers}
    assert "things" in target.props


def test_when_a_page_asks_for_the_models_it_is_looked_for_newer_ones() -> None:
    looks: list[str] = []
    blocks = build_app(Visitors(MODELS), lambda: looks.append("look"))
    header = next(block for block in blocks.blocks.values() if isinstance(block, Component))
    assert looks == []
    assert [each["key"] for each in header.models({})["models"]] == ["robust", "lecture"]
    assert looks == ["look"]
