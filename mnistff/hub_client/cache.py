"""The Hub's cache on this machine, as huggingface_hub lays it out.

    models--USER--REPO/
      blobs/                          contents; NAME[.RANDOM].incomplete while one is fetched
      snapshots/COMMIT/               the files of a commit
      trees/COMMIT.json               a list of the files of a commit, since huggingface_hub 2
      refs/main                       the commit that a name stood for, as `hf download` leaves it
      refs/mnistff/REVISION           the same, of what was pulled and found whole; its time is the commit's
    .locks/models--USER--REPO/
      NAME.lock                       locked by who fetches a content

https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timezone
from hashlib import sha1, sha256
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub.file_download import repo_folder_name
from huggingface_hub.hf_api import RepoSibling
from huggingface_hub.utils import WeakFileLock

from mnistff.hub_client.errors import HubError

MARK = "mnistff"
COMMIT = re.compile(r"[0-9a-f]{40}")
SHORT = re.compile(r"[0-9a-f]{7,40}")
"""A commit by the first digits of its hash."""


def folder_of(repo_id: str) -> Path:
    """Where the cache keeps a repository."""
    return Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=repo_id, repo_type="model")


def check_place(repo_id: str) -> None:
    """Raise a HubError if the Hub's client has no place for a cache: no home folder, and none named."""
    if constants.HF_HUB_CACHE.startswith("~"):
        raise HubError(
            f"There is no home folder for the Hub's cache, which {repo_id} needs. Set HF_HOME to a folder."
        )


def missing(repo_id: str, commit: str, files: Iterable[RepoSibling]) -> list[str]:
    """The names of a commit's files that are not here, or not as the Hub says they are."""
    snapshot = folder_of(repo_id) / "snapshots" / commit
    return [file.rfilename for file in files if not is_whole(snapshot / file.rfilename, file)]


def is_whole(path: Path, told: RepoSibling) -> bool:
    """Whether a file has the size and the hash that the Hub tells: of large ones SHA-256, else git's."""
    try:
        if path.stat().st_size != told.size:
            return False
        content = path.read_bytes()
    except OSError:
        return False
    if told.lfs:
        return sha256(content).hexdigest() == told.lfs.sha256
    return sha1(b"blob %d\0" % len(content) + content).hexdigest() == told.blob_id


def discard(repo_id: str, commit: str, names: Iterable[str]) -> bool:
    """Take files out of a snapshot, as they are spoilt; whether there were any.

    The list of the commit's files goes too: it may be spoilt as well, and the client believes it.
    """
    folder, found = folder_of(repo_id), False
    with suppress(OSError):
        (folder / "trees" / f"{commit}.json").unlink()
    for name in names:
        with suppress(OSError):
            (folder / "snapshots" / commit / name).unlink()
            found = True
    return found


def copies(repo_id: str, revision: str) -> Iterator[tuple[Path, datetime | None]]:
    """Snapshots that stood for a revision, the best known first, with the date of the commit or None."""
    folder = folder_of(repo_id)
    mark = folder / "refs" / MARK / revision
    for reference in (mark, folder / "refs" / revision):
        with suppress(OSError, ValueError):
            commit = reference.read_text().strip()
            if COMMIT.fullmatch(commit):
                yield folder / "snapshots" / commit, date_of(mark) if reference == mark else None
    if SHORT.fullmatch(revision):
        yield from ((snapshot, None) for snapshot in folder.glob(f"snapshots/{revision}*"))


def marked(repo_id: str, revision: str, commit: str) -> datetime | None:
    """The date of a commit, if it is the one that was marked."""
    mark = folder_of(repo_id) / "refs" / MARK / revision
    with suppress(OSError, ValueError):
        if mark.read_text() == commit:
            return date_of(mark)
    return None


def date_of(mark: Path) -> datetime | None:
    seconds = mark.stat().st_mtime
    return datetime.fromtimestamp(seconds, timezone.utc) if seconds else None


def remember(repo_id: str, revision: str, commit: str, date: datetime | None) -> None:
    """Make a commit the last good copy of a revision; nothing happens where the cache can't be written."""
    mark = folder_of(repo_id) / "refs" / MARK / revision
    beside = mark.with_name(f".{mark.name}-{os.getpid()}")
    seconds = date.timestamp() if date else 0
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(commit)
        os.utime(beside, (seconds, seconds))
        beside.replace(mark)


def sweep(repo_id: str) -> None:
    """Remove what is left of files half fetched, unless somebody is at it: who is holds the client's lock."""
    folder = folder_of(repo_id)
    locks = folder.parent / ".locks" / folder.name
    for path in (folder / "blobs").glob("*.incomplete"):
        name = path.name.split(".")[0]
        with suppress(OSError):
            locks.mkdir(parents=True, exist_ok=True)
            with WeakFileLock(locks / f"{name}.lock", timeout=0.1):
                path.unlink()
