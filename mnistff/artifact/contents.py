"""What the files of an artifact must hold. They come from anywhere, so they may hold anything.

Each function takes a file's path, for its messages, and its content, and raises an ArtifactError.
"""

import json
import math
from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load

from mnistff.datasets import TEST_SETS
from mnistff.evaluation import Evaluation
from mnistff.model import Network, NetworkError, from_config
from mnistff.system.errors import PlainError
from mnistff.system.limits import MOST_BYTES, MOST_JSON_BYTES
from mnistff.system.text import listed, plain, quoted

LONGEST_RECIPE = 100
"""In letters, of a recipe's name."""
MOST_DEPTH, MOST_DIGITS = 20, 100
"""How deep JSON may be nested, and how long a whole number in it may be."""


class ArtifactError(PlainError):
    """An artifact cannot be read or written; the message names the file and what is wrong.

    Names of files and folders in it may come from anywhere, so all of it is made plain.
    """


def excess(name: str, size: int) -> str:
    """By how much a file of so many bytes is too large, in words; "" if it is not."""
    most = MOST_JSON_BYTES if name.endswith(".json") else MOST_BYTES
    return f"{math.ceil(size / 1e6):,} MB, and {most / 1e6:.0f} MB is the most" if size > most else ""


def network(path: Path, content: bytes) -> Network:
    """Of `config.json`: a new network of the architecture and the size that it names."""
    try:
        return from_config(_json(path, content))
    except NetworkError as error:
        raise ArtifactError(f"{path}: {error}") from error


def weights(path: Path, content: bytes, model: Network) -> dict[str, torch.Tensor]:
    """Of `model.safetensors`: the state dict, which must fit the model and be finite."""
    state_dict = _tensors(path, content)
    expected = {key: (tuple(t.shape), t.dtype) for key, t in model.state_dict().items()}
    found = {key: (tuple(t.shape), t.dtype) for key, t in state_dict.items()}
    if set(found) != set(expected):
        raise ArtifactError(
            f"{path} must hold {listed(sorted(expected))}, but holds {listed(sorted(found))}."
        )
    for key, (shape, dtype) in expected.items():
        if found[key] != (shape, dtype):
            raise ArtifactError(
                f"{path}: {key} is {quoted(found[key][0])}, {found[key][1]}, "
                f"but config.json asks for {shape}, {dtype}."
            )
        if not state_dict[key].isfinite().all():
            raise ArtifactError(f"{path}: {key} holds numbers that are not finite.")
    return state_dict


def metrics(path: Path, content: bytes) -> dict[str, Any]:
    """Of `metrics.json`: all of it. It must name the recipe, and nothing else in it is checked.

    Whoever wants to show more of it than the recipe has to check that here first.
    """
    found = _json(path, content)
    recipe = found.get("recipe")
    if not isinstance(recipe, str) or not recipe.isprintable() or len(recipe) > LONGEST_RECIPE:
        raise ArtifactError(
            f'{path} does not say by which "recipe" the model was trained: '
            f"a name of at most {LONGEST_RECIPE} letters, all of which can be printed."
        )
    return found


def metrics_text(metrics: Mapping[str, Any]) -> str:
    """What `metrics.json` is to hold: of thousands of epochs every second or fourth, as more is not read."""
    text, epochs = json.dumps(metrics, indent=2) + "\n", metrics.get("epochs", [])
    if len(text) <= MOST_JSON_BYTES or len(epochs) < 2:
        return text
    return metrics_text({**metrics, "epochs": epochs[::-2][::-1]})


def evaluations(path: Path, content: bytes) -> dict[str, Evaluation]:
    """Of `evaluation.safetensors`: the answers to each test set, by its name."""
    tensors = _tensors(path, content)
    names = sorted({key.split(".")[0] for key in tensors})
    if set(tensors) != {f"{name}.{part}" for name in names for part in Evaluation._fields}:
        raise ArtifactError(f"{path} must hold labels and logits of each test set, not {listed(tensors)}.")
    if not names or not set(names) <= set(TEST_SETS):
        raise ArtifactError(
            f"{path} must hold test sets of {sorted(TEST_SETS)}, but holds {listed(names) or 'none'}."
        )
    found = {name: Evaluation(tensors[f"{name}.labels"], tensors[f"{name}.logits"]) for name in names}
    for name, evaluation in found.items():
        _check_evaluation(f"{path}: {name}", evaluation, TEST_SETS[name].test_images)
    return found


def _check_evaluation(name: str, evaluation: Evaluation, images: int | None) -> None:
    labels, logits = evaluation
    count = labels.numel()
    if labels.shape != (count,) or logits.shape != (count, 10):
        raise ArtifactError(
            f"{name} must be labels (N,) and logits (N, 10), "
            f"but is {quoted(tuple(labels.shape))} and {quoted(tuple(logits.shape))}."
        )
    if count != images and (images is not None or not count):
        has = "any" if images is None else f"{images:,}"
        raise ArtifactError(f"{name} has {has} images, but here are answers to {count:,}.")
    if labels.dtype != torch.int64 or labels.min() < 0 or labels.max() > 9:
        raise ArtifactError(f"{name}.labels must be int64, 0 to 9.")
    if logits.dtype != torch.float32 or not logits.isfinite().all():
        raise ArtifactError(f"{name}.logits must be finite float32 numbers.")


def _tensors(path: Path, content: bytes) -> dict[str, torch.Tensor]:
    if int.from_bytes(content[:8], "little") > MOST_JSON_BYTES:  # each of a million empty tensors takes room
        raise ArtifactError(f"{path} is no safetensors file, or one that begins with too long a list.")
    try:
        return load(content)
    except Exception as error:  # of many kinds, some by torch, as what is told of the tensors is wrong
        raise ArtifactError(
            f"{path} is no safetensors file, or is cut short ({plain(str(error))})."
        ) from error


def _json(path: Path, content: bytes) -> dict[str, Any]:
    """A JSON object, with all its names and texts fit to be encoded again."""
    try:
        if len(content) > MOST_JSON_BYTES:
            raise ValueError(f"it is longer than {MOST_JSON_BYTES:,} bytes")
        text = content.decode("utf-8-sig")
        if _depth(text) > MOST_DEPTH:
            raise ValueError(f"it is nested more than {MOST_DEPTH} deep")
        found = json.loads(text, object_pairs_hook=_unambiguous, parse_int=_whole_number)
        json.dumps(found, ensure_ascii=False).encode()  # a surrogate is a ValueError
    except ValueError as error:
        raise ArtifactError(f"{path} is not JSON as it must be ({plain(str(error))}).") from error
    if not isinstance(found, dict):
        raise ArtifactError(f"{path} must hold a JSON object.")
    return found


def _depth(text: str) -> int:
    """How deep the brackets of a JSON text are nested; those in its strings don't count.

    It is looked up before the text is parsed, as parsers call themselves for each level.
    """
    outside_strings = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    steps = ((letter in "[{") - (letter in "]}") for letter in outside_strings)
    return max(accumulate(steps), default=0)


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a whole number has more than {MOST_DIGITS} digits")
    return int(digits)


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found
