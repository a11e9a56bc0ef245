"""Large files by way of Xet, well and with errors; and how a transfer is given up."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from mnistff import artifact, hub
from mnistff.hub import Source
from mnistff.hub_client import cache, jobs
from mnistff.hub_client.errors import HubError
from support.loopback_hub import LoopbackHub, error
from support.loopback_xet import credentials
from support.served import ROOT

WEIGHTS = artifact.WEIGHTS


def paths(the_hub: LoopbackHub) -> list[str]:
    return [path for _, path in the_hub.requests]


def half_files(source: Source) -> list[Path]:
    return list(cache.folder_of(source.repo_id).rglob("*.incomplete"))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SECONDS_WITHOUT_A_BYTE", 0.3)
    monkeypatch.setattr(hub, "SECONDS_TO_PUSH", 0.4)


@pytest.mark.parametrize("told_in", ["the list of files", "the answer for each"])
def test_large_files_come_from_xets_storage(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], told_in: str
) -> None:
    the_hub.tree_tells_of_xet = told_in == "the list of files"
    the_hub.add(source.repo_id, files)
    the_hub.requests.clear()
    pulled = hub.pull(source)
    assert {path.name: path.read_bytes() for path in pulled.folder.iterdir()} == files
    assert any(path.startswith("/cas/v1/reconstructions/") for path in paths(the_hub))
    assert not any(path.startswith("/cdn/") for path in paths(the_hub))
    asked_first = any(method == "HEAD" and path.endswith(WEIGHTS) for method, path in the_hub.requests)
    assert told_in == "the list of files" or asked_first


def test_large_files_go_to_xets_storage(
    the_hub: LoopbackHub, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    the_hub.requests.clear()
    hub.push(trained, "ann/by-xet")
    assert "/cas/v1/shards" in paths(the_hub)
    assert not any(path.startswith("/lfs/") for path in paths(the_hub))
    (commit,) = [each for each in the_hub.repositories["ann/by-xet"].commits.values() if each.parent]
    for path in trained.iterdir():
        assert (the_hub.blobs / commit.files[path.name]).read_bytes() == path.read_bytes()


def test_without_xet_they_go_and_come_another_way(
    the_hub: LoopbackHub,
    trained: Path,
    files: dict[str, bytes],
    without_xet: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    the_hub.requests.clear()
    hub.push(trained, "ann/without-xet")
    the_hub.add("ann/without-xet", files)
    assert (hub.pull(Source("ann/without-xet")).folder / WEIGHTS).read_bytes() == files[WEIGHTS]
    assert any(path.startswith("/lfs/") for path in paths(the_hub))
    assert any(path.startswith("/cdn/") for path in paths(the_hub))
    assert not any(path.startswith("/cas/") for path in paths(the_hub))


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 100_000


async def some_and_no_more() -> AsyncIterator[bytes]:
    yield bytes(1000)
    await asyncio.sleep(3600)


def at(path: str, make: Callable[[], Response]) -> Callable[[Request], Response | None]:
    return lambda request: make() if path in request.url.path else None


NOTHING_CAME = "Nothing of .* came for 0.3 seconds.*network up.*HF_HUB_DISABLE_XET=1"
NO_STORAGE = "storage can't be had for .*HF_HUB_DISABLE_XET=1"
PULLING = {
    "its token, error 500": (at("-token/", lambda: error(500)), NOTHING_CAME),
    "its token, too many requests": (
        at("-token/", lambda: error(429, RateLimit='"api";r=0;t=55')),
        "too many requests.*in 55 seconds",
    ),
    "its token, without an end": (
        at("-token/", lambda: StreamingResponse(endless(), headers=dict(credentials().headers))),
        f"{NOTHING_CAME}|can't be reached",  # as older clients say
    ),
    "its token, something else": (at("-token/", lambda: Response("<html>")), "can't be reached"),
    "storage refuses connections": (at("-token/", lambda: credentials("http://127.0.0.1:1")), NOTHING_CAME),
    "storage, error 403": (at("/cas/", lambda: error(403)), NO_STORAGE),
    "storage, error 404": (at("/cas/", lambda: error(404)), NO_STORAGE),
    "storage, error 500": (at("/cas/", lambda: error(500)), NOTHING_CAME),
    "storage says nothing": (at("/cas/", lambda: StreamingResponse(some_and_no_more())), NOTHING_CAME),
    "storage, something else": (at("/cas/v1", lambda: Response("<html>")), NOTHING_CAME),
}
"""Faults, by what has them, and what is said."""


@pytest.mark.parametrize("fault", PULLING)
def test_a_pull_ends_with_a_sentence_whatever_xets_storage_does(
    the_hub: LoopbackHub,
    source: Source,
    files: dict[str, bytes],
    request: pytest.FixtureRequest,
    fault: str,
) -> None:
    good = hub.last_good(source).folder
    the_hub.add(source.repo_id, files)
    the_hub.fault, sentence = PULLING[fault]
    if NOTHING_CAME in sentence:
        request.getfixturevalue("impatient")
    with pytest.raises(HubError, match=sentence):
        hub.pull(source)
    assert hub.last_good(source).folder == good
    assert not half_files(source)


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        (error(404, "EntryNotFound"), r"knows no such address \(404\)"),
        (error(429, **{"RateLimit": '"resolvers";r=0;t=900'}), "too many requests.*in 15 minutes"),
        (error(500), "error 500.*Try again later"),
    ],
    ids=["404", "429", "500"],
)
def test_a_file_that_is_refused_is_told_alike(
    the_hub: LoopbackHub,
    source: Source,
    files: dict[str, bytes],
    without_xet: None,
    response: Response,
    sentence: str,
) -> None:
    the_hub.add(source.repo_id, files)
    wanted = f"/{WEIGHTS}"
    the_hub.fault = lambda request: (
        response if request.method == "GET" and wanted in request.url.path else None
    )
    with pytest.raises(HubError, match=sentence):
        hub.pull(source)
    assert hub.last_good(source)


def test_a_list_of_files_that_goes_on_for_ever_is_given_up(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    the_hub.add(source.repo_id, files)
    numbers = itertools.count()

    def page() -> Response:
        entry = {"type": "file", "path": f"shard-{next(numbers)}", "oid": "0" * 40, "size": 1}
        address = f"{jobs.constants.ENDPOINT}/api/models/{source.repo_id}/tree/next"
        return JSONResponse([entry], headers={"Link": f'<{address}>; rel="next"'})

    the_hub.fault = at("/tree/", page)
    with suppress(HubError):  # older clients go without this list
        hub.pull(source)
    assert next(numbers) <= jobs.MOST_ANSWERS + 1  # the one that is too many


@pytest.mark.parametrize("what", ["half of it", "nothing but noise"])
def test_data_that_does_not_come_whole_is_not_taken(
    the_hub: LoopbackHub,
    source: Source,
    files: dict[str, bytes],
    impatient: None,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    the_hub.add(source.repo_id, files)

    def fault(request: Request) -> Response | None:
        if not request.url.path.startswith("/cas/") or "/v" in request.url.path:
            return None
        return (
            StreamingResponse(some_and_no_more(), 206)
            if what == "half of it"
            else Response(os.urandom(60_000), 206)
        )

    the_hub.fault = fault
    with pytest.raises(HubError, match=f"{NOTHING_CAME}|{NO_STORAGE}"):
        hub.pull(source)
    assert not half_files(source)
    the_hub.fault = lambda request: None
    monkeypatch.undo()
    assert (hub.pull(source).folder / WEIGHTS).read_bytes() == files[WEIGHTS]


def test_a_file_that_stops_half_way_without_xet_is_given_up(
    the_hub: LoopbackHub,
    source: Source,
    files: dict[str, bytes],
    impatient: None,
    without_xet: None,
) -> None:
    good = hub.last_good(source).folder
    the_hub.add(source.repo_id, files)
    the_hub.fault = at(
        "/cdn/", lambda: StreamingResponse(some_and_no_more(), headers={"Content-Length": "50000"})
    )
    with pytest.raises(HubError, match=NOTHING_CAME):
        hub.pull(source)
    assert hub.last_good(source).folder == good
    assert not half_files(source)


def test_a_slow_file_is_waited_for_as_long_as_more_of_it_comes(
    the_hub: LoopbackHub,
    source: Source,
    files: dict[str, bytes],
    without_xet: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub, "SECONDS_WITHOUT_A_BYTE", 1)
    noise = os.urandom(500_000)
    commit = the_hub.add(source.repo_id, files | {artifact.CARD: b"---\n---\n", artifact.LOSS_FIGURE: noise})

    async def slowly() -> AsyncIterator[bytes]:
        for begin in range(0, len(noise), 50_000):
            await asyncio.sleep(0.15)
            yield noise[begin : begin + 50_000]

    path = f"/cdn/{commit.files[artifact.LOSS_FIGURE]}"
    the_hub.fault = at(path, lambda: StreamingResponse(slowly(), headers={"Content-Length": str(len(noise))}))
    assert (hub.pull(source).folder / artifact.LOSS_FIGURE).read_bytes() == noise  # after 1.5 seconds


NOT_DONE = "ann/.* was not done within 0.4 seconds.*network up"
PUSHING = {
    "its token, error 403": (at("-token/", lambda: error(403)), f"{NO_STORAGE}|the token does not allow it"),
    "storage refuses connections": (at("-token/", lambda: credentials("http://127.0.0.1:1")), NOT_DONE),
    "storage, error 403": (at("/cas/", lambda: error(403)), NO_STORAGE),
    "storage, error 500": (at("/cas/", lambda: error(500)), NOT_DONE),
    "storage says nothing": (at("/cas/", lambda: StreamingResponse(some_and_no_more())), NOT_DONE),
    "the Hub says nothing": (at("/commit/", lambda: StreamingResponse(some_and_no_more())), NOT_DONE),
    "the Hub, error 503": (at("/commit/", lambda: error(503, **{"Retry-After": "90"})), "503.*in 90 seconds"),
}


@pytest.mark.parametrize("fault", PUSHING)
def test_a_push_ends_with_a_sentence_whatever_happens(
    the_hub: LoopbackHub,
    trained: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    fault: str,
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    the_hub.fault, sentence = PUSHING[fault]
    if sentence == NOT_DONE:
        request.getfixturevalue("impatient")
    with pytest.raises(HubError, match=sentence) as caught:
        hub.push(trained, "ann/never")
    assert "hf_write" not in str(caught.value)
    if repository := the_hub.repositories.get("ann/never"):
        assert artifact.WEIGHTS not in repository.commit("main").files


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="Looks for processes as Linux shows them.")
@pytest.mark.parametrize("how", ["killed", "interrupted"])
def test_the_transfer_ends_with_the_program_that_began_it(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], how: str
) -> None:
    commit = the_hub.add(source.repo_id, files)
    the_hub.requests.clear()
    the_hub.fault = at("/cas/", lambda: StreamingResponse(some_and_no_more()))
    fetch = {"repo_id": source.repo_id, "commit": commit.sha, "names": [WEIGHTS], "anew": False}
    code = f"from mnistff.hub_client.process import ask; ask('', 60, True, 'fetch', **{fetch})"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.DEVNULL) as program:
        wait_until(lambda: any(path.startswith("/cas/") for path in paths(the_hub)))
        (transfer,) = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()
        program.send_signal(signal.SIGKILL if how == "killed" else signal.SIGINT)
    wait_until(lambda: not Path(f"/proc/{transfer}").exists())


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("Half a minute was not enough.")
