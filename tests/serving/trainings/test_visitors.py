"""Those who train: what ends their trainings, which of their runs are kept, and for how long."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mnistff import artifact
from mnistff.serving.models import Models
from mnistff.serving.trainings import visitors as bounds
from mnistff.serving.trainings.line import MOST_OF_ADDRESS, FullError
from mnistff.serving.trainings.visitors import MOST_RUNS, SECONDS_KEPT, GoneError, Visitor, Visitors

LECTURE = artifact.load(artifact.PRETRAINED["lecture"])
CLASS = "8.8.8.8"


@pytest.fixture
def visitors() -> Visitors:
    return Visitors(Models({"lecture": LECTURE}))


def wait(visitors: Visitors, session: str, address: str = CLASS) -> Visitor:
    """A page presses Start, and has a place in the line."""
    visitor = visitors.begin(session, address)
    visitors.join(session, visitor)
    return visitor


def train(visitors: Visitors, session: str, address: str = CLASS, chosen: str = "lecture") -> Visitor:
    """A page trains, and its run is kept; nobody else waits."""
    visitor = wait(visitors, session, address)
    place = visitor.place
    assert visitors.line.before(place) == 0
    assert visitors.line.begin(place)
    visitors.keep(visitor.made, LECTURE, chosen)
    visitors.leave(session, place)
    return visitor


def names(visitor: Visitor) -> list[str]:
    return [run.name for run in visitor.made.runs]


def close(*left: Visitor) -> None:
    """Let the time pass that runs are kept for."""
    for visitor in left:
        visitor.made.seen -= SECONDS_KEPT + 1


def test_a_run_is_named_by_its_number_and_found_by_its_key(visitors: Visitors) -> None:
    visitor = train(visitors, "page")
    train(visitors, "page")
    assert visitors["page"] is visitor
    assert names(visitor) == ["run 1", "run 2"]
    run = visitor.made.runs[-1]
    assert visitor.made.find(run.key) is run
    assert visitors.models[run.key] is LECTURE
    assert visitors.models.label(run.key) == f"run 2 ({LECTURE.evaluations['mnist'].accuracy:.1%})"
    assert visitor.made.tell_of_the_gone() == ""


def test_of_a_page_that_never_trained_nothing_is_known(visitors: Visitors) -> None:
    nobody = visitors["page"]
    nobody.stop()
    assert (nobody.place, nobody.made.runs) == (None, [])
    assert not visitors.line.begin(nobody.place)
    with pytest.raises(GoneError, match=r"There is no such run any more. Train again."):
        nobody.made.find("own-1")
    assert not visitors._visitors


def test_the_ninth_run_is_kept_and_the_first_is_told_as_gone(visitors: Visitors) -> None:
    for _ in range(MOST_RUNS):
        visitor = train(visitors, "page")
    first = visitor.made.runs[0]
    assert visitor.made.tell_of_the_gone() == ""
    train(visitors, "page")
    assert names(visitor) == [f"run {number}" for number in range(2, MOST_RUNS + 2)]
    assert first.key not in visitors.models
    assert all(run.key in visitors.models for run in visitor.made.runs)
    assert visitor.made.tell_of_the_gone() == " Run 1 had to go: the newest are kept."
    assert visitor.made.tell_of_the_gone() == ""
    train(visitors, "page")
    train(visitors, "page")
    assert visitor.made.tell_of_the_gone() == " Run 2 and run 3 had to go: the newest are kept."


def test_the_run_that_the_page_shows_stays(visitors: Visitors) -> None:
    visitor = train(visitors, "page")
    shown = visitor.made.runs[0]
    for _ in range(2 * MOST_RUNS):
        train(visitors, "page", chosen=shown.key)
    assert visitor.made.runs[0] is shown
    assert names(visitor)[1:] == [f"run {number}" for number in range(MOST_RUNS + 3, 2 * MOST_RUNS + 2)]
    assert len(visitors.models._own) == len(visitor.made.runs) == MOST_RUNS


def test_a_class_of_thirty_with_four_runs_each_loses_none(visitors: Visitors) -> None:
    for _ in range(4):
        pupils = [train(visitors, f"pupil-{number}") for number in range(30)]
    assert all(names(pupil) == ["run 1", "run 2", "run 3", "run 4"] for pupil in pupils)
    assert all(pupil.made.tell_of_the_gone() == "" for pupil in pupils)
    assert len(visitors.models._own) == 120


def test_in_all_there_is_room_for_fifty_with_eight_runs_each() -> None:
    assert bounds.MOST_OF_ALL == 50 * MOST_RUNS


def test_where_there_are_too_many_the_oldest_goes_of_whoever_has_most(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_OF_ALL", 10)
    pupils = [train(visitors, f"pupil-{number}") for number in range(4)]
    for _ in range(6):
        greedy = train(visitors, "greedy", "8.8.4.4")
    oldest = greedy.made.runs[0]
    train(visitors, "pupil-0")
    assert names(greedy) == ["run 2", "run 3", "run 4", "run 5", "run 6"]
    assert oldest.key not in visitors.models
    assert [names(pupil) for pupil in pupils] == [["run 1", "run 2"], ["run 1"], ["run 1"], ["run 1"]]
    train(visitors, "greedy", "8.8.4.4")
    assert names(greedy) == ["run 3", "run 4", "run 5", "run 6", "run 7"]
    assert greedy.made.tell_of_the_gone().startswith(" Run 1 and run 2 had to go")
    assert len(visitors.models._own) == 10


def test_where_all_have_few_a_new_run_is_kept_all_the_same(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of as many pages as there may be runs, each with one: somebody's has to go, and not the new one."""
    monkeypatch.setattr(bounds, "MOST_OF_ALL", 20)
    for number in range(20):
        train(visitors, f"page-{number}")
    for number in range(40):
        session = f"new-{number % 10}"
        chosen = next((run.key for run in visitors[session].made.runs), "lecture")
        visitor = train(visitors, session, chosen=chosen)
        assert {chosen, visitor.made.runs[-1].key} <= {"lecture", *visitors.models._own}
        assert sum(len(each.made.runs) for each in visitors._visitors.values()) == 20
        assert len(visitors.models._own) == 20


