"""The colours, told once: the theme, style sheets, scripts and plots have them from here.

The page is black on white, or white on black. What has a colour means something.
"""

from typing import NamedTuple

FOR, AGAINST = "#e07000", "#2080ff"
"""What speaks for something, and against it. The colour-blind tell them apart too."""
THIRD = "#12a06a"
"""A third line beside these two."""
ERROR = "#e5484d"
"""How many errors there are, in the confusion matrix."""
RUNS = (FOR, AGAINST, "#00a37a", "#c84bb5", ERROR, "#8b6cef", "#a08000", "#00a0b8", "#808080")
"""Of the runs compared: as many as are kept, and one for a training."""


class Ground(NamedTuple):
    """The page's own colours: what is written on, in what, and the lines between."""

    page: str
    card: str
    text: str
    soft: str
    line: str


LIGHT = Ground(page="#faf9f6", card="#ffffff", text="#1b1a20", soft="#5b5963", line="#d9d6cd")
DARK = Ground(page="#16151a", card="#201f26", text="#f3f1ec", soft="#b0adb9", line="#3b3943")
BOARD = Ground(page="#0c0b10", card="#17161d", text="#f6f4ee", soft="#a9a6b4", line="#34323d")
"""The board on which the network is drawn, as MNIST's images are, white on black: in both themes."""
