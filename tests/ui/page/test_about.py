"""What is said of a model on the page, whatever it says of itself."""

import dataclasses
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mnistff import artifact
from mnistff.hub import Source
from mnistff.hub_client.errors import HubError
from mnistff.serving.watch import with_trouble
from mnistff.system.text import plain
from mnistff.ui.page.about import LONGEST_ORIGIN, in_words

HOSTILE = (
    "<img src=//evil.example/x.png onerror=alert(1)>",
    "<div style='position:fixed;inset:0;background:#fff'><form><input type=password></form>",
    "</p></div><script>alert(1)</script><!--",
    "![a picture](//evil.example/x.png) [log in](//evil.example) **bold** `code` # heading",
    "$${value} ${alert(1)} {{this}} {{{value}}} `${1}`",
    "&lt;b&gt; &#60;b&#62; &",
    "one\n\n# two\r\n<hr>\x1b[31m\x00",
    "\ud800\u202e\u2066" + "e" + "\u0301" * 500,
    "<b>" * 1_000_000,
)


class Seen(HTMLParser):
    """The tags with their attributes, and the text, of a piece of HTML."""

    def __init__(self, source: str):
        super().__init__()
        self.tags: list[tuple] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.append((tag, *attributes))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("!--",))

    def handle_data(self, data: str) -> None:
        self.text += data


LECTURE = artifact.load(artifact.PRETRAINED["lecture"])


def test_what_ships_is_told_with_its_numbers() -> None:
    seen = Seen(in_words("lecture", LECTURE))
    accuracy = LECTURE.evaluations["mnist"].accuracy
    assert seen.text.startswith(
        f"lecture, 128 hidden units, recipe lecture: {accuracy:.2%} right on MNIST's test set, "
    )
    assert seen.text.endswith("right on the pen-stroke test set. The weights ship with the app.")
    assert seen.tags == [("p",), ("b",), ("b",), ("b",)]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_a_model_says_of_itself_is_text(text: str) -> None:
    """Also what none of the checks before would let through: each is to hold by itself."""
    hostile = dataclasses.replace(LECTURE, metrics={"recipe": text}, origin=f"Weights from {text}.")
    trouble = str(HubError(f"Commit 0123456 is no good: {text}"))
    shown = in_words(text, with_trouble(hostile, trouble, "the last good copy"))
    seen = Seen(shown)
    assert seen.tags == [("p",), ("b",), ("b",), ("b",)]
    assert shown.isprintable() and shown.encode()
    assert len(seen.text) < LONGEST_ORIGIN + 700
    for place in ("recipe ", "Weights from "):
        assert seen.text.partition(place)[2].startswith(plain(text[:6]))


def test_the_trouble_leaves_room_for_what_stands_in() -> None:
    source = Source("ann/digits", "v" * 100)
    artifact_there = dataclasses.replace(LECTURE, origin=f"Weights from the Hub: {source}, commit 0123456.")
    shown = in_words("a", with_trouble(artifact_there, "x" * 500, "the last good copy"))
    assert Seen(shown).text.endswith("Meanwhile the last good copy is shown.")


def test_a_folder_of_any_name_is_told_as_text(trained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "<img src=x onerror=alert(1)> `**a**`"
    folder.symlink_to(trained)
    ((name, loaded),) = artifact.load_all([folder]).items()
    seen = Seen(in_words(name, loaded))
    assert {tag for tag, *_ in seen.tags} == {"p", "b"}
    assert seen.text.startswith(f"{folder.name}, 16 hidden units")
    assert f"{folder.name}." in seen.text
