"""What is found in the Hub's cache without asking the Hub, whoever left it there."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from huggingface_hub import snapshot_download
from huggingface_hub.hf_api import RepoSibling
from huggingface_hub.utils import WeakFileLock
from safetensors.torch import save

from mnistff import artifact, hub
from mnistff.hub import Source
from mnistff.hub_client import cache
from mnistff.hub_client.errors import HubError
from support.apart import run_apart
from support.forked import THE_HUBS_CLIENT, run_forked
from support.loopback_hub import LoopbackHub

pytestmark = pytest.mark.usefixtures("jobs_here")
BLOBS = ("1234", "4321")


def head(the_hub: LoopbackHub, source: Source) -> str:
    return the_hub.repositories[source.repo_id].branches["main"]


@pytest.fixture
def unmarked(source: Source) -> Source:
    """As `hf download`, or a Space's preload_from_hub, leaves it."""
    folder = cache.folder_of(source.repo_id)
    shutil.rmtree(folder / "refs")
    snapshot_download(source.repo_id)
    assert [path.name for path in (folder / "refs").iterdir()] == ["main"]
    return source


@pytest.mark.parametrize("revision", ["main", "{commit}", "{commit:.7}"])
def test_what_hf_download_left_is_used(the_hub: LoopbackHub, unmarked: Source, revision: str) -> None:
    commit = head(the_hub, unmarked)
    source = unmarked._replace(revision=revision.format(commit=commit))
    found = hub.last_good(source)
    assert found.folder.name == commit
    assert found.origin == f"Weights from the Hub: {source}, commit {commit[:7]}."


@pytest.mark.parametrize("revision", ["v2", "refs/pr/1", "0123456", "../../main"])
def test_another_revision_is_not_taken_for_it(unmarked: Source, revision: str) -> None:
    assert hub.last_good(unmarked._replace(revision=revision)) is None


def test_what_hf_download_left_is_asked_for_no_more_than_its_date(
    the_hub: LoopbackHub, unmarked: Source
) -> None:
    the_hub.requests.clear()
    pulled = hub.pull(unmarked)
    assert "commit" in pulled.origin and " of " in pulled.origin
    assert not [path for _, path in the_hub.requests if "/resolve/" in path or "/cas/" in path]


@pytest.mark.parametrize("name", [artifact.WEIGHTS, artifact.METRICS, artifact.CONFIG])
@pytest.mark.parametrize("spoilt", ["the mark is there", "no mark is there"])
def test_a_file_spoilt_in_the_cache_is_fetched_anew(
    the_hub: LoopbackHub, source: Source, name: str, spoilt: str
) -> None:
    """With zeros in it, say, as a computer leaves it that lost its power."""
    path = hub.pull(source).folder / name
    content = path.read_bytes()
    path.write_bytes(bytes(len(content)))
    if spoilt == "no mark is there":
        shutil.rmtree(cache.folder_of(source.repo_id) / "refs")
    assert hub.last_good(source) is None
    assert (hub.pull(source).folder / name).read_bytes() == content
    the_hub.requests.clear()
    hub.pull(source)
    assert not [path for _, path in the_hub.requests if "/resolve/" in path or "/cas/" in path]


