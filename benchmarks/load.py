"""How long people wait for the answer when many draw at once.

    python -m benchmarks.load
    python -m benchmarks.load --people 10 50 --seconds 30

`app.py` serves in a process of its own. Everybody draws the way the page does: a request at every
move of the pen, one in flight, a pause after a slow answer, and a rest between two digits.
"""

import argparse
import asyncio
import json
import random
import statistics
import time
from pathlib import Path

import httpx

from support.questions import component_that_answers
from support.served import serving

MOVE = 1 / 60  # seconds between two moves of the pointer
REST = 1.5  # seconds between two digits: to look at the answer
EXAMPLES = Path("mnistff/ui/draw/examples.json")


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--people", type=int, nargs="+", default=[1, 10, 50], help="how many draw at once")
    parser.add_argument("--seconds", type=float, default=20, help="how long each crowd draws (%(default)s)")
    options = parser.parse_args()
    drawings = [example["strokes"] for example in json.loads(EXAMPLES.read_text(encoding="utf-8"))]
    with serving() as address:
        print("people  answers/s  median ms  95th ms  errors  server's memory, MB: before  after")
        for people in options.people:
            before = memory(address)
            answers, errors = await crowd(address, people, options.seconds, drawings)
            times = sorted(1000 * seconds for seconds in answers)
            print(
                f"{people:6} {len(times) / options.seconds:10.0f} {statistics.median(times):10.1f} "
                f"{times[int(0.95 * len(times))]:8.1f} {errors:7} {before:36.0f} {memory(address):6.0f}"
            )


async def crowd(address: str, people: int, seconds: float, drawings: list) -> tuple[list[float], int]:
    """Let people draw for some seconds; the times of all answers, and how many there were no answers."""
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        config = (await client.get("/config")).json()
        canvas = component_that_answers(config, "classify")
        until = time.perf_counter() + seconds
        crowd = [person(client, canvas, f"person-{i}", until, drawings) for i in range(people)]
        results = await asyncio.gather(*crowd)
    return [seconds for answers, _ in results for seconds in answers], sum(errors for _, errors in results)


async def person(
    client: httpx.AsyncClient, canvas: int, session: str, until: float, drawings: list
) -> tuple[list[float], int]:
    answers, errors = [], 0
    await asyncio.sleep(random.uniform(0, REST))
    while time.perf_counter() < until:
        began = time.perf_counter()
        drawing = random.choice(drawings)
        points = sum(map(len, drawing))
        shown = 0
        while shown < points and time.perf_counter() < until:
            shown = min(points, 1 + int((time.perf_counter() - began) / MOVE))
            asked = time.perf_counter()
            data = {"strokes": first_points(drawing, shown), "models": ["lecture"]}
            body = {"data": data, "component_id": canvas, "fn_name": "classify", "session_hash": session}
            try:
                response = await client.post("/gradio_api/component_server/", json=body)
                errors += "error" in response.raise_for_status().json()
            except httpx.HTTPError:
                errors += 1
            took = time.perf_counter() - asked
            answers.append(took)
            await asyncio.sleep(took if took > 0.05 else max(0, MOVE - took))
        await asyncio.sleep(REST)
    return answers, errors


def first_points(drawing: list, count: int) -> list:
    """The drawing as it was when its first `count` points were drawn."""
    strokes = []
    for stroke in drawing:
        strokes.append(stroke[:count])
        count -= len(stroke)
        if count <= 0:
            break
    return strokes


def memory(address: str) -> float:
    """The serving process's memory in MB."""
    return httpx.get(f"{address}/healthz", trust_env=False).json()["memory_mb"]


if __name__ == "__main__":
    asyncio.run(main())
