"""A Hub of one's own, on loopback: enough of the protocol for huggingface_hub's real client.

It keeps what is pushed in a folder, has a commit for each push, and can be told to fail. The client
reads where the Hub is when it is imported, so import this module first: it points the client of
this process, and of all that it starts, at `ADDRESS`, with a cache and a token file of its own.
"""

import asyncio
import atexit
import base64
import hashlib
import json
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

LISTENER = socket.create_server(("127.0.0.1", 0))
ADDRESS = f"http://127.0.0.1:{LISTENER.getsockname()[1]}"
HOME = Path(tempfile.mkdtemp(prefix="mnistff-hub-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE", "HF_HUB_CACHE", "HF_TOKEN_PATH"):
    os.environ.pop(name, None)
os.environ |= {
    "HF_ENDPOINT": ADDRESS,
    "HF_HOME": str(HOME),
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DOWNLOAD_TIMEOUT": "1",
}

import uvicorn  # noqa: E402
import yaml  # noqa: E402
from fastapi import FastAPI, Request  # noqa: E402
from fastapi.responses import JSONResponse, Response, StreamingResponse  # noqa: E402

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
"""All of ann's, who belongs to the organisations `school`, where she may write, and `press`."""
CAN_WRITE = ("hf_write", "hf_fine")


@dataclass
class Commit:
    sha: str
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
        return self.commits.get(self.branches.get(revision, revision))


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
        commit = Commit(
            hashlib.sha1(about.encode()).hexdigest(), datetime.now(timezone.utc), message, everything
        )
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


def stalled(content: bytes, request: Request) -> Response:
    """Half a file, and then nothing more for as long as anybody waits."""
    begin = int(request.headers.get("range", "bytes=0-").removeprefix("bytes=").split("-")[0])

    async def parts() -> AsyncIterator[bytes]:
        yield content[begin : len(content) // 2]
        await asyncio.sleep(3600)

    headers = {"Content-Length": str(len(content) - begin)}
    return StreamingResponse(parts(), 206 if begin else 200, headers)


def make_app(hub: LoopbackHub) -> FastAPI:
    app = FastAPI()

    @app.middleware("http")
    async def record_and_fail(request: Request, call_next: Callable) -> Response:
        hub.requests.append((request.method, request.url.path))
        return hub.fault(request) or await call_next(request)

    def token(request: Request) -> str:
        return request.headers.get("authorization", "").removeprefix("Bearer ")

    def forbidden(request: Request, repo_id: str) -> Response | None:
        """Why a request may not write, if it may not."""
        if token(request) not in TOKENS:
            return error(401, message="Invalid credentials in Authorization header")
        if token(request) not in CAN_WRITE or repo_id.split("/")[0] not in ("ann", "school"):
            return error(403, message="You don't have the rights")
        return None if repo_id in hub.repositories else error(404, "RepoNotFound")

    def look_up(request: Request, repo_id: str, revision: str) -> Commit | Response:
        repository = hub.repositories.get(repo_id)
        if repository is None or (repository.private and token(request) not in TOKENS):
            return error(401 if not token(request) else 404, "RepoNotFound")
        return repository.commit(revision) or error(404, "RevisionNotFound")

    @app.get("/api/whoami-v2")
    def whoami(request: Request) -> Response:
        if token(request) not in TOKENS:
            return error(401, message="Invalid credentials in Authorization header")
        organisations = [{"name": "school", "roleInOrg": "write"}, {"name": "press", "roleInOrg": "read"}]
        access = {"type": "access_token", "accessToken": TOKENS[token(request)]}
        return JSONResponse({"type": "user", "name": "ann", "orgs": organisations, "auth": access})

    @app.post("/api/repos/create")
    def create(request: Request, payload: dict) -> Response:
        repo_id = f"{payload.get('organization') or 'ann'}/{payload['name']}"
        known = repo_id in hub.repositories
        refused = forbidden(request, repo_id)
        if refused and refused.status_code != 404:
            return refused
        hub.repositories.setdefault(repo_id, Repository(payload.get("visibility") == "private"))
        return JSONResponse({"url": f"{ADDRESS}/{repo_id}"}, 409 if known else 200)

    @app.post("/api/models/{user}/{name}/branch/{branch}")
    def create_branch(request: Request, user: str, name: str, branch: str) -> Response:
        if refused := forbidden(request, f"{user}/{name}"):
            return refused
        branches = hub.repositories[f"{user}/{name}"].branches
        known = branch in branches
        branches.setdefault(branch, branches["main"])
        return JSONResponse({}, 409 if known else 200)

    @app.post("/api/validate-yaml")
    def validate(payload: dict) -> Response:
        _, front_matter, _ = payload["content"].split("---\n", 2)
        index = yaml.safe_load(front_matter).get("model-index", [])
        whole = all(
            model.get("name")
            and all(
                {"task", "dataset", "metrics"} <= set(result) and {"name", "type"} <= set(result["dataset"])
                for result in model["results"]
            )
            for model in index
        )
        wrong = [] if whole else [{"message": "model-index must have names and results"}]
        return JSONResponse({"errors": wrong, "warnings": []}, 400 if wrong else 200)

    @app.post("/api/models/{user}/{name}/preupload/{revision}")
    def preupload(request: Request, user: str, name: str, revision: str, payload: dict) -> Response:
        def mode(path: str) -> str:
            return "lfs" if path.endswith((".safetensors", ".png")) else "regular"

        files = [
            {"path": file["path"], "uploadMode": mode(file["path"]), "shouldIgnore": False}
            for file in payload["files"]
        ]
        return forbidden(request, f"{user}/{name}") or JSONResponse({"files": files})

    @app.post("/{user}/{name}.git/info/lfs/objects/batch")
    def batch(request: Request, user: str, name: str, payload: dict) -> Response:
        objects = [
            {**file, "actions": {"upload": {"href": f"{ADDRESS}/lfs/{file['oid']}"}}}
            for file in payload["objects"]
        ]
        return forbidden(request, f"{user}/{name}") or JSONResponse({"transfer": "basic", "objects": objects})

    @app.put("/lfs/{sha}")
    async def upload(request: Request, sha: str) -> Response:
        return Response() if hub.store(await request.body()) == sha else error(400)

    @app.post("/api/models/{user}/{name}/commit/{branch}")
    async def commit(request: Request, user: str, name: str, branch: str) -> Response:
        repo_id = f"{user}/{name}"
        if refused := forbidden(request, repo_id):
            return refused
        lines = [json.loads(line) for line in (await request.body()).splitlines()]
        stored = {}
        for value in (line["value"] for line in lines if line["key"] != "header"):
            content = value.get("content")
            stored[value["path"]] = hub.store(base64.b64decode(content)) if content else value["oid"]
        made = hub.commit(repo_id, stored, branch, lines[0]["value"]["summary"])
        return JSONResponse(
            {
                "success": True,
                "commitOid": made.sha,
                "commitUrl": f"{ADDRESS}/{repo_id}/commit/{made.sha}",
                "hookOutput": "",
            }
        )

    @app.get("/api/models/{user}/{name}/revision/{revision}")
    def info(request: Request, user: str, name: str, revision: str) -> Response:
        found = look_up(request, f"{user}/{name}", revision)
        if isinstance(found, Response):
            return found
        siblings = [
            {"rfilename": path, "blobId": sha[:40], "size": hub.size(path, sha)}
            for path, sha in found.files.items()
        ]
        date = found.date.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return JSONResponse(
            {"id": f"{user}/{name}", "sha": found.sha, "lastModified": date, "siblings": siblings}
        )

    @app.get("/api/models/{user}/{name}")
    def main_info(request: Request, user: str, name: str) -> Response:
        return info(request, user, name, "main")

    @app.get("/api/models/{user}/{name}/tree/{revision}")
    def tree(request: Request, user: str, name: str, revision: str) -> Response:
        found = look_up(request, f"{user}/{name}", revision)
        if isinstance(found, Response):
            return found
        return JSONResponse(
            [
                {"type": "file", "path": path, "oid": sha[:40], "size": hub.size(path, sha)}
                for path, sha in found.files.items()
            ]
        )

    @app.api_route("/{user}/{name}/resolve/{revision}/{path:path}", methods=["GET", "HEAD"])
    def resolve(request: Request, user: str, name: str, revision: str, path: str) -> Response:
        found = look_up(request, f"{user}/{name}", revision)
        if isinstance(found, Response):
            return found
        headers = {"X-Repo-Commit": found.sha}
        if path not in found.files:
            return error(404, "EntryNotFound", **headers)
        content = (hub.blobs / found.files[path]).read_bytes()
        return Response(content, headers={**headers, "ETag": f'"{found.files[path]}"'})

    return app


@contextmanager
def serve_hub() -> Iterator[LoopbackHub]:
    """The Hub at `ADDRESS`, until the block is left."""
    hub = LoopbackHub(HOME / "blobs")
    hub.blobs.mkdir(exist_ok=True)
    server = uvicorn.Server(uvicorn.Config(make_app(hub), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=[[LISTENER]], daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "The loopback Hub could not be started"
        time.sleep(0.01)
    try:
        yield hub
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
