"""What all components of the pages have in common."""

import posixpath
import re
from graphlib import TopologicalSorter

import gradio as gr
import pytest
from gradio.state_holder import SessionState

from mnistff.ui.component import FOLDER, Component, scripts
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


def test_what_scripts_import_is_told_as_the_loader_reads_it_and_is_among_them() -> None:
    sources, graph = scripts().sources, {}
    assert len(sources) > 10
    for name, source in sources.items():
        imported = IMPORTED.findall(source)
        assert len(imported) == len(re.findall(r"\bimport\b|\bfrom \"", source)) / 2, name
        paths = {posixpath.normpath(f"{posixpath.dirname(name)}/{path}") for path in imported}
        assert paths <= sources.keys(), name
        graph[name] = paths
    assert list(TopologicalSorter(graph).static_order())  # or a CycleError
