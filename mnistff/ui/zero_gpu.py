"""Hugging Face's ZeroGPU, where a Space has it: a GPU is lent for as long as one function runs.

There the package `spaces` is installed. Anywhere else functions stay as they are: nothing but this
file knows of it.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeVar

Function = TypeVar("Function", bound=Callable)

if find_spec("spaces"):
    import spaces


def on_gpu(function: Function) -> Function:
    """Decorate a function, or a generator function, that needs a GPU; for at most a minute.

    On ZeroGPU it runs in a process of its own, forked for the call. So its arguments and all that
    it returns or yields must be such as can be pickled, with tensors on the CPU; what it changes
    elsewhere is lost.
    """
    return spaces.GPU(function) if find_spec("spaces") else function
