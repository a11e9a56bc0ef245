"""What is fetched beside the page."""

from mnistff.ui.component import scripts
from mnistff.ui.page.preloads import ASSETS, gradios_modules, preloads


def test_the_way_from_gradios_page_to_a_component_is_found() -> None:
    names = gradios_modules()
    assert len(set(names)) == len(names) < 40
    assert all((ASSETS / name).is_file() for name in names)
    for step in ("index", "Index", "core", "Blocks", "HTML"):
        assert any(name.startswith(f"{step}-") for name in names), step


def test_of_a_page_that_gradio_serves_only_our_own_scripts_are() -> None:
    assert preloads(shared=True) == [scripts().address] == preloads()[-1:]
