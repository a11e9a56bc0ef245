"""The Hugging Face Hub: push an artifact's folder, pull one.

A pull is of one commit: the revision is looked up once, and all files are asked for by the commit
that it stood at. What was pulled and found whole is remembered in the Hub's cache as a reference of
its own, `refs/mnistff/REVISION`, and is the last good copy wherever the Hub can't be had.
"""

import dataclasses
import os
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from huggingface_hub import CommitOperationAdd, HfApi, snapshot_download
from huggingface_hub.errors import LocalEntryNotFoundError
from huggingface_hub.utils import HFValidationError, validate_repo_id

from mnistff import artifact
from mnistff.artifact import Artifact, ArtifactError
from mnistff.hub_errors import TOKENS, HubError, in_sentences

MOST_BYTES = 64_000_000
"""Of an artifact that is pulled: twice what the widest network takes."""
SECONDS = 10
"""To wait for each answer of the Hub."""


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
    if repo_id.count("/") != 1 or not re.fullmatch(r"[\w./-]*", revision) or text.endswith("@"):
        raise HubError(f"{text} is neither a folder nor USER/REPO[@REVISION], a model on the Hub.")
    return Source(repo_id, revision or "main")


def check_push(repo_id: str) -> None:
    """Check that the token at hand may write to a repository, as far as can be known before it is tried.

    Raises:
        HubError: there is no token, it is not valid or can only read, or the name is not yours.
    """
    with in_sentences(repo_id):
        me = HfApi().whoami()
    namespace = parse(repo_id).repo_id.split("/")[0]
    organisations = [each["name"] for each in me.get("orgs", []) if each.get("roleInOrg") != "read"]
    names = [me["name"], *organisations]
    if namespace not in names:
        raise HubError(f"{repo_id} is not yours to write: the token at hand is for {', '.join(names)}.")
    token = me.get("auth", {}).get("accessToken", {})
    if token.get("role") == "read" or (
        token.get("role") == "fineGrained" and not may_write(token, {namespace, repo_id})
    ):
        raise HubError(f"The token at hand can't write to {repo_id}. Make one that can at {TOKENS}.")


def may_write(token: dict, names: set[str]) -> bool:
    """Whether a fine-grained token lists the right to write for one of the names."""
    return any(
        scope["entity"].get("name") in names and "repo.write" in scope["permissions"]
        for scope in token["fineGrained"]["scoped"]
    )


def push(folder: Path, repo_id: str, private: bool = False, revision: str | None = None) -> str:
    """Put an artifact on the Hub, in one commit.

    Args:
        private: whether a repository that has to be made is for you alone.
        revision: a branch, made if there is none of that name; the main one if None.

    Returns:
        The address of the commit.

    Raises:
        HubError: it can't be pushed.
        ArtifactError: `folder` holds no artifact.
    """
    loaded = artifact.load(folder)
    first = loaded.main_test_set
    accuracy = f"{loaded.evaluations[first].accuracy:.2%} on {artifact.TEST_SETS[first]}"
    contents = {name: folder / name for name in artifact.FILES if (folder / name).is_file()}
    if artifact.CARD in contents:
        card = contents[artifact.CARD].read_text(encoding="utf-8")
        contents[artifact.CARD] = card.replace("USER/REPO", repo_id).encode()
    api = HfApi()
    with in_sentences(repo_id):
        api.create_repo(repo_id, private=private, exist_ok=True)
        if revision:
            api.create_branch(repo_id, branch=revision, exist_ok=True)
        return api.create_commit(
            repo_id,
            [CommitOperationAdd(name, content) for name, content in contents.items()],
            commit_message=f"Recipe {loaded.metrics['recipe']}: {accuracy}",
            revision=revision,
        ).commit_url


def pull(source: Source) -> Artifact:
    """The newest commit of a source, checked; it becomes the last good copy.

    Raises:
        HubError: the Hub can't be had, or has no artifact there, or one that is too large or spoilt.
    """
    with in_sentences(str(source)):
        info = HfApi().model_info(
            source.repo_id, revision=source.revision, files_metadata=True, timeout=SECONDS
        )
        check_sizes(source, {file.rfilename: file.size or 0 for file in info.siblings})
        folder = snapshot_download(
            source.repo_id, revision=info.sha, allow_patterns=list(artifact.FILES), etag_timeout=SECONDS
        )
        try:
            pulled = from_cache(source, Path(folder), info.last_modified)
        except ArtifactError as error:
            reason = str(error).replace(f"{folder}{os.sep}", "")
            raise HubError(f"Commit {info.sha[:7]} of {source} on the Hub is no good: {reason}") from error
        remember(source, Path(folder), info.last_modified)
    return pulled


def check_sizes(source: Source, sizes: dict[str, int]) -> None:
    """Raise a HubError, before anything is fetched, unless a commit's files are those of an artifact."""
    missing = [name for name in artifact.REQUIRED if name not in sizes]
    if missing:
        raise HubError(f"{source} on the Hub is no artifact: it has no {missing[0]}.")
    for name in artifact.FILES:
        if sizes.get(name, 0) > MOST_BYTES:
            raise HubError(f"{source} on the Hub is too large: {name} is {sizes[name] / 1e6:,.0f} MB.")


def last_good(source: Source) -> Artifact | None:
    """What `pull` gave when it last succeeded, without asking the Hub; None if nothing is left of it."""
    reference = f"mnistff/{source.revision}"
    try:
        folder = Path(
            snapshot_download(
                source.repo_id,
                revision=reference,
                allow_patterns=list(artifact.FILES),
                local_files_only=True,
            )
        )
        date = datetime.fromtimestamp((reference_folder(folder) / reference).stat().st_mtime, timezone.utc)
        return from_cache(source, folder, date)
    except (LocalEntryNotFoundError, OSError, ArtifactError):
        return None


def remember(source: Source, folder: Path, date: datetime) -> None:
    """Make a snapshot in the Hub's cache the last good copy; the reference's time is the commit's."""
    reference = reference_folder(folder) / "mnistff" / source.revision
    reference.parent.mkdir(parents=True, exist_ok=True)
    beside = reference.with_name(f".{reference.name}-{os.getpid()}")
    beside.write_text(folder.name)
    os.utime(beside, (date.timestamp(), date.timestamp()))
    beside.replace(reference)


def reference_folder(snapshot: Path) -> Path:
    """Where the Hub's cache keeps what commit a name stands for: `refs`, beside `snapshots/COMMIT`."""
    return snapshot.parent.parent / "refs"


def from_cache(source: Source, snapshot: Path, date: datetime) -> Artifact:
    """Load a snapshot, whose folder is named as its commit."""
    origin = f"Weights from the Hub: `{source}`, commit `{snapshot.name[:7]}` of {date.day} {date:%B %Y}."
    return dataclasses.replace(artifact.load(snapshot), origin=origin)
