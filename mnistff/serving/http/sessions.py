"""What Gradio keeps for a page: made small, and not kept of too many."""

from types import SimpleNamespace
from typing import Any

MOST = 500
"""Pages that Gradio keeps something for; of the others it forgets what changed in them."""


def keep_little(app: Any) -> None:
    """Let Gradio's `App` keep of a page what changed in it, and no copy of how it was built.

    The copy, 200 kB that take 30 ms to make, is for links to a state of the page ("deep links"), which
    there is no door for.
    """
    blocks = app.get_blocks()
    app.state_holder.blocks = SimpleNamespace(default_config=blocks.default_config, blocks={})
