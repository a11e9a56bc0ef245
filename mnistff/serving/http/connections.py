"""Connections as long as somebody speaks on them: half a request, or nobody who listens, keeps none open."""

import asyncio
import sys
from itertools import chain
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS_TO_ASK = 10
"""For a request, less its body, to come; also for the first."""
SECONDS_TO_TAKE = 30
"""For the other side to take what waits to be sent: some ten kilobytes."""
MOST = 4_000
"""Connections; or fewer, where the system gives fewer descriptors."""
DESCRIPTORS_FOR_THE_REST = 200
"""Of files, threads, the Hub's client."""


class PatientConnection(H11Protocol):
    """uvicorn's connection, with a limit to the times that uvicorn waits without one, and to their number."""

    most = MOST

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.asking: asyncio.TimerHandle | None = None
        self.taking: asyncio.TimerHandle | None = None
        if len(self.connections) > self.most:
            self.make_room()
        self.expect_request()

    def is_busy(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def make_room(self) -> None:
        """Close a connection that is not used, or whose request is half sent; else this one."""
        others = [
            each
            for each in self.connections
            if each is not self and isinstance(each, PatientConnection)  # uvicorn has this class for all
        ]
        idle = (each for each in others if not each.is_busy())
        half_sent = (each for each in others if each.cycle.more_body)  # all are busy, where none is idle
        next(chain(idle, half_sent), self).transport.abort()

    def expect_request(self) -> None:
        if self.asking is None:
            self.asking = self.loop.call_later(SECONDS_TO_ASK, self.give_up)

    def give_up(self) -> None:
        self.asking = None
        if not self.is_busy():
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.is_busy():
            self.expect_request()
        elif self.asking:
            self.asking.cancel()
            self.asking = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self.taking = self.loop.call_later(SECONDS_TO_TAKE, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.taking:
            self.taking.cancel()
            self.taking = None

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in (self.asking, self.taking):
            if timer:
                timer.cancel()


def be_patient(config: Config) -> None:
    """Let the server that has this configuration make such connections, and none that are no HTTP."""
    PatientConnection.most = most_connections()
    config.http_protocol_class = PatientConnection
    config.ws_protocol_class = None


def most_connections() -> int:
    """As many as there are descriptors for, once the process may open as many files as the system allows."""
    if sys.platform == "win32":
        return MOST
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + DESCRIPTORS_FOR_THE_REST
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(soft - DESCRIPTORS_FOR_THE_REST, soft // 2)
    return MOST
