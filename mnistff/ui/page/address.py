"""What the query of the page's address names: ?mistake= &model= &step= &tab=."""

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

from mnistff.serving.models import Models
from mnistff.serving.requests import RequestError, find_artifact, find_image
from mnistff.system.text import quoted

MISTAKE = re.compile(r"(\w{1,20})-(\d{1,9})")


class Address(NamedTuple):
    """What an address names; None where it leaves the choice to the page."""

    model: str | None = None
    test_set: str | None = None
    index: int | None = None
    tab: str | None = None


def read_address(models: Models, tabs: Container[str], query: Mapping[str, str]) -> Address:
    """What a query names: a mistake in its tab, a step of the lecture in its, or just a tab.

    Raises:
        RequestError: there is no such model, test set, image or tab.
    """
    model = query.get("model")
    artifact = find_artifact(models, models.first if model is None else model)
    if "mistake" in query:
        found = MISTAKE.fullmatch(query["mistake"])
        if not found:
            example = f"?mistake={artifact.main_test_set}-247"
            raise RequestError(f"it must say ?mistake=TEST_SET-INDEX, as in {example}.")
        model = model or models.first
        _, test_set, index = find_image(models, model, found[1], int(found[2]))
        return Address(model, test_set, index, "mistakes")
    tab = "lecture" if "step" in query else query.get("tab")
    if tab is not None and tab not in tabs:
        raise RequestError(f"There is no tab {quoted(tab)}.")
    return Address(model, tab=tab)
