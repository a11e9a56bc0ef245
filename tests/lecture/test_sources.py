"""Source by dotted name, and what it needs to run elsewhere."""

import pytest
import torch

from mnistff.lecture.sources import SourceError, needs, source


@pytest.mark.parametrize("dotted", ["mnistff.training.gone", "mnistff.gone.evaluate", "evaluate"])
def test_code_that_is_gone_is_missed(dotted: str) -> None:
    with pytest.raises(SourceError, match=dotted):
        source(dotted)


def test_decorators_belong_to_the_source() -> None:
    assert source("mnistff.training.evaluate").startswith("@torch.inference_mode()\ndef evaluate(")


def test_needs_come_before_what_needs_them_and_only_once() -> None:
    defined = {"mnistff.data.DataError"}
    needed = list(needs("load_mnist('train')", {"load_mnist": "mnistff.data.load_mnist"}, defined))
    assert needed[-1] == "mnistff.data.load_mnist"
    assert "import torch" in needed
    assert needed.index("mnistff.data.DATA_FOLDER") < needed.index("mnistff.data.data_folder")
    assert "mnistff.data.DataError" not in needed
    assert len(needed) == len(set(needed))
    assert not list(needs("load_mnist('test')", {"load_mnist": "mnistff.data.load_mnist"}, defined))


def test_what_is_needed_suffices_to_run_the_code() -> None:
    namespace: dict = {}
    for need in needs("FeedForward()", {"FeedForward": "mnistff.model.FeedForward"}, set()):
        exec(need if " " in need else source(need), namespace)
    assert namespace["FeedForward"](16)(torch.zeros(3, 784)).shape == (3, 10)