def test_to_start_again_ends_the_training_under_way(visitors: Visitors) -> None:
    visitor = wait(visitors, "page")
    first, place = visitor.stopping, visitor.place
    assert visitors.line.before(place) == 0
    assert visitors.line.begin(place)
    assert wait(visitors, "page") is visitor
    assert first.is_set()
    assert not visitor.stopping.is_set()
    visitors.leave("page", place)
    assert visitors["page"] is visitor  # the second waits still
    assert visitors.line.before(visitor.place) == 0


def test_stop_is_for_the_page_alone(visitors: Visitors) -> None:
    mine, other = wait(visitors, "mine"), wait(visitors, "other")
    visitors["mine"].stop()
    visitors["mine"].stop()
    assert mine.stopping.is_set()
    assert not other.stopping.is_set()


def test_a_page_that_is_refused_keeps_its_runs(visitors: Visitors) -> None:
    train(visitors, "mine")
    for number in range(MOST_OF_ADDRESS):
        wait(visitors, f"pupil-{number}")
    for session in ("mine", "new"):
        visitor = visitors.begin(session, CLASS)
        with pytest.raises(FullError, match="at your network address"):
            visitors.join(session, visitor)
        visitors.leave(session, None)
    assert names(visitors["mine"]) == ["run 1"]
    assert "new" not in visitors._visitors


def test_whose_training_ends_while_he_starts_and_stops_another_keeps_its_run(visitors: Visitors) -> None:
    """The first is stopped, and still tests what was learnt, when the second is given up."""
    visitor = wait(visitors, "page")
    first = visitor.place
    assert visitors.line.before(first) == 0
    assert visitors.line.begin(first)
    second = wait(visitors, "page").place
    visitors["page"].stop()
    visitors.leave("page", second)
    run = visitors.keep(visitor.made, LECTURE, "lecture")
    visitors.leave("page", first)
    assert visitors["page"].made.runs[-1] == run


