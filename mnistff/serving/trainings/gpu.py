"""A GPU for a training that the processor would take too long for: this machine's, or one that is lent.

On a ZeroGPU Space, where the package `spaces` is installed, a GPU is lent for as long as one function
runs, in a process of its own that is forked for it. So what goes into that function and what comes out
is pickled, and holds no tensors: those would be handed over in shared memory, of which a Space has
little. A visitor has few seconds of it a day: what a processor can do is done before, or after.
"""

import math
from collections.abc import Callable, Generator
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import torch

from mnistff.data import Samples, make_loader, to_images, to_inputs
from mnistff.datasets import TRAINED_ON
from mnistff.recipes import Recipe
from mnistff.system.errors import told

if IS_SPACE := find_spec("spaces") is not None:
    import spaces  # pyright: ignore[reportMissingImports]  # it is on Spaces alone
IN_FORKS = IS_SPACE and spaces.config.Config.zero_gpu
"""Whether what runs on the GPU runs in processes that are forked for it."""
if IN_FORKS:
    # This process has none, though `spaces` has torch say so: Adam would then ask the GPU something at every
    # step, also on the processor, and fail. In the forked processes `spaces` undoes it.
    torch.cuda.is_available = lambda: False

if TYPE_CHECKING:  # the app does not import the training before somebody trains
    from mnistff.training import EpochRecord

Function = TypeVar("Function", bound=Callable)
Arrays = tuple[np.ndarray, np.ndarray]
"""Images uint8 (N, 28, 28), 0 to 255, and labels int64 (N,)."""

MOST_SECONDS = 60
"""That are asked for: who is not signed in with Hugging Face has 120 a day."""
SECONDS_TO_BEGIN, SECONDS_A_STEP, SECONDS_AN_IMAGE = 10, 1e-3, 2e-6


def lent(duration: Callable[..., int]) -> Callable[[Function], Function]:
    """Decorate a function that needs a GPU; `duration` gives seconds from the same arguments."""
    return spaces.GPU(duration=duration) if IS_SPACE else lambda function: function


def may_be_had() -> bool:
    """Whether there is a GPU, or one may be lent."""
    return IN_FORKS or torch.cuda.is_available()


def could_help(recipe: Recipe) -> bool:
    """Whether a GPU may be had that does all of a training in the time it may take."""
    return may_be_had() and seconds_to_ask_for(recipe) <= MOST_SECONDS


def in_words(recipe: Recipe) -> str:
    """What is done before a GPU trains; where it is lent, at what cost."""
    if not IN_FORKS:
        return "Going over to the GPU"
    return f"Asking for a GPU, for {seconds_to_ask_for(recipe)} of your day's seconds at most"


def seconds_to_ask_for(recipe: Recipe, *_: object) -> int:
    """How long a training may take on a GPU; generous, for only what is used is counted in the end."""
    images = recipe.images * len(TRAINED_ON[recipe.data])
    steps = math.ceil(images / recipe.batch_size)
    seconds_an_epoch = steps * SECONDS_A_STEP + images * SECONDS_AN_IMAGE
    return math.ceil(SECONDS_TO_BEGIN + recipe.epochs * seconds_an_epoch)


@lent(seconds_to_ask_for)
def fit_on_gpu(
    recipe: Recipe, seed: int, train_arrays: Arrays, test_arrays: Arrays, reports: int
) -> Generator[tuple["EpochRecord", dict[str, np.ndarray]], None, None]:
    """Train on the GPU; after each part of an epoch its record, and the weights as they are then."""
    from mnistff import runs
    from mnistff.training import default_device, fit, make_model

    model = make_model(recipe, seed).to(default_device())
    train_loader = runs.make_train_loader(recipe, to_samples(train_arrays), seed)
    test_loader = make_loader(to_samples(test_arrays), 1000)
    for record in fit(model, recipe, train_loader, test_loader, reports=reports):
        yield record, {name: tensor.cpu().numpy() for name, tensor in model.state_dict().items()}


def refusal(error: Exception) -> str:
    """Why no GPU was lent, in a sentence: what ZeroGPU has to say comes as an error of Gradio's."""
    message = getattr(error, "message", None)
    return f"{message.rstrip('. ')}." if isinstance(message, str) else told(error)


def to_arrays(samples: Samples) -> Arrays:
    """What `to_samples` makes samples of."""
    return to_images(samples.inputs).numpy(), samples.labels.numpy()


def to_samples(arrays: Arrays) -> Samples:
    """Inputs float32 (N, 784), 0 to 1, and labels int64 (N,)."""
    images, labels = map(torch.from_numpy, arrays)
    return Samples(to_inputs(images), labels)
