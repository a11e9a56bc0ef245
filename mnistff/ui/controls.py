"""Gradio's controls and events, as this app uses them: what comes of a stranger is answered in a sentence."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr
from gradio.components import Component

from mnistff.system.errors import told
from mnistff.system.text import escaped

LONGEST_SENTENCE = 600
"""In letters, of what is shown."""


def for_gradio(function: Callable) -> Callable:
    """An event of the page: whatever it raises is shown as a sentence, in a box that takes HTML."""
    return _as_gradios_errors(function, lambda sentence: escaped(sentence, most=LONGEST_SENTENCE))


def for_program(function: Callable) -> Callable:
    """A named endpoint: whatever it raises is answered as a sentence."""
    return _as_gradios_errors(function, str)


def _as_gradios_errors(function: Callable, shown: Callable[[str], str]) -> Callable:
    @wraps(function)
    def answer(*values: Any) -> Any:
        try:
            return function(*values)
        except gr.Error:
            raise
        except Exception as error:
            raise gr.Error(shown(told(error)), print_exception=False) from error

    return answer


def _passed_on(self: Component, payload: Any) -> Any:
    """Whatever comes to a control: the functions above say in a sentence what it may be.

    Gradio's own checks raise, and log, whatever a stranger sends, and know the choices of a page only
    as long as Gradio remembers the page.
    """
    return payload


# To Gradio's page these are what they are made from: it takes the name of the one class that a template has.
class Choice(gr.Radio):
    is_template, preprocess = True, _passed_on


class Slider(gr.Slider):
    is_template, preprocess = True, _passed_on


class Number(gr.Number):
    is_template, preprocess = True, _passed_on


class Switch(gr.Checkbox):
    is_template, preprocess = True, _passed_on
