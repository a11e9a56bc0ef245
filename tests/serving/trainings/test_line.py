"""The line of those who wait to train, with people in it who want more than their share."""

import random
from collections.abc import Iterable
from contextlib import suppress

import pytest

from mnistff.serving.trainings.line import (
    MOST,
    MOST_OF_ADDRESS,
    REMEMBERED,
    SECONDS_TO_COME,
    FullError,
    Line,
    Place,
    in_turns,
)

MINE, OTHER = "8.8.8.8", "8.8.4.4"


def called(line: Line, places: Iterable[Place]) -> list[Place]:
    """Those of the places that may train now."""
    return [place for place in places if line.before(place) == 0]


def train(line: Line, places: Iterable[Place]) -> Place:
    """Whoever is called comes, and trains to the end."""
    [place] = called(line, places)
    assert line.begin(place)
    line.leave(place)
    return place


def late(place: Place) -> None:
    """Let the time pass in which a page that was called should have come."""
    place.called -= SECONDS_TO_COME


def test_who_came_first_comes_first_and_knows_how_many_are_before() -> None:
    line = Line()
    places = [line.join(f"page-{number}", MINE) for number in range(5)]
    assert [line.before(place) for place in places] == [0, 1, 2, 3, 4]
    assert line.begin(places[0])
    assert [line.before(place) for place in places] == [None, 1, 2, 3, 4]
    assert len(line) == 5
    line.leave(places[0])
    assert [train(line, places) for _ in range(4)] == places[1:]
    assert len(line) == 0


def test_nobody_trains_beside_another() -> None:
    line = Line()
    first, second = line.join("first", MINE), line.join("second", OTHER)
    assert not line.begin(second)
    assert not line.begin(first)  # not called yet
    assert line.before(first) == 0
    assert not line.begin(second)
    assert line.begin(first)
    assert line.before(second) == 1
    assert not line.begin(second)
    assert not line.begin(first)
    line.leave(first)
    assert line.before(second) == 0
    assert line.begin(second)


def test_who_is_in_no_line_trains_not() -> None:
    line = Line()
    assert not line.begin(None)
    assert not line.begin(Place("page", MINE))
    assert not line.begin(Place("page", MINE, called=1.0))
    line.leave(Place("page", MINE))
    assert len(line) == 0


def test_a_page_has_one_place_however_often_it_comes() -> None:
    line = Line()
    places = [line.join("page", MINE) for _ in range(3 * MOST)]
    assert len(line) == 1
    assert [line.before(place) for place in places[:-1]] == [None] * (3 * MOST - 1)
    assert line.before(places[-1]) == 0
    again = line.join("page", MINE)
    assert not line.begin(places[-1])
    assert train(line, [again]) is again


def test_who_comes_again_goes_to_the_end() -> None:
    line = Line()
    first, second = line.join("first", MINE), line.join("second", MINE)
    again = line.join("first", MINE)
    assert line.before(first) is None
    assert [line.before(place) for place in (second, again)] == [0, 1]


def test_who_trains_may_wait_for_the_next() -> None:
    line = Line()
    first = line.join("page", MINE)
    assert called(line, [first]) and line.begin(first)
    following = line.join("page", MINE)
    assert line.before(following) == 1
    line.leave(first)
    assert train(line, [following]) is following


def test_who_was_called_and_does_not_come_loses_the_place() -> None:
    line = Line()
    gone, following = line.join("gone", MINE), line.join("following", MINE)
    assert line.before(gone) == 0
    assert line.before(following) == 1
    late(gone)
    assert line.before(following) == 0
    assert line.before(gone) is None
    assert not line.begin(gone)
    assert line.begin(following)


def test_who_did_not_come_is_not_counted() -> None:
    line = Line()
    gone = line.join("gone", MINE)
    assert line.before(gone) == 0
    late(gone)
    assert len(line) == 0
    assert not line.begin(gone)


def test_who_comes_in_time_keeps_the_place() -> None:
    line = Line()
    place = line.join("page", MINE)
    assert line.before(place) == 0
    place.called -= SECONDS_TO_COME / 2
    assert line.before(place) == 0
    assert line.begin(place)


@pytest.mark.parametrize("number", range(4))
def test_who_leaves_makes_room(number: int) -> None:
    """Who trains, who was called, who waits; and twice is as once."""
    line = Line()
    places = [line.join(f"page-{number}", MINE) for number in range(4)]
    assert called(line, places) and line.begin(places[0])
    for _ in range(2):
        line.leave(places[number])
    rest = [place for place in places if place is not places[number]]
    assert len(line) == 3
    if number:
        line.leave(places[0])
        rest.remove(places[0])
    assert [train(line, rest) for _ in range(len(rest))] == rest


def test_behind_one_address_half_of_the_line_may_wait() -> None:
    line = Line()
    places = [line.join(f"page-{number}", MINE) for number in range(MOST_OF_ADDRESS)]
    with pytest.raises(FullError, match=r"30 others at your network address wait to train already.*minutes"):
        line.join("one more", MINE)
    again = line.join("page-0", MINE)
    assert line.before(places[0]) is None
    assert line.before(again) == MOST_OF_ADDRESS - 1
    assert len(line) == MOST_OF_ADDRESS
    line.join("one more", OTHER)
    line.leave(again)
    line.join("one more", MINE)  # it had a place, at another address
    assert len(line) == MOST_OF_ADDRESS


