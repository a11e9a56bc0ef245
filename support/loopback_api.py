"""What the loopback Hub answers to whom: the Hub's API, and its files."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import yaml
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from support.loopback import serve_app
from support.loopback_hub import (
    ADDRESS,
    CAN_WRITE,
    HOME,
    LISTENER,
    ORGANISATIONS,
    PRIVATE_BY_DEFAULT,
    TOKENS,
    Commit,
    LoopbackHub,
    Repository,
    error,
)
from support.loopback_xet import add_xet, offer

LARGE = (".safetensors", ".png")
"""The names of files that git does not keep itself."""


def iso(date: datetime) -> str:
    return date.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def git_hash(content: bytes) -> str:
    """As `git hash-object` prints it."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


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
        if token(request) in hub.oauth_tokens:
            return None if repo_id in hub.made_by_app else error(403, message="This app did not make it")
        if token(request) not in TOKENS:
            return error(401, message="Invalid credentials in Authorization header")
        if token(request) not in CAN_WRITE or repo_id.split("/")[0] not in ("ann", "school", "MathClub"):
            return error(403, message="You don't have the rights")
        return None if repo_id in hub.repositories else error(404, "RepoNotFound")

    def look_up(request: Request, repo_id: str, revision: str) -> Commit | Response:
        repository = hub.repositories.get(repo_id)
        made_here = token(request) in hub.oauth_tokens and repo_id in hub.made_by_app
        if repository is None or (repository.private and token(request) not in TOKENS and not made_here):
            return error(401 if not token(request) else 404, "RepoNotFound")
        return repository.commit(revision) or error(404, "RevisionNotFound")

    @app.get("/api/whoami-v2")
    def whoami(request: Request) -> Response:
        if token(request) in hub.oauth_tokens:
            return JSONResponse({"type": "user", "name": "ann", "orgs": [], "auth": {"type": "oauth"}})
        if token(request) not in TOKENS:
            return error(401, message="Invalid credentials in Authorization header")
        access = {"type": "access_token", "accessToken": TOKENS[token(request)]}
        return JSONResponse({"type": "user", "name": "ann", "orgs": ORGANISATIONS, "auth": access})

    @app.post("/api/repos/create")
    def create(request: Request, payload: dict) -> Response:
        owner = payload.get("organization") or "ann"
        repo_id = f"{owner}/{payload['name']}"
        known = repo_id in hub.repositories
        by_app = token(request) in hub.oauth_tokens
        refused = forbidden(request, repo_id)
        if refused and refused.status_code != 404 and not by_app:
            return refused
        if by_app and not known:
            hub.made_by_app.add(repo_id)
        if not known:
            default = "private" if owner in PRIVATE_BY_DEFAULT else "public"
            hub.repositories[repo_id] = Repository(payload.get("visibility", default) == "private")
            hub.add(repo_id, {".gitattributes": b"*.safetensors filter=lfs"}, message="initial commit")
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
            return "lfs" if path.endswith(LARGE) else "regular"

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
        transfer = next(way for way in ("xet", "basic") if way in payload["transfers"])
        return forbidden(request, f"{user}/{name}") or JSONResponse(
            {"transfer": transfer, "objects": objects}
        )

    @app.put("/lfs/{sha}")
    async def upload(request: Request, sha: str) -> Response:
        return Response() if hub.store(await request.body()) == sha else error(400)

    @app.post("/api/models/{user}/{name}/commit/{branch}")
    async def commit(request: Request, user: str, name: str, branch: str) -> Response:
        repo_id = f"{user}/{name}"
        if refused := forbidden(request, repo_id):
            return refused
        lines = [json.loads(line) for line in (await request.body()).splitlines()]
        if lines[0]["value"].get("parentCommit") not in (None, hub.repositories[repo_id].branches[branch]):
            return error(412, message="The branch has moved on")
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

        def sibling(path: str, sha: str) -> dict:
            size, content = hub.size(path, sha), (hub.blobs / sha).read_bytes()
            sibling = {"rfilename": path, "size": size, "blobId": git_hash(content)}
            large = {"size": size, "sha256": sha, "pointerSize": 134}
            return {**sibling, "lfs": large} if path.endswith(LARGE) else sibling

        siblings = [sibling(path, sha) for path, sha in found.files.items()]
        newest = max(commit.date for commit in hub.repositories[f"{user}/{name}"].commits.values())
        return JSONResponse(
            {
                "id": f"{user}/{name}",
                "sha": found.sha,
                "private": hub.repositories[f"{user}/{name}"].private,
                "lastModified": iso(newest),
                "siblings": siblings,
            }
        )

    @app.get("/api/models/{user}/{name}")
    def main_info(request: Request, user: str, name: str) -> Response:
        return info(request, user, name, "main")

    @app.get("/api/models/{user}/{name}/tree/{revision}")
    def tree(request: Request, user: str, name: str, revision: str) -> Response:
        found = look_up(request, f"{user}/{name}", revision)
        if isinstance(found, Response):
            return found

        def entry(path: str, sha: str) -> dict:
            size = hub.size(path, sha)
            entry = {"type": "file", "path": path, "oid": sha[:40], "size": size}
            if path.endswith(LARGE):
                entry["lfs"] = {"oid": sha, "size": size, "pointerSize": 134}
                entry |= {"xetHash": sha} if hub.tree_tells_of_xet else {}
            return entry

        return JSONResponse([entry(path, sha) for path, sha in found.files.items()])

    @app.get("/api/models/{user}/{name}/commits/{revision}")
    def commits(request: Request, user: str, name: str, revision: str) -> Response:
        found = look_up(request, f"{user}/{name}", revision)
        if isinstance(found, Response):
            return found
        listed = []
        while found:
            about = {"id": found.sha, "title": found.message, "message": "", "date": iso(found.date)}
            listed.append({**about, "authors": [{"user": "ann"}]})
            found = found.parent
        return JSONResponse(listed)

    @app.api_route("/{user}/{name}/resolve/{revision}/{path:path}", methods=["GET", "HEAD"])
    def resolve(request: Request, user: str, name: str, revision: str, path: str) -> Response:
        found = look_up(request, f"{user}/{name}", revision)
        if isinstance(found, Response):
            return found
        headers = {"X-Repo-Commit": found.sha}
        if path not in found.files:
            return error(404, "EntryNotFound", **headers)
        sha = found.files[path]
        content = (hub.blobs / sha).read_bytes()
        if path.endswith(LARGE):
            return Response(None, 302, headers | offer(f"{user}/{name}", found.sha, sha, len(content)))
        return Response(content, headers={**headers, "ETag": f'"{sha}"'})

    add_xet(app, hub, look_up, forbidden)
    return app


@contextmanager
def serve_hub() -> Iterator[LoopbackHub]:
    """The Hub at `ADDRESS`, until the block is left."""
    hub = LoopbackHub(HOME / "blobs")
    hub.blobs.mkdir(exist_ok=True)
    with serve_app(make_app(hub), LISTENER):
        yield hub
