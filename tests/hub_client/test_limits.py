"""Answers of the Hub that are too much: too long, packed, slow, or one after the other for ever."""

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from mnistff import artifact, hub
from mnistff.hub import Source
from mnistff.hub_client import cache, limits
from mnistff.hub_client.errors import HubError
from support.loopback_hub import LoopbackHub

pytestmark = pytest.mark.usefixtures("jobs_here")
TOO_MUCH = "answers about ann/.* are too much to read.*keep the model in one of its own"


async def endless(part: bytes = b" " * 100_000, seconds: float = 0) -> AsyncIterator[bytes]:
    while True:
        yield part
        await asyncio.sleep(seconds)


def packed(answer: bytes, way: str) -> Response:
    return Response(answer, headers={"Content-Encoding": way})


@lru_cache
def bomb() -> bytes:
    """Half a megabyte that unpacks to 100."""
    return gzip.compress(bytes(100_000_000), 1)


def many_files(count: int) -> Response:
    siblings = [{"rfilename": f"shard-{number}.bin", "size": number} for number in range(count)]
    return JSONResponse({"id": "ann/digits", "sha": "0" * 40, "siblings": siblings})


ANSWERS: dict[str, Callable[[], Response]] = {
    "a repository of 100,000 files": lambda: many_files(100_000),
    "a text of 3 MB": lambda: JSONResponse("x" * 3_000_000),
    "one without an end": lambda: StreamingResponse(endless()),
    "an error without an end": lambda: StreamingResponse(endless(), 500),
    "a refusal without an end": lambda: StreamingResponse(endless(), 403),
    "a bomb": lambda: packed(bomb(), "gzip"),
    "a bomb that is an error": lambda: Response(bomb(), 404, {"Content-Encoding": "gzip"}),
    "a bomb in two wrappings": lambda: packed(gzip.compress(bomb()), "gzip, gzip"),
    "packed in a way that is not known": lambda: packed(b"{}", "zstd"),
}


@contextmanager
def little_memory() -> Iterator[None]:
    """This process may grow by 50 MB meanwhile, and has less time than all that is asked may take."""
    resource = pytest.importorskip("resource", reason="Needs counters as Unix has them.")
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
    assert time.monotonic() - began < 20


