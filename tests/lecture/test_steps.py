"""The twelve texts, and that the code, the questions, the results and the places that they name are there."""

import importlib
import inspect
import re

import pytest

from mnistff.lecture import images, network
from mnistff.lecture.sources import source
from mnistff.lecture.steps import Block, Step, read_questions, read_steps

STEPS = read_steps()
TITLES = {"ids": lambda step: step.title}


def test_there_are_twelve_in_order() -> None:
    assert [step.number for step in STEPS] == list(range(1, 13))
    assert [int(step.title.split(".")[0]) for step in STEPS] == list(range(1, 13))


@pytest.mark.parametrize("step", STEPS, **TITLES)
def test_a_step_has_prose_code_questions_and_a_link(step: Step) -> None:
    prose = "\n".join(step.named("text"))
    assert len(prose.split()) > 40
    assert prose.count("<details>") == prose.count("</details>") == prose.count("<summary>") > 0
    assert step.named("run") and step.named("ask") and step.named("code")
    assert not re.search(r"^(ask|code|live):|^```python", prose, re.MULTILINE)
    assert re.fullmatch(r"\[.+\]\(\?.+\)", step.text.splitlines()[-1])


@pytest.mark.parametrize("step", STEPS, **TITLES)
def test_the_plain_code_comes_first_and_the_apps_is_folded(step: Step) -> None:
    kinds = [block.kind for block in step.blocks]
    assert kinds.index("run") < kinds.index("code")
    for before, block in zip(step.blocks, step.blocks[1:], strict=False):
        folded = before.kind == "code" or "<details>" in before.content.rsplit("</details>", 1)[-1]
        assert block.kind != "code" or folded


@pytest.mark.parametrize("dotted", [name for step in STEPS for name in step.named("code")])
def test_the_code_shown_is_the_code_that_runs(dotted: str) -> None:
    module, _, name = dotted.rpartition(".")
    assert source(dotted) + "\n" == inspect.getsource(getattr(importlib.import_module(module), name))


def test_every_result_is_shown_and_every_question_asked_once() -> None:
    shown = [name for step in STEPS for name in step.named("live")]
    assert sorted(shown) == sorted([*images.RESULTS, *network.RESULTS])
    asked = [name for step in STEPS for name in step.named("ask")]
    assert sorted(asked) == sorted(read_questions())


def test_a_text_is_cut_into_its_parts_and_nothing_of_it_is_lost() -> None:
    text = "## 1. A\n\nB\n\n```python\nc = 1\n```\n\nask: d\n\n```python aside\nc\n```\n\n```text\ne\n```\n"
    assert Step(1, "1. A", text).blocks == [
        Block("text", "## 1. A\n\nB"),
        Block("run", "c = 1"),
        Block("ask", "d"),
        Block("aside", "c"),
        Block("text", "```text\ne\n```"),
    ]
    assert Step(1, "1. A", text).cells == ["c = 1", "c"]
