"""The memory that a training takes, before it is begun."""

from mnistff.datasets import TRAINED_ON, evaluated_on
from mnistff.handwriting import Halves, times_of
from mnistff.model import PIXELS
from mnistff.recipes import Recipe
from mnistff.serving.requests import RequestError

MOST = 1_000_000_000
"""Bytes of a training. A Space has 16 GB, one trains at a time, and the rest is for those who draw."""
FLOAT = 4
"""Bytes of a float32."""
COPIES = 3
"""Of a batch's hidden activations: the sums, what the ReLU leaves of them, and the gradients."""
ELSE = 60_000_000


def check(recipe: Recipe, halves: Halves | None = None) -> None:
    """Raise a RequestError if a training would take too much memory.

    Args:
        halves: of the handwriting that joins it, if any.
    """
    takes = estimate(recipe, halves)
    if takes > MOST:
        raise RequestError(
            f"This training would take {takes / 1e6:,.0f} MB of memory; {MOST / 1e6:,.0f} MB is the most "
            "here. Choose a smaller batch, fewer images or fewer hidden units."
        )


def estimate(recipe: Recipe, halves: Halves | None = None) -> int:
    """The most bytes that a training holds at once, about.

    That is the images as bytes, once more as bytes while sets are put together, and as floats. Later they
    are floats twice if they are sorted, or if handwriting joins them; of batches there are copies of two, for
    the next is made before the last is let go; and of one the hidden activations.
    """
    images = recipe.images * len(TRAINED_ON[recipe.data])
    images += len(halves.learnt) * times_of(halves, images) if halves else 0
    test_images = sum(each.test_images for each in evaluated_on(recipe.data))
    batch = min(recipe.batch_size, images)
    reading = (2 + FLOAT) * images
    copies = 2 if recipe.order == "sorted" or halves else 1
    training = (1 + FLOAT * copies) * images + FLOAT * min(2 * batch, images)
    data = PIXELS * (max(reading, training) + (1 + FLOAT) * test_images)
    return ELSE + data + FLOAT * batch * COPIES * recipe.hidden
