"""ZeroGPU's device API of one's own, on loopback: as much of it as the package `spaces` speaks.

On a ZeroGPU Space `spaces` asks it for a GPU before each call of a decorated function, and forks a
process for the call, which asks to be allowed. Without a GPU that process then fails ("ZeroGPU worker
error"); every refusal before it can be had here:

    with serve_zero_gpu() as zero_gpu, serving(**zero_gpu.environment) as url:
        zero_gpu.schedule = quota_exceeded(left=20)
        ...  # send IP_TOKEN as headers, as Hugging Face's proxy does for every visitor
        assert zero_gpu.calls("schedule")[0]["durationSeconds"] == "60"

What it speaks is what `spaces/zero/api.py` and `client.py` of version 0.51 read. `GPU` names the first
GPU of the machine: where there is one, a granted call really runs on it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import isawaitable

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from support.loopback import listen, serve_app

GPU = {"idle": False, "nvidiaIndex": 0, "nvidiaUUID": "0", "allowToken": "allowed"}
SPACE = {"SYSTEM": "spaces", "SPACE_ID": "ann/mnistff", "SPACE_HOST": "ann-mnistff.hf.space"}
"""What every Space's environment says."""
IP_TOKEN = {"X-IP-Token": "e30.e30.e30"}
"""The header that tells visitors apart, a JWT without claims; without it a call counts as the Space's own."""

Answer = Callable[[], Response | Awaitable[Response]]


def granted() -> Response:
    """A GPU, at once. The process that gets it asks to be allowed, and then fails where there is none."""
    return JSONResponse(GPU)


def quota_exceeded(left: int = 0, wait: int = 3600, visitor: str | None = None, why: str = "") -> Answer:
    """Too little of the visitor's quota is left.

    Args:
        left: seconds that are left of it.
        wait: seconds until there is more; 0: the calls of the day are used up; below 0: no visitor
            may ask for so much at a time.
        visitor: "regular" or "pro"; None is one who is not logged in.
        why: ZeroGPU's word for it, such as "pending-overquota-exceeded".
    """
    headers = {"X-Authenticated": visitor, "X-Approve-Result": why or "quota-exceeded"}
    present = {name: value for name, value in headers.items() if value}
    return lambda: JSONResponse({"left": left, "wait": wait}, 429, present)


def failing(status: int) -> Answer:
    """503: no GPU was free; 401: the visitor's token has expired; 404 and 500 are ZeroGPU's own faults."""
    return lambda: JSONResponse({"detail": "as asked for"}, status)


def queued(end: str = "succeeded", pings: int = 2, visitor: str | None = None) -> Answer:
    """The queue for a GPU: a ping every 0.2 s, then `end`: "succeeded", "failed", or "" to break off."""

    async def events() -> AsyncIterator[str]:
        for _ in range(pings):
            yield "event: ping\n\n"
            await asyncio.sleep(0.2)
        if end:
            yield f"event: {end}\n" + (f"data: {json.dumps(GPU)}\n" if end == "succeeded" else "") + "\n"
            await asyncio.sleep(0.2)

    headers = {"X-Queuing-Reason": "node"} | ({"X-Authenticated": visitor} if visitor else {})
    return lambda: StreamingResponse(events(), media_type="text/event-stream", headers=headers)


async def silent() -> Response:
    """Not a byte, for longer than anybody waits; `spaces` waits for a minute."""
    await asyncio.sleep(3600)
    return Response()


@dataclass
class LoopbackZeroGPU:
    """How it answers, which may be changed at any time, and what it was asked, as (call, parameters)."""

    address: str
    schedule: Answer = granted
    allow: Answer = lambda: Response()
    release: Answer = lambda: Response()
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What a program's environment has to say for `spaces` to come here."""
        return SPACE | {"SPACES_ZERO_GPU": "true", "SPACES_ZERO_DEVICE_API_URL": self.address}

    def calls(self, name: str) -> list[dict[str, str]]:
        """The parameters of the calls of "schedule", "allow", "release" or "startup-report" so far."""
        return [parameters for called, parameters in self.requests if called == name]

    @property
    def workers(self) -> list[int]:
        """The processes that asked to be allowed: what one would have to kill."""
        return [int(parameters["pid"]) for parameters in self.calls("allow")]


def make_app(zero_gpu: LoopbackZeroGPU) -> FastAPI:
    app = FastAPI()

    @app.post("/{call}")
    async def answer(request: Request, call: str) -> Response:
        zero_gpu.requests.append((call, dict(request.query_params)))
        if call == "startup-report":
            return Response()
        answers = {"schedule": zero_gpu.schedule, "allow": zero_gpu.allow, "release": zero_gpu.release}
        given = answers[call]()
        return await given if isawaitable(given) else given

    return app


@contextmanager
def serve_zero_gpu() -> Iterator[LoopbackZeroGPU]:
    """A device API on a free port, until the block is left."""
    listener = listen()
    zero_gpu = LoopbackZeroGPU(f"http://127.0.0.1:{listener.getsockname()[1]}")
    with serve_app(make_app(zero_gpu), listener):
        yield zero_gpu
