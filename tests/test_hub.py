"""Pushing and pulling with the real client, against the loopback Hub; and every fault of it."""

import asyncio
import pickle
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest
import torch
from fastapi import Request
from fastapi.responses import JSONResponse, StreamingResponse
from safetensors.torch import load, save

from mnistff import artifact, hub
from mnistff.hub import Source
from mnistff.hub_client.errors import HubError
from mnistff.model import FeedForward
from support.loopback_hub import LoopbackHub, error

pytestmark = pytest.mark.usefixtures("jobs_here")
WEIGHTS = artifact.WEIGHTS


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
        ("ann/digits@../../x", None),
        ("ann/digits@/etc/x", None),
        ("ann/digits@" + "v" * 101, None),
        ("ann/digits@v1\n", None),
        ("<img src=x>" * 3_000_000, None),
        ("\x1b[31m\ud800/\u202e", None),
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
        with pytest.raises(HubError, match="neither a folder nor") as caught:
            hub.parse(text)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 300


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
        ("hf_write", "ann", "neither a folder nor"),
    ],
)
def test_a_token_is_checked_before_it_is_needed(
    the_hub: LoopbackHub,
    monkeypatch: pytest.MonkeyPatch,
    token: str | None,
    repo_id: str,
    sentence: str,
) -> None:
    if token:
        monkeypatch.setenv("HF_TOKEN", token)
    with pytest.raises(HubError, match=sentence) as caught:
        hub.check_push(repo_id)
    assert token is None or token not in str(caught.value)


