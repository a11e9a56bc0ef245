"""A server of one's own, on loopback, in a thread of this process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


def listen() -> socket.socket:
    """On a free port; without the option an answer's end and its client wait for each other, 40 ms."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@contextmanager
def serve_app(app: FastAPI, listener: socket.socket) -> Iterator[None]:
    """An app at a listener's address, until the block is left.

    Meanwhile it closes no connection: whoever uses one again at that moment would find it broken.
    """
    patient = uvicorn.Config(app, log_level="error", lifespan="off", timeout_keep_alive=3600)
    server = uvicorn.Server(patient)
    thread = threading.Thread(target=server.run, args=[[listener]], daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "The loopback server could not be started"
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
