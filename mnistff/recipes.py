"""The settings of a training, told once: train.py's flags and the Train tab are made from them.

A new setting is a field of `Recipe` and its entry in `SETTINGS`; what it does is in training.py.
"""

from dataclasses import dataclass

from mnistff.data import MOST_IMAGES
from mnistff.datasets import BOTH, LECTURE_DATA, TRAINED_ON, in_words, title
from mnistff.distortion import SLIGHT, Distortion
from mnistff.model import MAX_HIDDEN


@dataclass(frozen=True)
class Recipe:
    """A named set of training settings. The defaults are the lecture's.

    `data` is what is trained on. `images` is how many are taken of MNIST's training set, and how many
    are drawn by program. `order` is how they come: in a new random order each epoch, as they are stored,
    or by label. What is drawn by program is drawn anew every `redrawn_every` epochs, never if that is 0.
    `distortion`, if any, is applied to the training images, anew in every epoch. `label_smoothing` of each
    label is shared out among the ten digits (Szegedy et al. 2016, "Rethinking the Inception architecture",
    section 7). With `one_cycle` the learning rate rises to `learning_rate` in the first tenth of the steps
    and then falls to nearly nothing (Smith, Topin 2019, "Super-convergence"). If `calibrated`, its logits are
    divided in the end by one number, with which its probabilities hold on digits drawn for that
    (`evaluation.temperature`).

    What the lecture says not to do, to see what becomes of it: `labels` "shuffled" gives the training images
    those of others, `activation` "none" leaves the ReLU away, `softmax` "added" puts one before the loss, and
    with `weights` "zeros" none are drawn to begin with.
    """

    hidden: int = 128
    epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 1e-3
    optimizer: str = "adam"
    data: str = LECTURE_DATA
    images: int = 60_000
    order: str = "shuffled"
    redrawn_every: int = 0
    distortion: Distortion | None = None
    label_smoothing: float = 0.0
    one_cycle: bool = False
    calibrated: bool = False
    labels: str = "own"
    activation: str = "relu"
    softmax: str = "in loss"
    weights: str = "random"


RECIPES = {
    "lecture": Recipe(),
    "robust": Recipe(
        hidden=800,
        epochs=90,
        batch_size=256,
        learning_rate=2e-3,
        data=BOTH,
        redrawn_every=4,
        distortion=SLIGHT,
        label_smoothing=0.1,
        one_cycle=True,
        calibrated=True,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What can be set: `label` names it on the page, `help` says of the flag what it is for.

    `short` says in a run's name what it was, with {} for the value as the page shows it.
    """

    label: str
    help: str
    short: str = "{}"


@dataclass(frozen=True, kw_only=True)
class NumberSetting(Setting):
    """A number above 0, or from 0 on if it `may_be_zero`; a `whole` one of at most `most`.

    The page offers less than the flag takes: numbers from `page[0]` to `page[1]`. Its arrows go by `steps`:
    "ones" from 1 to 2 to 3, "doubles" from 1 to 2 to 4, "thirds" from 1 to 3 to 10.
    """

    page: tuple[float, float]
    steps: str = "ones"
    most: float = float("inf")
    whole: bool = True
    may_be_zero: bool = False


@dataclass(frozen=True, kw_only=True)
class ChoiceSetting(Setting):
    """One of several: `choices` maps each to what the page calls it."""

    choices: dict[str, str]


SETTINGS: dict[str, NumberSetting | ChoiceSetting] = {
    "hidden": NumberSetting(
        label="Hidden units",
        help="hidden units",
        short="{} units",
        page=(8, 512),
        steps="doubles",
        most=MAX_HIDDEN,
    ),
    "epochs": NumberSetting(
        label="Epochs",
        help="times to go through the training set",
        short="{} epochs",
        page=(1, 20),
        most=1_000_000,
    ),
    "batch_size": NumberSetting(
        label="Batch size",
        help="images per step",
        short="batch of {}",
        page=(1, 60_000),
        steps="doubles",
        most=1_000_000,
    ),
    "learning_rate": NumberSetting(
        label="Learning rate",
        help="its step size",
        short="lr {}",
        page=(1e-6, 100),
        steps="thirds",
        whole=False,
    ),
    "optimizer": ChoiceSetting(
        label="Optimizer", help="what takes the steps", choices={"adam": "Adam", "sgd": "SGD"}
    ),
    "data": ChoiceSetting(
        label="Data", help=f"train on {in_words()}", choices={data: title(data) for data in TRAINED_ON}
    ),
    "images": NumberSetting(
        label="Training images",
        help="of MNIST, and to be drawn: 1 to 60,000",
        short="{} images",
        page=(100, MOST_IMAGES["train"]),
        steps="thirds",
        most=MOST_IMAGES["train"],
    ),
    "order": ChoiceSetting(
        label="Order",
        help="of the training images",
        choices={"shuffled": "shuffled", "stored": "as stored", "sorted": "by label"},
    ),
    "labels": ChoiceSetting(
        label="Labels",
        help="of the training images",
        short="labels {}",
        choices={"own": "their own", "shuffled": "shuffled"},
    ),
    "activation": ChoiceSetting(
        label="Activation", help="of the hidden units", choices={"relu": "ReLU", "none": "no ReLU"}
    ),
    "softmax": ChoiceSetting(
        label="Softmax",
        help="where there is one",
        short="softmax {}",
        choices={"in loss": "in the loss", "added": "added before it"},
    ),
    "weights": ChoiceSetting(
        label="First weights",
        help="to begin with",
        short="weights {}",
        choices={"random": "random", "zeros": "all 0"},
    ),
}
"""The fields of `Recipe` that can be set one by one, in its order."""
SEED = NumberSetting(
    label="Seed",
    help="of weights and order of images (%(default)s)",
    short="seed {}",
    page=(0, 2**32 - 1),
    most=2**32 - 1,
    may_be_zero=True,
)
"""It belongs to a training, and to no recipe."""
