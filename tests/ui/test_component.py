"""What all components of the pages have in common."""

import re

import gradio as gr
import pytest
from gradio.state_holder import SessionState

from mnistff.ui.component import FOLDER, Component, preloads, scripts
from support.loops import in_a_loop

IMPORTED = re.compile(r'^import .* from "(\.[^"]+)";$', re.MULTILINE)


def double(request: dict) -> dict:
    return {"number": 2 * request["number"]}


@pytest.fixture
def component() -> Component:
    return Component("matrix/matrix", {"count": 1}, answers=[double], hint="draw")


def test_it_is_made_of_its_folders_files_and_the_shared_sheet(component: Component) -> None:
    assert component.html_template == (FOLDER / "matrix" / "matrix.html").read_text(encoding="utf-8")
    sheets = [FOLDER / name for name in ("shared/shared.css", "matrix/matrix.css")]
    assert component.css_template == "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    assert component.props == {"hint": "draw"}


def test_it_answers_its_script_and_whatever_goes_wrong_in_a_sentence(component: Component) -> None:
    assert component.double({"number": 4}) == {"number": 8}
    assert list(component.double({})) == ["error"]
    assert component.double([4])["error"] == "The request must be an object."


def test_gradio_can_make_it_anew_when_an_event_changes_it() -> None:
    with gr.Blocks() as blocks:
        component = Component("matrix/matrix", {"count": 1}, answers=[double], hint="x")
        gr.Button().click(lambda: gr.update(value={"count": 2}), None, component)
    (event,) = blocks.fns.values()
    state = SessionState(blocks)
    answer = in_a_loop(blocks.process_api(event, [], state=state))
    assert answer["data"][0]["value"] == {"count": 2}
    again = state[component._id]
    assert again is not component
    assert (again.props, again.js_on_load) == ({"hint": "x"}, component.js_on_load)


def test_every_script_is_served_and_preloaded_and_what_it_imports_is_among_them() -> None:
    assert {path for path in scripts() if path.count("/") != 1} == set()
    assert preloads().count('<link rel="modulepreload" ') == len(scripts()) > 10
    for path, content in scripts().items():
        for imported in IMPORTED.findall(content.decode()):
            assert (FOLDER / path).parent.joinpath(imported).resolve().is_file(), (path, imported)
