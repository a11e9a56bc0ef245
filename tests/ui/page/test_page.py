"""The page and its tabs, as they are built: what is told to whom."""

import gradio as gr
import pytest

from mnistff import artifact
from mnistff.serving.models import Models
from mnistff.serving.trainings.visitors import Visitors
from mnistff.ui import TABS, build_app
from mnistff.ui.component import Component
from mnistff.ui.page import Page
from mnistff.ui.tab import Changes, Chosen, Tab

MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))


class OwnTab(Tab):
    """A tab with one component, as somebody who joins tomorrow would add it."""

    key, title = "own", "Own"

    def __init__(self, page: Page):
        self.hint = Component("shared/header", [page.chosen.key], styles=())

    def show(self, chosen: Chosen) -> Changes:
        return {self.hint: [chosen.key]}


@pytest.fixture(scope="module")
def page() -> Page:
    with gr.Blocks():
        return Page(Visitors(MODELS), [*TABS, OwnTab])


def test_another_tab_is_a_class_and_an_entry(page: Page) -> None:
    own = page.tabs["own"]
    assert isinstance(own, OwnTab)
    changes = page.show(Chosen("lecture", MODELS["lecture"], "strokes"))
    assert changes[own.hint] == ["lecture"]


def test_a_choice_is_told_to_every_tab_that_shows_something_of_it(page: Page) -> None:
    for test_set in ("mnist", "strokes"):
        chosen = Chosen("lecture", MODELS["lecture"], test_set)
        changes = page.show(chosen)
        assert changes.keys() == page.show(page.chosen).keys()
        told = [tab for tab in page.tabs.values() if tab.show(chosen)]
        assert {tab.key for tab in told} >= {"draw", "inside", "matrix", "mistakes", "own"}
        for tab in told:
            assert tab.show(chosen).items() <= changes.items()


def test_every_component_begins_with_what_is_chosen_at_first(page: Page) -> None:
    for component, value in page.show(page.chosen).items():
        assert component.value == value


def test_a_tab_opens_at_an_image_with_its_own_components_alone(page: Page) -> None:
    chosen = Chosen("lecture", MODELS["lecture"], "strokes")
    for key in ("draw", "inside", "mistakes"):
        tab = page.tabs[key]
        assert tab.open_at(chosen, 5).keys() <= tab.show(chosen).keys()


def test_the_app_has_the_tabs_in_their_order_and_no_control_too_many() -> None:
    blocks = build_app(Visitors(MODELS)).blocks.values()
    assert [block.id for block in blocks if isinstance(block, gr.Tab)] == [tab.key for tab in TABS]
    outside = [block.label for block in blocks if isinstance(block, gr.Radio)]
    assert outside == ["Model", "Test set", "Optimizer", "Data", "Shuffle"]
