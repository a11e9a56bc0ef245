"""Cross-entropy, naive and stable, against PyTorch's."""

import pytest
import torch
from torch.nn.functional import cross_entropy

from mnistff.lecture.losses import naive_cross_entropy, stable_cross_entropy


@pytest.mark.parametrize("scale", [0.1, 1, 10, 1e3, 1e30])
def test_the_stable_loss_is_pytorchs_at_any_scale(scale: float) -> None:
    logits = scale * torch.randn(10, generator=torch.Generator().manual_seed(1))
    for label in range(10):
        expected = cross_entropy(logits, torch.tensor(label))
        torch.testing.assert_close(stable_cross_entropy(logits, label), expected)


def test_the_naive_loss_is_the_same_until_it_overflows() -> None:
    logits = torch.randn(10, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(naive_cross_entropy(logits, 3), stable_cross_entropy(logits, 3))
    assert not naive_cross_entropy(1000 * logits, int(logits.argmax())).isfinite()
