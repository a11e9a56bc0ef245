"""How many there are of something."""

from collections import Counter

import pytest

from mnistff.serving.http.counts import counted


def test_it_is_counted_while_it_is_there() -> None:
    pages, addresses = Counter(), Counter({"a": 1})
    with counted((pages, "page"), (addresses, "a")), counted((pages, "other")):
        assert (pages, addresses) == ({"page": 1, "other": 1}, {"a": 2})
    assert (pages, addresses) == ({}, {"a": 1})


def test_what_fails_is_counted_no_longer_and_leaves_no_trace() -> None:
    pages = Counter()
    with pytest.raises(KeyError), counted((pages, "page"), (pages, "page")):
        assert pages["page"] == 2
        raise KeyError
    assert not pages.keys()
