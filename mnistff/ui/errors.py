"""What an event or an endpoint raises, as a sentence: whatever a stranger sends is answered so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr

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
