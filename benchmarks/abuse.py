"""How long a person waits for the answer to a drawing while somebody attacks, and what attacks leave behind.

    MNISTFF_DATA=folder python -m benchmarks.abuse
    python -m benchmarks.abuse --only drawings "session ids" --seconds 4
    python -m benchmarks.abuse --list

`app.py` serves in a process of its own, which may have 1,024 descriptors, as on most systems. The attacks
of `benchmarks.attacks` come one after the other, each from a process and an address of its own, while one
person draws (see `benchmarks.load`). "After" is some seconds after the attacker's connections were closed.
Exits with 1 if the person had to wait too long or got no answer, or if the server kept too much.
"""

import argparse
import asyncio
import itertools
import json
import multiprocessing
import os
import re
import resource
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import httpx

from benchmarks.attacks import ATTACKS, warm_up
from benchmarks.load import EXAMPLES, person
from support.served import running

MEDIAN, HIGH = 50, 250
"""Milliseconds that half, and 95 of 100, of the person's answers may take."""
MEMORY, DESCRIPTORS = 50, 5
"""MB and descriptors that the server may keep of an attack."""
PATIENCE = 10
"""Seconds that the person waits for an answer, and an attacker has to tell."""
HEAD_START = 1
"""Seconds of an attack before the person comes, who so finds its connections open."""
HEADINGS = f"median ms  95th ms errors   asked  {'answered':30}     MB after  files after"
DEAD = 0, 0
"""What a server uses that has died."""
API = "/gradio_api"


class Row(NamedTuple):
    """What came of an attack: the person's times in ms, how many were asked what, MB and descriptors."""

    times: list[float]
    errors: int
    asked: int
    answered: dict[str, int]
    before: tuple[int, int]
    after: tuple[int, int]

    def __str__(self) -> str:
        answered = ", ".join(f"{what} {count}" for what, count in sorted(self.answered.items()))
        memory, descriptors = (f"{b:6} {a:5}" for b, a in zip(self.before, self.after, strict=True))
        low, high = self.median_and_high()
        return f"{low:9.1f} {high:8.1f} {self.errors:6} {self.asked:7}  {answered:30} {memory} {descriptors}"

    def median_and_high(self) -> tuple[float, float]:
        times = sorted(self.times) or [float("inf")]
        return statistics.median(times), times[int(0.95 * len(times))]

    def broken(self) -> str:
        """The limits that it broke, in words; "" if none."""
        low, high = self.median_and_high()
        memory, descriptors = (after - before for before, after in zip(self.before, self.after, strict=True))
        limits = {
            f"median {low:.0f} ms": low >= MEDIAN,
            f"95th percentile {high:.0f} ms": high >= HIGH,
            f"{self.errors} without an answer": self.errors > 0,
            f"{memory} MB kept": memory > MEMORY,
            f"{descriptors} descriptors kept": descriptors > DESCRIPTORS,
            "the server died": self.after == DEAD,
        }
        return ", ".join(words for words, is_broken in limits.items() if is_broken)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="attacks with one of these in the name")
    parser.add_argument("--list", action="store_true", help="say what the attacks are, and end")
    parser.add_argument("--seconds", type=float, default=10, help="of each attack (%(default)s)")
    parser.add_argument("--rest", type=float, default=5, help="seconds before memory counts (%(default)s)")
    parser.add_argument("--connections", type=int, default=8, help="that ask at once (%(default)s)")
    parser.add_argument("--same-address", action="store_true", help="the attacker has the person's")
    parser.add_argument("--fresh", action="store_true", help="a server of its own for each attack")
    options = parser.parse_args()
    names = [name for name in ATTACKS if any(part in name for part in options.only or [""])]
    names = list(dict.fromkeys(["nobody", *names]))
    if options.list:
        print("\n".join(f"{name}: {ATTACKS[name].__doc__}" for name in names))
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, soft), hard))  # the server inherits it
    rows = {}
    for some in [[name] for name in names] if options.fresh else [names]:
        rows |= measured(some, options)
    broken = {name: row.broken() for name, row in rows.items() if row.broken()}
    print("Beyond the limits:" if broken else "All is within the limits.")
    for name, words in broken.items():
        print(f"  {name}: {words}")
    raise SystemExit(bool(broken))