@pytest.mark.parametrize(
    ("token", "repo_id", "spelled"),
    [
        ("hf_write", "ann/digits", "ann/digits"),
        ("hf_write", "Ann/Digits", "ann/Digits"),
        ("hf_write", "SCHOOL/digits", "school/digits"),
        ("hf_write", "mathclub/digits", "MathClub/digits"),
        ("hf_fine", "ann/digits", "ann/digits"),
        ("hf_fine", "ANN/digits", "ann/digits"),
    ],
)
def test_names_compare_without_case_and_are_spelled_as_the_hub_does(
    the_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, token: str, repo_id: str, spelled: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    assert hub.check_push(repo_id) == spelled


def test_a_push_goes_where_the_hub_spells_it_and_is_as_private_as_its_owner_has_it(
    the_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, trained: Path
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    assert "/MathClub/own/commit/" in hub.push(trained, "MATHCLUB/own")
    assert "MATHCLUB/own" not in the_hub.repositories
    assert the_hub.repositories["MathClub/own"].private  # the organisation's default
    hub.push(trained, "Ann/own")
    assert not the_hub.repositories["ann/own"].private


def test_a_push_is_one_commit_and_a_pull_brings_it_back(
    the_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    folder = artifact.PRETRAINED["lecture"]
    address = hub.push(folder, "ann/pushed", private=True)
    repository = the_hub.repositories["ann/pushed"]
    _, commit = repository.commits.values()  # the first is of `create_repo`
    assert address.endswith(f"/ann/pushed/commit/{commit.sha}")
    assert repository.private
    assert set(commit.files) == {*artifact.FILES, ".gitattributes"}
    shipped = artifact.load(folder)
    assert (
        commit.message == f"Recipe lecture: {shipped.evaluations['mnist'].accuracy:.2%} on MNIST's test set"
    )
    assert 'from_pretrained("ann/pushed"' in (the_hub.blobs / commit.files["README.md"]).read_text()

    pulled = hub.pull(Source("ann/pushed"))
    assert pulled.folder.name == commit.sha
    assert pulled.metrics == shipped.metrics
    assert f"ann/pushed, commit {commit.sha[:7]} of {commit.date.day} " in pulled.origin
    assert all(map(torch.equal, pulled.model.parameters(), shipped.model.parameters()))
    assert hub.last_good(Source("ann/pushed")).origin == pulled.origin


@pytest.fixture
def visitor(the_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of ann, who is signed in to the app; whoever runs it has another."""
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    the_hub.oauth_tokens.add("hf_oauth")
    return "hf_oauth"


@pytest.mark.parametrize("private", [False, True])
def test_a_visitor_pushes_with_his_own_token(
    the_hub: LoopbackHub, trained: Path, visitor: str, private: bool
) -> None:
    tokens = []

    def note(request: Request) -> None:
        tokens.append(request.headers.get("authorization"))

    the_hub.fault = note
    repo_id = f"ann/mnistff-own-{private}"
    assert f"/{repo_id}/commit/" in hub.push(trained, repo_id, private, token=visitor)
    assert the_hub.repositories[repo_id].private == private
    assert {*tokens} - {None} == {f"Bearer {visitor}", "Bearer xet_token"}  # the second is the storage's
    with pytest.raises(HubError, match="school/digits is not yours"):
        hub.push(trained, "school/digits", token=visitor)


@pytest.mark.parametrize(("of_a_visitor", "private"), [(False, False), (False, True), (True, False)])
def test_a_visitor_pushes_over_nothing(
    the_hub: LoopbackHub, trained: Path, visitor: str, of_a_visitor: bool, private: bool
) -> None:
    repo_id = f"ann/mnistff-taken-{of_a_visitor}-{private}"
    if of_a_visitor:
        hub.push(trained, repo_id, token=visitor)
    else:
        the_hub.add(repo_id, {"notes.txt": b"Mine."})
        the_hub.repositories[repo_id].private = private
    before = dict(the_hub.repositories[repo_id].commits)
    with pytest.raises(HubError, match=r"already\. Choose another|taken by what .*hoose another"):
        hub.push(trained, repo_id, token=visitor)
    assert the_hub.repositories[repo_id].commits == before


def test_a_visitors_push_that_broke_off_is_done_again_as_private_as_it_was(
    the_hub: LoopbackHub, trained: Path, visitor: str
) -> None:
    the_hub.fault = lambda request: error(500) if "/commit/" in request.url.path else None
    with pytest.raises(HubError, match="error 500"):
        hub.push(trained, "ann/mnistff-broke-off", token=visitor)
    the_hub.fault = lambda request: None
    with pytest.raises(HubError, match=r"already, and public\. Choose another name, or push it public"):
        hub.push(trained, "ann/mnistff-broke-off", private=True, token=visitor)
    hub.push(trained, "ann/mnistff-broke-off", token=visitor)
    assert artifact.WEIGHTS in the_hub.repositories["ann/mnistff-broke-off"].commit("main").files


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (error(401), r"no longer \(401\)\. Sign out, and in again"),
        (error(402), r"room is used up \(402\).*settings/billing"),
        (error(403), "choose another.*settings/billing"),
        (error(404), "Choose another"),
        (error(413), "fewer hidden units"),
        (error(429, **{"Retry-After": "70"}), "in 70 seconds"),
        (error(503), "error 503. Try again later"),
        (JSONResponse([]), "can't be had for ann/mnistff-told just now. Try again in some minutes"),
    ],
    ids=lambda each: str(each.status_code) if isinstance(each, JSONResponse) else "",
)
def test_a_visitor_is_told_what_he_can_do_and_the_log_what_else(
    the_hub: LoopbackHub,
    trained: Path,
    visitor: str,
    capsys: pytest.CaptureFixture[str],
    answer: JSONResponse,
    sentence: str,
) -> None:
    the_hub.fault = lambda request: answer
    with pytest.raises(HubError, match=sentence) as caught:
        hub.push(trained, "ann/mnistff-told", token=visitor)
    for word in ("hf auth login", "HF_", "settings/tokens", "folder"):
        assert word not in str(caught.value)
    assert ("Or did you mean a folder" in capsys.readouterr().err) == (answer.status_code == 200)


def test_a_branch_is_pushed_and_pulled_apart(
    the_hub: LoopbackHub, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    before = head(the_hub, source)
    hub.push(artifact.PRETRAINED["lecture"], source.repo_id, revision="trial")
    assert head(the_hub, source) == before
    assert hub.pull(source._replace(revision="trial")).model.hidden == 128
    assert hub.pull(source).model.hidden == hub.last_good(source).model.hidden == 16


def test_a_commit_has_the_date_of_that_commit(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    pinned = the_hub.repositories[source.repo_id].commits[head(the_hub, source)]
    pinned.date = datetime(2020, 2, 3, tzinfo=timezone.utc)
    the_hub.add(source.repo_id, files)
    for revision in (pinned.sha, pinned.sha[:7]):
        assert hub.pull(source._replace(revision=revision)).origin.endswith("of 3 February 2020.")
    assert hub.last_good(source._replace(revision=pinned.sha)).origin.endswith("of 3 February 2020.")


def test_a_look_at_a_commit_that_is_here_is_one_request(the_hub: LoopbackHub, source: Source) -> None:
    the_hub.requests.clear()
    pulled = hub.pull(source)
    assert [path for _, path in the_hub.requests if source.repo_id in path] == [
        f"/api/models/{source.repo_id}/revision/main"
    ]
    assert pulled.origin == hub.last_good(source).origin


def test_a_hub_that_tells_no_dates_has_models_all_the_same(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    commit = the_hub.add(source.repo_id, files)
    the_hub.fault = lambda request: error(404) if "/commits/" in request.url.path else None
    assert hub.pull(source).origin.endswith(f"commit {commit.sha[:7]}.")
    assert hub.last_good(source).origin.endswith(f"commit {commit.sha[:7]}.")


def test_a_file_that_was_cut_short_here_is_fetched_again(the_hub: LoopbackHub, source: Source) -> None:
    weights = hub.last_good(source).folder / WEIGHTS
    whole = weights.read_bytes()
    weights.unlink()  # it is a link to what other repositories have too
    weights.write_bytes(whole[:-100])
    assert hub.last_good(source) is None
    assert (hub.pull(source).folder / WEIGHTS).read_bytes() == whole


def test_only_an_artifacts_files_are_pulled(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    the_hub.add(source.repo_id, files | {"model.py": b"raise SystemExit", "more/config.json": b"{}"})
    folder = hub.pull(source).folder
    assert {str(path.relative_to(folder)) for path in folder.rglob("*")} == set(files)


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
        ("metrics.json", lambda content: b'{"recipe": "\\ud800"}', r"metrics\.json is not JSON"),
        (
            "metrics.json",
            lambda content: b'{"recipe": "%s"}' % (b"<b>" * 99),
            "a name of at most 100 letters",
        ),
        ("config.json", lambda content: b'{"hidden": "%s"}' % (b"<b>" * 300_000), "not '<b><b>.*<b><b>'"),
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
    assert len(str(caught.value)) < 500
    assert hub.last_good(source).folder.name == good


def test_a_repository_without_an_artifact(the_hub: LoopbackHub) -> None:
    the_hub.add("ann/thesis", {"thesis.tex": b"..."})
    with pytest.raises(HubError, match=r"no artifact: it has no model\.safetensors"):
        hub.pull(Source("ann/thesis"))
    assert hub.last_good(Source("ann/thesis")) is None


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [
        (WEIGHTS, 1_000_000_000, "1,000 MB, and 64 MB is the most"),
        (artifact.EVALUATION, 64_000_001, "65 MB, and 64 MB is the most"),
        (artifact.CONFIG, 1_000_001, "2 MB, and 1 MB is the most"),
        (artifact.METRICS, 20_000_000, "20 MB, and 1 MB is the most"),
    ],
)
def test_what_is_too_large_is_not_fetched(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], name: str, size: int, told: str
) -> None:
    the_hub.add(source.repo_id, files)
    the_hub.sizes = {name: size}
    the_hub.requests.clear()
    with pytest.raises(HubError, match=rf"too large: {name} is {told}\."):
        hub.pull(source)
    assert not any("/resolve/" in path for _, path in the_hub.requests)


def test_a_file_that_is_told_of_twice_is_as_large_as_the_larger(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    siblings = [{"rfilename": name, "size": size} for size in (10**12, 1) for name in files]
    answer = {"id": source.repo_id, "sha": head(the_hub, source), "siblings": siblings}
    the_hub.fault = lambda request: JSONResponse(answer) if "/api/models/" in request.url.path else None
    with pytest.raises(HubError, match="is too large"):
        hub.pull(source)


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


@pytest.mark.parametrize("xet", ["with Xet", "without Xet"])
def test_a_full_disk_keeps_the_last_good_copy(
    the_hub: LoopbackHub,
    source: Source,
    files: dict[str, bytes],
    request: pytest.FixtureRequest,
    xet: str,
) -> None:
    resource = pytest.importorskip("resource", reason="Needs limits as Unix has them.")
    if xet == "without Xet":
        request.getfixturevalue("without_xet")
    good = head(the_hub, source)
    the_hub.add(source.repo_id, files)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limits[1]))  # the weights take 51,000 bytes
    try:
        with pytest.raises(HubError, match=r"can't be kept here: File too large.*HF_HOME"):
            hub.pull(source)
        assert hub.last_good(source).folder.name == good
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert hub.pull(source).folder.name == head(the_hub, source)


@pytest.mark.parametrize(
    "changed",
    [
        *({"sha": None}, {"sha": 7}, {"sha": "main"}, {"sha": "../" * 13 + "x"}, {"siblings": None}),
        *({"siblings": "none"}, {"siblings": [{}]}, {"siblings": [{"rfilename": WEIGHTS, "size": "many"}]}),
    ],
    ids=str,
)
def test_an_answer_that_is_no_hubs_is_told_and_the_last_good_copy_stays(
    the_hub: LoopbackHub, source: Source, changed: dict
) -> None:
    good = hub.last_good(source).folder
    answer = {"id": source.repo_id, "sha": head(the_hub, source), "siblings": [], **changed}
    the_hub.fault = lambda request: JSONResponse(answer) if "/api/models/" in request.url.path else None
    with pytest.raises(HubError, match=r"can't be reached|is no artifact"):
        hub.pull(source)
    assert hub.last_good(source).folder == good


def test_an_answer_that_comes_byte_by_byte_is_not_waited_for(
    the_hub: LoopbackHub, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    monkeypatch.setattr(hub, "SECONDS_TO_ANSWER", 0.3)
    monkeypatch.setenv("HF_TOKEN", "hf_write")
    the_hub.fault = lambda request: StreamingResponse(drip())
    for question in (lambda: hub.pull(source), lambda: hub.check_push(source.repo_id)):
        with pytest.raises(HubError, match=r"did not answer for ann/.* within 0.3 seconds.*network up"):
            question()
