"""Whether the app's memory stays level while people use it for a while.

    MNISTFF_DATA=folder python -m benchmarks.soak
    python -m benchmarks.soak --minutes 2

`app.py` serves in a process of its own. Five people draw (see `benchmarks.load`), pages are loaded one
after the other, and trainings follow each other, each of a new page; MNIST must be there. Twice a minute it
prints what `GET /healthz` tells. Exits with 1 if the memory of the last third is more than 50 MB above that
of the second.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable

import httpx

from benchmarks.abuse import Attacker
from benchmarks.attacks import QUICK, new, train, visit, warm_up
from benchmarks.load import EXAMPLES, crowd
from support.served import serving

PEOPLE, SECONDS_BETWEEN_LINES = 5, 30
MOST = 50
"""MB that may be kept."""
LECTURE = {"epochs": 3}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--minutes", type=float, default=10, help="how long (%(default)s)")
    options = parser.parse_args()
    with serving() as address:
        memory = asyncio.run(soak(address, 60 * options.minutes))
    third = len(memory) // 3
    middle, last = statistics.median(memory[third : 2 * third]), statistics.median(memory[2 * third :])
    print(f"memory, MB: {middle:.0f} in the second third, {last:.0f} in the last")
    raise SystemExit(last - middle > MOST)


async def soak(address: str, seconds: float) -> list[float]:
    """Use the app for some seconds; its memory in MB, as it was twice a minute."""
    config = httpx.get(f"{address}/config", timeout=60, trust_env=False).json()
    drawings = [each["strokes"] for each in json.loads(EXAMPLES.read_text(encoding="utf-8"))]
    site = Attacker(address, config)
    await warm_up(site)
    uses = [
        again_and_again(lambda: visit(site, new()), pause=2),
        again_and_again(lambda: train(site, QUICK, new()), pause=5),
        again_and_again(lambda: train(site, LECTURE, new()), pause=5),
    ]
    using = [asyncio.ensure_future(use) for use in uses]
    drawing = asyncio.ensure_future(crowd(address, PEOPLE, seconds, drawings))
    memory = await watch(address, seconds)
    times, errors = await drawing
    print(
        f"{len(times):,} drawings answered, median {1000 * statistics.median(times):.1f} ms, {errors} errors"
    )
    for use in using:
        use.cancel()
    return memory


async def again_and_again(use: Callable[[], Awaitable[None]], pause: float) -> None:
    while True:
        await use()
        await asyncio.sleep(pause)


async def watch(address: str, seconds: float) -> list[float]:
    """Print what the app tells of itself; its memory in MB."""
    memory, began = [], time.monotonic()
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
        while time.monotonic() - began < seconds:
            await asyncio.sleep(min(SECONDS_BETWEEN_LINES, seconds / 20))
            health = (await client.get("/healthz")).raise_for_status().json()
            memory.append(health["memory_mb"])
            print(
                ", ".join(f"{name} {value}" for name, value in health.items() if name != "commit"), flush=True
            )
    return memory


if __name__ == "__main__":
    main()
