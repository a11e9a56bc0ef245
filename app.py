"""Serve the teaching app.

python app.py                               the models that ship; needs no network
python app.py --model artifacts/lecture     a model of your own, from train.py
"""

import argparse
from pathlib import Path

import torch

from mnistff import artifact


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument(
        "--model",
        action="append",
        type=Path,
        metavar="FOLDER",
        help="an artifact to show; may be given again (the models that ship)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to serve at (%(default)s)")
    parser.add_argument("--port", type=int, help="port to serve at (the first free one from 7860)")
    options = parser.parse_args()
    try:
        artifacts = artifact.load_all(options.model or artifact.PRETRAINED.values())
    except artifact.ArtifactError as error:
        parser.exit(2, f"app.py: {error}\n")

    # An answer is too small to share out among threads; many people at once keep the cores busy.
    torch.set_num_threads(1)
    from mnistff.ui import LAUNCH, Models, build_app  # imports gradio: seconds, which --help can spare

    try:
        build_app(Models(artifacts)).launch(server_name=options.host, server_port=options.port, **LAUNCH)
    except OSError as error:
        parser.exit(2, f"app.py: {error}\n")


if __name__ == "__main__":
    main()
