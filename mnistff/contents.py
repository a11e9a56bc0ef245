"""What the files of an artifact must hold. They come from anywhere, so they may hold anything.

Each function takes a file's path, for its messages, and its content, and raises an ArtifactError.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load

from mnistff.data import MOST_IMAGES
from mnistff.errors import KnownError
from mnistff.evaluation import Evaluation
from mnistff.model import FeedForward

MAX_HIDDEN = 10_000
LONGEST_RECIPE, LONGEST_QUOTE = 100, 200
"""In letters: of a recipe's name, and of what a message quotes."""

TEST_SETS = {"mnist": "MNIST's test set", "strokes": "the pen-stroke test set"}
"""The test sets that an evaluation may cover, and what to call them."""
IMAGES = {"mnist": MOST_IMAGES["test"], "strokes": 2_000}
"""How many images they have. An evaluation may cover the first of them only."""


class ArtifactError(KnownError):
    """An artifact cannot be read or written; the message names the file and what is wrong."""


def hidden(path: Path, content: bytes) -> int:
    """Of `config.json`: the number of hidden units. Whatever else is there, other tools put in."""
    found = _json(path, content).get("hidden")
    if type(found) is not int or not 1 <= found <= MAX_HIDDEN:
        raise ArtifactError(
            f"{path}: hidden must be a whole number from 1 to {MAX_HIDDEN:,}, not {found!r:.40}."
        )
    return found


def weights(path: Path, content: bytes, model: FeedForward) -> dict[str, torch.Tensor]:
    """Of `model.safetensors`: the state dict, which must fit the model and be finite."""
    state_dict = _tensors(path, content)
    expected = {key: (tuple(t.shape), t.dtype) for key, t in model.state_dict().items()}
    found = {key: (tuple(t.shape), t.dtype) for key, t in state_dict.items()}
    if set(found) != set(expected):
        raise ArtifactError(f"{path} must hold {sorted(expected)}, but holds {_quote(sorted(found))}.")
    for key in expected:
        if found[key] != expected[key]:
            raise ArtifactError(f"{path}: {key} is {found[key]}, but config.json asks for {expected[key]}.")
        if not state_dict[key].isfinite().all():
            raise ArtifactError(f"{path}: {key} holds numbers that are not finite.")
    return state_dict


def metrics(path: Path, content: bytes) -> dict[str, Any]:
    """Of `metrics.json`: all of it. It must name the recipe; the rest is for people to read."""
    found = _json(path, content)
    recipe = found.get("recipe")
    if not isinstance(recipe, str) or not recipe.isprintable() or len(recipe) > LONGEST_RECIPE:
        raise ArtifactError(f'{path} does not say by which "recipe" the model was trained.')
    return found


def evaluations(path: Path, content: bytes) -> dict[str, Evaluation]:
    """Of `evaluation.safetensors`: the answers to each test set, by its name."""
    tensors = _tensors(path, content)
    names = sorted({key.split(".")[0] for key in tensors})
    if set(tensors) != {f"{name}.{part}" for name in names for part in Evaluation._fields}:
        raise ArtifactError(
            f"{path} must hold labels and logits of each test set, not {_quote(list(tensors))}."
        )
    if not names or not set(names) <= set(TEST_SETS):
        raise ArtifactError(f"{path} must hold test sets of {sorted(TEST_SETS)}, but holds {_quote(names)}.")
    found = {name: Evaluation(tensors[f"{name}.labels"], tensors[f"{name}.logits"]) for name in names}
    for name, evaluation in found.items():
        _check_evaluation(f"{path}: {name}", evaluation, IMAGES[name])
    return found


def _check_evaluation(name: str, evaluation: Evaluation, most: int) -> None:
    labels, logits = evaluation
    count = labels.numel()
    if count == 0 or labels.shape != (count,) or logits.shape != (count, 10):
        raise ArtifactError(
            f"{name} must be labels (N,) and logits (N, 10), "
            f"but is {tuple(labels.shape)} and {tuple(logits.shape)}."
        )
    if count > most:
        raise ArtifactError(f"{name} has {most:,} images, but here are answers to {count:,}.")
    if labels.dtype != torch.int64 or labels.min() < 0 or labels.max() > 9:
        raise ArtifactError(f"{name}.labels must be int64, 0 to 9.")
    if logits.dtype != torch.float32 or not logits.isfinite().all():
        raise ArtifactError(f"{name}.logits must be finite float32 numbers.")


def _quote(names: list[str]) -> str:
    text = str(names)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _tensors(path: Path, content: bytes) -> dict[str, torch.Tensor]:
    try:
        return load(content)
    except (SafetensorError, ValueError, LookupError, AssertionError) as error:
        raise ArtifactError(f"{path} is no safetensors file, or is cut short ({error}).") from error


def _json(path: Path, content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unambiguous)
    except (ValueError, RecursionError) as error:
        raise ArtifactError(f"{path} is not JSON ({error}).") from error
    if not isinstance(found, dict):
        raise ArtifactError(f"{path} must hold a JSON object.")
    return found


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found
