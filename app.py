"""Serve the teaching app.

python app.py                               the models that ship; needs no network
python app.py --model artifacts/lecture     a model of your own, from train.py
python app.py --model USER/REPO             a model on the Hugging Face Hub; follows what is pushed there
"""

import argparse
import gc
import os
import shlex
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from mnistff.system import addresses, environment, log, proxies, streams, temporary
from mnistff.system.errors import KnownError, told
from mnistff.system.folders import expanded

if TYPE_CHECKING:  # the rest takes seconds to import, or fails: both only once the flags are read
    from mnistff import hub

MODELS = "MNISTFF_MODELS"
"""The environment variable that stands in for --model."""


def main() -> None:
    streams.tolerate()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument(
        "--model",
        action="append",
        metavar="FOLDER or USER/REPO[@REVISION]",
        help=f"what to show; may be given again (${MODELS}, separated by spaces, else what ships)",
    )
    parser.add_argument(
        "--host",
        default=os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1",
        help="address to serve at; 0.0.0.0 for all of this machine ($GRADIO_SERVER_NAME, else 127.0.0.1)",
    )
    parser.add_argument(
        "--port",
        type=addresses.port,
        default=os.environ.get("GRADIO_SERVER_PORT") or None,
        help="port to serve at ($GRADIO_SERVER_PORT, else the first free one from 7860)",
    )
    parser.add_argument(
        "--root-path",
        type=addresses.root_path,
        default=os.environ.get("GRADIO_ROOT_PATH", ""),
        metavar="PATH or URL",
        help="where a proxy serves the app, if not at /: /app, or https://HOST/app ($GRADIO_ROOT_PATH)",
    )
    parser.add_argument(
        "--share",
        action="store_true",
        default=os.environ.get("GRADIO_SHARE", "").lower() == "true",
        help="also serve at a public address, for a week, through Gradio's server ($GRADIO_SHARE)",
    )
    options = parser.parse_args()
    try:
        with temporary.own_folder():
            serve(options)
    except KeyboardInterrupt:
        end_now(130)
    except SystemExit as told_to_end:  # by Gradio, which heeds the signals where Node serves the pages
        end_now(int(told_to_end.code or 0))
    except ModuleNotFoundError as error:
        install = "python -m pip install -r requirements.txt"
        parser.exit(2, f"app.py: {error}. To install what the app needs: {install}\n")
    except Exception as error:
        parser.exit(2 if isinstance(error, KnownError) else 1, f"app.py: {told(error)}\n")


def serve(options: argparse.Namespace) -> None:
    """Show the models until the process is ended."""
    environment.check()
    os.environ["GRADIO_DEBUG"] = "0"  # else Gradio would not come back from `launch`
    # Else it would go through its last 10,000 events after each, for a page that there is no door for.
    os.environ |= {"GRADIO_ANALYTICS_MAX_EVENTS": "1", "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000"}
    host = addresses.check(options.host, options.port)
    proxies.settle(host)
    import torch

    from mnistff import artifact

    places = find(options.model or in_environment() or artifact.PRETRAINED.values())
    # An answer is too small to share out among threads; many people at once keep the cores busy.
    torch.set_num_threads(1)
    from mnistff.serving.http.connections import be_patient
    from mnistff.serving.trainings.visitors import Visitors
    from mnistff.serving.watch import Watch
    from mnistff.ui import build_app, launch_arguments

    watch = Watch(places)
    watch.look()
    visitors = Visitors(watch.models)
    app = build_app(visitors, watch.look)
    app.launch(
        server_name=host,
        server_port=options.port,
        root_path=options.root_path,
        share=options.share,
        prevent_thread_lock=True,
        quiet=True,  # it would tell of arguments of its own, and not of --share
        **launch_arguments(visitors, options.share),
    )
    be_patient(app.server.config)
    log.take_over()
    collect_seldom()
    if options.share and not app.share_url:
        print("Gradio's server gave no public address; the app goes on without.")
    print(f"The app is at {app.local_url} until you press Ctrl-C.", flush=True)
    while True:
        time.sleep(1)


def collect_seldom() -> None:
    """Have Python go through what stays seldom, to look for garbage: it holds up all, 300 ms each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 1_000)


def end_now(code: int) -> NoReturn:
    """End the process, and do not wait for whoever trains in it, or is connected to it."""
    if tunneling := sys.modules.get("gradio.tunneling"):
        for tunnel in tunneling.CURRENT_TUNNELS:
            tunnel.kill()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def in_environment() -> list[str]:
    """The models that the environment variable names; one whose folder has a space in it stands in quotes."""
    words = shlex.shlex(os.environ.get(MODELS, ""), posix=True, punctuation_chars=False)
    words.whitespace_split, words.commenters, words.escape = True, "", ""  # \ is a separator on Windows
    try:
        return list(words)
    except ValueError as error:
        raise KnownError(f"{MODELS} in the environment has a quotation mark without its second.") from error


def find(names: Iterable[str | Path]) -> "list[Path | hub.Source]":
    """Folders, where there are such; else models on the Hub."""
    from mnistff import hub

    places: list[Path | hub.Source] = []
    for name in map(str, names):
        folder = expanded(name)
        if name and os.path.isdir(folder):  # noqa: PTH112  # Path's own raises where it may not look
            places.append(folder)  # an empty name would be this folder
            continue
        places.append(hub.parse(name))
        if os.path.isdir(folder.parent) and "@" not in name:  # noqa: PTH112
            raise KnownError(
                f"There is no folder {name}, though there is {folder.parent}. "
                f"If it is a model on the Hub, write {name}@main."
            )
    return places


if __name__ == "__main__":
    main()