@pytest.mark.parametrize("text", ["", "{}", "one\ntwo\n"])
def test_hashes_are_gits(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(text)
    command = ["git", "hash-object", tmp_path / "file"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert cache.is_whole(tmp_path / "file", RepoSibling("file", len(text), told))
    assert not cache.is_whole(tmp_path / "file", RepoSibling("file", len(text), told[::-1]))


def test_a_mark_whose_snapshot_is_gone_gives_way_to_what_else_is_here(
    the_hub: LoopbackHub, unmarked: Source, files: dict[str, bytes]
) -> None:
    newer = the_hub.add(unmarked.repo_id, files)
    assert hub.pull(unmarked).folder.name == newer.sha
    shutil.rmtree(cache.folder_of(unmarked.repo_id) / "snapshots" / newer.sha)
    assert hub.last_good(unmarked).folder.name != newer.sha


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 100_000, b'{"format_version": 1, "files": {}}'])
def test_a_list_of_files_spoilt_in_the_cache_is_fetched_anew(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], content: bytes
) -> None:
    the_hub.add(source.repo_id, files)
    weights = hub.pull(source).folder / artifact.WEIGHTS
    lists = list(cache.folder_of(source.repo_id).glob("trees/*"))
    if not lists:
        pytest.skip("This client keeps no such list.")
    for path in lists:
        path.write_bytes(content)
    weights.unlink()
    assert (hub.pull(source).folder / artifact.WEIGHTS).read_bytes() == files[artifact.WEIGHTS]


REFUSED_TODAY = {
    "a recipe that is no text": (artifact.METRICS, b'{"recipe": "\\ud800"}'),
    "a recipe of 2 MB": (artifact.METRICS, b'{"recipe": "%s"}' % (b"x" * 2_000_000)),
    "metrics of 2 MB": (artifact.METRICS, b'{"recipe": "a", "epochs": [%s 1]}' % (b"1," * 1_000_000)),
    "a number of 5,000 digits": (artifact.CONFIG, b'{"hidden": 16, "x": 1%s}' % (b"0" * 5_000)),
    "brackets in brackets": (artifact.CONFIG, b'{"hidden": 16, "x": %s}' % (b"[" * 900_000)),
    "answers to 600 images": (
        artifact.EVALUATION,
        save({"mnist.labels": torch.arange(600) % 10, "mnist.logits": torch.randn(600, 10)}),
    ),
}
"""What was taken for an artifact's once, and is not now."""


@pytest.mark.parametrize("what", REFUSED_TODAY)
def test_a_copy_that_was_good_once_and_is_refused_today_is_none(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes], what: str
) -> None:
    good = head(the_hub, source)
    name, content = REFUSED_TODAY[what]
    commit = the_hub.add(source.repo_id, {**files, name: content})
    snapshot_download(source.repo_id, revision=commit.sha)
    cache.remember(source.repo_id, "main", commit.sha, commit.date)
    (cache.folder_of(source.repo_id) / "refs" / "main").write_text(commit.sha)
    assert hub.last_good(source) is None
    with pytest.raises(HubError, match=rf"{name}|is no good|too large"):
        hub.pull(source)
    (cache.folder_of(source.repo_id) / "refs" / "main").write_text(good)
    assert hub.last_good(source).folder.name == good


def remove(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()  # it may be a link to what other repositories have too
    path.write_bytes(content[:100])


def make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def hang(path: Path) -> None:
    path.unlink()
    path.symlink_to("../../blobs/nothing")


@pytest.mark.parametrize("spoil", [remove, cut_short, make_a_folder, hang])
@pytest.mark.parametrize("name", [artifact.WEIGHTS, artifact.METRICS])
def test_a_snapshot_that_is_not_whole_is_none(unmarked: Source, spoil: Callable, name: str) -> None:
    spoil(hub.last_good(unmarked).folder / name)
    assert hub.last_good(unmarked) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"main", b"../../..", b"0" * 40, b"a" * 100_000])
def test_a_reference_to_nothing_is_none(unmarked: Source, content: bytes) -> None:
    (cache.folder_of(unmarked.repo_id) / "refs" / "main").write_bytes(content)
    assert hub.last_good(unmarked) is None


def test_a_cache_where_files_stand_for_folders_is_none(source: Source) -> None:
    folder = cache.folder_of(source.repo_id)
    shutil.rmtree(folder)
    folder.write_text("")
    assert hub.last_good(source) is None