def measured(names: list[str], options: argparse.Namespace) -> dict[str, Row]:
    """What comes of attacks on one server, which is warm: what it reads and imports once does not count."""
    with running() as (address, process):
        server = Server(address, process.pid, options)
        asyncio.run(warm_up(Attacker(address, server.config, options.connections)))
        asyncio.run(server.drawing(3))
        time.sleep(options.rest)
        print(f"\n{'attack':34} {HEADINGS}")
        rows = {}
        for name in names:
            rows[name] = server.attacked(name)
            print(f"{name:34} {rows[name]}", flush=True)
        return rows


class Server:
    """The app under attack, and the person who draws."""

    def __init__(self, address: str, number: int, options: argparse.Namespace):
        self.address, self.options, self.process = address, options, Path("/proc") / str(number)
        self.config = httpx.get(f"{address}/config", timeout=60, trust_env=False).json()
        self.canvas = Attacker(address, self.config).component("classify")
        self.drawings = [each["strokes"] for each in json.loads(EXAMPLES.read_text(encoding="utf-8"))]

    def attacked(self, name: str) -> Row:
        """What comes of an attack."""
        before, spawn = self.use(), multiprocessing.get_context("spawn")
        here, there = spawn.Pipe()
        origin = "" if self.options.same_address else f"203.0.113.{1 + list(ATTACKS).index(name)}"
        site = self.address, self.config, self.options.connections, origin
        process = spawn.Process(target=attack, args=(there, name, self.options.seconds, *site), daemon=True)
        process.start()
        there.close()
        try:
            here.recv()  # it is on
            times, errors = asyncio.run(self.drawing(self.options.seconds - HEAD_START))
            asked, answered = here.recv() if here.poll(PATIENCE) else (0, {"it did not end": 1})
        except EOFError:
            raise SystemExit(f"The attack “{name}” failed.") from None
        finally:
            process.kill()
            process.join()
        time.sleep(self.options.rest)
        return Row([1000 * seconds for seconds in times], errors, asked, answered, before, self.use())

    async def drawing(self, seconds: float) -> tuple[list[float], int]:
        """Draw for some seconds; the times of the answers, and how many there were no answers."""
        until = time.perf_counter() + seconds
        async with httpx.AsyncClient(base_url=self.address, timeout=PATIENCE, trust_env=False) as client:
            return await person(client, self.canvas, "person", until, self.drawings)

    def use(self) -> tuple[int, int]:
        """The server's memory in MB, and its descriptors."""
        try:
            resident = re.search(r"VmRSS:\s+(\d+)", (self.process / "status").read_text())
            return int(resident[1]) // 1024, len(list((self.process / "fd").iterdir()))
        except (OSError, TypeError):
            return DEAD


def attack(told: Connection, name: str, seconds: float, *site: Any) -> None:
    """Attack from this process, which ends; says when it begins, and then how it was answered."""
    os.nice(10)  # it stands for another machine: the server and the person come first
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    async def for_seconds() -> None:
        attacker = Attacker(*site)
        attacking = asyncio.ensure_future(ATTACKS[name](attacker))
        await asyncio.sleep(HEAD_START)
        told.send("It goes on.")
        await asyncio.sleep(seconds - HEAD_START)  # what is opened stays open, also if the attack is over
        if attacking.done():
            attacking.result()  # or the error
        unanswered = attacker.asked - attacker.answered.total()
        told.send((attacker.asked, {**attacker.answered, **({"none": unanswered} if unanswered else {})}))
        os._exit(0)

    asyncio.run(for_seconds())


