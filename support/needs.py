"""What a test needs of the machine: where that is not there the test skips, but in CI it fails."""

import os

import pytest


def need(there: object, what: str) -> None:
    """End the test, unless `there` is true."""
    if there:
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {what}: its tests may not be skipped there.")
    pytest.skip(f"Install {what} to run this test.")
