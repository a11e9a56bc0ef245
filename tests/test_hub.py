"""Pushing and pulling with the real client, against the loopback Hub; and every fault of it."""

import itertools
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from fastapi import Request
from fastapi.responses import Response
from loopback_hub import LoopbackHub, error, stalled
from safetensors.torch import load, save
from serving import ROOT

from mnistff import artifact, hub
from mnistff.hub import Source
from mnistff.hub_errors import HubError
from mnistff.model import FeedForward

NUMBERS = itertools.count()
WEIGHTS = artifact.WEIGHTS


@pytest.fixture
def source(the_hub: LoopbackHub, trained: Path) -> Source:
    """A repository of its own, with a good artifact that was pulled once."""
    source = Source(f"ann/digits-{next(NUMBERS)}")
    the_hub.add_folder(source.repo_id, trained)
    hub.pull(source)
    return source


@pytest.fixture
def files(trained: Path) -> dict[str, bytes]:
    """The next commit's: another network of the same width."""
    weights = load((trained / WEIGHTS).read_bytes())
    changed = {path.name: path.read_bytes() for path in trained.iterdir()}
    return changed | {WEIGHTS: save({name: 2 * tensor for name, tensor in weights.items()})}


def head(the_hub: LoopbackHub, source: Source) -> str:
    return the_hub.repositories[source.repo_id].branches["main"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ann/digits", Source("ann/digits", "main")),
        ("ann/digits@v1.0", Source("ann/digits", "v1.0")),
        ("ann/digits@refs/pr/3", Source("ann/digits", "refs/pr/3")),
        ("ann", None),
        ("ann/digits/3", None),
        ("ann/dig its", None),
        ("ann/digits@", None),
        ("ann/digits@v1 v2", None),
        ("../digits", None),
        ("", None),
    ],
)
def test_a_source_is_a_repository_and_a_revision(text: str, expected: Source | None) -> None:
    if expected:
        assert hub.parse(text) == expected
        assert hub.parse(str(expected)) == expected
    else:
        with pytest.raises(HubError, match="neither a folder nor"):
            hub.parse(text)


@pytest.mark.parametrize(
    ("token", "repo_id", "sentence"),
    [
        (None, "ann/digits", "no token.*hf auth login"),
        ("hf_unknown", "ann/digits", "not valid.*hf auth login"),
        ("hf_unkn\x01wn", "ann/digits", "hf auth login"),
        ("hf_unknöwn", "ann/digits", "letter that no token has"),
        ("hf_read", "ann/digits", "can't write to ann/digits.*settings/tokens"),
        ("hf_fine_read", "ann/digits", "can't write to ann/digits"),
        ("hf_fine", "school/digits", "can't write to school/digits"),
        ("hf_write", "bob/digits", "not yours.*ann, school"),
        ("hf_write", "press/digits", "not yours"),
        ("hf_write", "ann/digits", None),
        ("hf_write", "school/digits", None),
        ("hf_fine", "ann/digits", None),
    ],
)
def test_a_token_is_checked_before_it_is_needed(
    the_hub: LoopbackHub,
    monkeypatch: pytest.MonkeyPatch,
    token: str | None,
    repo_id: str,
    sentence: str | None,
) -> None:
    if token:
        monkeypatch.setenv("HF_TOKEN", token)
    if sentence is None:
        hub.check_push(repo_id)
    else:
        with pytest.raises(HubError, match=sentence) as caught:
            hub.check_push(repo_id)
        assert token is None or token not in str(caught.value)


