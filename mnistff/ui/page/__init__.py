"""The page around the tabs: which model and which test set are chosen, and who is told of it."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import gradio as gr

from mnistff.serving.images import TestImages
from mnistff.serving.requests import RequestError, find_artifact, find_image
from mnistff.serving.trainings.visitors import Visitors
from mnistff.system.text import escaped
from mnistff.ui.component import Component
from mnistff.ui.controls import Choice, for_gradio, said
from mnistff.ui.page.about import choices_of, in_words
from mnistff.ui.page.address import Address, read_address
from mnistff.ui.tab import QUIETLY, Changes, Chosen, Tab


class Page:
    """The page, while it is built; `chosen` is what it begins with, `tabs` are by key."""

    def __init__(self, visitors: Visitors, tabs: Iterable[type[Tab]]):
        self.visitors, self.models, self.images = visitors, visitors.models, TestImages()
        key = self.models.first
        artifact = self.models[key]
        self.chosen = Chosen(key, artifact, artifact.main_test_set)
        Component("shared/header", [tab.key for tab in tabs], styles=())
        with gr.Row():
            self.model = Choice(self.models.choices(key), value=key, label="Model", interactive=True)
            self.test_set = Choice(
                choices_of(artifact), value=self.chosen.test_set, label="Test set", interactive=True
            )
        self.about = gr.HTML(self._in_words(key), elem_classes="about")
        self.tabs: dict[str, Tab] = {}
        with gr.Tabs(overflow_behavior="wrap") as self.frame:
            for tab in tabs:
                with gr.Tab(tab.title, id=tab.key, elem_id=f"tab-{tab.key}"):
                    self.tabs[tab.key] = tab(self)
        for tab in self.tabs.values():
            tab.connect(self)

    def _in_words(self, key: str) -> str:
        return in_words(self.models.label(key), self.models[key])

    def show(self, chosen: Chosen) -> Changes:
        """What changes with a choice, but for the controls that it is made with."""
        changes: Changes = {self.about: self._in_words(chosen.key)}
        for tab in self.tabs.values():
            changes |= tab.show(chosen)
        return changes

    def opens(self, event: Callable, key: str) -> None:
        """Have an event of a component, which names a `test_set` and an `index`, open a tab at that image."""
        tab = self.tabs[key]

        def open_tab(model: Any, event: gr.EventData) -> Changes:
            found = find_image(self.models, model, said(event, "test_set"), said(event, "index"))
            artifact, test_set, index = found
            return {
                self.frame: gr.Tabs(selected=key),
                **tab.open_at(Chosen(model, artifact, test_set), index),
            }

        event(for_gradio(open_tab), self.model, [self.frame, *tab.show(self.chosen)], **QUIETLY)

    def connect(self, app: gr.Blocks, look: Callable[[], None]) -> None:
        """Add the page's own events.

        Args:
            look: called whenever a page is loaded; it may not wait.
        """
        renewed = gr.State()  # changes where a page shows not any more what is to be shown

        def choose(key: Any, test_set: Any) -> Changes:
            artifact = find_artifact(self.models, key)
            value = {}  # it is the visitor's, who may be ahead
            if test_set not in list(artifact.evaluations):
                test_set = artifact.main_test_set
                value = {"value": test_set}
            choices = Choice(choices=choices_of(artifact), **value)
            return {self.test_set: choices, **self.show(Chosen(key, artifact, test_set))}

        def begin(key: Any, request: gr.Request) -> Changes:
            look()
            try:
                named = read_address(self.models, self.tabs, request.query_params)
            except RequestError as error:
                gr.Warning(escaped(f"The address can't be followed: {error}"))
                named = Address()
            changes = self._follow(named.model, named.test_set) if named.model else self._renew(key, renewed)
            return {**changes, self.frame: gr.Tabs(selected=named.tab)} if named.tab else changes

        # One event for all changes, one at a time, the last one counting: the page never shows an older
        # choice than the newest. Of two events it may take the answers in the wrong order.
        gr.on(
            [self.model.change, self.test_set.change, renewed.change],
            for_gradio(choose),
            [self.model, self.test_set],
            [self.test_set, *self.show(self.chosen)],
            trigger_mode="always_last",
            **QUIETLY,
        )
        self.frame.select(self.images.prepare, **QUIETLY)
        app.load(for_gradio(begin), self.model, [self.model, self.test_set, self.frame, renewed], **QUIETLY)

    def _follow(self, key: str, test_set: str | None) -> Changes:
        """What changes on a page that was just loaded, with an address that names a model."""
        artifact = self.models[key]
        test_set = test_set or artifact.main_test_set
        return {
            self.model: Choice(choices=self.models.choices(key), value=key),
            self.test_set: Choice(choices=choices_of(artifact), value=test_set),
        }

    def _renew(self, key: Any, renewed: gr.State) -> Changes:
        """What changes on a page that was just loaded: it is as it was built, and there may be newer models.

        Args:
            key: of the model that is chosen on it.
        """
        choices = self.models.choices(self.models.first)
        if key not in list(self.models):
            return {self.model: Choice(choices=choices, value=self.models.first)}
        changes: Changes = {self.model: Choice(choices=choices)}
        if self.about.value != self._in_words(key) or self.model.choices != choices:
            changes[renewed] = time.time()
        return changes
