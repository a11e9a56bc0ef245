"""Which process needs the fixtures, and which tests begin first."""

import atexit
import gc
import os
import signal
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from support.served import ROOT

# For the tests and what they start: they run side by side, and threads that wait for a core that another test
# has cost more than they bring; and nobody is told of each page that a test makes.
os.environ |= {"OMP_NUM_THREADS": "1", "GRADIO_ANALYTICS_ENABLED": "False"}

FIXTURES = ("tests.hub_fixtures", "tests.fixtures")
"""The first says where the Hub is, before anything imports huggingface_hub."""
LONGEST = (
    "browser",
    "test_zero_gpu",
    "test_train",
    "test_app",
    "test_training",
    "ui",
    "hub_client",
    "serving",
)
"""Folders and files whose tests take longest: they begin first, so that none is alone at the end."""


def pytest_configure(config: pytest.Config) -> None:
    """Load them where tests run: who hands the tests out need not import torch, which takes seconds."""
    worker = hasattr(config, "workerinput")
    if worker:
        # Called when all that is registered later was: to free what is imported would take two seconds.
        atexit.register(os._exit, 0)
    if worker or not config.getoption("numprocesses"):
        hear_signals()
        gc.disable()  # until all is imported: none of that is garbage
        for module in FIXTURES:
            config.pluginmanager.import_plugin(module)


class OneWithBrowsers(LoadFileScheduling):
    """Hands out the tests by files, but all that need a browser to one process: that starts it once.

    The others have those that wait, while the browser keeps more than one core busy.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneWithBrowsers:
    return OneWithBrowsers(config, log)


def hear_signals() -> None:
    """Let what tests start hear Ctrl-C and a closed terminal, though a shell's & or nohup made these deaf."""
    for name in ("SIGINT", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has but the first
        if number and signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        first = item.path.relative_to(ROOT / "tests").parts[0].removesuffix(".py")
        return LONGEST.index(first) if first in LONGEST else len(LONGEST)

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """What is imported stays: from now on garbage is looked for in the rest."""
    gc.freeze()
    gc.enable()