def test_a_push_is_one_commit_and_a_pull_brings_it_back(
    the_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    folder = artifact.PRETRAINED["lecture"]
    address = hub.push(folder, "ann/pushed", private=True)
    repository = the_hub.repositories["ann/pushed"]
    (commit,) = repository.commits.values()
    assert address.endswith(f"/ann/pushed/commit/{commit.sha}")
    assert repository.private
    assert set(commit.files) == set(artifact.FILES)
    shipped = artifact.load(folder)
    assert (
        commit.message == f"Recipe lecture: {shipped.evaluations['mnist'].accuracy:.2%} on MNIST's test set"
    )
    assert 'from_pretrained("ann/pushed"' in (the_hub.blobs / commit.files["README.md"]).read_text()

    pulled = hub.pull(Source("ann/pushed"))
    assert pulled.folder.name == commit.sha
    assert pulled.metrics == shipped.metrics
    assert f"`ann/pushed`, commit `{commit.sha[:7]}` of {commit.date.day} " in pulled.origin
    assert all(map(torch.equal, pulled.model.parameters(), shipped.model.parameters()))
    assert hub.last_good(Source("ann/pushed")).origin == pulled.origin


def test_a_branch_is_pushed_and_pulled_apart(
    the_hub: LoopbackHub, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    before = head(the_hub, source)
    hub.push(artifact.PRETRAINED["lecture"], source.repo_id, revision="trial")
    assert head(the_hub, source) == before
    assert hub.pull(source._replace(revision="trial")).model.hidden == 128
    assert hub.pull(source).model.hidden == hub.last_good(source).model.hidden == 16


def test_only_an_artifacts_files_are_pulled(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    the_hub.add(source.repo_id, files | {"model.py": b"raise SystemExit", "more/config.json": b"{}"})
    folder = hub.pull(source).folder
    assert {str(path.relative_to(folder)) for path in folder.rglob("*")} == set(files)


def answers(*responses: Response | None, method: str = "GET", path: str = "/revision/") -> Callable:
    """A fault: these answers one after the other, None for the right one, to a kind of request."""
    left = list(responses)

    def fault(request: Request) -> Response | None:
        if request.method == method and path in request.url.path:
            return left.pop(0) if len(left) > 1 else left[0]
        return None

    return fault


@pytest.mark.parametrize(
    ("response", "path", "sentence"),
    [
        (error(401, "RepoNotFound"), "/revision/", "There is no .*private.*hf auth login"),
        (
            error(401, message="Invalid credentials in Authorization header"),
            "/revision/",
            "401.*hf auth login",
        ),
        (error(403, message="No"), "/revision/", "403.*settings/tokens"),
        (error(403, "GatedRepo"), "/revision/", "gated. Ask for access"),
        (error(404, "RepoNotFound"), "/revision/", "There is no .*Check the name"),
        (error(404, "RevisionNotFound"), "/revision/", "no such branch, tag or commit"),
        (error(404, "EntryNotFound"), f"/{WEIGHTS}", "error 404"),
        (error(429, **{"Retry-After": "70"}), "/revision/", "too many requests.*in 70 seconds"),
        (error(500), "/revision/", "error 500.*Try again later"),
        (error(500), f"/{WEIGHTS}", "error 500.*Try again later"),
        (Response("<html>Log in to the café's network</html>"), "/revision/", "can't be reached"),
    ],
)
def test_a_refusal_becomes_a_sentence_and_the_last_good_copy_stays(
    the_hub: LoopbackHub,
    source: Source,
    files: dict[str, bytes],
    response: Response,
    path: str,
    sentence: str,
) -> None:
    good = head(the_hub, source)
    new = the_hub.add(source.repo_id, files)
    the_hub.fault = answers(response, path=path)
    with pytest.raises(HubError, match=sentence):
        hub.pull(source)
    assert hub.last_good(source).folder.name == good
    the_hub.fault = answers(None)
    assert hub.pull(source).folder.name == hub.last_good(source).folder.name == new.sha


def test_a_file_that_stops_half_way_is_given_up_and_nothing_of_it_is_kept(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    good = head(the_hub, source)
    the_hub.add(source.repo_id, files)
    the_hub.fault = lambda request: (
        stalled(files[WEIGHTS], request)
        if request.method == "GET" and request.url.path.endswith(WEIGHTS)
        else None
    )
    with pytest.raises(HubError, match=r"can't be reached .*Timeout"):
        hub.pull(source)
    last = hub.last_good(source)
    assert last.folder.name == good
    assert not list(last.folder.parent.parent.rglob("*.incomplete"))


def test_a_hub_that_is_not_there(source: Source) -> None:
    code = (
        "import sys; from mnistff import hub; source = hub.parse(sys.argv[1])\n"
        "try: hub.pull(source)\n"
        "except hub.HubError as error: print(error, hub.last_good(source).origin)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(source)],
        cwd=ROOT,
        env={**os.environ, "HF_ENDPOINT": "http://127.0.0.1:1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "can't be reached" in result.stdout, result.stderr
    assert f"Weights from the Hub: `{source}`" in result.stdout


def weights(spoil: Callable[[dict[str, torch.Tensor]], object]) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        tensors = load(content)
        spoil(tensors)
        return save(tensors)

    return change


@pytest.mark.parametrize(
    ("name", "spoil", "sentence"),
    [
        (WEIGHTS, lambda content: content[:-1000], r"no good: model\.safetensors .*cut short"),
        (WEIGHTS, weights(lambda t: t.update({"0.weight": torch.zeros(16, 783)})), "config.json asks for"),
        (WEIGHTS, weights(lambda t: t["2.bias"].fill_(torch.nan)), "not finite"),
        (WEIGHTS, lambda content: pickle.dumps(FeedForward(16).state_dict()), "no safetensors file"),
        ("config.json", lambda content: b'{"hidden": 99999999}', "hidden must be"),
        ("metrics.json", lambda content: b"", r"metrics\.json is not JSON"),
        (artifact.EVALUATION, lambda content: content[:100], "cut short"),
    ],
)
def test_a_spoilt_artifact_is_not_taken(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], name: str, spoil: Callable, sentence: str
) -> None:
    good = head(the_hub, source)
    spoilt = the_hub.add(source.repo_id, {**files, name: spoil(files[name])})
    with pytest.raises(HubError, match=sentence) as caught:
        hub.pull(source)
    assert f"Commit {spoilt.sha[:7]} of {source}" in str(caught.value)
    assert str(hub.last_good(source).folder.parent) not in str(caught.value)
    assert hub.last_good(source).folder.name == good


def test_a_repository_without_an_artifact(the_hub: LoopbackHub) -> None:
    the_hub.add("ann/thesis", {"thesis.tex": b"..."})
    with pytest.raises(HubError, match=r"no artifact: it has no model\.safetensors"):
        hub.pull(Source("ann/thesis"))
    assert hub.last_good(Source("ann/thesis")) is None


def test_what_is_too_large_is_not_fetched(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    the_hub.add(source.repo_id, files)
    the_hub.sizes = {WEIGHTS: 1_000_000_000}
    the_hub.requests.clear()
    with pytest.raises(HubError, match=r"too large: model\.safetensors is 1,000 MB"):
        hub.pull(source)
    assert not any("/resolve/" in path for _, path in the_hub.requests)


def test_a_commit_that_is_pushed_meanwhile_is_never_mixed_in(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], trained: Path
) -> None:
    first = the_hub.add(source.repo_id, files)
    wide = {path.name: path.read_bytes() for path in artifact.PRETRAINED["lecture"].iterdir()}

    def push_meanwhile(request: Request) -> None:
        if "/resolve/" in request.url.path and head(the_hub, source) == first.sha:
            the_hub.add(source.repo_id, wide)

    the_hub.fault = push_meanwhile
    pulled = hub.pull(source)
    assert head(the_hub, source) != first.sha
    assert pulled.folder.name == first.sha
    assert {path.name: path.read_bytes() for path in pulled.folder.iterdir()} == files
    assert hub.pull(source).model.hidden == 128


def test_a_full_disk_keeps_the_last_good_copy(the_hub: LoopbackHub, source: Source) -> None:
    resource = pytest.importorskip("resource", reason="Needs limits as Unix has them.")
    good = head(the_hub, source)
    the_hub.add_folder(source.repo_id, artifact.PRETRAINED["lecture"])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))  # the weights take 400,000 bytes
    try:
        with pytest.raises(HubError, match="can't be kept here: File too large"):
            hub.pull(source)
        assert hub.last_good(source).folder.name == good
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert hub.pull(source).model.hidden == 128


def test_a_cache_that_was_swept_has_no_last_good_copy(source: Source) -> None:
    folder = hub.last_good(source).folder
    (folder / WEIGHTS).unlink()
    assert hub.last_good(source) is None
