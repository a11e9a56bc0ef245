"""The line of those who wait to train: one training at a time, and one place for each page."""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from mnistff.system.errors import KnownError

MOST, MOST_OF_ADDRESS = 60, 30
"""Who may wait: of all, and behind one address, as a class is."""
SECONDS_TO_COME = 15
"""For a page that was called to send what it wants trained."""
REMEMBERED = 200
"""Addresses of which is known when they had their last turn."""


class FullError(KnownError):
    """Too many wait; the message says so."""


@dataclass(eq=False)
class Place:
    """Of a page in the line. `called` is when it was called, by `time.monotonic`, or None."""

    session: str
    address: str
    called: float | None = None


@dataclass
class Line:
    """Who trains, and who waits. Addresses take turns; behind one, who came first comes first.

    So one visitor, under however many names, keeps another from no more than one training. All threads may
    use it at once.
    """

    _waiting: list[Place] = field(default_factory=list)
    _training: Place | None = None
    _turns: dict[str, int] = field(default_factory=dict)
    _numbers: itertools.count = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def join(self, session: str, address: str) -> Place:
        """A place at the end, instead of one that the page may have.

        Raises:
            FullError: too many wait.
        """
        with self._lock:
            others = [each for each in self._waiting if each.session != session]
            count = Counter(each.address for each in others)
            most = max(count, key=lambda each: count[each], default=address)
            if len(others) >= MOST and count[most] <= count[address] + 1:
                raise FullError(f"{MOST} others wait to train already. Try again in some minutes.")
            if count[address] >= MOST_OF_ADDRESS:
                raise FullError(
                    f"{MOST_OF_ADDRESS} others at your network address wait to train already. "
                    "Try again in some minutes."
                )
            if len(others) >= MOST:  # the address that has most gives way
                others.remove([each for each in others if each.address == most][-1])
            self._waiting = [*others, Place(session, address)]
            return self._waiting[-1]

    def before(self, place: Place) -> int | None:
        """How many come before a page, 0 if it is called to train; None if it has lost its place."""
        with self._lock:
            self._call()
            if place not in self._waiting:
                return None
            if place.called:
                return 0
            others = [each for each in self._waiting if each.called is None]
            return in_turns(others, self._turns).index(place) + 1  # and who was called, or trains

    def begin(self, place: Place | None) -> bool:
        """Whether a page may train now, as it was called; until it leaves."""
        with self._lock:
            if place not in self._waiting or place.called is None:
                return False
            self._waiting.remove(place)
            self._training = place
            return True

    def leave(self, place: Place) -> None:
        """Give up a place, or end a training; nothing happens if that was done."""
        with self._lock:
            if self._training is place:
                self._training = None
            if place in self._waiting:
                self._waiting.remove(place)

    def __len__(self) -> int:
        """How many wait or train."""
        with self._lock:
            self._forget_late()
            return len(self._waiting) + (self._training is not None)

    def _forget_late(self) -> None:
        """Who was called and did not come has lost the place."""
        late = time.monotonic() - SECONDS_TO_COME
        self._waiting = [each for each in self._waiting if each.called is None or each.called > late]

    def _call(self) -> None:
        """Call who comes next, if nobody trains."""
        self._forget_late()
        if self._training or not self._waiting or any(each.called for each in self._waiting):
            return
        called = in_turns(self._waiting, self._turns)[0]
        called.called = time.monotonic()
        self._turns.pop(called.address, None)
        self._turns[called.address] = next(self._numbers)
        if len(self._turns) > REMEMBERED:
            del self._turns[next(iter(self._turns))]


def in_turns(places: Iterable[Place], turns: dict[str, int]) -> list[Place]:
    """The order in which places are called, if nobody else comes.

    Args:
        turns: of addresses, the number of their last turn.
    """
    waiting, turns, order = list(places), dict(turns), []
    number = max(turns.values(), default=0)
    while waiting:
        following = min(waiting, key=lambda place: turns.get(place.address, 0))  # the first of several
        waiting.remove(following)
        order.append(following)
        turns[following.address] = number = number + 1
    return order
