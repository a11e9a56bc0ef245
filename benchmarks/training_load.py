"""How long people wait for the answer to a drawing while somebody trains in the page.

    python -m benchmarks.training_load
    MNISTFF_DATA=folder python -m benchmarks.training_load --people 1 10 --turns 3

`app.py` serves in a process of its own. By turns a crowd draws undisturbed (see `benchmarks.load`),
while the lecture's recipe is trained, and while batches of 1 are, which ask most often for Python's
lock. MNIST must be there.
"""

import argparse
import asyncio
import json
import re
import statistics
import threading

from benchmarks.load import EXAMPLES, crowd
from mnistff.ui.train.settings import things_to_try
from support.served import serving
from support.training_client import TrainingClient

TRAININGS = {"nobody": None, "As in the lecture": {"epochs": 20}, "Batch of 1": {"epochs": 20}}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--people", type=int, nargs="+", default=[1, 10], help="how many draw at once")
    parser.add_argument("--seconds", type=float, default=5, help="how long each crowd draws (%(default)s)")
    parser.add_argument("--turns", type=int, default=3, help="of which the median counts (%(default)s)")
    options = parser.parse_args()
    drawings = [example["strokes"] for example in json.loads(EXAMPLES.read_text(encoding="utf-8"))]
    with serving() as address:
        print("ten epochs of the lecture's recipe, with nobody drawing:", ten_epochs(address), "s")
        print("people  who trains         median ms  95th ms")
        for people in options.people:
            turns = [
                {name: drawing(address, people, options.seconds, drawings, name) for name in TRAININGS}
                for _ in range(options.turns)
            ]
            for name in TRAININGS:
                median, high = (
                    statistics.median(part) for part in zip(*(turn[name] for turn in turns), strict=True)
                )
                print(f"{people:6}  {name:17} {median:10.1f} {high:8.1f}", flush=True)


def drawing(address: str, people: int, seconds: float, drawings: list, training: str) -> tuple[float, float]:
    """Median and 95th percentile of the answers' times, in milliseconds, while somebody trains."""
    things = {thing["name"]: thing["settings"] for thing in things_to_try()}
    page = TrainingClient(address, f"{training}, {people}, {threading.get_ident()}")
    listening = None
    if TRAININGS[training]:
        page.start({**things[training], **TRAININGS[training]})
        texts = page.texts()
        while not next(texts).startswith("Epoch"):
            pass
        listening = threading.Thread(target=lambda: list(texts))
        listening.start()
    answers, errors = asyncio.run(crowd(address, people, seconds, drawings))
    if listening:
        page.press_stop()
        listening.join()
    if errors:
        raise SystemExit(f"{errors} drawings were not answered.")
    times = sorted(1000 * seconds for seconds in answers)
    return statistics.median(times), times[int(0.95 * len(times))]


def ten_epochs(address: str) -> str:
    """The seconds that the page's first thing to try took, by its metrics."""
    page = TrainingClient(address, "ten epochs")
    page.start(things_to_try()[0]["settings"])
    *_, last = page.messages()
    return re.search(r'"seconds": "([\d.]+)"', json.dumps(last))[1]  # in the table of runs


if __name__ == "__main__":
    main()
