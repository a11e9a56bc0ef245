"""The scripts' address, and what is served there."""

import httpx
import pytest

from mnistff.serving.scripts import addresses
from mnistff.ui.component import scripts
from support.questions import DIRECT

TWO = {"draw/pen.mjs": b"let a;", "shared/ask.mjs": b"let b;"}


def test_the_address_is_another_one_when_any_script_changes_or_has_another_name() -> None:
    changed, renamed = {**TWO, "shared/ask.mjs": b"let c;"}, {**TWO, "shared/more.mjs": b""}
    found = [addresses(scripts)["draw/pen.mjs"] for scripts in (TWO, changed, renamed)]
    assert len(set(found)) == 3
    assert found[0] == addresses(dict(TWO))["draw/pen.mjs"]


@pytest.mark.parametrize("coding", ["identity", "br"])
def test_a_script_is_served_whole_and_may_be_kept_for_good(app_url: str, coding: str) -> None:
    for name, content in scripts().items():
        answer = httpx.get(
            f"{app_url}/{addresses(scripts())[name]}", headers={"accept-encoding": coding}, **DIRECT
        )
        assert answer.content == content
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers.get("content-encoding", "identity") == coding


@pytest.mark.parametrize("path", ["draw/../tab.py", "draw/nothing.mjs", "../../app.py", "draw/picture.css"])
def test_nothing_else_is_served_there(app_url: str, path: str) -> None:
    folder = addresses(scripts())["draw/picture.mjs"].removesuffix("draw/picture.mjs")
    for place in (folder, folder.replace("scripts/", "scripts/0")):
        assert httpx.get(f"{app_url}/{place}{path}", **DIRECT).status_code == 404
