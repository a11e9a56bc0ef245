"""MNIST's files from the network, by torchvision."""

import os
import socket
from collections.abc import Iterable
from http.client import HTTPException, InvalidURL
from pathlib import Path

from mnistff.system.errors import KnownError
from mnistff.system.folders import work_folder
from mnistff.system.proxies import named

SECONDS_OF_SILENCE = 30
UNDER_WAY = set()
"""The folders that this process downloads into, or did."""


class DownloadError(KnownError):
    """MNIST, or another data set, cannot be fetched; the message says why."""


def fetch(folder: Path, name: str, files: Iterable[str]) -> None:
    """Fetch into `folder/MNIST/raw`: beside its place first, so that half a file is never found there.

    Args:
        name: MNIST, or torchvision's name of another data set that has files of the same names.
        files: the names of the four files, unpacked.

    Raises:
        DownloadError: it cannot be had, or not be written.
    """
    raw = folder / name / "raw"
    patience = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SECONDS_OF_SILENCE)  # torchvision would wait for ever
    try:
        raw.mkdir(parents=True, exist_ok=True)
        with work_folder(folder, ".download-") as beside:
            UNDER_WAY.add(beside)
            print(f"{name} is fetched into {raw}.")
            from torchvision import datasets  # takes seconds to import

            getattr(datasets, name)(beside, download=True)
            for file in files:
                (beside / name / "raw" / file).replace(raw / file)
    except (OSError, RuntimeError, ValueError, HTTPException) as error:
        raise DownloadError(
            f"{name} could not be fetched into {raw} ({_what_failed(error)}).{_proxies()}"
        ) from error
    finally:
        socket.setdefaulttimeout(patience)


def fetched_bytes(name: str = "MNIST") -> int:
    """How much of MNIST this process has fetched; 0 if no download is under way. `name` as for `fetch`."""
    try:
        return sum(
            path.stat().st_size for folder in list(UNDER_WAY) for path in folder.glob(f"{name}/raw/*.gz")
        )
    except OSError:  # it ended just now
        return 0


def _what_failed(error: Exception) -> str:
    """What an error says, in one line."""
    if isinstance(error, ValueError | InvalidURL):  # it quotes the address, which may hold a password
        return "an address cannot be read"
    return " ".join(str(error).split())


def _proxies() -> str:
    names = named("http", "https")  # urllib goes by no others, and speaks no SOCKS
    hint = f" It was tried by a proxy ({', '.join(names)}): is that right?" if names else ""
    if named("all") or any(os.environ[name].lower().startswith("socks") for name in names):
        hint += " This download takes HTTP proxies alone, named in http_proxy and https_proxy."
    return hint
