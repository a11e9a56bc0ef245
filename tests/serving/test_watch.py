"""The models on show follow the Hub, and nothing that happens there takes them away."""

import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mnistff import artifact, hub
from mnistff.hub import Source
from mnistff.hub_client import process
from mnistff.serving import watch
from mnistff.serving.watch import Watch
from support.loopback_hub import LoopbackHub, error
from support.loopback_xet import credentials

pytestmark = pytest.mark.usefixtures("jobs_here")
NUMBERS = itertools.count()


@pytest.fixture
def source(the_hub: LoopbackHub) -> Source:
    return Source(f"ann/watched-{next(NUMBERS)}")


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look whenever one is asked to, not every five minutes."""
    monkeypatch.setattr(watch, "SECONDS_BETWEEN_LOOKS", 0)


def look_until(watching: Watch, condition: Callable[[], bool]) -> None:
    for _ in range(600):
        watching.look()
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("Half a minute was not enough.")


def wait_for_looks() -> None:
    """Until each look that was begun is over."""
    for thread in threading.enumerate():
        if "_look" in thread.name:
            thread.join(60)


def key(source: Source, sha: str) -> str:
    return f"{source.repo_id}@{sha[:7]}"


def origin(watching: Watch) -> str:
    return watching.models[watching.models.first].origin


def test_without_the_hub_what_ships_stands_in_and_the_page_says_why(source: Source, always: None) -> None:
    watching = Watch([source])
    assert list(watching.models) == list(artifact.PRETRAINED)
    assert f"{source} is being asked for at the Hub. Meanwhile what ships is shown." in origin(watching)
    look_until(watching, lambda: f"There is no {source} on the Hub" in origin(watching))
    assert list(watching.models) == list(artifact.PRETRAINED)


def test_twenty_page_loads_make_one_check(the_hub: LoopbackHub, source: Source, trained: Path) -> None:
    commit = the_hub.add_folder(source.repo_id, trained)
    the_hub.requests.clear()
    watching = Watch([source])
    for _ in range(20):
        watching.look()
    look_until(watching, lambda: key(source, commit.sha) in watching.models)
    for _ in range(20):
        watching.look()
    wait_for_looks()
    asked = [path for _, path in the_hub.requests]
    assert asked.count(f"/api/models/{source.repo_id}/revision/main") == 1


def test_new_weights_are_shown_to_new_visitors_and_old_pages_keep_theirs(
    the_hub: LoopbackHub, source: Source, trained: Path, always: None
) -> None:
    first = the_hub.add_folder(source.repo_id, trained)
    hub.pull(source)
    watching = Watch([trained, source])
    assert list(watching.models) == ["small", key(source, first.sha)]
    second = the_hub.add_folder(source.repo_id, artifact.PRETRAINED["lecture"])
    look_until(watching, lambda: key(source, second.sha) in list(watching.models))
    assert list(watching.models) == ["small", key(source, second.sha)]
    assert watching.models[key(source, first.sha)].model.hidden == 16
    assert watching.models[key(source, second.sha)].model.hidden == 128
    assert "Meanwhile" not in watching.models[key(source, second.sha)].origin


def test_a_fault_leaves_the_last_good_model_and_is_logged_once(
    the_hub: LoopbackHub,
    source: Source,
    trained: Path,
    always: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    good = the_hub.add_folder(source.repo_id, trained)
    hub.pull(source)
    the_hub.add(source.repo_id, {artifact.WEIGHTS: b"not weights"})
    watching = Watch([source])
    look_until(watching, lambda: "is no good" in origin(watching))
    the_hub.requests.clear()
    look_until(watching, lambda: len(the_hub.requests) >= 3)  # three looks, as all files are here
    assert list(watching.models) == [key(source, good.sha)]
    assert origin(watching).endswith("Meanwhile the last good copy is shown.")
    assert capsys.readouterr().out.count("is no good") == 1


def test_an_error_that_passes_is_forgotten(
    the_hub: LoopbackHub, source: Source, trained: Path, always: None
) -> None:
    commit = the_hub.add_folder(source.repo_id, trained)
    the_hub.fault = lambda request: error(500)
    watching = Watch([source])
    look_until(watching, lambda: "error 500" in origin(watching))
    the_hub.fault = lambda request: None
    look_until(watching, lambda: list(watching.models) == [key(source, commit.sha)])
    assert origin(watching).endswith(f"of {commit.date.day} {commit.date:%B %Y}.")


def test_one_source_that_fails_takes_no_other_with_it(
    the_hub: LoopbackHub, source: Source, trained: Path, always: None
) -> None:
    commit = the_hub.add_folder(source.repo_id, trained)
    watching = Watch([Source("ann/nothing"), source])
    look_until(watching, lambda: key(source, commit.sha) in watching.models)
    assert list(watching.models) == [*artifact.PRETRAINED, key(source, commit.sha)]


def test_a_source_whose_storage_says_nothing_does_not_keep_the_next_from_being_asked(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "ask", process.ask)  # what is done here can't be given up
    monkeypatch.setattr(hub, "SECONDS_WITHOUT_A_BYTE", 0.3)
    slow, good = source._replace(repo_id=f"{source.repo_id}-slow"), source
    the_hub.add(slow.repo_id, files)
    commit = the_hub.add_folder(good.repo_id, artifact.PRETRAINED["lecture"])
    reading = f"/{slow.repo_id}/xet-read-token/"
    the_hub.fault = lambda request: credentials("http://127.0.0.1:1") if reading in request.url.path else None
    watching = Watch([slow, good])
    look_until(watching, lambda: key(good, commit.sha) in watching.models)
    assert f"Nothing of {slow} came for 0.3 seconds" in origin(watching)
    assert "being asked for" not in origin(watching)


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":' * 100_000,
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"hidden": "%s"}' % (b"<b>" * 300_000),
        bytes(2_000_000),
    ],
    ids=["nested", "no text", "lists", "long", "large"],
)
def test_an_error_that_nobody_expects_ends_neither_the_thread_nor_the_page(
    the_hub: LoopbackHub, source: Source, trained: Path, always: None, content: bytes
) -> None:
    odd = source._replace(repo_id=f"{source.repo_id}-odd")
    the_hub.add_folder(odd.repo_id, trained)
    the_hub.add(odd.repo_id, {artifact.CONFIG: content})
    commit = the_hub.add_folder(source.repo_id, trained)
    watching = Watch([odd, source])
    look_until(watching, lambda: key(source, commit.sha) in watching.models)
    assert "being asked for" not in origin(watching)
    assert len(origin(watching)) < 700
    mended = the_hub.add_folder(odd.repo_id, trained)
    look_until(watching, lambda: key(odd, mended.sha) in watching.models)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (artifact.CONFIG, b"[" * 100_000),
        (artifact.METRICS, b'{"recipe": "\\ud800"}'),
        (artifact.METRICS, b'{"recipe": "%s"}' % (b"x" * 20_000_000)),
        (artifact.EVALUATION, b""),
    ],
    ids=["nested", "no text", "20 MB", "empty"],
)
def test_a_cache_with_something_odd_in_it_does_not_keep_the_app_from_starting(
    the_hub: LoopbackHub, source: Source, trained: Path, always: None, name: str, content: bytes
) -> None:
    commit = the_hub.add_folder(source.repo_id, trained)
    hub.pull(source)
    spoilt = hub.last_good(source).folder / name
    spoilt.unlink()
    spoilt.write_bytes(content)
    watching = Watch([source])
    assert list(watching.models) == list(artifact.PRETRAINED)
    look_until(watching, lambda: list(watching.models) == [key(source, commit.sha)])
