"""What a live result is made of: blocks of plain data, each a dict with its `kind`, for a page to show."""

from typing import Any

import torch

from mnistff.data import Split

Block = dict[str, Any]


def text(sentence: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": sentence}


def printed(lines: str) -> Block:
    """What Python prints."""
    return {"kind": "printed", "text": lines}


def table(head: list, rows: list[list], marked: int | None = None) -> Block:
    """A table; `marked` is the row that stands out."""
    return {"kind": "table", "head": head, "rows": rows, "marked": marked}


def choose(index: int, total: int, name: str) -> Block:
    """A choice among `total` things called `name`; `index` is chosen."""
    return {"kind": "choose", "index": index, "total": total, "name": name}


def pictures(split: Split, first: int, last: int, chosen: int | None = None) -> Block:
    """Images from `first` to before `last`, with their labels; a click chooses one in place of `chosen`."""
    samples = zip(range(first, last), split.images[first:last], split.labels[first:last], strict=True)
    return {
        "kind": "pictures",
        "chosen": chosen,
        "pictures": [{"index": i, "label": int(label), "raw": flat(image)} for i, image, label in samples],
    }


def pixels(raw: torch.Tensor, inputs: torch.Tensor | None = None) -> Block:
    """The 28×28 numbers of an image uint8 (28, 28), and what they become as `inputs` (784,)."""
    made = None if inputs is None else [round(value, 4) for value in inputs.flatten().tolist()]
    return {"kind": "pixels", "raw": flat(raw), "inputs": made}


def curves(lines: dict[str, list[float]]) -> Block:
    """Curves by name, a value an epoch."""
    return {"kind": "curves", "lines": [{"name": name, "values": values} for name, values in lines.items()]}


def link(address: str, words: str) -> Block:
    """A link into the app; its address is as "?mistake=mnist-247"."""
    return {"kind": "link", "address": address, "text": words}


def about(name: str, tensor: torch.Tensor) -> list:
    """A tensor's row under `TENSOR`."""
    least, greatest = tensor.min().item(), tensor.max().item()
    return [name, str(tensor.dtype).removeprefix("torch."), shape(tensor), least, greatest]


TENSOR = ["", "dtype", "shape", "minimum", "maximum"]
"""The head over rows of `about`."""


def shape(tensor: torch.Tensor) -> str:
    """As 60000 × 28 × 28."""
    return " × ".join(map(str, tensor.shape))


def flat(image: torch.Tensor) -> list:
    """An image's numbers, row after row."""
    return image.flatten().tolist()
