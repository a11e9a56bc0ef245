"""Addresses that name a mistake, and such as were tampered with."""

from urllib.parse import parse_qsl

import pytest

from mnistff import artifact
from mnistff.serving.models import Models
from mnistff.serving.requests import RequestError
from mnistff.ui import TABS
from mnistff.ui.page.address import Address, read_address

MODELS = Models(artifact.load_all(artifact.PRETRAINED.values()))


KEYS = [tab.key for tab in TABS]


def read(query: str) -> Address:
    return read_address(MODELS, KEYS, dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True)))


def test_an_address_names_model_test_set_and_image() -> None:
    assert read("?mistake=mnist-247&model=lecture") == ("lecture", "mnist", 247, "mistakes")
    assert read("?model=lecture&mistake=strokes-0") == ("lecture", "strokes", 0, "mistakes")
    assert read("?mistake=mnist-9999").model == MODELS.first


def test_an_address_names_a_tab_or_a_step_or_a_model_alone() -> None:
    assert read("?tab=matrix") == Address(tab="matrix")
    assert read("?step=7") == Address(tab="lecture")
    assert read("?model=lecture&tab=inside") == Address("lecture", tab="inside")
    assert read("") == read("?__theme=dark") == Address()


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
        ("?tab=kitchen", "no tab 'kitchen'"),
        ("?model=resnet", "no model 'resnet'"),
    ],
)
def test_a_tampered_address_is_refused_with_a_sentence(query: str, sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        read(query)
