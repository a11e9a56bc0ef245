"""Source by dotted name."""

import pytest

from mnistff.lecture.sources import SourceError, source


@pytest.mark.parametrize("dotted", ["mnistff.training.gone", "mnistff.gone.evaluate", "evaluate"])
def test_code_that_is_gone_is_missed(dotted: str) -> None:
    with pytest.raises(SourceError, match=dotted):
        source(dotted)


def test_decorators_belong_to_the_source() -> None:
    assert source("mnistff.training.evaluate").startswith("@torch.inference_mode()\ndef evaluate(")
