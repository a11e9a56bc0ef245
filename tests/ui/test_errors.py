"""What a stranger may send to events is answered in a sentence, and never with a traceback."""

import gradio as gr
import pytest

from mnistff.serving.requests import RequestError
from mnistff.ui.errors import LONGEST_SENTENCE, for_gradio, for_program


def test_what_is_raised_is_a_sentence_and_no_html() -> None:
    def fail() -> None:
        raise RequestError("There is no model <b>x</b>." + " " + "x" * 10_000)

    with pytest.raises(gr.Error) as shown:
        for_gradio(fail)()
    assert shown.value.message.startswith("There is no model &lt;b&gt;x&lt;/b&gt;.")
    assert len(shown.value.message) <= LONGEST_SENTENCE + 20
    with pytest.raises(gr.Error, match="<b>x</b>"):
        for_program(fail)()
