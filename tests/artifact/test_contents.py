"""What the files of an artifact must hold; of whole artifacts it is tested in test_artifact.py."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from mnistff.artifact import contents
from mnistff.artifact.contents import ArtifactError
from mnistff.model import MAX_HIDDEN

CONFIG, METRICS = Path("config.json"), Path("metrics.json")


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [
        ("config.json", 1_000_000, ""),
        ("config.json", 1_000_001, "2 MB, and 1 MB is the most"),
        ("model.safetensors", 64_000_000, ""),
        ("model.safetensors", 64_000_001, "65 MB, and 64 MB is the most"),
    ],
)
def test_by_how_much_a_file_is_too_large_is_told(name: str, size: int, told: str) -> None:
    assert contents.excess(name, size) == told


@pytest.mark.parametrize("hidden", [1, MAX_HIDDEN])
def test_so_many_hidden_units_there_may_be(hidden: int) -> None:
    config = json.dumps({"hidden": hidden, "of others": [None]}).encode()
    assert contents.network(CONFIG, config).hidden == hidden


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b'{"hidden": 0}', b'{"hidden": 10001}', b'{"hidden": true}'),
        *(b'{"hidden": 5, "hidden": 5}', b'{"hidden": 5, "a": "\\ud800"}', b"\xff\xfe", b'{"hidden": "5"}'),
    ],
)
def test_whatever_else_is_there_is_told_with_the_files_name(content: bytes) -> None:
    with pytest.raises(ArtifactError, match=r"config\.json"):
        contents.network(CONFIG, content)


@pytest.mark.parametrize(("depth", "fits"), [(contents.MOST_DEPTH, True), (contents.MOST_DEPTH + 1, False)])
def test_json_may_be_so_deep_and_brackets_in_its_texts_do_not_count(depth: int, fits: bool) -> None:
    nested = "[" * (depth - 1) + '"[[[[[[[[[[[[[[[[[[[[[[[ \\" ["' + "]" * (depth - 1)
    content = f'{{"recipe": "own", "more": {nested}}}'.encode()
    if fits:
        assert contents.metrics(METRICS, content)["recipe"] == "own"
    else:
        with pytest.raises(ArtifactError, match="nested more than"):
            contents.metrics(METRICS, content)


def test_of_too_many_epochs_every_second_is_kept_and_the_last() -> None:
    epochs = [{"epoch": number, "note": "x" * 100} for number in range(10_001)]
    kept = json.loads(contents.metrics_text({"recipe": "own", "epochs": epochs}))["epochs"]
    assert len(kept) == 5_001
    assert (kept[0], kept[-1]) == (epochs[0], epochs[-1])
    few = {"recipe": "own", "epochs": epochs[:9]}
    assert json.loads(contents.metrics_text(few)) == few


@pytest.mark.parametrize("count", [1, 30, 20_000])
def test_of_handwriting_there_may_be_any_number(count: int) -> None:
    answers = {"handwriting.labels": torch.arange(count) % 10, "handwriting.logits": torch.rand(count, 10)}
    found = contents.evaluations(Path("e"), save(answers))
    assert len(found["handwriting"].labels) == count


def test_of_handwriting_there_is_some_and_of_other_sets_as_much_as_there_is() -> None:
    none = {"handwriting.labels": torch.zeros(0, dtype=torch.int64), "handwriting.logits": torch.zeros(0, 10)}
    with pytest.raises(ArtifactError, match="has any images, but here are answers to 0"):
        contents.evaluations(Path("e"), save(none))
    few = {"mnist.labels": torch.zeros(3, dtype=torch.int64), "mnist.logits": torch.zeros(3, 10)}
    with pytest.raises(ArtifactError, match="has 10,000 images, but here are answers to 3"):
        contents.evaluations(Path("e"), save(few))
