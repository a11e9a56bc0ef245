"""What is painted."""

import base64
import io

import torch
from PIL import Image

from mnistff.explain import evidence
from mnistff.model import FeedForward
from mnistff.serving.pictures import evidence_map, image_address, shades


def test_an_image_is_the_same_in_its_address() -> None:
    image = torch.arange(784).reshape(28, 28).to(torch.uint8)
    kind, _, content = image_address(image).partition(",")
    assert kind == "data:image/png;base64"
    read = Image.open(io.BytesIO(base64.b64decode(content)))
    assert (read.size, read.mode) == ((28, 28), "L")
    assert list(read.tobytes()) == image.flatten().tolist()


def test_the_twentieth_is_as_bright_as_the_brightest() -> None:
    pixels = torch.zeros(784)
    pixels[:25] = torch.arange(25, 0, -1) * torch.tensor([1.0, -1.0]).repeat(13)[:25]
    shown = shades(pixels)
    assert shown.abs().max() == 1
    assert (shown[:20].abs() == 1).all()
    assert torch.equal(shown.sign(), pixels.sign())
    assert shown[24].abs() == pixels[24].abs() / pixels[19].abs()


def test_of_nothing_nothing_is_shown() -> None:
    assert not shades(torch.zeros(3, 784)).any()


def test_evidence_is_painted_by_its_sign() -> None:
    torch.manual_seed(0)
    model, inputs = FeedForward(8), torch.rand(784)
    found = torch.tensor(evidence_map(model, inputs, 3, 5))
    assert (found.min() >= -255) and (found.max() <= 255) and found.abs().max() == 255
    pixels = evidence(model, inputs, 3, 5).pixels.flatten()
    assert (found * pixels >= 0).all()
    assert evidence_map(model, inputs, 5, 3) == [-value for value in found.tolist()]
