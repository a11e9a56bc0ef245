"""Whoever asks for much, under one name or many, waits for himself, and not the others for him."""

import asyncio
import itertools
import random
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from typing import Any

import pytest

from mnistff.serving.http.refusals import RefusedError
from mnistff.serving.http.turns import MOST, MOST_OF_ADDRESS, MOST_OF_PAGE, Turns
from support.loops import in_a_loop

PAGE = ("8.8.8.8", "page")
OTHER = ("8.8.4.4", "other")
PLACES = 4


class Desk:
    """Asks questions; `order` is whose got a place, one after the other, `most` how many had one at once."""

    def __init__(self, places: int = PLACES):
        self.turns = Turns(places)
        self.order: list[tuple[str, str]] = []
        self.at_work = self.most = 0

    async def ask(self, address: str, session: str, steps: int = 1) -> None:
        """A question that takes so many steps of the event loop, once it has its place."""
        with self.turns.counted(address, session) as page:
            async with self.turns.place(page):
                self.order.append(page)
                self.at_work += 1
                self.most = max(self.most, self.at_work)
                try:
                    for _ in range(steps):
                        await asyncio.sleep(0)
                finally:
                    self.at_work -= 1

    async def free_places(self) -> int:
        """How many questions get a place at once, when nobody else asks."""
        asked = [asyncio.create_task(self.ask("8.8.8.8", "counts", steps=20)) for _ in range(2 * PLACES)]
        for _ in range(10):
            await asyncio.sleep(0)
        found = self.at_work
        await asyncio.gather(*asked)
        return found


def run(script: Callable[[], Coroutine[Any, Any, None]]) -> None:
    in_a_loop(asyncio.wait_for(script(), 60))


def names(order: list[tuple[str, str]]) -> str:
    return " ".join(session for _, session in order)


def test_questions_have_a_place_each_and_no_more_than_there_are() -> None:
    async def script() -> None:
        desk = Desk()
        await asyncio.gather(*(desk.ask(f"8.8.8.{number}", "page", steps=5) for number in range(30)))
        assert desk.most == PLACES
        assert len(desk.order) == 30
        assert await desk.free_places() == PLACES

    run(script)


@pytest.mark.parametrize("other", [("8.8.8.8", "other"), OTHER])
def test_forty_questions_of_a_page_keep_anothers_back_by_one_turn(other: tuple[str, str]) -> None:
    """Also of a page at the same address; and the one after it, and so on."""

    async def script() -> None:
        desk = Desk(places=1)
        many = [asyncio.create_task(desk.ask(*PAGE)) for _ in range(MOST_OF_PAGE)]
        await asyncio.sleep(0)
        for _ in range(5):
            before = len(desk.order)
            await desk.ask(*other)
            assert desk.order[before:].count(PAGE) <= 1
        await asyncio.gather(*many)

    run(script)


@pytest.mark.parametrize("flood", [1, MOST_OF_ADDRESS])
def test_who_makes_up_pages_gets_no_more_turns(flood: int) -> None:
    """All at one address, always so many under way; another page asks for a dozen things at once."""

    async def script() -> None:
        desk, numbers, over = Desk(), itertools.count(), asyncio.Event()

        async def go_on() -> None:
            while not over.is_set():
                await desk.ask("8.8.8.8", f"made-up-{next(numbers)}", steps=3)

        floods = [asyncio.create_task(go_on()) for _ in range(flood)]
        await asyncio.sleep(0)
        before = len(desk.order)
        await asyncio.gather(*(desk.ask(*OTHER, steps=3) for _ in range(12)))
        assert len(desk.order) - before <= 2 * 12 + PLACES
        over.set()
        await asyncio.gather(*floods)

    run(script)


def test_a_class_shares_its_turns_whoever_asks_for_much_in_it() -> None:
    async def script() -> None:
        desk = Desk(places=1)
        asked = [desk.ask("8.8.8.8", "greedy") for _ in range(MOST_OF_PAGE)]
        asked += [desk.ask("8.8.8.8", f"pupil-{number}") for number in range(29) for _ in range(2)]
        await asyncio.gather(*asked)
        first = [session for _, session in desk.order[:61]]
        assert first.count("greedy") <= 4
        assert len(set(first)) == 30

    run(script)


