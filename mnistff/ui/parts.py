"""What several tabs show: ten bars, and an image as it is."""

import base64
import io
from pathlib import Path

import torch
from PIL import Image


def read(name: str) -> str:
    """The text of a file beside this one."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def bars(probabilities: torch.Tensor) -> str:
    """Probabilities (10,) as markup, styled by `bars.css`, in fixed order."""
    best = int(probabilities.argmax())
    rows = "".join(
        f"<li{' class=best' if digit == best else ''}><b>{digit}</b>"
        f'<span><i style="--share: {p:.4f}"></i></span><small>{p:.0%}</small></li>'
        for digit, p in enumerate(probabilities.tolist())
    )
    return f'<ol class="bars">{rows}</ol>'


def image_address(image: torch.Tensor) -> str:
    """An image uint8 (28, 28) as a PNG in a data URI."""
    file = io.BytesIO()
    Image.fromarray(image.numpy()).save(file, format="PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
