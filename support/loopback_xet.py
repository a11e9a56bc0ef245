"""Xet's side of the loopback Hub: the token for its storage, and the storage, as large files travel by it.

The protocol is https://huggingface.co/docs/xet. A file here is one xorb of its own, named by the
file's SHA-256, in chunks that are not compressed. The storage is the same server by another name, as
the Hub's is on another host.
"""

import time
from collections.abc import Callable, Iterator

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from support.loopback_hub import ADDRESS, LoopbackHub

STORAGE = ADDRESS.replace("127.0.0.1", "localhost")
CAS = f"{STORAGE}/cas"
CHUNK = 65_536
ENTRY = 48
"""Bytes of each entry in a shard."""
NO_MORE_FILES = b"\xff" * 32


def offer(repo_id: str, commit: str, sha: str, size: int) -> dict[str, str]:
    """The headers by which the Hub says where a large file is, and that Xet has it too."""
    return {
        "Location": f"{STORAGE}/cdn/{sha}",
        "X-Linked-Etag": f'"{sha}"',
        "X-Linked-Size": str(size),
        "X-Xet-Hash": sha,
        "Link": f'<{ADDRESS}/api/models/{repo_id}/xet-read-token/{commit}>; rel="xet-auth"',
    }


def credentials(cas: str = CAS) -> Response:
    """Where the storage is, and a token for it: to huggingface_hub in headers, to hf_xet as JSON."""
    expires = int(time.time()) + 3600
    headers = {
        "X-Xet-Cas-Url": cas,
        "X-Xet-Access-Token": "xet_token",
        "X-Xet-Token-Expiration": str(expires),
    }
    return JSONResponse({"casUrl": cas, "accessToken": "xet_token", "exp": expires}, headers=headers)


def serialised(content: bytes) -> Iterator[bytes]:
    """A file's chunks, each after a header: version, size, compression, size before that."""
    for begin in range(0, len(content), CHUNK):
        chunk = content[begin : begin + CHUNK]
        size = len(chunk).to_bytes(3, "little")
        yield b"\0" + size + b"\0" + size + chunk


def chunks(xorb: bytes) -> Iterator[bytes]:
    """The chunks of an uploaded xorb; what follows them begins with another version."""
    place = 0
    while xorb[place : place + 1] == b"\0":
        assert xorb[place + 4] == 0, "HF_XET_XORB_COMPRESSION_POLICY is none"
        end = place + 8 + int.from_bytes(xorb[place + 1 : place + 4], "little")
        yield xorb[place + 8 : end]
        place = end


def name(hash_: bytes) -> str:
    """A hash as Xet writes it: four little-endian numbers."""
    return "".join(hash_[i : i + 8][::-1].hex() for i in range(0, 32, 8))


def files(shard: bytes) -> Iterator[list[tuple[str, int, int]]]:
    """For each file in an uploaded shard, its pieces: the xorb, and which of its chunks."""

    def number(entry: bytes, place: int) -> int:
        return int.from_bytes(entry[place : place + 4], "little")

    entries = (shard[i : i + ENTRY] for i in range(ENTRY, len(shard), ENTRY))
    while (header := next(entries))[:32] != NO_MORE_FILES:
        flags, count = number(header, 32), number(header, 36)
        pieces = [next(entries) for _ in range(count)]
        for _ in range(count * (flags >> 31 & 1) + (flags >> 30 & 1)):
            next(entries)  # hashes to check the pieces by
        yield [(name(piece[:32]), number(piece, 40), number(piece, 44)) for piece in pieces]


def add_xet(
    app: FastAPI,
    hub: LoopbackHub,
    look_up: Callable[[Request, str, str], object],
    forbidden: Callable[[Request, str], Response | None],
) -> None:
    """Add the storage to the Hub's own routes."""
    uploaded: dict[str, list[bytes]] = {}

    @app.get("/api/models/{user}/{repository}/xet-read-token/{revision}")
    def read_token(request: Request, user: str, repository: str, revision: str) -> Response:
        found = look_up(request, f"{user}/{repository}", revision)
        return found if isinstance(found, Response) else credentials()

    @app.get("/api/models/{user}/{repository}/xet-write-token/{revision}")
    def write_token(request: Request, user: str, repository: str, revision: str) -> Response:
        return forbidden(request, f"{user}/{repository}") or credentials()

    @app.get("/cas/v1/reconstructions/{sha}")
    def reconstruction(sha: str) -> dict:
        content = (hub.blobs / sha).read_bytes()
        sizes = [len(each) for each in serialised(content)]
        whole = {"start": 0, "end": len(sizes)}
        fetch = {"range": whole, "url": f"{CAS}/{sha}", "url_range": {"start": 0, "end": sum(sizes) - 1}}
        return {
            "offset_into_first_range": 0,
            "terms": [{"hash": sha, "unpacked_length": len(content), "range": whole}],
            "fetch_info": {sha: [fetch]},
        }

    @app.get("/cas/{sha}")
    def xorb(sha: str) -> Response:
        return Response(b"".join(serialised((hub.blobs / sha).read_bytes())), 206)

    @app.post("/cas/v1/xorbs/default/{hash_}")
    async def upload_xorb(request: Request, hash_: str) -> dict:
        uploaded[hash_] = list(chunks(await request.body()))
        return {"was_inserted": True}

    @app.post("/cas/v1/shards")
    async def upload_shard(request: Request) -> dict:
        for pieces in files(await request.body()):
            hub.store(b"".join(b"".join(uploaded[xorb][begin:end]) for xorb, begin, end in pieces))
        return {"result": 1}

    @app.get("/cdn/{sha}")
    def cdn(sha: str) -> Response:
        """Where the same file is for whoever does not speak Xet."""
        return Response((hub.blobs / sha).read_bytes(), headers={"ETag": f'"{sha}"'})