WITHOUT_ROOTS_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Before a command: root may write nowhere but where its user may."""


NO_HOME = "There is no home folder for the Hub's cache, which {} needs. Set HF_HOME to a folder."


def told_apart(source: Source, *before: str, **environment: str) -> list[str]:
    """The origin of the last good copy, and of what is pulled or what is said instead; in a program apart."""
    code = (
        "import sys; from mnistff import hub; source = hub.parse(sys.argv[1])\n"
        "print(getattr(hub.last_good(source), 'origin', None))\n"
        "try: print(hub.pull(source).origin)\n"
        "except hub.HubError as error: print(error)"
    )
    return run_apart(code, str(source), before=before, **environment).splitlines()


def test_a_cache_that_is_read_only_is_used_as_it_is(the_hub: LoopbackHub, unmarked: Source) -> None:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and not shutil.which("setpriv"):
        pytest.skip("Root may write everywhere; needs setpriv of util-linux.")
    folders = [path for path in cache.folder_of(unmarked.repo_id).rglob("*") if path.is_dir()]
    for folder in (cache.folder_of(unmarked.repo_id), *folders):
        folder.chmod(0o555)
    offline, online = told_apart(unmarked, *(WITHOUT_ROOTS_RIGHTS if is_root else ()))
    for folder in (cache.folder_of(unmarked.repo_id), *folders):
        folder.chmod(0o755)
    assert not list(cache.folder_of(unmarked.repo_id).glob("refs/mnistff/*"))
    commit = head(the_hub, unmarked)
    assert offline.endswith(f"commit {commit[:7]}.")
    assert f"commit {commit[:7]} of " in online


HOMELESS = """
import sys
from mnistff import hub
source = hub.parse(sys.argv[1])
print(hub.last_good(source))
calls = (hub.pull, source), (hub.check_push, "ann/a"), (hub.push, sys.argv[2], "ann/b")
for call, *arguments in calls:
    try:
        call(*arguments)
    except hub.HubError as error:
        print(error)
"""


def test_without_a_home_folder_all_say_what_to_set(
    the_hub: LoopbackHub, source: Source, trained: Path
) -> None:
    environment = {"HF_HOME": "~no_such_user/cache", "HF_TOKEN": "hf_write"}
    printed = run_forked("-c", HOMELESS, source, trained, anew=THE_HUBS_CLIENT, **environment)
    nothing, *sentences = printed.splitlines()
    assert nothing == "None"
    assert sentences == [NO_HOME.format(name) for name in (source.repo_id, "ann/a", "ann/b")]
    assert not {"ann/a", "ann/b"} & the_hub.repositories.keys()


def test_half_a_file_that_nobody_is_at_is_swept_away(source: Source) -> None:
    folder = cache.folder_of(source.repo_id)
    left, fetched = (
        [folder / "blobs" / f"{blob}{ending}" for ending in (".incomplete", ".0a1b2c3d.incomplete")]
        for blob in BLOBS
    )
    for path in (*left, *fetched):
        path.write_bytes(b"half")
    with WeakFileLock(folder.parent / ".locks" / folder.name / f"{BLOBS[1]}.lock"):
        cache.sweep(source.repo_id)
        assert [path.exists() for path in (*left, *fetched)] == [False, False, True, True]
    cache.sweep(source.repo_id)
    assert not any(path.exists() for path in fetched)
    shutil.rmtree(folder.parent / ".locks")
    left[0].write_bytes(b"half")
    cache.sweep(source.repo_id)
    assert not left[0].exists()


def test_a_cache_with_no_room_for_a_folder_is_an_error_with_a_remedy(
    the_hub: LoopbackHub, source: Source, files: dict[str, bytes]
) -> None:
    folder = cache.folder_of(source.repo_id)
    shutil.rmtree(folder)
    folder.write_text("in the way")
    with pytest.raises(HubError, match=r"can't be kept here: .*HF_HOME"):
        hub.pull(source)
    folder.unlink()
    assert hub.pull(source).folder.name == head(the_hub, source)
