"""The network: inputs (B, 784) → logits (B, 10), through one hidden layer."""

import torch
from huggingface_hub import PyTorchModelHubMixin
from torch import nn

PIXELS = 784
DIGITS = 10


class FeedForward(nn.Sequential, PyTorchModelHubMixin, library_name="mnistff", tags=["mnist"]):
    """784 → hidden → 10, with a ReLU between.

    There is no softmax at the end: `CrossEntropyLoss` has it inside, computed as log-sum-exp,
    which does not overflow. `save_pretrained` and `from_pretrained` come from the Hub's mixin and
    write and read `config.json` and `model.safetensors`.

    Args:
        hidden: number of hidden units, at least 1.
    """

    def __init__(self, hidden: int = 128):
        super().__init__(
            nn.Linear(PIXELS, hidden),  # (B, 784) → (B, hidden)
            nn.ReLU(),
            nn.Linear(hidden, DIGITS),  # (B, hidden) → (B, 10)
        )

    @property
    def hidden(self) -> int:
        """Number of hidden units."""
        return self[0].out_features


@torch.inference_mode()
def predict(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Probabilities (B, 10) for images (B, 28, 28), float32, 0 to 1."""
    return model(images.flatten(1)).softmax(1)


def is_finite(model: nn.Module) -> bool:
    """Whether all weights are numbers, which they are not after a training that diverged."""
    return all(bool(tensor.isfinite().all()) for tensor in model.state_dict().values())