def test_the_line_is_full_in_the_end() -> None:
    line = Line()
    places = [line.join(f"page-{number}", f"8.8.8.{number}") for number in range(MOST)]
    with pytest.raises(FullError, match=r"60 others wait to train already. Try again in some minutes."):
        line.join("one more", OTHER)
    assert len(line) == MOST
    line.join("page-7", "8.8.8.7")
    assert called(line, places) and line.begin(places[0])
    line.join("one more", OTHER)


def test_where_it_is_full_the_address_that_has_most_gives_way() -> None:
    line = Line()
    crowd = [line.join(f"page-{number}", (MINE, "8.8.8.9")[number % 2]) for number in range(MOST)]
    visitor = line.join("visitor", OTHER)
    assert len(line) == MOST
    assert line.before(visitor) in (1, 2)
    assert sum(line.before(place) is None for place in crowd) == 1


def test_sixty_names_of_one_keep_another_back_by_one_training() -> None:
    line, crowd = Line(), []
    for number in range(60):
        with suppress(FullError):
            crowd.append(line.join(f"name-{number}", MINE))
    assert len(crowd) == MOST_OF_ADDRESS
    under_way = called(line, crowd)[0]
    assert line.begin(under_way)
    for _ in range(5):
        visitor = line.join("visitor", OTHER)
        assert line.before(visitor) == 1
        line.leave(under_way)
        assert train(line, [visitor]) is visitor
        [under_way] = called(line, crowd)
        assert line.begin(under_way)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_a_crowd_does_a_visitor_trains_after_one_of_it(seed: int) -> None:
    """It joins under many names, again and again, comes when called or not, leaves or trains."""
    numbers, line = random.Random(seed), Line()
    crowd: list[Place] = []
    visitor = training = None
    begun = visits = 0
    while visits < 50:
        action = numbers.randrange(6)
        if action < 3:
            with suppress(FullError):
                crowd.append(line.join(f"name-{numbers.randrange(60)}", MINE))
        elif action == 3 and crowd:
            line.leave(crowd.pop(numbers.randrange(len(crowd))))
        elif visitor is None:
            visitor, begun = line.join("visitor", OTHER), 0
        for place in called(line, crowd):
            if numbers.random() < 0.3:
                late(place)
            elif line.begin(place):
                training, begun = place, begun + 1
        if visitor and line.before(visitor) == 0:
            assert begun <= 1
            train(line, [visitor])
            visitor, visits = None, visits + 1
        if training and numbers.random() < 0.5:
            line.leave(training)
            training = None
        assert len(line) <= MOST_OF_ADDRESS + 2


def test_a_class_and_another_visitor_take_turns() -> None:
    line = Line()
    pupils = [line.join(f"pupil-{number}", MINE) for number in range(4)]
    visitor = line.join("visitor", OTHER)
    assert train(line, pupils) is pupils[0]
    assert [line.before(place) for place in [*pupils[1:], visitor]] == [1, 2, 3, 0]
    assert train(line, [visitor]) is visitor
    visitor = line.join("visitor", OTHER)
    assert [train(line, [*pupils, visitor]) for _ in range(4)] == [pupils[1], visitor, *pupils[2:]]


def test_places_say_the_order_in_which_they_are_called() -> None:
    places = [Place(name, name[0]) for name in ("a1", "a2", "b1", "a3", "c1", "b2")]

    def order(turns: dict[str, int]) -> str:
        return " ".join(place.session for place in in_turns(places, turns))

    assert order({}) == "a1 b1 c1 a2 b2 a3"
    assert order({"a": 7, "c": 2}) == "b1 c1 a1 b2 a2 a3"
    assert in_turns([], {"a": 7}) == []


@pytest.mark.parametrize("seed", range(5))
def test_what_a_page_is_told_is_what_comes_to_pass(seed: int) -> None:
    numbers, line = random.Random(seed), Line()
    places = [line.join(f"page-{number}", numbers.choice("abcd")) for number in range(25)]
    trained = train(line, places)
    waiting = [place for place in places if place is not trained]
    told = {place.session: line.before(place) for place in waiting}
    assert told == {place.session: line.before(place) for place in waiting}
    assert sorted(told.values()) == list(range(24))
    order = [train(line, waiting).session for _ in range(24)]
    assert order == sorted(told, key=told.get)


def test_of_the_addresses_the_last_are_remembered() -> None:
    """Also one that comes again and again, and was the first."""
    line = Line()
    for number in range(REMEMBERED + 50):
        for address in ("again", str(number)):
            train(line, [line.join("page", address)])
    assert len(line._turns) == REMEMBERED
    for remembered, forgotten in (("again", "0"), (str(REMEMBERED + 49), "1")):
        old, new = line.join("old", remembered), line.join("new", forgotten)
        assert train(line, [old, new]) is new
        train(line, [old])
