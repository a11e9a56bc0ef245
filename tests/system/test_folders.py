"""Folders that are worked in and folders that are replaced, with real processes that are really killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnistff.system.folders import (
    ENDING,
    FolderError,
    check_replaceable,
    real_place,
    replacing,
    sweep,
    work_folder,
)
from support.apart import PATIENCE, next_line
from support.served import ROOT

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks, links and signals.")
WORKING = """
import sys, time
from pathlib import Path
from mnistff.system.folders import work_folder
with work_folder(Path(sys.argv[1]), ".out-") as folder:
    (folder / "half").write_text("done")
    print(folder, flush=True)
    time.sleep(600)
"""
REPLACING = """
import os, signal, sys
from pathlib import Path
from mnistff.system.folders import replacing
left = int(sys.argv[2])
def die(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
with replacing(Path(sys.argv[1]), ["weights"]) as new:
    (new / "weights").write_text("new")
    sys.addaudithook(die)
"""


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_work_folder_is_gone_at_the_end_however_that_comes(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), work_folder(tmp_path, ".out-") as folder:
        (folder / "half").write_text("done")
        raise KeyboardInterrupt
    assert names(tmp_path) == []


@UNIX
def test_the_next_one_deletes_what_a_killed_process_left_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".out-of-office").mkdir()
    killed, living = child(WORKING, tmp_path), child(WORKING, tmp_path)
    try:
        left, used = (Path(next_line(process).strip()) for process in (killed, living))
        killed.kill()
        killed.wait()
        assert left.exists()
        with work_folder(tmp_path, ".out-") as folder:
            assert names(tmp_path) == sorted([".out-of-office", used.name, folder.name])
    finally:
        living.kill()
        living.wait()


def test_another_machines_folder_is_left_alone_for_a_day(tmp_path: Path) -> None:
    theirs = tmp_path / f".out-12345678.elsewhere{ENDING}"
    theirs.mkdir()
    sweep(tmp_path, ".out-")
    assert theirs.exists()
    yesterday = time.time() - 90_000
    os.utime(theirs, (yesterday, yesterday))
    sweep(tmp_path, ".download-")
    assert theirs.exists()
    sweep(tmp_path, ".out-")
    assert not theirs.exists()


@UNIX
@pytest.mark.parametrize("renames", range(4))
def test_killed_at_any_moment_the_old_or_the_new_is_there_or_both_are_kept(
    tmp_path: Path, renames: int
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "weights").write_text("old")
    process = child(REPLACING, folder, renames)
    assert process.wait(PATIENCE) == (-signal.SIGKILL if renames < 3 else 0)
    sweep(tmp_path, ".out-")
    if folder.exists():
        assert (folder / "weights").read_text() == ("new" if renames == 3 else "old")
    else:
        (kept,) = tmp_path.iterdir()
        assert (kept / "old" / "weights").read_text() == "old"
        assert (kept / "new" / "weights").read_text() == "new"


@UNIX
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk" / "real").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "disk" / "real")
    with replacing(tmp_path / "link", ["weights"]) as new:
        (new / "weights").write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "disk" / "real" / "weights").read_text() == "new"
    assert names(tmp_path / "disk") == ["real"]


def test_two_at_once_leave_the_last_one_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with replacing(tmp_path / "out", ["weights"]) as last:
        (last / "weights").write_text("last")
        with replacing(tmp_path / "out", ["weights"]) as first:
            (first / "weights").write_text("first")
        assert (tmp_path / "out" / "weights").read_text() == "first"
    assert (tmp_path / "out" / "weights").read_text() == "last"
    assert names(tmp_path) == ["out"]


def test_what_others_put_there_stays(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "weights").write_text("old")
    with replacing(tmp_path / "out", ["weights"]) as new:
        (new / "weights").write_text("new")
        (tmp_path / "out" / "notes.txt").write_text("written meanwhile")
    assert names(tmp_path / "out") == ["notes.txt", "weights"]
    assert (tmp_path / "out" / "weights").read_text() == "new"


@UNIX
@pytest.mark.parametrize("name", [".", "..", "/", "", "link to nothing", "link to itself", "link to here"])
def test_a_place_that_cannot_be_replaced_is_known_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    Path("link to nothing").symlink_to(tmp_path / "unplugged")
    Path("link to itself").symlink_to("link to itself")
    Path("link to here").symlink_to(tmp_path / "here")
    with pytest.raises(FolderError, match=r"Choose (another folder|one inside it)\.$"):
        real_place(Path(name))


def test_a_name_that_is_too_long_is_known_before_and_a_long_one_is_none(tmp_path: Path) -> None:
    for name in ("n" * 256, "ü" * 128, f"{'n' * 256}/lecture"):
        with pytest.raises(FolderError, match="too long"):
            check_replaceable(tmp_path / name)
    for name in ("n" * 255, "ü" * 127, "a/b/c", "two words", "~", "-x", "it's [here]*"):
        check_replaceable(tmp_path / name)
        with replacing(tmp_path / name, []) as new:
            (new / "weights").write_text("new")
        assert names(tmp_path / name) == ["weights"]
        check_replaceable(tmp_path / name)


@pytest.mark.parametrize("full", [True, False], ids=["full", "empty"])
def test_the_check_moves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: bool) -> None:
    place = tmp_path / "out"
    place.mkdir(mode=0o750)
    if full:
        (place / "weights").write_text("old")
    moved = []
    rename = Path.rename
    monkeypatch.setattr(Path, "rename", lambda path, target: moved.append(path) or rename(path, target))
    check_replaceable(place)
    assert moved and place not in moved
    assert names(tmp_path) == ["out"]
    assert names(place) == (["weights"] if full else [])
    assert place.stat().st_mode & 0o777 == 0o750


def test_a_folder_that_may_not_be_moved_is_known_before(strangers: Path) -> None:
    (strangers / "out").mkdir()
    (strangers / "out").chmod(0o500)
    with pytest.raises(FolderError, match="cannot be replaced: Permission denied"):
        check_replaceable(strangers / "out")
    assert names(strangers) == ["out"]


def test_no_room_is_known_before(tmp_path: Path) -> None:
    size = shutil.disk_usage(tmp_path).total + 1
    with pytest.raises(FolderError, match="no room"):
        check_replaceable(tmp_path / "out", size)
    assert names(tmp_path) == []


@pytest.mark.parametrize("mode", [0o000, 0o500], ids=["not to be looked into", "not to be written"])
def test_a_parent_that_cannot_be_written_is_known_before(strangers: Path, mode: int) -> None:
    parent = strangers / "parent"
    (parent / "out").mkdir(parents=True)
    parent.chmod(mode)
    for place in (parent / "out", parent / "new", parent / "a" / "b"):
        with pytest.raises(FolderError, match="Permission denied"):
            check_replaceable(place)
    parent.chmod(0o700)
    assert names(parent) == ["out"]


def test_a_parent_that_cannot_be_listed_is_none(strangers: Path) -> None:
    parent = strangers / "parent"
    (parent / "out").mkdir(parents=True)
    parent.chmod(0o300)
    with replacing(parent / "out", []) as new:
        (new / "weights").write_text("new")
    parent.chmod(0o700)
    assert names(parent / "out") == ["weights"]


def test_a_mount_point_is_known_before(tiny_disk: Path) -> None:
    with pytest.raises(FolderError, match=r"busy.*mount point.*choose a folder inside it"):
        check_replaceable(tiny_disk)
    check_replaceable(tiny_disk / "lecture")
    assert names(tiny_disk) == []
    assert names(tiny_disk.parent) == [tiny_disk.name]
