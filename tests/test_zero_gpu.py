"""The app as a ZeroGPU Space runs it: who gets a GPU, and what a visitor is told who gets none."""

import itertools
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("spaces", reason="Needs what a ZeroGPU Space has: pip install spaces")

from fastapi.responses import Response

from mnistff.serving.trainings import gpu
from mnistff.ui.train.settings import read_settings
from support import loopback_zero_gpu as zero_gpus
from support.apart import PATIENCE
from support.loopback_zero_gpu import IP_TOKEN, LoopbackZeroGPU
from support.questions import classify, read_as
from support.served import serving
from support.training_client import QUICK, TrainingClient

IMPATIENT = """
import os, pathlib, sys, threading, time
import app
from mnistff.serving.trainings import job

def note_modules():
    while True:
        new = pathlib.Path(os.environ["MODULES"] + ".new")
        new.write_text(" ".join(list(sys.modules)))
        new.replace(os.environ["MODULES"])
        time.sleep(0.1)

threading.Thread(target=note_modules, daemon=True).start()
job.SECONDS, job.SECONDS_TO_TELL = 0.5, 0.1
app.main()
"""
"""The app, with half a second for a training, that writes down all the time what it has imported."""
SLOW = {**QUICK, "hidden": 512, "images": 3000, "epochs": 20}
SECONDS = gpu.seconds_to_ask_for(read_settings(SLOW)[0])
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("modules") / "modules.txt"


@pytest.fixture(scope="module")
def space(modules: Path) -> Iterator[tuple[LoopbackZeroGPU, str]]:
    with (
        zero_gpus.serve_zero_gpu() as zero_gpu,
        serving(program=("-c", IMPATIENT), MODULES=str(modules), **zero_gpu.environment) as url,
    ):
        yield zero_gpu, url


@pytest.fixture
def zero_gpu(space: tuple[LoopbackZeroGPU, str]) -> LoopbackZeroGPU:
    zero_gpu, _ = space
    zero_gpu.schedule, zero_gpu.allow = zero_gpus.granted, lambda: Response()
    zero_gpu.requests = [request for request in zero_gpu.requests if request[0] == "startup-report"]
    return zero_gpu


@pytest.fixture
def visitor(space: tuple[LoopbackZeroGPU, str]) -> TrainingClient:
    return TrainingClient(space[1], f"visitor {next(NUMBERS)}", IP_TOKEN)


def told(visitor: TrainingClient, borrows: bool = True, **settings: object) -> list[str]:
    """All that the page says of a training."""
    visitor.start({**SLOW, **settings}, borrows=borrows)
    return list(visitor.texts())


def test_the_space_has_told_of_its_function_and_trains_without_a_gpu(
    zero_gpu: LoopbackZeroGPU, visitor: TrainingClient
) -> None:
    assert zero_gpu.calls("startup-report")
    assert (
        "It costs you up to 60 of the seconds that Hugging Face lends you a day" in visitor.offered["borrow"]
    )
    assert told(visitor, borrows=False)[-1].startswith("Stopped after 0.5 seconds")
    one_step = {"images": 100, "epochs": 1, "hidden": 8, "batch_size": 100}
    assert told(visitor, **one_step)[-1].startswith("Done.")  # no need of one
    assert told(visitor, batch_size=1)[-1].startswith("Stopped after 0.5 seconds")  # a GPU is no faster
    assert not zero_gpu.calls("schedule")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (zero_gpus.quota_exceeded(left=20), r"quota \(\d+s requested vs. 20s left\). Try again in 1:00:00."),
        (zero_gpus.quota_exceeded(wait=0), "exceeded your ZeroGPU runs limit."),
        (zero_gpus.quota_exceeded(wait=-1), "larger than the maximum allowed"),
        (zero_gpus.quota_exceeded(visitor="regular"), "your free ZeroGPU quota"),
        (zero_gpus.quota_exceeded(why="pending-overquota-exceeded"), "too many ZeroGPU credits allocated"),
        (zero_gpus.failing(503), "No GPU was available."),
        (zero_gpus.failing(401), "Expired ZeroGPU proxy token."),
        (zero_gpus.failing(500), "nobody thought of"),
        (zero_gpus.queued("failed"), "No GPU was available after 60s"),
        (zero_gpus.queued(""), "nobody thought of"),
        (zero_gpus.granted, "RuntimeError"),  # lent, but there is none in this machine
    ],
)
def test_a_refusal_is_told_in_the_tab_and_the_processor_trains(
    zero_gpu: LoopbackZeroGPU, visitor: TrainingClient, answer: Callable, sentence: str
) -> None:
    zero_gpu.schedule = answer
    texts = told(visitor)
    (refused,) = {text.split(" So the processor trains it")[0] for text in texts if "No GPU was lent" in text}
    assert re.search(sentence, refused), refused
    assert texts[-1].startswith("Stopped after 0.5 seconds, the most that one may take here. What was learnt")
    (asked,) = zero_gpu.calls("schedule")[:1]
    assert int(asked["durationSeconds"]) == SECONDS  # here none is billed half again
    assert asked["token"] == IP_TOKEN["X-IP-Token"]


def test_while_it_is_asked_for_the_page_says_what_it_costs(
    zero_gpu: LoopbackZeroGPU, visitor: TrainingClient
) -> None:
    zero_gpu.schedule = zero_gpus.queued("failed", pings=5)
    assert f"Asking for a GPU, for {SECONDS} of your day's seconds at most…" in told(visitor)


def test_a_process_that_is_killed_ends_nothing_but_itself(
    zero_gpu: LoopbackZeroGPU, visitor: TrainingClient
) -> None:
    def kill() -> Response:
        os.kill(zero_gpu.workers[-1], signal.SIGKILL)
        return Response()

    zero_gpu.allow = kill
    texts = told(visitor)
    assert any("No GPU was lent: GPU task aborted." in text for text in texts)
    assert texts[-1].startswith("Stopped after 0.5 seconds")


def test_two_who_train_lock_out_nobody(space: tuple[LoopbackZeroGPU, str], zero_gpu: LoopbackZeroGPU) -> None:
    """Five visitors: two train, one after the other; all draw, and the others press Stop meanwhile."""
    url = space[1]
    visitors = [TrainingClient(url, f"of five, {number}", IP_TOKEN) for number in range(5)]
    with ThreadPoolExecutor(5) as pool:
        trainings = [pool.submit(told, visitor, False) for visitor in visitors[:2]]
        while not all(training.done() for training in trainings):
            for model, visitor in zip(itertools.cycle(["lecture", "robust"]), visitors, strict=False):
                assert read_as(classify(url, model)) == 7
                assert visitor in visitors[:2] or visitor.stop()["success"]
        for training in trainings:
            assert training.result()[-1].startswith("Stopped after 0.5 seconds")


def test_nothing_is_imported_once_processes_may_be_forked(
    space: tuple[LoopbackZeroGPU, str], zero_gpu: LoopbackZeroGPU, modules: Path, visitor: TrainingClient
) -> None:
    """A process that is forked while another thread imports something waits for ever for that import."""
    before = noted(modules)
    told(visitor)
    classify(space[1], "robust")
    visitor.stop()
    assert not noted(modules) - before


def noted(modules: Path) -> set[str]:
    """What is imported by now: the next list may have been made before now, but not the one after it."""
    for _ in range(2):
        last, until = modules.stat().st_mtime_ns, time.monotonic() + PATIENCE
        while modules.stat().st_mtime_ns == last:
            assert time.monotonic() < until
            time.sleep(0.02)
    return set(modules.read_text().split())
