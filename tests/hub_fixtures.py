"""Fixtures: a Hub on loopback, and what is on it."""

from support.loopback_hub import LoopbackHub  # isort: skip  # before anything that imports huggingface_hub

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants
from safetensors.torch import load, save

from mnistff import artifact, hub
from mnistff.hub_client import cache, jobs
from mnistff.hub_client.errors import in_sentences
from support.loopback_api import serve_hub
from support.loopback_oauth import LoopbackSignIn, serve_sign_in

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def whole_hub() -> Iterator[LoopbackHub]:
    with serve_hub() as hub:
        yield hub


@pytest.fixture
def the_hub(whole_hub: LoopbackHub) -> Iterator[LoopbackHub]:
    """The Hub of these tests, without faults; repositories of earlier tests may be on it."""
    yield whole_hub
    whole_hub.fault = lambda request: None
    whole_hub.sizes = {}
    whole_hub.tree_tells_of_xet = True


@pytest.fixture(scope="module")
def sign_in(whole_hub: LoopbackHub) -> Iterator[LoopbackSignIn]:
    """Where visitors sign in, who then may push to that Hub."""
    with serve_sign_in(whole_hub) as sign_in:
        yield sign_in


@pytest.fixture
def jobs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The jobs of the Hub's client are done in this process, for one of its own takes time to begin.

    For tests of what is done; of the processes, and of what ends them, there is hub_client/test_process.py.
    """

    def ask(name: str, seconds: float, renewed: bool, job: str, **arguments: Any) -> Any:
        with in_sentences(name, to_visitor=arguments.get("token") is not None):
            return jobs.JOBS[job](**arguments)

    monkeypatch.setattr(hub, "ask", ask)


@pytest.fixture
def without_xet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Large files go and come the old way, in this process and in those that it starts."""
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)


@pytest.fixture(scope="session")
def pulled(whole_hub: LoopbackHub, trained: Path) -> Path:
    """What a pull of the small network leaves in the Hub's cache; copy it before you spoil it."""
    whole_hub.add_folder("ann/pulled", trained)
    hub.pull(hub.Source("ann/pulled"))
    return cache.folder_of("ann/pulled")


@pytest.fixture
def source(the_hub: LoopbackHub, trained: Path, pulled: Path) -> hub.Source:
    """A repository of its own, with the small network, that was pulled once."""
    source = hub.Source(f"ann/digits-{next(NUMBERS)}")
    the_hub.add_folder(source.repo_id, trained)
    shutil.copytree(pulled, cache.folder_of(source.repo_id), symlinks=True)
    return source


@pytest.fixture
def files(trained: Path) -> dict[str, bytes]:
    """The next commit's: another network of the same width, other than any before."""
    weights = load((trained / artifact.WEIGHTS).read_bytes())
    factor = 1 + next(NUMBERS) / 100
    changed = {path.name: path.read_bytes() for path in trained.iterdir()}
    return changed | {artifact.WEIGHTS: save({name: factor * tensor for name, tensor in weights.items()})}
