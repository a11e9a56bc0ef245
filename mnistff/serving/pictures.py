"""What is painted: images, weights, and the evidence of pixels."""

import base64
import io
from collections.abc import Iterable

import torch
from PIL import Image

from mnistff.explain import evidence
from mnistff.model import Network


def image_address(image: torch.Tensor) -> str:
    """An image uint8 (28, 28) as a PNG in a data URI."""
    file = io.BytesIO()
    Image.fromarray(image.numpy()).save(file, format="PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def pixels_of(image: torch.Tensor) -> list[int]:
    """An image float32 (28, 28), 0 to 1, as pages paint it: 784 numbers, 0 to 255."""
    return (255 * image).int().flatten().tolist()


def evidence_map(
    model: Network, inputs: torch.Tensor, digit: int, other: int, off: Iterable[int] = ()
) -> list[int]:
    """The evidence of each pixel for `digit` against `other`, to be painted.

    Args:
        inputs: (784,) or (28, 28), float32, 0 to 1.
        off: as for `explain.evidence`.

    Returns:
        784 numbers, -255 (speaks for `other`) to 255 (for `digit`).
    """
    return painted(evidence(model, inputs, digit, other, off).pixels.flatten())


def painted(pixels: torch.Tensor) -> list[int]:
    """`shades` of numbers by pixel, as pages paint them: -255 to 255."""
    return (255 * shades(pixels)).int().tolist()


def shades(pixels: torch.Tensor) -> torch.Tensor:
    """Numbers by pixel, float32 (..., 784), as what can be painted: -1 to 1.

    A few pixels often count for much more than the rest: the twentieth is shown as bright as they are.
    """
    brightest = pixels.abs().topk(20).values[..., -1:].clamp_min(1e-9)
    return (pixels / brightest).clamp(-1, 1)


def rounded(numbers: torch.Tensor, decimals: int = 4) -> list:
    """As a list, with as many decimals as are shown at most."""
    return numbers.double().round(decimals=decimals).tolist()
