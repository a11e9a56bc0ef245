"""Fixtures that several tests share: data to learn, a trained artifact, the served app, odd places."""

import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import torch
from hypothesis import HealthCheck, settings

from mnistff import artifact
from mnistff.data import (
    Samples,
    Split,
    data_folder,
    is_complete,
    make_loader,
    to_inputs,
)
from mnistff.datasets import MNIST
from mnistff.evaluation import Evaluation, answer
from mnistff.model import FeedForward
from mnistff.recipes import Recipe
from mnistff.strokes import make_split
from mnistff.system import log
from mnistff.training import fit
from support.forked import forked
from support.mnist_files import write_mnist
from support.served import ROOT, serving

NOBODY = 65534
"""The user that has no rights, on all that is like Unix."""

torch.set_num_threads(1)

# On a busy machine to make an example may take long, which is no fault of what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def new_log(monkeypatch: pytest.MonkeyPatch) -> log.Log:
    """A log that has told nothing yet, in place of the program's, which counts what happens again."""
    new = log.Log()
    monkeypatch.setattr(log, "note", new.note)
    return new


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """The address of the app, as `python app.py` serves it."""
    with serving(start=forked) as address:
        yield address


@pytest.fixture(scope="session")
def mnist() -> Path:
    """The data folder, if MNIST is in it."""
    if not is_complete(data_folder()):
        pytest.skip("Needs MNIST: set MNISTFF_DATA to a folder that has it.")
    return data_folder()


@pytest.fixture(scope="session")
def digits() -> Split:
    """600 digits drawn by program: small, but real things to learn."""
    return make_split(600, seed=5)


@pytest.fixture(scope="session")
def samples(digits: Split) -> Samples:
    return Samples(to_inputs(digits.images), digits.labels)


@pytest.fixture
def small_mnist(tmp_path: Path, digits: Split) -> Path:
    """A data folder laid out as MNIST's, with 500 training digits and 100 others to test on."""
    train, test = (Split(*parts) for parts in zip(*(part.split(500) for part in digits), strict=True))
    return write_mnist(tmp_path / "data", train, test)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, samples: Samples) -> Path:
    """A small network's artifact, evaluated on the digits that it learnt; copy it before you spoil it."""
    torch.manual_seed(0)
    recipe, model = Recipe(hidden=16, epochs=2), FeedForward(16)
    loader = make_loader(samples, 32, shuffle=True)
    records = list(fit(model, recipe, loader, loader))
    metrics = {
        "recipe": "small",
        "settings": dataclasses.asdict(recipe),
        "seed": 0,
        "device": "cpu",
        "parameters": 784 * 16 + 16 + 16 * 10 + 10,
        "seconds": sum(record.seconds for record in records),
        "epochs": [dataclasses.asdict(record) for record in records],
        "train_images": len(samples),
        "train_accuracy": records[-1].test_accuracy,
    }
    folder = tmp_path_factory.mktemp("artifacts") / "small"
    folder.mkdir()
    labels, logits = answer(model, samples)
    times = 1 + MNIST.test_images // len(labels)
    evaluation = Evaluation(
        labels.repeat(times)[: MNIST.test_images], logits.repeat(times, 1)[: MNIST.test_images]
    )
    artifact.save(folder, model, metrics, {MNIST.key: evaluation})
    return folder


@pytest.fixture
def refusal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[ModuleType, list[str]], str]:
    """What a script says when it refuses its arguments; in this process, which saves importing torch."""

    def refusal(script: ModuleType, arguments: list[str]) -> str:
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(sys, "argv", [f"{script.__name__}.py", *arguments])
        with pytest.raises(SystemExit) as ended:
            script.main()
        assert ended.value.code == 2
        return capsys.readouterr().err

    return refusal


@pytest.fixture
def strangers(tmp_path: Path) -> Iterator[Path]:
    """A folder, and for as long as the test runs this process is a user who may not do all that root may."""
    if os.name == "nt":
        pytest.skip("Windows has no such permissions.")
    if os.geteuid() != 0:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory() as folder:  # in tmp_path only root may look
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


@pytest.fixture
def tiny_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 100 kB, or of the size that the test gives."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={getattr(request, 'param', '100k')}", "none", disk],
        capture_output=True,
    )
    if not mounted or mounted.returncode:
        pytest.skip("Needs the right to mount a file system.")
    yield disk
    subprocess.run(["umount", disk], check=True)
