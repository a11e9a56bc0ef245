"""The Hugging Face Hub: push an artifact's folder, pull one.

A pull is of one commit: the revision is looked up once, and all files are asked for by the commit
that it stood at. What was pulled and found whole is marked in the Hub's cache, and is the last good
copy wherever the Hub can't be had. Whatever may take long is done by hub_client/jobs.py, in a process of
its own, so that it can be given up.
"""

import dataclasses
import os
import re
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from huggingface_hub import HfApi, ModelInfo, constants
from huggingface_hub.hf_api import RepoSibling
from huggingface_hub.utils import HFValidationError, validate_repo_id

from mnistff import artifact
from mnistff.artifact import Artifact, ArtifactError, contents
from mnistff.datasets import TEST_SETS
from mnistff.hub_client import cache, jobs, limits
from mnistff.hub_client.errors import HubError, in_sentences
from mnistff.hub_client.process import answer_within, ask
from mnistff.system.text import plain

SECONDS = 10
"""To wait for the Hub to say which commit is the newest, or who has the token, or for more of that."""
SECONDS_TO_ANSWER = 30
"""For the whole of such an answer."""
SECONDS_WITHOUT_A_BYTE = 60
"""To wait for more of a file."""
SECONDS_TO_PUSH = 300
"""For a whole push: 32 MB, of the widest network, at 1 Mbit/s."""
REVISION = r"(?!/|.*\.\.)[\w./-]{0,100}"
"""As git has it, two dots are no part of a name, nor does it begin with /: in the cache that would lead
elsewhere."""


class Source(NamedTuple):
    """A repository on the Hub, and what of it: a branch, a tag or a commit."""

    repo_id: str
    revision: str = "main"

    def __str__(self) -> str:
        return self.repo_id if self.revision == "main" else f"{self.repo_id}@{self.revision}"


def parse(text: str) -> Source:
    """`USER/REPO[@REVISION]`.

    Raises:
        HubError: it is something else.
    """
    repo_id, _, revision = text.partition("@")
    try:
        validate_repo_id(repo_id)
    except HFValidationError:
        repo_id = ""
    if repo_id.count("/") != 1 or not re.fullmatch(REVISION, revision) or text.endswith("@"):
        raise HubError(f"{plain(text)} is neither a folder nor USER/REPO[@REVISION], a model on the Hub.")
    return Source(repo_id, revision or "main")


def address(repo_id: str) -> str:
    """Where people see a repository."""
    return f"{constants.ENDPOINT}/{repo_id}"


def check_push(repo_id: str) -> str:
    """Check that the token at hand may write to a repository, as far as can be known before it is tried.

    Returns:
        The name of the repository as the Hub spells it: names of users compare without case.

    Raises:
        HubError: there is no token, it is not valid or can only read, or the name is not yours; or
            there is no place for the client's cache.
    """
    source = parse(repo_id)
    cache.check_place(repo_id)  # hf_xet would make a folder named ~ here
    with in_sentences(repo_id):
        limits.limit(SECONDS)
        return answer_within(SECONDS_TO_ANSWER, repo_id, lambda: jobs.check_push(source.repo_id))


def push(
    folder: Path,
    repo_id: str,
    private: bool = False,
    revision: str | None = None,
    token: str | None = None,
) -> str:
    """Put an artifact on the Hub, in one commit. What people wrote in the card there stays.

    Args:
        private: whether a repository that has to be made is for you alone; if not, it is as its
            owner has set it.
        revision: a branch, made if there is none of that name; the main one if None.
        token: of a visitor of the page, in place of the one at hand. Then there may be no model in the
            repository yet, it is as private as `private` says, and errors name what he can do.

    Returns:
        The address of the commit.

    Raises:
        HubError: it can't be pushed.
        ArtifactError: `folder` holds no artifact.
    """
    cache.check_place(repo_id)
    loaded = artifact.load(folder)
    first = loaded.main_test_set
    accuracy = f"{loaded.evaluations[first].accuracy:.2%} on {TEST_SETS[first].test_title}"
    commit = ask(
        repo_id,
        SECONDS_TO_PUSH,
        False,
        "push",
        repo_id=parse(repo_id).repo_id,
        folder=str(Path(folder).absolute()),
        names=[name for name in artifact.FILES if (Path(folder) / name).is_file()],
        message=f"Recipe {loaded.metrics['recipe']}: {accuracy}",
        private=private,
        revision=revision,
        token=token,
    )
    return plain(str(commit))


