"""The Hub's client in a thread, or for what may take long in a process of its own, which is ended when
nothing comes any more.

Large files travel by hf_xet, which has no time limit that holds for all of it, and threads can't be
ended from outside. A process can.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO, TypeVar

from mnistff.hub_client.errors import ANOTHER_WAY, TRY_LATER, HubError, network_hint

Answer = TypeVar("Answer")
COMMAND = (sys.executable, "-m", "mnistff.hub_client.jobs")
SECONDS_TO_START = 60
"""To wait until the client is loaded; it takes one or two."""
RETRYING = "20s"
"""How long hf_xet tries again what failed, about; its own would be minutes."""


def ask(name: str, seconds: float, renewed: bool, job: str, **arguments: Any) -> Any:
    """Have one of jobs.JOBS done.

    Args:
        name: what to call the repository in an error.
        seconds: how long to wait for the answer, once the process has started.
        renewed: whether each sign of life renews this: an answer to a request, or a piece of a file.
        arguments: the job's. A `token` among them is a visitor's: no other is used, and errors are for him.

    Returns:
        What the job returns.

    Raises:
        HubError: it failed, or took too long.
    """
    is_own = arguments.get("token") is None
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    with subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=environment() if is_own else {**environment(), "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"},
    ) as process:
        listener = threading.Thread(target=listen, args=[process.stdout, lines], daemon=True)
        listener.start()
        try:
            task = {"name": name, "job": job, "arguments": arguments}
            print(json.dumps(task), file=process.stdin, flush=True)
            answer = last_answer(lines, seconds, renewed)
        except BrokenPipeError:
            answer = {}
        except queue.Empty:
            what = f"Nothing of {name} came for" if renewed else f"{name} was not done within"
            hint = f"{network_hint()} {ANOTHER_WAY}" if is_own else TRY_LATER
            raise HubError(f"{what} {seconds:g} seconds, so it was given up. {hint}") from None
        finally:
            process.kill()
            listener.join()
    if "result" not in answer:
        raise HubError(answer.get("error", f"The Hub's client broke off at {name}. The log says why."))
    return answer["result"]


def answer_within(seconds: float, name: str, question: Callable[[], Answer]) -> Answer:
    """The answer to a question that is soon answered, if at all: by a thread, which is left to itself if not.

    The time limits of HTTP clients are for each piece of an answer, and none is for finding the address.

    Raises:
        HubError: it is not answered in time; or whatever the question raises.
    """
    answers: queue.SimpleQueue[Answer | Exception] = queue.SimpleQueue()

    def put_answer() -> None:
        try:
            answers.put(question())
        except Exception as error:
            answers.put(error)

    threading.Thread(target=put_answer, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise HubError(
            f"The Hub did not answer for {name} within {seconds:g} seconds. {network_hint()}"
        ) from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def listen(answers: TextIO, lines: "queue.SimpleQueue[str]") -> None:
    """Put each line in the queue, and an empty one when there are no more."""
    for line in answers:
        lines.put(line)
    lines.put("")


def last_answer(lines: "queue.SimpleQueue[str]", seconds: float, renewed: bool) -> dict[str, Any]:
    """The line that has the result or the error; {} if there is none.

    Raises:
        queue.Empty: it does not come in time.
    """
    end = time.monotonic() + SECONDS_TO_START
    started = False
    while line := lines.get(timeout=max(0, end - time.monotonic())):
        answer = json.loads(line)
        if "result" in answer or "error" in answer:
            return answer
        if renewed or not started:
            end, started = time.monotonic() + seconds, True
    return {}


def environment() -> dict[str, str]:
    """Where the package is found, and hf_xet's patience."""
    package = str(Path(__file__).resolve().parents[2])
    paths = filter(None, [package, os.environ.get("PYTHONPATH")])
    return {
        "HF_XET_CLIENT_RETRY_MAX_DURATION": RETRYING,
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONSAFEPATH": "1",
    }
