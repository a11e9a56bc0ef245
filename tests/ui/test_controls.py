"""What a stranger may send to controls and events is answered in a sentence, and never with a traceback."""

from typing import Any

import gradio as gr
import pytest

from mnistff.serving.requests import RequestError
from mnistff.ui.controls import (
    LONGEST_SENTENCE,
    Choice,
    Number,
    Slider,
    Switch,
    for_gradio,
    for_program,
)


@pytest.mark.parametrize("payload", [None, "x", 1e400, [1], {"a": 1}])
def test_controls_pass_on_whatever_comes(payload: Any) -> None:
    with gr.Blocks():
        for control in (Choice(["a"]), Slider(0, 1), Number(), Switch()):
            assert control.preprocess(payload) is payload


def test_what_is_raised_is_a_sentence_and_no_html() -> None:
    def fail() -> None:
        raise RequestError("There is no model <b>x</b>." + " " + "x" * 10_000)

    with pytest.raises(gr.Error) as shown:
        for_gradio(fail)()
    assert shown.value.message.startswith("There is no model &lt;b&gt;x&lt;/b&gt;.")
    assert len(shown.value.message) <= LONGEST_SENTENCE + 20
    with pytest.raises(gr.Error, match="<b>x</b>"):
        for_program(fail)()
