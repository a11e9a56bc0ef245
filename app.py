"""Serve the teaching app.

python app.py                               the models that ship; needs no network
python app.py --model artifacts/lecture     a model of your own, from train.py
python app.py --model USER/REPO             a model on the Hugging Face Hub; follows what is pushed there
"""

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

import torch

from mnistff import artifact, hub

MODELS = "MNISTFF_MODELS"
"""The environment variable that stands in for --model."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument(
        "--model",
        action="append",
        metavar="FOLDER or USER/REPO[@REVISION]",
        help=f"what to show; may be given again (${MODELS}, separated by spaces, else what ships)",
    )
    parser.add_argument("--host", help="address to serve at ($GRADIO_SERVER_NAME, else 127.0.0.1)")
    parser.add_argument("--port", type=port, help="port to serve at (the first free one from 7860)")
    options = parser.parse_args()
    names = options.model or os.environ.get(MODELS, "").split() or artifact.PRETRAINED.values()
    try:
        places = find(names)
    except hub.HubError as error:
        parser.exit(2, f"app.py: {error}\n")

    # An answer is too small to share out among threads; many people at once keep the cores busy.
    torch.set_num_threads(1)
    from mnistff.ui import LAUNCH, Watch, build_app  # imports gradio: seconds, which --help can spare

    try:
        watch = Watch(places)
        watch.look()
        build_app(watch.models, watch.look).launch(
            server_name=options.host, server_port=options.port, **LAUNCH
        )
    except (artifact.ArtifactError, OSError) as error:
        parser.exit(2, f"app.py: {error}\n")


def port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text} is no port: a whole number from 0 to 65535")
    return int(text)


def find(names: Iterable[str | Path]) -> list[Path | hub.Source]:
    """Folders, where there are such; else models on the Hub."""
    return [Path(name) if Path(name).is_dir() else hub.parse(name) for name in names]


if __name__ == "__main__":
    main()
