"""Cross-entropy from logits, as the formula says and as it is computed; step 5 shows both."""

import torch


def naive_cross_entropy(logits: torch.Tensor, label: int) -> torch.Tensor:
    """-log(softmax(logits)[label]) as the formula says. `exp` of float32 is infinite above 88.7.

    Args:
        logits: float32 (10,).

    Returns:
        A scalar, in nats; not a number or infinite where `exp` or the sum overflows or vanishes.
    """
    exponentials = logits.exp()
    probabilities = exponentials / exponentials.sum()
    return -probabilities[label].log()


def stable_cross_entropy(logits: torch.Tensor, label: int) -> torch.Tensor:
    """The same as log-sum-exp less the label's logit; no exponent is ever above 0.

    The largest logit is drawn out of the sum (Blanchard, Higham, Higham 2021, "Accurately computing
    the log-sum-exp and softmax functions"):

        log Σ exp(z) = max(z) + log Σ exp(z - max(z))
    """
    largest = logits.max()
    log_sum_exp = largest + (logits - largest).exp().sum().log()
    return log_sum_exp - logits[label]
