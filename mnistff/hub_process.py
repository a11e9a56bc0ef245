"""The Hub's client in a process of its own, which is ended when nothing comes any more.

Large files travel by hf_xet, which has no time limit that holds for all of it, and threads can't be
ended from outside. A process can.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from mnistff.hub_errors import ANOTHER_WAY, HubError, network_hint

COMMAND = (sys.executable, "-m", "mnistff.hub_jobs")
RETRYING = "20s"
"""How long hf_xet tries again what failed, about; its own would be minutes."""


def ask(name: str, seconds: float, job: str, **arguments: Any) -> Any:
    """Have one of hub_jobs.JOBS done.

    Args:
        name: what to call the repository in an error.
        seconds: how long to wait for the answer, or for one more piece of a file.

    Returns:
        What the job returns.

    Raises:
        HubError: it failed, or took too long.
    """
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=environment()
    ) as process:
        listener = threading.Thread(target=listen, args=[process.stdout, lines], daemon=True)
        listener.start()
        try:
            task = {"name": name, "seconds": seconds, "job": job, "arguments": arguments}
            print(json.dumps(task), file=process.stdin, flush=True)
            return result(name, seconds, lines)
        except BrokenPipeError as error:
            raise HubError(f"{name}: the Hub's client does not start. The log says why.") from error
        finally:
            process.kill()
            listener.join()


def listen(answers: TextIO, lines: "queue.SimpleQueue[str]") -> None:
    """Put each line in the queue, and an empty one when there are no more."""
    for line in answers:
        lines.put(line)
    lines.put("")


def result(name: str, seconds: float, lines: "queue.SimpleQueue[str]") -> Any:
    """What the last line says, if it comes in time."""
    while True:
        try:
            line = lines.get(timeout=seconds)
        except queue.Empty:
            raise HubError(
                f"Nothing of {name} came or went for {seconds:g} seconds, so it was given up. "
                f"{network_hint()} {ANOTHER_WAY}"
            ) from None
        answer = json.loads(line or '{"error": ""}')
        if "error" in answer:
            raise HubError(answer["error"] or f"{name}: the Hub's client ended half-way. The log says why.")
        if "result" in answer:
            return answer["result"]


def environment() -> dict[str, str]:
    """Where the package is found, and hf_xet's patience."""
    package = str(Path(__file__).resolve().parents[1])
    paths = filter(None, [package, os.environ.get("PYTHONPATH")])
    return {
        "HF_XET_CLIENT_RETRY_MAX_DURATION": RETRYING,
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONSAFEPATH": "1",
    }
