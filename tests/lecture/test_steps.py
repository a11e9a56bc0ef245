"""The twelve texts, and that the code and the results they name are there."""

import importlib
import inspect
import re

import pytest

from mnistff.lecture import images, network
from mnistff.lecture.sources import source
from mnistff.lecture.steps import Step, read_steps

STEPS = read_steps()


def test_there_are_twelve_in_order() -> None:
    assert [step.number for step in STEPS] == list(range(1, 13))
    assert [int(step.title.split(".")[0]) for step in STEPS] == list(range(1, 13))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
def test_a_step_has_prose_code_a_live_result_and_questions(step: Step) -> None:
    prose = "\n".join(step.named("text"))
    assert len(prose.split()) > 40
    assert prose.count("<details>") == prose.count("</details>") == prose.count("<summary>") > 0
    assert step.named("code") and step.named("live")
    assert not re.search(r"^(code|live):|```", prose, re.MULTILINE)


@pytest.mark.parametrize("dotted", [name for step in STEPS for name in step.named("code")])
def test_the_code_shown_is_the_code_that_runs(dotted: str) -> None:
    module, _, name = dotted.rpartition(".")
    assert source(dotted) + "\n" == inspect.getsource(getattr(importlib.import_module(module), name))


def test_every_result_is_shown_once() -> None:
    shown = [name for step in STEPS for name in step.named("live")]
    assert sorted(shown) == sorted([*images.RESULTS, *network.RESULTS])
