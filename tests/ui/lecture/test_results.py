"""The live results as the page asks for them, with MNIST and without."""

import time
from pathlib import Path
from typing import Any

import pytest

from mnistff.data import load_mnist
from mnistff.datasets import MNIST
from mnistff.serving.images import FetchedSplit
from mnistff.serving.requests import for_page
from mnistff.ui.lecture.results import STROKES, compute


def ask(train: FetchedSplit, test: FetchedSplit, **request: Any) -> dict:
    """The reply, once MNIST is read or missed."""
    for _ in range(600):
        reply = for_page(lambda request: compute(train, test, request))(request)
        if not reply.get("waiting"):
            return reply
        assert reply["blocks"] == [] and reply["note"]
        time.sleep(0.1)
    raise AssertionError("MNIST was not read in a minute")


def test_with_mnist_the_results_are_mnists(mnist: Path) -> None:
    reply = ask(FetchedSplit(MNIST, "train"), FetchedSplit(MNIST, "test"), name="batch", index=59_999)
    expected = load_mnist("train").images[59_999].flatten().tolist()
    assert next(block["raw"] for block in reply["blocks"] if block["kind"] == "pixels") == expected
    assert reply["note"] == ""


def test_without_mnist_they_are_pen_strokes_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").write_text("a file where the data folder should be")
    monkeypatch.setenv("MNISTFF_DATA", str(tmp_path / "data"))
    train, test = FetchedSplit(MNIST, "train"), FetchedSplit(MNIST, "test")
    reply = ask(train, test, name="gallery", index=0)
    assert reply["note"] == STROKES
    assert reply["blocks"][0]["total"] == 1000
    assert ask(train, test, name="curves", index=0)["note"] == ""


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"name": "gallery"},
        {"name": "gone", "index": 0},
        {"name": ["gallery"], "index": 0},
        {"name": "gallery", "index": -1},
        {"name": "gallery", "index": 10**30},
        {"name": "curves", "index": "0"},
    ],
)
def test_any_other_request_gets_a_sentence(request_: dict) -> None:
    assert ask(FetchedSplit(MNIST, "train"), FetchedSplit(MNIST, "test"), **request_)["error"].endswith(".")
