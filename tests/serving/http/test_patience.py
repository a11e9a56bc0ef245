"""How long the app waits for whoever says nothing; where it would be ten seconds, or an hour, it is one."""

import http.client
import json
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from support.apart import PATIENCE
from support.forked import forked
from support.questions import DIRECT, classify, read_as
from support.served import Process, running
from support.training_client import QUICK, TrainingClient

IMPATIENT = """
import app
from mnistff.serving.http import bodies, connections, middleware, queue
from mnistff.serving.trainings import line, visitors

def be_impatient(config, be_patient=connections.be_patient):
    be_patient(config)
    config.timeout_keep_alive = 1

connections.be_patient = be_impatient
connections.SECONDS_TO_ASK = bodies.SECONDS = queue.SECONDS_UNHEARD = 1
line.SECONDS_TO_COME = visitors.SECONDS_KEPT = 1
middleware.SECONDS_BETWEEN_LOOKS = queue.SECONDS_BETWEEN_LOOKS = 0.2
connections.MOST = 60
app.main()
"""
"""The app, with room for 60 connections."""
LONG = {**QUICK, "epochs": 20, "images": 3000, "batch_size": 1}


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def impatient(temporary: Path) -> Iterator[tuple[str, Process]]:
    with running(program=("-c", IMPATIENT), start=forked, TMPDIR=str(temporary)) as (address, process):
        yield address, process


@pytest.fixture
def impatient_url(impatient: tuple[str, Process]) -> str:
    return impatient[0]


def draws(url: str) -> bool:
    """Whether somebody else is answered."""
    return read_as(classify(url, "lecture")) == 7


def test_what_nobody_listens_to_is_dropped(impatient_url: str) -> None:
    pages = [TrainingClient(impatient_url, f"unheard-{number}") for number in range(4)]
    for page in pages:
        page.press_start(LONG)
    until = time.monotonic() + PATIENCE
    while httpx.get(f"{impatient_url}/healthz", **DIRECT).json()["trainings"]:
        assert time.monotonic() < until, "they still wait"
        time.sleep(0.1)


@contextmanager
def connected(url: str, first: bytes = b"") -> Iterator[socket.socket]:
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as connection:
        connection.sendall(first)
        yield connection


JOIN = b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: a\r\n"
HALF_A_BODY = JOIN + b"Content-Length: 900\r\n\r\n{"
HALVES = [
    b"",
    b"GET / HT",
    b"GET /config HTTP/1.1\r\nHost: a\r\nX: ",
    HALF_A_BODY,
    JOIN + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{",
    b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\nx",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /conf",
]
"""Of a line, a head, a body, a chunk, a body for a closed door, what comes after an answer."""


def test_half_a_request_is_given_up(impatient_url: str) -> None:
    with ExitStack() as open_ones:
        connections = [open_ones.enter_context(connected(impatient_url, first)) for first in HALVES]
        for connection in connections:
            while connection.recv(65_536):
                pass  # until it is closed; else this times out


def test_a_byte_now_and_then_is_half_a_request_too(impatient_url: str) -> None:
    with connected(impatient_url, b"GET / HTTP/1.1\r\n") as connection, pytest.raises(OSError):
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.1)


@pytest.mark.parametrize(
    "first", [b"", b"GET /gradio_api/heartbeat/%d HTTP/1.1\r\nHost: a\r\n\r\n", HALF_A_BODY]
)
def test_a_flood_of_connections_keeps_nobody_out(
    impatient_url: str, first: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with ExitStack() as flood:
        for number in range(150):
            try:
                flood.enter_context(connected(impatient_url, first % number if b"%d" in first else first))
            except OSError:
                break
        assert b"%d" in first or draws(impatient_url)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            assert draws(impatient_url)
            break
        except (httpx.HTTPError, http.client.HTTPException):
            assert time.monotonic() < until
            time.sleep(0.1)
    assert len(capfd.readouterr().err) < 2000


@contextmanager
def open_page(url: str, session: str) -> Iterator[None]:
    """It gives a sign of life until it is closed."""
    with httpx.stream("GET", f"{url}/gradio_api/heartbeat/{session}", **DIRECT) as heartbeat:
        beats = heartbeat.iter_lines()  # kept: without it the page would be closed
        next(beats)
        yield


def make_a_run(url: str, session: str) -> str:
    """The key of a run that a page has; tried again, where a second is too short, as the machine is busy."""
    for _ in range(10):
        page = TrainingClient(url, session)
        page.start(QUICK)
        output = json.dumps(list(page.messages())[-1])
        if keys := [part for part in output.split('"') if part.startswith("own-")]:
            return keys[0]
    raise AssertionError(output)


def wait_until_gone(url: str, key: str) -> str:
    until = time.monotonic() + PATIENCE
    while "error" not in (answer := classify(url, key)):
        assert time.monotonic() < until, "the model is still there"
        time.sleep(0.1)
    return answer["error"]


def test_a_visitors_models_go_when_the_page_is_closed(impatient_url: str) -> None:
    with open_page(impatient_url, "stays"):
        key = make_a_run(impatient_url, "stays")
        with open_page(impatient_url, "leaves"):
            left = make_a_run(impatient_url, "leaves")
        wait_until_gone(impatient_url, left)
        assert "error" not in classify(impatient_url, key)  # though it is older
    assert "This run is not kept any more." in wait_until_gone(impatient_url, key)


def test_told_to_end_it_waits_for_nobody_who_trains(impatient: tuple[str, Process], temporary: Path) -> None:
    """The last test here: it ends the app."""
    url, process = impatient
    for number in range(10):  # tried again, as above
        page = TrainingClient(url, f"trains-{number}")
        page.start({**LONG, "hidden": 512})
        texts = page.texts()  # kept: who stops listening has left
        if trains := any(text.startswith("Epoch") for text in texts):
            break
    assert trains
    assert list(temporary.iterdir())
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == -signal.SIGTERM  # it would train for 55 seconds
    assert not [path for path in temporary.iterdir() if not path.name.startswith("torchinductor_")]
