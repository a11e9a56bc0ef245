"""Addresses that name a mistake, and such as were tampered with."""

from urllib.parse import parse_qsl

import pytest

from mnistff import artifact
from mnistff.serving.models import Models
from mnistff.serving.requests import RequestError
from mnistff.ui.events import read_address

MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))


def test_an_address_names_model_test_set_and_image() -> None:
    assert read_address(MODELS, {"mistake": "mnist-247", "model": "lecture"}) == ("lecture", "mnist", 247)
    assert read_address(MODELS, {"model": "lecture", "mistake": "strokes-0"}) == ("lecture", "strokes", 0)
    assert read_address(MODELS, {"mistake": "mnist-9999"})[0] == MODELS.first


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?mistake=", "must say"),
        ("?mistake=247", "must say"),
        ("?mistake=mnist--1", "must say"),
        ("?mistake=mnist-1e3", "must say"),
        ("?mistake=mnist-10000", "0 to 9,999"),
        ("?mistake=strokes-2000", "0 to 1,999"),
        ("?mistake=imagenet-1", "no test set 'imagenet'"),
        ("?mistake=mnist-1&model=<script>", "no model '<script>'"),
        ("?mistake=mnist-" + "9" * 400, "must say"),
    ],
)
def test_a_tampered_address_is_refused_with_a_sentence(query: str, sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        read_address(MODELS, dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True)))
