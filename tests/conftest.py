"""Fixtures that several tests share."""

from collections.abc import Iterator

import pytest
from serving import serving


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """The address of the app, as `python app.py` serves it."""
    with serving() as address:
        yield address