def pull(source: Source) -> Artifact:
    """The newest commit of a source, checked; it becomes the last good copy.

    Raises:
        HubError: the Hub can't be had, or has no artifact there, or one that is too large or spoilt.
    """
    cache.check_place(source.repo_id)
    with in_sentences(str(source)):
        limits.limit(SECONDS)
        info = answer_within(SECONDS_TO_ANSWER, str(source), lambda: ask_for_files(source))
        commit = info.sha or ""  # who answers may be no Hub
        if not cache.COMMIT.fullmatch(commit):
            raise ValueError(f"{info.sha} is no commit")
        wanted = [file for file in info.siblings or [] if file.rfilename in artifact.FILES]
        check_sizes(source, wanted)
    snapshot = cache.folder_of(source.repo_id) / "snapshots" / commit
    date = cache.marked(source.repo_id, source.revision, commit)
    missing = cache.missing(source.repo_id, commit, wanted)
    if missing or not date:
        date = fetch(source, commit, missing)
    try:
        pulled = from_cache(source, snapshot, date)
    except ArtifactError as error:
        reason = str(error).replace(f"{snapshot}{os.sep}", "")
        raise HubError(f"Commit {commit[:7]} of {source} on the Hub is no good: {reason}") from error
    cache.remember(source.repo_id, source.revision, commit, date)
    return pulled


def ask_for_files(source: Source) -> ModelInfo:
    """Which commit a source stands for, and its files."""
    return HfApi().model_info(source.repo_id, revision=source.revision, files_metadata=True, timeout=SECONDS)


def check_sizes(source: Source, files: list[RepoSibling]) -> None:
    """Raise a HubError, before anything is fetched, unless a commit's files are those of an artifact."""
    names = [file.rfilename for file in files]
    missing = [name for name in artifact.REQUIRED if name not in names]
    if missing:
        raise HubError(f"{source} on the Hub is no artifact: it has no {missing[0]}.")
    for file in files:
        if trouble := contents.excess(file.rfilename, file.size or 0):
            raise HubError(f"{source} on the Hub is too large: {file.rfilename} is {trouble}.")


def fetch(source: Source, commit: str, names: list[str]) -> datetime | None:
    """Have files of a commit in the Hub's cache; the commit's date, if the Hub tells it."""
    cache.sweep(source.repo_id)
    try:
        date = ask(
            str(source),
            SECONDS_WITHOUT_A_BYTE,
            True,
            "fetch",
            repo_id=source.repo_id,
            commit=commit,
            names=names,
            anew=cache.discard(source.repo_id, commit, names),
        )
    finally:
        cache.sweep(source.repo_id)
    return datetime.fromisoformat(date) if date else None


def last_good(source: Source) -> Artifact | None:
    """The copy of a source in the Hub's cache, without asking the Hub; None if there is none that is whole.

    What `pull` gave when it last succeeded; else what `hf download` left, or a Space's
    `preload_from_hub`.
    """
    for snapshot, date in cache.copies(source.repo_id, source.revision):
        try:
            return from_cache(source, snapshot, date)
        except (ArtifactError, OSError):
            continue
    return None


def from_cache(source: Source, snapshot: Path, date: datetime | None) -> Artifact:
    """Load a snapshot, whose folder is named as its commit."""
    of_day = f" of {date.day} {date:%B %Y}" if date else ""
    origin = f"Weights from the Hub: {source}, commit {snapshot.name[:7]}{of_day}."
    return dataclasses.replace(artifact.load(snapshot), origin=origin)
