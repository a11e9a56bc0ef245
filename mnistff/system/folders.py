"""Folders on disk: one to work in, which is never left behind, and another one replaced as a whole."""

import errno
import os
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mnistff.system.errors import KnownError

ENDING = ".mnistff"
"""How the names of work folders end, after that of the machine."""
SECONDS_UNTIL_OLD = 86_400
LONGEST_NAME = 32
"""In letters, of what is made a part of another name: a name has 255 bytes at most."""


class FolderError(KnownError):
    """A folder cannot be used as it should be; the message says why, and what to do."""


def expanded(text: str | Path) -> Path:
    """A path as a shell would have it: ~ is expanded, where it is known whose home that is."""
    return Path(os.path.expanduser(text))  # noqa: PTH111  # Path's own raises there, and forgets the ./ of ./~x


@contextmanager
def work_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder in `parent` for what is half done, deleted at the end.

    Those that killed processes left are deleted first. A process holds a lock on its folder, which
    the system takes back whenever and however the process ends.

    Raises:
        OSError: `parent` cannot be written to.
    """
    sweep(parent, prefix)
    folder, lock = _new_work_folder(parent, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _unlock(lock)


def sweep(parent: Path, prefix: str) -> None:
    """Delete the work folders of killed processes, as far as it is sure that they are.

    A folder of this machine is, if nobody holds its lock; one of another machine, which may share
    this disk, or where there are no locks, if it is a day old as well.
    """
    try:
        found = [path for path in parent.iterdir() if path.name.startswith(prefix) and path.suffix == ENDING]
    except OSError:
        return
    for folder in found:
        try:
            lock = _lock(folder)
            old = time.time() - folder.stat().st_mtime > SECONDS_UNTIL_OLD
        except OSError:  # it is in use, or was deleted just now
            continue
        if old or (lock is not None and folder.name.endswith(_ending())):
            shutil.rmtree(folder, ignore_errors=True)
        _unlock(lock)


def _ending() -> str:
    return f".{re.sub(r'[^A-Za-z0-9-]', '', platform.node())[:LONGEST_NAME]}{ENDING}"


def _new_work_folder(parent: Path, prefix: str) -> tuple[Path, int | None]:
    while True:
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=prefix, suffix=_ending()))
        try:
            lock = _lock(folder)
        except (BlockingIOError, FileNotFoundError):  # a sweep came before the lock
            continue
        if folder.exists():
            return folder, lock
        _unlock(lock)


def _lock(folder: Path) -> int | None:
    """Hold a folder until `_unlock`, or until this process ends; None where there are no such locks.

    Raises:
        BlockingIOError: another process holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:  # a file system without them, as NFS is for folders
        os.close(descriptor)
        return None
    return descriptor


def _unlock(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def real_place(folder: Path) -> Path:
    """Where a folder is, or is to be: its absolute path, links followed.

    Raises:
        FolderError: it leads nowhere, or cannot be replaced because somebody is in it.
    """
    try:
        place, here = folder.resolve(), Path.cwd().resolve()
        if folder.is_symlink() and not place.exists():
            raise FolderError(f"{folder} is a link to {place}, which is not there. Choose another folder.")
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        raise FolderError(f"{folder} cannot be used: {_reason(error)}. Choose another folder.") from error
    if place == here or place in here.parents:
        raise FolderError(
            f"{folder} is the folder that you are in, or one around it; what is written replaces a whole "
            "folder. Choose one inside it."
        )
    return place


def check_replaceable(folder: Path, size: int = 0) -> None:
    """Try what `replacing` will do.

    Args:
        size: bytes that are sure to be needed.

    Raises:
        FolderError: it cannot be done.
    """
    place = real_place(folder)
    try:
        nearest = next(path for path in place.parents if path.exists())
        with work_folder(nearest, _prefix(place)) as beside:
            (beside / place.relative_to(nearest)).mkdir(parents=True)
            free = shutil.disk_usage(nearest).free
            if place.exists():
                _check_movable(folder, place, beside / place.name)
    except OSError as error:
        raise FolderError(
            f"{place.parent} cannot be written to: {_reason(error)}. Choose another place."
        ) from error
    if free < size:
        raise FolderError(
            f"There is no room at {nearest}: {free / 1e6:,.1f} MB are free, at least {size / 1e6:,.1f} are "
            "needed. Make room, or choose another place."
        )


def _check_movable(folder: Path, place: Path, empty: Path) -> None:
    """Ask the system whether a folder may be moved, without moving it.

    An empty folder that is to take its place finds it "not empty", unless there is more in the way.
    """
    try:
        if not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        with suppress(OSError):
            shutil.copystat(place, empty)  # should it be empty as well, this one takes its place
        empty.rename(place)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise FolderError(
                f"{folder} cannot be replaced: {_reason(error)}. If it is a mount point, or in use, choose a "
                "folder inside it."
            ) from error


@contextmanager
def replacing(folder: Path, names: Collection[str]) -> Iterator[Path]:
    """Write a folder beside its place, and move it there once it is whole.

    Args:
        names: of what may be replaced. All else that is in the folder stays in it.

    Yields:
        An empty folder to write into. If the block fails, `folder` stays as it was.

    Raises:
        FolderError: as `check_replaceable`, or it could not be moved.
    """
    check_replaceable(folder)
    place = real_place(folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    with work_folder(place.parent, _prefix(place)) as beside:
        (beside / "new").mkdir()
        yield beside / "new"
        whole = beside.rename(beside.with_suffix(""))  # no sweep takes it, should we be killed now
        new, old = whole / "new", whole / "old"
        try:
            _swap(place, new, old)
        except OSError as error:
            shutil.rmtree(new, ignore_errors=True)
            with suppress(OSError):  # the old one is still in it, if there is another in its place already
                whole.rmdir()
            raise FolderError(f"{folder} could not be replaced: {_reason(error)}.") from error
        if old.exists():
            _keep_others(old, place, names)
        shutil.rmtree(whole, ignore_errors=True)


def _swap(place: Path, new: Path, old: Path) -> None:
    try:
        if place.exists():
            place.rename(old)
        new.rename(place)
    except BaseException:
        if old.exists() and not place.exists():
            old.rename(place)
        raise


def _keep_others(old: Path, place: Path, names: Collection[str]) -> None:
    for path in old.iterdir():
        if path.name not in names:
            path.rename(place / path.name)


def _prefix(place: Path) -> str:
    return f".{place.name[:LONGEST_NAME]}-"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