def test_among_equals_who_came_first_comes_first() -> None:
    async def script() -> None:
        desk = Desk(places=1)
        await asyncio.gather(*(desk.ask(f"8.8.8.{number}", str(number)) for number in range(20)))
        assert names(desk.order) == " ".join(map(str, range(20)))

    run(script)


def test_addresses_take_turns() -> None:
    async def script() -> None:
        desk = Desk(places=1)
        asked = [desk.ask("8.8.8.8", name) for name in "aaabbb"]
        await asyncio.gather(*asked, *(desk.ask("8.8.4.4", name) for name in "xyz"))
        assert names(desk.order) == "a x b y a z b a b"

    run(script)


@pytest.mark.parametrize("seed", range(10))
def test_who_leaves_loses_no_place_of_others(seed: int) -> None:
    """Hundreds leave while they wait, while they are given a place, while they have it."""

    async def script() -> None:
        numbers, desk = random.Random(seed), Desk()
        tasks: list[asyncio.Task] = []
        for _ in range(400):
            page = f"8.8.8.{numbers.randrange(5)}", f"page-{numbers.randrange(9)}"
            tasks.append(asyncio.create_task(desk.ask(*page, steps=numbers.randrange(4))))
            for leaving in numbers.choices(tasks, k=numbers.randrange(3)):
                leaving.cancel()
            if numbers.random() < 0.4:
                await asyncio.sleep(0)
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        left = [end for end in ends if isinstance(end, asyncio.CancelledError)]
        refused = [end for end in ends if isinstance(end, RefusedError)]
        assert len(left) > 50
        assert len(left) + len(refused) + ends.count(None) == 400
        assert desk.most == PLACES
        assert await desk.free_places() == PLACES
        assert desk.turns._addresses.total() == desk.turns._pages.total() == len(desk.turns._turns) == 0

    run(script)


@pytest.mark.parametrize("step", range(6))
def test_who_leaves_just_when_a_place_is_given_passes_it_on(step: int) -> None:
    async def script() -> None:
        desk = Desk(places=1)
        first = asyncio.create_task(desk.ask(*PAGE, steps=3))
        leaving = asyncio.create_task(desk.ask(*OTHER, steps=3))
        last = asyncio.create_task(desk.ask("8.8.8.8", "last"))
        for _ in range(step):
            await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(first, leaving, last, return_exceptions=True)
        assert ("8.8.8.8", "last") in desk.order
        assert await desk.free_places() == 1

    run(script)


def test_a_question_that_fails_gives_its_place_back() -> None:
    async def script() -> None:
        desk = Desk()
        for _ in range(3 * PLACES):
            with pytest.raises(ValueError), desk.turns.counted(*PAGE) as page:
                async with desk.turns.place(page):
                    raise ValueError
        assert await desk.free_places() == PLACES

    run(script)


@pytest.mark.parametrize(
    ("most", "page_of"),
    [
        (MOST_OF_PAGE, lambda number: PAGE),
        (MOST_OF_ADDRESS, lambda number: ("8.8.8.8", f"page-{number}")),
        (MOST, lambda number: (f"8.8.{number % 250}.8", f"page-{number}")),
    ],
)
def test_there_is_a_most_of_a_page_of_an_address_and_of_all(
    most: int, page_of: Callable[[int], tuple[str, str]]
) -> None:
    turns = Turns()
    with ExitStack() as under_way:
        for number in range(most):
            under_way.enter_context(turns.counted(*page_of(number)))
        with (
            pytest.raises(RefusedError, match="Too many questions at once") as refused,
            turns.counted(*page_of(most)),
        ):
            pass
        assert refused.value.status == 429
        if most < MOST:
            with turns.counted(*OTHER):
                pass
    with turns.counted(*page_of(most)):
        pass
