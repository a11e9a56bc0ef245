"""How many there are of something, for as long as they are there."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


@contextmanager
def counted(*counts: tuple[Counter, Hashable]) -> Iterator[None]:
    """Count one more in each, of its kind, within the block; what there is none of leaves no trace."""
    for count, one in counts:
        count[one] += 1
    try:
        yield
    finally:
        for count, one in counts:
            count[one] -= 1
            if not count[one]:
                del count[one]
