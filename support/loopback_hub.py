"""A Hub of one's own, on loopback: enough of the protocol for huggingface_hub's real client.

It keeps what is pushed in a folder, has a commit for each push, and can be told to fail; what it
answers is in loopback_api.py, and for large files in loopback_xet.py. The client reads where the Hub
is when it is imported, so import this module first: it points the client of this process, and of
all that it starts, at `ADDRESS`, with a cache and a token file of its own.
"""

import atexit
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from support.loopback import listen

LISTENER = listen()
ADDRESS = f"http://127.0.0.1:{LISTENER.getsockname()[1]}"
HOME = Path(tempfile.mkdtemp(prefix="mnistff-hub-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE", "HF_HUB_CACHE", "HF_TOKEN_PATH"):
    os.environ.pop(name, None)
os.environ |= {
    "HF_ENDPOINT": ADDRESS,
    "HF_HOME": str(HOME),
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_XET_XORB_COMPRESSION_POLICY": "none",  # so that loopback_xet can read what is uploaded
}

TOKENS = {
    "hf_write": {"role": "write"},
    "hf_read": {"role": "read"},
    "hf_fine": {
        "role": "fineGrained",
        "fineGrained": {
            "scoped": [{"entity": {"type": "user", "name": "ann"}, "permissions": ["repo.write"]}]
        },
    },
    "hf_fine_read": {
        "role": "fineGrained",
        "fineGrained": {
            "scoped": [{"entity": {"type": "user", "name": "ann"}, "permissions": ["repo.content.read"]}]
        },
    },
}
"""All of ann's, who belongs to three organisations."""
ORGANISATIONS = [
    {"name": "school", "roleInOrg": "write"},
    {"name": "MathClub", "roleInOrg": "admin"},
    {"name": "press", "roleInOrg": "read"},
]
PRIVATE_BY_DEFAULT = ("MathClub",)
CAN_WRITE = ("hf_write", "hf_fine")


@dataclass
class Commit:
    sha: str
    parent: "Commit | None"
    date: datetime
    message: str
    files: dict[str, str]
    """Path → the SHA-256 of its content."""


@dataclass
class Repository:
    private: bool = False
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str | None] = field(default_factory=lambda: {"main": None})

    def commit(self, revision: str) -> Commit | None:
        """By a branch, or by the hash or the first digits of it."""
        sha = self.branches.get(revision, revision)
        found = [commit for each, commit in self.commits.items() if sha and each.startswith(sha)]
        return found[0] if len(found) == 1 else None


class LoopbackHub:
    """Its repositories, and its faults.

    `fault` is called with each request before it is answered; what it returns, if anything, is the
    answer. `requests` are all that came, as (method, path).
    """

    def __init__(self, folder: Path):
        self.blobs = folder
        self.repositories: dict[str, Repository] = {}
        self.fault: Callable[[Request], Response | None] = lambda request: None
        self.sizes: dict[str, int] = {}
        """Of files that are said to be larger than they are, by name."""
        self.oauth_tokens: set[str] = set()
        """Of ann, who is signed in to an app: it may make repositories, and change what it made alone."""
        self.made_by_app: set[str] = set()
        self.tree_tells_of_xet = True
        """Whether lists of files say which are in Xet's storage; if not, the answer for each does."""
        self.requests: list[tuple[str, str]] = []

    def store(self, content: bytes) -> str:
        sha = hashlib.sha256(content).hexdigest()
        (self.blobs / sha).write_bytes(content)
        return sha

    def add(self, repo_id: str, files: dict[str, bytes], branch: str = "main", message: str = "") -> Commit:
        """A commit that changes files; the repository and the branch are made if need be."""
        stored = {path: self.store(content) for path, content in files.items()}
        return self.commit(repo_id, stored, branch, message)

    def commit(self, repo_id: str, stored: dict[str, str], branch: str, message: str) -> Commit:
        repository = self.repositories.setdefault(repo_id, Repository())
        parent = repository.commit(branch)
        everything = {**(parent.files if parent else {}), **stored}
        about = json.dumps([everything, message, parent and parent.sha])
        sha = hashlib.sha1(about.encode()).hexdigest()
        commit = Commit(sha, parent, datetime.now(timezone.utc), message, everything)
        repository.commits[commit.sha] = commit
        repository.branches[branch] = commit.sha
        return commit

    def add_folder(self, repo_id: str, folder: Path, branch: str = "main") -> Commit:
        return self.add(repo_id, {path.name: path.read_bytes() for path in folder.iterdir()}, branch)

    def size(self, path: str, sha: str) -> int:
        return self.sizes.get(path, (self.blobs / sha).stat().st_size)


def error(status: int, code: str = "", message: str = "", **headers: str) -> Response:
    """An answer as the Hub's: the client goes by the headers."""
    headers |= {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return JSONResponse({"error": message or code}, status, headers)