def test_nobody_else_loses_a_run_to_who_makes_up_pages(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_OF_ALL", 30)
    pupils = [train(visitors, f"pupil-{number}") for number in range(10)]
    for number in range(100):
        train(visitors, f"made-up-{number}", "8.8.4.4")
    assert all(names(pupil) == ["run 1"] for pupil in pupils)
    assert len(visitors.models._own) == 30


def test_who_leaves_without_a_run_is_forgotten(visitors: Visitors) -> None:
    for number in range(1000):
        session = f"page-{number}"
        visitors.leave(session, wait(visitors, session).place)
        visitors.leave(session, wait(visitors, session).place)
    assert not visitors._visitors
    assert len(visitors.line) == 0


def test_an_hour_after_its_page_was_closed_a_run_goes(visitors: Visitors) -> None:
    left, stays, new = (train(visitors, name) for name in ("left", "stays", "new"))
    keys = {visitor: visitor.made.runs[-1].key for visitor in (left, stays, new)}
    close(left, stays)
    visitors.forget_those_who_left({"stays": 1})
    assert [keys[each] in visitors.models for each in (left, stays, new)] == [False, True, True]
    assert left.stopping.is_set()
    assert not new.stopping.is_set()
    with pytest.raises(GoneError):
        visitors["left"].made.find(keys[left])
    visitors.forget_those_who_left(())
    assert keys[stays] in visitors.models  # an hour from now
    again = train(visitors, "left")
    assert names(again) == ["run 1"]


def test_who_comes_back_within_the_hour_finds_all_as_it_was(visitors: Visitors) -> None:
    visitor = train(visitors, "phone")
    visitor.made.seen -= SECONDS_KEPT - 60
    visitors.forget_those_who_left(())
    assert train(visitors, "phone") is visitor
    assert names(visitor) == ["run 1", "run 2"]
    visitors.forget_those_who_left(())
    assert visitor.made.runs[-1].key in visitors.models


def test_a_page_that_was_loaded_anew_goes_on_with_its_runs(visitors: Visitors) -> None:
    before = train(visitors, "before")
    assert visitors.come_back("after", "a made-up ticket").made.runs == []
    after = visitors.come_back("after", before.made.ticket)
    assert after.made is before.made
    visitors.forget_those_who_left({"after"})
    assert visitors._visitors == {"after": after}
    assert before.stopping.is_set()
    close(after)
    visitors.forget_those_who_left({"after"})
    assert names(train(visitors, "after")) == ["run 1", "run 2"]


def test_a_copied_page_has_the_same_runs_which_count_once_and_a_training_of_its_own(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = train(visitors, "one")
    two = visitors.come_back("two", one.made.ticket)
    visitors.forget_those_who_left({"one", "two"})
    monkeypatch.setattr(bounds, "MOST_OF_ALL", 3)
    for session in ("one", "two"):
        wait(visitors, session)
    two.stop()
    assert not one.stopping.is_set()
    for session in ("one", "two"):
        visitors.leave(session, visitors[session].place)
    for session in ("one", "two"):
        train(visitors, session)
    assert names(one) == names(two) == ["run 1", "run 2", "run 3"]
    close(one)
    visitors.forget_those_who_left(())
    assert not visitors._visitors
    assert not visitors.models._own


def test_a_ticket_changes_nothing_for_a_page_that_has_trained(visitors: Visitors) -> None:
    mine, other = train(visitors, "mine"), train(visitors, "other")
    assert visitors.come_back("mine", other.made.ticket) is mine


def test_runs_that_move_to_another_page_are_shared_with_nobody(visitors: Visitors) -> None:
    frame = train(visitors, "frame")
    ticket, made = frame.made.ticket, frame.made
    assert visitors.come_back("own page", ticket, moves=True).made is made
    assert names(train(visitors, "own page")) == ["run 1", "run 2"]
    assert visitors["frame"].made.runs == []
    assert visitors.come_back("somebody", ticket).made.runs == []
    assert visitors.come_back("own page, loaded anew", made.ticket).made is made


def test_runs_are_kept_for_an_hour_after_a_page_last_asked_for_one(visitors: Visitors) -> None:
    heard, silent = train(visitors, "heard"), train(visitors, "silent")
    close(heard, silent)
    visitors.hear_of({"lecture", heard.made.runs[-1].key})
    visitors.forget_those_who_left(())
    assert list(visitors._visitors.values()) == [heard]


def test_many_at_once_lose_nothing_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are kept in trainings' threads, while pages come and go in the app's."""
    monkeypatch.setattr(bounds, "MOST_OF_ALL", 50)
    visitors, over = Visitors(Models({"lecture": LECTURE})), threading.Event()

    def visit(number: int) -> None:
        session = f"page-{number}"
        for _ in range(20):
            visitor = wait(visitors, session, f"8.8.8.{number}")
            visitors.line.before(visitor.place)
            visitors.line.begin(visitor.place)
            visitors.keep(visitor.made, LECTURE, "lecture")
            visitors.leave(session, visitor.place)

    def tidy() -> None:
        while not over.is_set():
            visitors.forget_those_who_left(())

    with ThreadPoolExecutor(13) as pool:
        tidying = pool.submit(tidy)
        visits = [pool.submit(visit, number) for number in range(12)]
        try:
            for each in visits:
                each.result()
        finally:
            over.set()
        tidying.result()
    kept = [run.key for each in visitors._visitors.values() for run in each.made.runs]
    assert len(kept) == 50
    assert set(kept) == set(visitors.models._own)
    assert len(visitors.line) == 0
