"""Artifacts whose names are made to take a page over."""

import json
import shutil
from pathlib import Path

from mnistff import artifact

NAMES = {
    "overlay": "<img src=//127.0.0.1:9/x.png><form style=position:fixed;inset:0><input> **a** `b`",
    "template": "${alert(1)} {{this}} {{#each value}}{{/each}} `${1}` </p><!-- [a](//127.0.0.1:9) &lt;b>",
    "W" * 100: "W" * 100,
}
"""Models, and what they call their recipes, made to take the page over."""


def odd_model(trained: Path, folder: Path) -> Path:
    """A copy of an artifact, which calls its recipe as NAMES has it for the folder's name."""
    shutil.copytree(trained, folder)
    metrics = json.loads((folder / artifact.METRICS).read_text()) | {"recipe": NAMES[folder.name]}
    (folder / artifact.METRICS).write_text(json.dumps(metrics))
    return folder
