"""The components' styles, which Gradio nests in a rule of its own: `#html-… { … }`.

Written so that the first browsers with nested rules take them: Chrome 112, Safari 16.5, Firefox 117. They
drop a rule that begins with a tag.
"""

import re
from pathlib import Path

import pytest

from mnistff import ui
from mnistff.ui.component import read

UI = Path(ui.__file__).parent
FILES = sorted(str(path.relative_to(UI)) for path in UI.rglob("*.css") if path.name != "page.css")


def rules(name: str) -> list[tuple[str, str]]:
    """What stands before each brace, and what is declared after it; the rules inside "@media" too."""
    css = re.sub(r"/\*.*?\*/", "", read(name), flags=re.DOTALL)
    return [
        (before.strip(), declared.strip()) for before, declared in re.findall(r"([^{};]+)\{([^{}]*)", css)
    ]


def selectors(name: str) -> list[str]:
    lists = [before for before, _ in rules(name) if not before.startswith("@")]
    return [one.strip() for before in lists for one in re.split(r",(?![^(]*\))", before)]


def test_every_file_is_looked_at() -> None:
    assert sum(len(selectors(name)) for name in FILES) > 200


@pytest.mark.parametrize("name", FILES)
def test_no_rule_begins_with_a_tag(name: str) -> None:
    assert [one for one in selectors(name) if re.match(r"[\w*|]", one)] == []


@pytest.mark.parametrize("name", FILES)
def test_the_component_itself_is_named_as_a_nested_rule_can(name: str) -> None:
    assert [one for one in selectors(name) if ":scope" in one or ":root" in one] == []


@pytest.mark.parametrize("name", FILES)
def test_safari_knows_every_declaration(name: str) -> None:
    for selector, declared in rules(name):
        properties = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", declared))
        assert " " not in properties.get("text-decoration", ""), f"{selector}: in its longhands"
        for property in ("user-select", "touch-callout"):
            assert property not in properties or f"-webkit-{property}" in properties, selector
