"""What Gradio keeps for a page."""

import gradio as gr
from gradio.routes import App

from mnistff.serving.http.sessions import keep_little


def test_a_page_has_what_changed_in_it_and_no_copy_of_how_it_was_built() -> None:
    with gr.Blocks(analytics_enabled=False) as blocks:
        text = gr.Textbox("as it was built")
    app = App.create_app(blocks)
    assert app.state_holder["before"].config_values
    keep_little(app)
    changed, other = app.state_holder["page"], app.state_holder["other"]
    assert not changed.config_values
    changed[text._id] = gr.Textbox("changed")
    assert app.state_holder["page"][text._id].value == "changed"
    assert other[text._id].value == "as it was built"
