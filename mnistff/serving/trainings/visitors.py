"""Those who train: what ends a visitor's training, and the runs that are kept for a page."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mnistff.artifact import Artifact
from mnistff.serving.models import Models
from mnistff.serving.own_sets import OwnSets
from mnistff.serving.trainings.line import Line, Place
from mnistff.system.errors import KnownError

MOST_RUNS = 8
"""That are kept for a page: their colours are still told apart."""
MOST_OF_ALL = 400
"""Runs that are kept for all pages: eight each for 50 people, 2 MB each of the widest."""
SECONDS_KEPT = 3600
"""For which a page's runs are kept after it was closed: a phone may come back to it."""


class GoneError(KnownError):
    """A page asks for a run that is not kept; the message says so."""


class Run(NamedTuple):
    """A training that is over: what to call it, its model's key, and its artifact's metrics."""

    name: str
    key: str
    metrics: dict[str, Any]


@dataclass(eq=False)
class Made:
    """What was made on a page. It has it still after it was loaded anew, and so has a copy of it.

    `ticket` is what such a page is known by; `packed` are files of runs, by key; `gone` are the names of runs
    that were forgotten since a page was last told; `seen` is when one was last heard of.
    """

    ticket: str = field(default_factory=secrets.token_urlsafe)
    address: str = ""
    runs: list[Run] = field(default_factory=list)
    packed: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    count: int = 0
    seen: float = field(default_factory=time.monotonic)

    def find(self, key: Any) -> Run:
        """The run whose model has that key; or a GoneError."""
        found = next((run for run in self.runs if run.key == key), None)
        if found is None:
            raise GoneError("There is no such run any more. Train again.")
        return found

    def tell_of_the_gone(self) -> str:
        """Which runs were forgotten, in a sentence that is told once; "" if none was."""
        names, self.gone = " and ".join(self.gone), []
        return f" {names[0].upper()}{names[1:]} had to go: the newest are kept." if names else ""


@dataclass(eq=False)
class Visitor:
    """A page on which somebody trains: what it has made, what ends its training, and its place in the line.

    `begun` is how many of its trainings wait, or are under way; `wanted` is what the last of them is to be.
    """

    made: Made = field(default_factory=Made)
    stopping: threading.Event = field(default_factory=threading.Event)
    place: Place | None = None
    begun: int = 0
    wanted: Any = None

    def stop(self) -> None:
        """End the training, also one that still waits for its turn; what was learnt is kept."""
        self.stopping.set()


class Visitors:
    """All of them, by the id of their page; and what any visitor wrote. All threads may use it at once."""

    def __init__(self, models: Models):
        self.models = models
        self.line = Line()
        self.own_sets = OwnSets()
        self._visitors: dict[str, Visitor] = {}
        self._lock = threading.Lock()

    def __getitem__(self, session: str) -> Visitor:
        """That of a page, which nothing is known of before it trains."""
        return self._visitors.get(session) or Visitor()

    def come_back(self, session: str, ticket: Any, moves: bool = False) -> Visitor:
        """A page was loaded anew, or is a copy: it has what was made on that which was given the ticket.

        Args:
            moves: whether other pages have it no longer, and the ticket is worth nothing from now on.
        """
        with self._lock:
            made = next((each for each in self._all_made() if each.ticket == ticket), None)
            if made and moves:
                made.ticket = secrets.token_urlsafe()
                for other, visitor in list(self._visitors.items()):
                    if visitor.made is made:
                        self._visitors.pop(other).stop()
            if made:
                self._visitors.setdefault(session, Visitor(made))
        return self[session]

    def hear_of(self, keys: Container[str]) -> None:
        """A page that is open has these runs: they are kept for another hour."""
        with self._lock:
            for made in self._all_made():
                if any(run.key in keys for run in made.runs):
                    made.seen = time.monotonic()

    def _all_made(self) -> list[Made]:
        """Each once, however many pages have it."""
        return list(dict.fromkeys(visitor.made for visitor in self._visitors.values()))

    def begin(self, session: str, address: str) -> Visitor:
        """A page wants to train, in place of a training that may wait or be under way; `leave` ends it."""
        with self._lock:
            visitor = self._visitors.setdefault(session, Visitor())
            visitor.stop()
            visitor.stopping, visitor.place, visitor.begun = threading.Event(), None, visitor.begun + 1
            visitor.made.address, visitor.made.seen = address, time.monotonic()
            return visitor

    def join(self, session: str, visitor: Visitor) -> Place:
        """Give a page that has begun its place in the line.

        Raises:
            FullError: too many wait.
        """
        visitor.place = self.line.join(session, visitor.made.address)
        return visitor.place

    def leave(self, session: str, place: Place | None) -> None:
        """A page trains or waits no longer; without runs there is nothing to remember of it."""
        if place:
            self.line.leave(place)
        with self._lock:
            visitor = self._visitors.get(session)
            if visitor:
                visitor.begun -= 1
                if visitor.begun <= 0 and not visitor.made.runs:
                    del self._visitors[session]

    def keep(self, made: Made, artifact: Artifact, chosen: str) -> Run:
        """Add a run. Of a page that has too many the oldest goes; of all, that of the address that has most.

        Args:
            chosen: the key of the model that the page shows, which stays.
        """
        with self._lock:
            made.count += 1
            name = f"run {made.count}"
            accuracy = artifact.evaluations[artifact.main_test_set].accuracy
            run = Run(name, self.models.add_own(f"{name} ({accuracy:.1%})", artifact), artifact.metrics)
            made.runs.append(run)
            if len(made.runs) > MOST_RUNS:
                self._forget_oldest([made], {run.key, chosen})
            if sum(len(each.runs) for each in self._all_made()) > MOST_OF_ALL:
                self._forget_oldest(self._all_made(), {run.key, chosen})
            return run

    def _forget_oldest(self, all_made: Iterable[Made], kept: Container[str]) -> None:
        """Of the address that has most runs, and any that may go, of its page that has most."""
        able = [each for each in all_made if any(run.key not in kept for run in each.runs)]
        of_address = Counter()
        for each in able:
            of_address[each.address] += len(each.runs)
        made = max(able, key=lambda each: (of_address[each.address], len(each.runs)))
        run = next(run for run in made.runs if run.key not in kept)
        made.runs.remove(run)
        made.gone.append(run.name)
        self.models.remove_own(run.key)

    def forget_those_who_left(self, open_pages: Container[str]) -> None:
        """Forget what was made on pages that were last heard of an hour ago.

        Args:
            open_pages: the ids of pages that give a sign of life.
        """
        now = time.monotonic()
        with self._lock:
            here = {visitor.made for session, visitor in self._visitors.items() if session in open_pages}
            for made in here:
                made.seen = now
            for session, visitor in list(self._visitors.items()):
                made = visitor.made
                is_replaced = made in here and session not in open_pages
                if is_replaced or now - made.seen > SECONDS_KEPT:
                    visitor.stop()
                    del self._visitors[session]
                    if made not in here:
                        for run in made.runs:
                            self.models.remove_own(run.key)
