"""The scripts' file: its address, what is served there, and what is told of it beside the page."""

import re

import httpx
import pytest

from mnistff.serving.scripts import Scripts
from mnistff.ui.component import scripts
from support.questions import DIRECT

TWO = {"draw/pen.mjs": "let a;", "shared/ask.mjs": "let b;"}


def test_the_address_is_another_one_when_any_script_changes_or_has_another_name() -> None:
    changed, renamed = {**TWO, "shared/ask.mjs": "let c;"}, {**TWO, "shared/more.mjs": ""}
    found = [Scripts(sources).address for sources in (TWO, changed, renamed)]
    assert len(set(found)) == 3
    assert found[0] == Scripts(dict(TWO)).address


@pytest.mark.parametrize("coding", ["identity", "br"])
def test_the_file_is_served_whole_and_may_be_kept_for_good(app_url: str, coding: str) -> None:
    headers = {"accept-encoding": coding}
    answer = httpx.get(f"{app_url}/{scripts().address}", headers=headers, **DIRECT)
    assert answer.content == scripts().packed
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers.get("content-encoding", "identity") == coding


@pytest.mark.parametrize("name", ["0123456789abcdef.mjs", "draw/pen.mjs", "../tab.py", "../../app.py"])
def test_nothing_else_is_served_there(app_url: str, name: str) -> None:
    place = scripts().address.rpartition("/")[0]
    assert httpx.get(f"{app_url}/{place}/{name}", **DIRECT).status_code == 404


def test_beside_the_page_it_is_told_what_it_needs_and_all_of_that_is_there(app_url: str) -> None:
    page = httpx.get(app_url, **DIRECT)
    needed = re.findall(r"<([^>]+)>; rel=modulepreload", page.headers["link"])
    assert scripts().address in needed
    for address in needed:
        kind = httpx.get(f"{app_url}/{address}", **DIRECT).raise_for_status().headers["content-type"]
        assert "/javascript" in kind, address
    assert "link" not in httpx.get(f"{app_url}/config", **DIRECT).headers