class Attacker:
    """Asks what no page asks, and counts how it is answered.

    Args:
        connections: over how many it asks at once.
        origin: the address that its requests say they are from, as a proxy says; or "".
    """

    def __init__(self, address: str, config: dict[str, Any], connections: int = 8, origin: str = ""):
        self.address, self.connections = address, connections
        self.headers = {"X-Forwarded-For": origin} if origin else {}
        limits = httpx.Limits(max_connections=None)
        self.http = httpx.AsyncClient(
            base_url=address, headers=self.headers, timeout=None, trust_env=False, limits=limits
        )
        self.asked, self.answered = 0, Counter()
        self.components = {component["id"]: component for component in config["components"]}
        self.events = {event["id"]: event for event in config["dependencies"]}
        self.functions = {key: each["props"].get("server_fns") or [] for key, each in self.components.items()}

    def component(self, function: str) -> int:
        """The component with that server function; the one with the fewest, where several have it."""
        having = [key for key, functions in self.functions.items() if function in functions]
        return min(having, key=lambda key: len(self.functions[key]))

    def event(self, kind: str) -> int:
        """The event of that kind."""
        return next(
            key for key, event in self.events.items() if any(target[1] == kind for target in event["targets"])
        )

    async def ask(self, path: str, body: Any = None, headers: dict | None = None, **options: Any) -> bytes:
        """Ask, and read the answer to its end; the first of it, or b"" without one."""
        self.asked += 1
        if body is not None:
            options["content"] = body if isinstance(body, bytes) else json.dumps(body)
            headers = {"Content-Type": "application/json"} | (headers or {})
        first = b""
        try:
            method = "POST" if options else "GET"
            async with self.http.stream(method, path, headers=headers, **options) as reply:
                self.answered[f"{reply.status_code // 100}xx"] += 1
                async for part in reply.aiter_bytes():
                    first = first or part
        except httpx.HTTPError:
            await asyncio.sleep(0.05)
        return first

    async def call(self, function: str, data: Any, session: str) -> bytes:
        """Call a server function of a component, as the page does."""
        body = {"data": data, "component_id": self.component(function), "fn_name": function}
        return await self.ask(f"{API}/component_server/", {**body, "session_hash": session})

    async def happen(
        self, event: int, session: str, data: Any = None, event_data: Any = None, heard: bool = True
    ) -> None:
        """Let an event happen, without inputs unless they are given, and listen until nothing goes on."""
        data = [] if data is None else data
        body = {"data": data, "event_data": event_data, "fn_index": event, "trigger_id": None}
        queued = self.events[event]["queue"]
        path = f"{API}/queue/join" if queued else f"{API}/run/predict"
        answer = await self.ask(path, {**body, "session_hash": session})
        if heard and queued and b"event_id" in answer:
            await self.hear(session)

    async def hear(self, session: str) -> None:
        """Listen to what happens to a session, until nothing does."""
        await self.ask(f"{API}/queue/data?session_hash={quote(session)}")

    async def raw(self, start: str, drip: bytes = b"") -> None:
        """Keep up a connection that sends a start, its {} being headers, and then `drip`, a byte a second."""
        headers = {"Host": "x", "Content-Type": "application/json", **self.headers}
        start = start.replace("{}", "".join(f"{name}: {value}\r\n" for name, value in headers.items()))
        while True:
            self.asked += 1
            with suppress(OSError):
                await self._raw(start.encode(), drip)
            await asyncio.sleep(0.5)

    async def _raw(self, start: bytes, drip: bytes) -> None:
        place = urlsplit(self.address)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        try:
            writer.write(start)
            answer = asyncio.ensure_future(reader.readline())
            for byte in itertools.cycle(drip):
                if (await asyncio.wait([answer], timeout=1))[0]:
                    break
                writer.write(bytes([byte]))
            found = re.match(rb"HTTP/1.1 (\d)", await answer)
            self.answered[f"{found[1].decode()}xx" if found else "closed"] += 1
        finally:
            writer.close()

    async def repeat(self, *requests: Callable[..., Awaitable[Any]]) -> None:
        """One request after the other, over all connections at once, again and again.

        Args:
            requests: each is given the session of its connection.
        """
        turns = itertools.cycle(requests)

        async def connection(session: str) -> None:
            for request in turns:
                await request(session=session)

        await asyncio.gather(*(connection(f"attacker-{i}") for i in range(self.connections)))


if __name__ == "__main__":
    main()
