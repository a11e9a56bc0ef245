"""Fair turns at the processor: whoever asks for much waits for himself, and not the others for him."""

import itertools
from asyncio import Future, get_running_loop
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import NamedTuple

from mnistff.serving.http.counts import counted
from mnistff.serving.http.refusals import RefusedError

PLACES = 2
"""Questions that are answered at once. They are small, and so are the cores of a Space: two."""
MOST_OF_PAGE, MOST_OF_ADDRESS, MOST = 40, 300, 1_500
"""Questions under way. A page asks for a dozen at once; a class is behind one address."""

Page = tuple[str, str]
"""An address, and the id of a page, which whoever asks can make up."""


class Waiting(NamedTuple):
    """A question that waits for a place, which it has once that is `given`."""

    page: Page
    given: Future[None]


class Turns:
    """A few places, for which addresses take turns, and behind one its pages.

    Next comes whose address, then whose page, has been longest without a place; among equals who came
    first. So nobody gets more turns by making up pages. All in one event loop.
    """

    def __init__(self, places: int = PLACES):
        self._free = places
        self._pages: Counter[Page] = Counter()
        self._addresses: Counter[str] = Counter()
        self._turns: dict[Page | str, int] = {}
        self._waiting: list[Waiting] = []
        self._numbers = itertools.count(1)

    @contextmanager
    def counted(self, address: str, session: str) -> Iterator[Page]:
        """Count a question as under way within the block.

        Yields:
            The page, for `place`.

        Raises:
            RefusedError: too many are.
        """
        page = address, session
        if (
            self._pages[page] >= MOST_OF_PAGE
            or self._addresses[address] >= MOST_OF_ADDRESS
            or self._addresses.total() >= MOST
        ):
            raise RefusedError(429, "Too many questions at once. Ask again when some are answered.")
        counts = ((self._pages, page), (self._addresses, address))
        try:
            with counted(*counts):
                yield page
        finally:
            for count, one in counts:
                if one not in count:
                    self._turns.pop(one, None)

    @asynccontextmanager
    async def place(self, page: Page) -> AsyncIterator[None]:
        """Wait for a place, and have it within the block."""
        if self._free:
            self._free -= 1
            self._note_turn(page)
        else:
            await self._wait(page)
        try:
            yield
        finally:
            self._give_back()

    async def _wait(self, page: Page) -> None:
        given: Future[None] = get_running_loop().create_future()
        self._waiting.append(Waiting(page, given))
        try:
            await given
        except BaseException:  # who asked has left, perhaps just when the place was given
            if given.done() and not given.cancelled():
                self._give_back()
            raise

    def _give_back(self) -> None:
        """Hand the place to who comes next, or leave it free."""
        self._waiting = [each for each in self._waiting if not each.given.done()]
        if not self._waiting:
            self._free += 1
            return
        following = min(self._waiting, key=lambda each: self._last_turns(each.page))  # the first of several
        self._waiting.remove(following)
        self._note_turn(following.page)
        following.given.set_result(None)

    def _last_turns(self, page: Page) -> tuple[int, int]:
        return self._turns.get(page[0], 0), self._turns.get(page, 0)

    def _note_turn(self, page: Page) -> None:
        self._turns[page[0]] = self._turns[page] = next(self._numbers)
