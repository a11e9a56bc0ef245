"""What live results are made of."""

import json

import torch

from mnistff.data import Split
from mnistff.lecture import blocks

SPLIT = Split(torch.arange(3 * 784).reshape(3, 28, 28).to(torch.uint8), torch.tensor([7, 0, 4]))


def test_a_tensor_is_described_in_a_row_under_its_head() -> None:
    row = blocks.about("images", SPLIT.images)
    assert row == ["images", "uint8", "3 × 28 × 28", 0, 255]
    assert len(row) == len(blocks.TENSOR)


def test_pictures_are_those_asked_for_with_their_labels() -> None:
    block = blocks.pictures(SPLIT, 1, 3)
    assert [(each["index"], each["label"]) for each in block["pictures"]] == [(1, 0), (2, 4)]
    assert block["pictures"][0]["raw"] == SPLIT.images[1].flatten().tolist()


def test_pixels_may_be_shown_with_what_they_become() -> None:
    assert blocks.pixels(SPLIT.images[0])["inputs"] is None
    shown = blocks.pixels(SPLIT.images[0], SPLIT.images[0].flatten() / 255)
    assert shown["raw"][255] == 255
    assert (shown["inputs"][1], shown["inputs"][255]) == (0.0039, 1)


def test_all_of_them_are_plain_data_of_a_kind() -> None:
    made = [
        blocks.text("A sentence."),
        blocks.printed("1"),
        blocks.table(["a"], [[1]], marked=0),
        blocks.choose(0, 3, "image"),
        blocks.curves({"train": [0.5, 0.25]}),
        blocks.link("?tab=train", "Train"),
        blocks.pictures(SPLIT, 0, 1),
        blocks.pixels(SPLIT.images[0]),
    ]
    assert len({block["kind"] for block in made}) == len(made)
    assert json.loads(json.dumps(made)) == made
