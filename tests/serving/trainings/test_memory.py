"""The memory of a training: as it is foretold, and as it is."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from mnistff.handwriting import Digit, halve
from mnistff.recipes import Recipe
from mnistff.serving.requests import RequestError
from mnistff.serving.trainings.memory import MOST, check, estimate
from mnistff.ui.train.settings import NUMBERS, read_settings, things_to_try
from support.apart import run_apart

LECTURE = things_to_try()[0]["settings"]
MOST_IMAGES = NUMBERS["images"].page[1]
WIDEST = NUMBERS["hidden"].page[1]


RECIPES = {
    "two batches": Recipe(epochs=1, images=20_000, batch_size=10_000, hidden=512),
    "many images": Recipe(epochs=1, images=60_000, batch_size=2_000, hidden=8),
    "with handwriting": Recipe(epochs=1, images=40_000, batch_size=2_000, hidden=8),
    "sorted": Recipe(epochs=1, images=40_000, batch_size=2_000, hidden=8, order="sorted"),
}
TRAININGS = r"""
import ctypes, json, re, sys, time
from pathlib import Path
import torch
from mnistff import runs
from mnistff.data import make_loader
from mnistff.handwriting import Digit, halve, join
from mnistff.model import FeedForward
from mnistff.recipes import Recipe
from mnistff.training import fit

def digits():
    return [Digit("ann", at % 10, torch.rand(28, 28)) for at in range(30)]

torch.set_num_threads(1)

def memory(name):
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return 1024 * int(re.search(rf"{name}:\s+(\d+) kB", status)[1])

def train(recipe, halves=None):
    samples, test_sets = runs.load_data(recipe, None, 0, lambda parts: parts)
    if halves:
        samples, _ = join(halves, samples, 0)
    model, loader = FeedForward(recipe.hidden), runs.make_train_loader(recipe, samples, 0)
    records = list(fit(model, recipe, loader, make_loader(test_sets["mnist"], 1000), reports=4))
    runs.sum_up({}, model, records, samples, test_sets, time.perf_counter())

train(Recipe(hidden=8, epochs=1, images=100))  # all is imported, and the test sets are drawn
trim = ctypes.CDLL(None).malloc_trim
for name, settings in json.loads(sys.argv[1]).items():
    trim(0)
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is noted anew
    train(Recipe(**settings), halve(digits(), 0) if name == "with handwriting" else None)
    peak = memory("VmHWM")
    trim(0)
    print(json.dumps([peak - before, memory("VmRSS") - before]))
"""
"""The steps of ui/job.py. Prints what each training took at most, and what of it was not given back."""


@pytest.fixture(scope="module")
def taken(mnist: Path) -> dict[str, tuple[int, int]]:
    if sys.platform != "linux":
        pytest.skip("Needs Linux, which tells the most memory that a process had.")
    settings = json.dumps({name: asdict(recipe) for name, recipe in RECIPES.items()})
    return dict(zip(RECIPES, map(json.loads, run_apart(TRAININGS, settings).splitlines()), strict=True))


@pytest.mark.parametrize("name", RECIPES)
def test_it_takes_no_more_than_is_foretold_and_at_least_half_of_it(
    taken: dict[str, tuple[int, int]], name: str
) -> None:
    peak, left = taken[name]
    digits = [Digit("ann", at % 10, torch.rand(28, 28)) for at in range(30)]
    halves = halve(digits, 0) if name == "with handwriting" else None
    assert peak <= estimate(RECIPES[name], halves) <= 2 * peak
    assert left < peak / 10


@pytest.mark.parametrize("thing", things_to_try(), ids=lambda thing: thing["name"])
def test_every_thing_to_try_may_be_tried(thing: dict) -> None:
    check(read_settings(thing["settings"])[0])


@pytest.mark.parametrize("order", ["shuffled", "stored", "sorted"])
@pytest.mark.parametrize("data", ["mnist", "strokes", "both"])
def test_what_has_small_batches_may_be_as_large_as_it_can_be(data: str, order: str) -> None:
    check(Recipe(hidden=WIDEST, batch_size=1_000, images=MOST_IMAGES, data=data, order=order))


def test_all_of_mnist_fits_into_one_batch() -> None:
    check(Recipe(hidden=WIDEST, batch_size=60_000, images=MOST_IMAGES))


@pytest.mark.parametrize("order", ["shuffled", "sorted"])
def test_what_is_too_much_is_refused_with_a_remedy(order: str) -> None:
    settings = {**LECTURE, "data": "both", "batch_size": 60_000, "hidden": 512, "order": order}
    recipe, _ = read_settings(settings)
    assert estimate(recipe) > MOST
    with pytest.raises(
        RequestError,
        match=r"would take [\d,]+ MB of memory; 1,000 MB is the most here\. Choose a smaller batch",
    ):
        check(recipe)
    for name, value in (("batch_size", 128), ("images", 20_000)):
        check(read_settings({**settings, name: value})[0])


def test_of_a_batch_no_more_is_counted_than_there_are_images() -> None:
    sizes = [estimate(Recipe(images=1_000, batch_size=size)) for size in (1_000, 60_000)]
    assert sizes[0] == sizes[1]
    assert estimate(Recipe(images=1_000, batch_size=100)) < sizes[0]
