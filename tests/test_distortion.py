"""Distortions, against an affine map and a displacement worked out by hand."""

import math

import pytest
import torch

from mnistff.data import Samples, make_loader
from mnistff.distortion import Distorted, Distortion

NONE = {"rotation": 0.0, "scale": 0.0, "shear": 0.0, "shift": 0.0, "elastic": 0.0}
ALL = Distortion(rotation=6, scale=0.08, shear=0.12, shift=0.5, elastic=0.8)


def distort(inputs: torch.Tensor, seed: int = 0, **how: float) -> torch.Tensor:
    return Distortion(**{**NONE, **how})(inputs, torch.Generator().manual_seed(seed))


def blob(row: float, column: float, count: int, width: float = 2.0) -> torch.Tensor:
    """`count` times the same soft spot, a Gaussian `width` pixels wide, (count, 784)."""
    grid = torch.arange(28.0)
    spot = torch.exp(-((grid[:, None] - row) ** 2 + (grid[None] - column) ** 2) / (2 * width**2))
    return spot.flatten().repeat(count, 1)


def centres(inputs: torch.Tensor) -> torch.Tensor:
    """Row and column of the centre of mass, (B, 2), measured from the image's middle."""
    images = inputs.reshape(-1, 28, 28)
    grid = torch.arange(28.0) - 13.5
    mass = images.sum((1, 2))
    return torch.stack([(images.sum(2) * grid).sum(1) / mass, (images.sum(1) * grid).sum(1) / mass], 1)


def test_no_distortion_changes_nothing(samples: Samples) -> None:
    assert torch.allclose(distort(samples.inputs), samples.inputs, atol=1e-5)


def test_the_result_is_an_input_again(samples: Samples) -> None:
    distorted = ALL(samples.inputs, torch.Generator().manual_seed(0))
    assert distorted.shape == samples.inputs.shape
    assert distorted.dtype == torch.float32
    assert distorted.min() >= 0 and distorted.max() <= 1 + 1e-6
    assert distorted.sum() == pytest.approx(samples.inputs.sum().item(), rel=0.05)


@pytest.mark.parametrize("shift", [0.5, 2.0])
def test_shifts_are_in_pixels(shift: float) -> None:
    moved = centres(distort(blob(13.5, 13.5, 4000), shift=shift))
    assert moved.std(0).tolist() == pytest.approx([shift, shift], rel=0.05)
    assert moved.mean(0).tolist() == pytest.approx([0, 0], abs=0.1 * shift)


def test_rotations_are_in_degrees_around_the_middle() -> None:
    row, column = centres(distort(blob(13.5, 20.5, 4000), rotation=10)).unbind(1)
    assert torch.allclose((row**2 + column**2).sqrt(), torch.tensor(7.0), atol=0.05)
    assert math.degrees(torch.atan2(row, column).std()) == pytest.approx(10, rel=0.05)


def test_width_and_height_are_scaled_on_their_own() -> None:
    row, column = centres(distort(blob(18.5, 18.5, 4000), scale=0.1)).unbind(1)
    assert (row / 5).log().std().item() == pytest.approx(0.1, rel=0.05)
    assert (column / 5).log().std().item() == pytest.approx(0.1, rel=0.05)
    assert abs(torch.corrcoef(torch.stack([row, column]))[0, 1]) < 0.06


def test_shear_moves_to_the_side_by_height() -> None:
    row, column = centres(distort(blob(18.5, 13.5, 4000), shear=0.2)).unbind(1)
    assert torch.allclose(row, torch.tensor(5.0), atol=0.02)
    assert column.std().item() == pytest.approx(0.2 * 5, rel=0.05)


def test_elastic_distortions_move_parts_against_each_other() -> None:
    knots = ((6.75, 6.75), (20.25, 20.25))  # where the displacements are drawn; between them they are milder
    first, second = (centres(distort(blob(*knot, 4000, width=0.7), elastic=1.0)) for knot in knots)
    for moved in (first, second):
        assert moved.std(0).tolist() == pytest.approx([1, 1], rel=0.2)
    assert abs(torch.corrcoef(torch.stack([first[:, 0], second[:, 0]]))[0, 1]) < 0.1


def test_every_image_is_distorted_anew_and_by_the_seed(samples: Samples) -> None:
    def epochs(seed: int) -> list[torch.Tensor]:
        loader = make_loader(Distorted(samples, ALL, seed), 200)
        return [torch.cat([inputs for inputs, _ in loader]) for _ in range(2)]

    first, second = epochs(seed=1)
    assert not torch.equal(first, second)
    assert torch.equal(first, epochs(seed=1)[0])
    same = distort(samples.inputs[:1].repeat(2, 1), rotation=6.0)
    assert not torch.equal(same[0], same[1])


def test_labels_stay_with_their_images(samples: Samples) -> None:
    still = Distorted(samples, Distortion(**NONE), seed=0)
    inputs, labels = next(iter(make_loader(still, 50, shuffle=True, seed=4)))
    expected, expected_labels = next(iter(make_loader(samples, 50, shuffle=True, seed=4)))
    assert torch.allclose(inputs, expected, atol=1e-5)
    assert torch.equal(labels, expected_labels)