def at(path: str, make: Callable[[], Response]) -> Callable[[Request], Response | None]:
    return lambda request: make() if path in request.url.path else None


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_too_much_is_told_and_the_last_good_copy_stays(
    the_hub: LoopbackHub, source: Source, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    good, made = hub.last_good(source).folder, ANSWERS[answer]()
    the_hub.fault = lambda request: made
    for ask in (lambda: hub.pull(source), lambda: hub.check_push(source.repo_id)):
        with little_memory(), pytest.raises(HubError, match=TOO_MUCH):
            ask()
        if isinstance(made, StreamingResponse):
            made = ANSWERS[answer]()
    assert hub.last_good(source).folder == good
    the_hub.fault = lambda request: None
    assert hub.pull(source).folder == good


def test_a_redirect_without_an_end_is_not_read(the_hub: LoopbackHub, source: Source) -> None:
    headers = {"Location": "/api/models/ann/elsewhere"}
    the_hub.fault = at("/revision/", lambda: StreamingResponse(endless(), 302, headers))
    with little_memory(), pytest.raises(HubError, match=TOO_MUCH):
        hub.pull(source)


def test_redirects_that_go_round_end(the_hub: LoopbackHub, source: Source) -> None:
    the_hub.fault = lambda request: RedirectResponse(request.url.path)
    with pytest.raises(HubError, match="can't be reached"):
        hub.pull(source)


@pytest.mark.parametrize(
    "text", ["[" * 900_000, '{"sha":' * 100_000, f'{{"sha": {"9" * 900_000}}}', '"\\ud800"']
)
def test_json_that_no_parser_takes_is_told(the_hub: LoopbackHub, source: Source, text: str) -> None:
    the_hub.fault = at("/revision/", lambda: Response(text, media_type="application/json"))
    with little_memory(), pytest.raises(HubError, match="can't be reached"):
        hub.pull(source)


def test_an_answer_that_drips_ends_by_itself(
    the_hub: LoopbackHub, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a thread would wait for each that was given up."""
    monkeypatch.setattr(limits, "SECONDS_FOR_JSON", 0.2)
    the_hub.fault = at("/revision/", lambda: StreamingResponse(endless(b" ", 0.05)))
    with little_memory(), pytest.raises(HubError, match=TOO_MUCH):
        hub.pull(source)


def test_an_answer_of_almost_a_megabyte_is_read(the_hub: LoopbackHub, source: Source, trained: Path) -> None:
    commit = the_hub.add_folder(source.repo_id, trained)
    siblings = [{"rfilename": path.name, "size": path.stat().st_size} for path in trained.iterdir()]
    answer = {"id": source.repo_id, "sha": commit.sha, "siblings": siblings, "cardData": {"x": "y" * 900_000}}
    the_hub.fault = at("/revision/main", lambda: JSONResponse(answer))
    assert hub.pull(source).folder.name == commit.sha


@pytest.mark.parametrize("answer", ["one without an end", "a refusal without an end", "a bomb"])
@pytest.mark.parametrize("path", ["/api/models/ann/", "/api/repos/create", "/commit/"])
def test_a_push_reads_no_more_than_is_an_answer(
    the_hub: LoopbackHub, trained: Path, monkeypatch: pytest.MonkeyPatch, path: str, answer: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    the_hub.fault = at(path, ANSWERS[answer])
    with pytest.raises(HubError, match=TOO_MUCH):
        hub.push(trained, "ann/too-much")


@pytest.mark.parametrize("answer", ["one without an end", "an error without an end", "a bomb"])
def test_dates_that_are_too_much_to_read_are_left_out(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], answer: str
) -> None:
    commit = the_hub.add(source.repo_id, files)
    the_hub.fault = at("/commits/", ANSWERS[answer])
    assert hub.pull(source).origin.endswith(f"commit {commit.sha[:7]}.")


def test_of_the_commits_one_page_is_asked_for(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    commit = the_hub.add(source.repo_id, files)
    page = [{"id": commit.sha, "title": "", "message": "", "date": "2020-02-03T00:00:00.000Z", "authors": []}]
    the_hub.fault = at("/commits/", lambda: JSONResponse(page, headers={"Link": '</commits/>; rel="next"'}))
    the_hub.requests.clear()
    assert hub.pull(source).origin.endswith("of 3 February 2020.")
    assert sum("/commits/" in path for _, path in the_hub.requests) == 1


def test_a_file_may_be_longer_than_an_answer(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], without_xet: None
) -> None:
    figure = bytes(range(256)) * 20_000
    the_hub.add(source.repo_id, files | {artifact.LOSS_FIGURE: figure, artifact.CARD: figure[:2_000_000]})
    folder = hub.pull(source).folder
    assert (folder / artifact.LOSS_FIGURE).read_bytes() == figure
    assert (folder / artifact.CARD).read_bytes() == figure[:2_000_000]


@pytest.mark.parametrize("path", ["/cdn/", f"/{artifact.CONFIG}"])
@pytest.mark.parametrize("status", [200, 403])
def test_a_file_without_an_end_is_not_written_down(
    the_hub: LoopbackHub,
    source: Source,
    files: dict[str, bytes],
    without_xet: None,
    path: str,
    status: int,
) -> None:
    the_hub.add(source.repo_id, files | {artifact.CONFIG: b'{"hidden": 16, "new": 1}'})

    def fault(request: Request) -> Response | None:
        wanted = request.method == "GET" and path in request.url.path
        return StreamingResponse(endless(bytes(1_000_000)), status) if wanted else None

    the_hub.fault = fault
    with pytest.raises(HubError, match=TOO_MUCH):
        hub.pull(source)
    assert not list(cache.folder_of(source.repo_id).rglob("*.incomplete"))


def test_a_card_that_is_too_long_to_be_edited_is_told(
    the_hub: LoopbackHub, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    the_hub.add("ann/long-card", {artifact.CARD: b"---\n---\n" + b"x" * 1_000_000})
    with pytest.raises(HubError, match=r"README\.md of ann/long-card is over 1 MB\. Shorten it on its page"):
        hub.push(artifact.PRETRAINED["lecture"], "ann/long-card")


def test_what_the_hub_calls_people_is_told_in_one_short_line(
    the_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    name = "<img src=x>\x1b[31m\n" * 10_000
    me = {"type": "user", "name": name, "orgs": [{"name": name, "roleInOrg": "write"}], "auth": {}}
    the_hub.fault = at("/whoami", lambda: Response(json.dumps(me), media_type="application/json"))
    with pytest.raises(HubError, match="is not yours to write") as caught:
        hub.check_push("bob/digits")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500
