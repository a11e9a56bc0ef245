"""A training for a visitor: in a thread that gives way to people who draw, looked at while it runs."""

import base64
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from mnistff.artifact import Artifact
from mnistff.datasets import STROKES
from mnistff.model import Network
from mnistff.recipes import Recipe
from mnistff.serving.images import TestImages
from mnistff.serving.trainings.job import Job
from mnistff.serving.trainings.packing import pack

if TYPE_CHECKING:  # the app does not import the training before somebody trains
    from mnistff.training import EpochRecord

SECONDS_BETWEEN_LOOKS = 0.25
TILES = 64
NICENESS = 10


class Look(NamedTuple):
    """How far a training is.

    `done` is the share of its steps, 0 to 1; `records` and `answers` are the job's; `tiles` the function's,
    once there is a model; `result` what `Job.run` gives, once it is over.
    """

    text: str
    done: float
    records: "list[EpochRecord]"
    answers: list[tuple[float, list[float]]]
    tiles: str | None
    result: tuple[Artifact | None, str] | None


def train(job: Job) -> Iterator[Look]:
    """Train in the background; the last look has the result. When nobody looks any more, it is stopped."""
    with ThreadPoolExecutor(1, initializer=give_way) as pool:
        running = pool.submit(copy_context().run, job.run)  # ZeroGPU looks there for who asks
        try:
            while wait([running], SECONDS_BETWEEN_LOOKS).not_done:
                yield look_at(job)
        finally:
            job.stopping.set()
        yield look_at(job, running.result())


def warm_up() -> None:
    """Import whatever trainings import.

    Where processes are forked later on, none may be forked while another thread imports something:
    in the new process that import would never end. It is done in a thread, as trainings are: in the
    main one `spaces` looks at each operation, which takes long.
    """
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_train_for_a_moment).result()


def _train_for_a_moment() -> None:
    import_module("torchvision.datasets")  # as reading MNIST does
    recipe = Recipe(hidden=8, epochs=1, data=STROKES.key, images=100)
    trained, ending = Job(recipe, 0, threading.Event()).run()
    if trained is None:
        raise RuntimeError(ending)
    with tempfile.TemporaryDirectory() as folder:
        pack(trained, "run-1", TestImages(), folder)


def give_way() -> None:
    """Let the thread that calls this run after others. Linux alone can do that with one thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def look_at(job: Job, result: tuple[Artifact | None, str] | None = None) -> Look:
    """How far a training is."""
    pictures = tiles(job.model) if job.model else None
    answers = list(job.answers)
    return Look(in_words(job), min(1, job.done / job.total), list(job.records), answers, pictures, result)


def in_words(job: Job) -> str:
    """How far a training is, in a sentence."""
    if job.model is None or job.done == 0:
        return f"{job.note}{job.doing}…"
    if job.done == job.total or job.stopping.is_set():
        return "Testing what was learnt…"
    elapsed = time.perf_counter() - job.since
    epochs = job.done / job.total * job.recipe.epochs
    left = round(max(0, min((job.total - job.done) / job.done * elapsed, job.seconds - elapsed)))
    return (
        f"{job.note}Epoch {epochs:.1f} of {job.recipe.epochs}: "
        f"{job.done / elapsed:,.0f} steps a second, {left} second{'' if left == 1 else 's'} left"
    )


def tiles(model: Network) -> str:
    """The weights of the first hidden units, of the first hidden layer, as pictures.

    Returns:
        28×28 int8 numbers of each, -127 to 127, each unit's largest being 127, in base64.
    """
    weights = model.layers[0].weight.detach()[:TILES]  # (units, 784)
    scaled = 127 * weights / weights.abs().amax(1, keepdim=True)
    return base64.b64encode(scaled.nan_to_num().char().numpy().tobytes()).decode()
