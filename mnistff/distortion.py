"""Small random distortions of images, another for every image: people never write a digit twice alike.

An affine distortion turns, stretches and slants the whole image; an elastic one moves its parts
against each other (Simard, Steinkraus, Platt 2003, "Best practices for convolutional neural
networks applied to visual document analysis"). The smooth field for the latter is made from random
displacements on a coarse grid by bicubic interpolation, as Ronneberger, Fischer, Brox 2015
("U-Net", section 3.1) make theirs.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn.functional import affine_grid, grid_sample, interpolate

from mnistff.data import Samples

SIZE = 28
HALF = SIZE / 2
"""Pixels to one unit of `grid_sample`, whose coordinates run from -1 to 1."""
KNOTS = 5
"""Displacements are drawn on a grid of KNOTS × KNOTS points over the image."""
BICUBIC = interpolate(torch.eye(KNOTS)[None, None], (SIZE, KNOTS), mode="bicubic", align_corners=True)[0, 0]
"""(SIZE, KNOTS): what each knot gives to each row, or column. As matrices it is ten times as fast."""


@dataclass(frozen=True)
class Distortion:
    """How far images are distorted; each number is a standard deviation.

    `rotation` in degrees; `scale` of the logarithm of width and height, each on its own; `shear`
    in pixels to the side per pixel of height; `shift` and `elastic` in pixels.
    """

    rotation: float
    scale: float
    shear: float
    shift: float
    elastic: float

    def __call__(self, inputs: torch.Tensor, random: torch.Generator) -> torch.Tensor:
        """Distort inputs (B, 784), float32, 0 to 1; the result is as them."""
        count = len(inputs)
        images = inputs.reshape(count, 1, SIZE, SIZE)
        grid = affine_grid(self._affine(count, random), list(images.shape), align_corners=False)
        knots = self.elastic / HALF * torch.randn(count, 2, KNOTS, KNOTS, generator=random)
        field = BICUBIC @ knots @ BICUBIC.T  # (B, 2, 28, 28)
        return grid_sample(images, grid + field.permute(0, 2, 3, 1), align_corners=False).flatten(1)

    def _affine(self, count: int, random: torch.Generator) -> torch.Tensor:
        """Matrices (count, 2, 3): where in the image each pixel of the result is taken from."""
        normal = torch.randn(6, count, generator=random)
        angle = math.radians(self.rotation) * normal[0]
        width, height = (self.scale * normal[1:3]).exp()
        shear = self.shear * normal[3]
        shift = self.shift / HALF * normal[4:]
        cos, sin = angle.cos(), angle.sin()
        across = torch.stack([width * cos, width * (shear * cos - sin), shift[0]], 1)
        down = torch.stack([height * sin, height * (cos + shear * sin), shift[1]], 1)
        return torch.stack([across, down], 1)


SLIGHT = Distortion(rotation=6, scale=0.08, shear=0.12, shift=0.5, elastic=0.7)
"""As far as a person's own digits differ, about."""


class Distorted(Samples):
    """Samples that come out distorted anew each time they are fetched."""

    def __init__(self, samples: Samples, distortion: Distortion, seed: int):
        super().__init__(samples.inputs, samples.labels)
        self.distortion = distortion
        self.random = torch.Generator().manual_seed(seed)

    def __getitems__(self, indices: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
        inputs, labels = super().__getitems__(indices)
        return self.distortion(inputs, self.random), labels
