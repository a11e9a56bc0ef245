"""The live results that need images, on pen strokes."""

import math

import pytest
import torch

from mnistff.data import DataError, Split, to_inputs
from mnistff.lecture import images
from mnistff.lecture.network import shipped
from mnistff.strokes import evaluation_set


@pytest.fixture(scope="module")
def drawn(digits: Split) -> images.Digits:
    """Pen strokes, fewer than the app draws."""
    return images.Digits("strokes", digits, evaluation_set(), shipped().evaluations["strokes"])


def of_kind(blocks: list[dict], kind: str) -> dict:
    return next(block for block in blocks if block["kind"] == kind)


def test_the_gallery_shows_the_chosen_image_among_its_neighbours(drawn: images.Digits) -> None:
    blocks = images.gallery(drawn, 595)
    shown = of_kind(blocks, "pictures")["pictures"]
    assert [picture["index"] for picture in shown] == list(range(576, 600))
    assert [picture["label"] for picture in shown] == drawn.train.labels[576:].tolist()
    assert of_kind(blocks, "pixels")["raw"] == drawn.train.images[595].flatten().tolist()


def test_the_softmax_is_pytorchs_step_by_step(drawn: images.Digits) -> None:
    table = of_kind(images.loss(drawn, 3), "table")
    logits = drawn.evaluation.logits[3]
    assert [row[1] for row in table["rows"]] == [f"{value:.4f}" for value in logits]
    assert [row[4] for row in table["rows"]] == [f"{value:.4f}" for value in logits.softmax(0)]
    assert table["marked"] == drawn.evaluation.labels[3]


def test_only_the_naive_loss_overflows() -> None:
    logits = torch.tensor([2.0, 1.0])
    *_, naive, stable = images.overflow(logits, 0, 1)
    assert naive == stable
    _, _, exponential, naive, stable = images.overflow(logits, 0, 100)
    assert (exponential, naive) == ("inf", "nan")
    assert math.isfinite(float(stable))


def test_the_shuffled_loader_changes_its_order_and_the_other_does_not(drawn: images.Digits) -> None:
    rows = of_kind(images.order(drawn, 0), "table")["rows"]
    numbers, labels = rows[::2], rows[1::2]
    assert numbers[0][2:] != numbers[1][2:]
    assert numbers[2][2:] == list(range(8))
    for images_, labels_ in zip(numbers, labels, strict=True):
        assert drawn.train.labels[images_[2:]].tolist() == labels_[2:]
    assert "600 images in batches of 128 are 5 batches" in of_kind(images.order(drawn, 0), "text")["text"]


def test_a_batch_of_one_is_to_tensors_numbers(drawn: images.Digits) -> None:
    inputs, labels = images.one_batch(drawn.train, 9)
    assert torch.equal(inputs, to_inputs(drawn.train.images[9:10]))
    assert labels.tolist() == [drawn.train.labels[9]]
    pixels = of_kind(images.batch(drawn, 9), "pixels")
    assert pixels["raw"] == drawn.train.images[9].flatten().tolist()
    assert pixels["inputs"] == pytest.approx([value / 255 for value in pixels["raw"]], abs=5e-5)
    assert str(inputs) in of_kind(images.batch(drawn, 9), "printed")["text"]


def test_a_mistake_is_one(drawn: images.Digits) -> None:
    blocks = images.mistake(drawn, 2)
    (picture,) = of_kind(blocks, "pictures")["pictures"]
    label, prediction = (
        drawn.evaluation.labels[picture["index"]],
        drawn.evaluation.predictions[picture["index"]],
    )
    assert label != prediction
    said = of_kind(blocks, "text")["text"]
    probability = drawn.evaluation.logits[picture["index"]].softmax(0)[prediction]
    assert (
        f"the label is {label}, the network said {prediction}, with a probability of {probability:.1%}"
        in said
    )
    address = of_kind(blocks, "link")["address"]
    assert address == f"?mistake=strokes-{picture['index']}&model=lecture"


def test_with_a_softmax_before_it_the_loss_can_not_come_near_0(drawn: images.Digits) -> None:
    """With one, it is log(1 + 9 / e) at least: all other logits are 0 or more, the right one is 1 or less."""
    rows = of_kind(images.softmax(drawn, 0), "table")["rows"]
    losses = [(float(without), float(with_it)) for _, without, with_it in rows]
    assert rows[0][0] == 1 and losses[0] == pytest.approx((math.log(10), math.log(10)), abs=0.1)
    assert losses[-1][0] < 0.7
    assert all(with_it > math.log(1 + 9 / math.e) for _, with_it in losses)


@pytest.mark.parametrize("name", images.RESULTS)
def test_a_number_past_the_last_begins_again(drawn: images.Digits, name: str) -> None:
    chosen = [block for block in images.RESULTS[name](drawn, 10**9) if block["kind"] == "choose"]
    assert all(0 <= block["index"] < block["total"] for block in chosen)


def test_test_images_of_something_else_are_refused(digits: Split) -> None:
    with pytest.raises(DataError, match="not those of MNIST"):
        images.mnist_digits(digits, digits)
