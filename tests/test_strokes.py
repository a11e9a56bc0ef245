"""Digits drawn by program."""

import torch

from mnistff.data import Samples, make_loader, to_inputs
from mnistff.evaluation import answer
from mnistff.model import FeedForward
from mnistff.recipes import Recipe
from mnistff.strokes import (
    SEGMENTS,
    calibration_set,
    catmull_rom,
    evaluation_set,
    generate,
    make_split,
    read_skeletons,
    write,
)
from mnistff.training import fit


def test_every_digit_has_several_skeletons_and_each_is_named_once() -> None:
    skeletons = read_skeletons()
    for digit in range(10):
        assert sum(skeleton.digit == digit for skeleton in skeletons) >= 4
    assert len({(skeleton.digit, skeleton.name) for skeleton in skeletons}) == len(skeletons)


def test_the_ways_are_drawn_in_proportion_to_their_shares(monkeypatch) -> None:
    drawn = {}

    def counted(skeleton, count, random):
        drawn[skeleton.digit, skeleton.name] = count
        return write(skeleton, count, random)

    monkeypatch.setattr("mnistff.strokes.write", counted)
    generate(20_000, seed=5)
    for digit in range(10):
        ways = [skeleton for skeleton in read_skeletons() if skeleton.digit == digit]
        for skeleton in ways:
            expected = 2_000 * skeleton.share / sum(way.share for way in ways)
            # Five standard deviations of a count that is binomial.
            assert abs(drawn[digit, skeleton.name] - expected) < 5 * expected**0.5, skeleton.name


def test_a_skeletons_curve_goes_through_its_points() -> None:
    for digit, _, name, points, _, _, starts, ends in read_skeletons():
        # The segments are short, so every point that the pen goes through is near one of their ends.
        nearest = torch.cdist(points, torch.cat([starts @ points, ends @ points])).amin(1)
        assert nearest.max() < 8, (digit, name)
        assert starts.shape == ends.shape == (SEGMENTS, len(points)), (digit, name)
        assert points.min() >= -15, (digit, name)
        assert points.max() <= 112, (digit, name)


def test_catmull_rom_goes_through_the_points_and_is_straight_on_a_line() -> None:
    points = torch.tensor([[0.0, 0.0], [3.0, 1.0], [4.0, 5.0], [9.0, 2.0]])
    curve = catmull_rom(4, 31) @ points
    assert torch.allclose(curve[::10], points, atol=1e-5)
    line = catmull_rom(3, 9) @ torch.tensor([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])
    assert torch.allclose(line, torch.linspace(0, 2, 9)[:, None].expand(-1, 2), atol=1e-5)


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    lines, labels = generate(50, seed=3)
    again, labels_again = generate(50, seed=3)
    other, _ = generate(50, seed=4)
    assert torch.equal(lines, again)
    assert torch.equal(labels, labels_again)
    assert not torch.equal(lines, other)


def test_a_split_is_images_and_labels_each_digit_equally_often() -> None:
    images, labels = make_split(200, seed=1)
    assert images.shape == (200, 28, 28)
    assert images.dtype == torch.uint8
    assert images.flatten(1).amax(1).min() == 255
    assert labels.bincount().tolist() == [20] * 10


def test_the_evaluation_set_is_fixed_and_no_training_digit_is_in_it() -> None:
    images, labels = evaluation_set()
    assert images.shape == (2000, 28, 28)
    assert labels.bincount().tolist() == [200] * 10
    trained_on = make_split(1000, seed=0).images
    distance = torch.cdist(images.flatten(1).float(), trained_on.flatten(1).float())
    assert distance.min() > 0


def test_the_calibration_set_is_another() -> None:
    images, labels = calibration_set()
    assert labels.bincount().tolist() == [200] * 10
    distance = torch.cdist(images.flatten(1).float(), evaluation_set().images.flatten(1).float())
    assert distance.min() > 0


def test_a_network_that_learnt_strokes_reads_the_evaluation_set() -> None:
    torch.manual_seed(0)
    train, test = (
        Samples(to_inputs(split.images), split.labels)
        for split in (make_split(4000, seed=0), evaluation_set())
    )
    model = FeedForward(64)
    loader = make_loader(train, 64, shuffle=True)
    list(fit(model, Recipe(hidden=64, epochs=8, learning_rate=0.003), loader, make_loader(test, 2000)))
    assert answer(model, test).accuracy > 0.85
