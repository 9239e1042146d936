"""A plan that was chosen is tried once more, on days that nothing was chosen by, and mended where it misses there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.staffing import beside
from sim.staffing.asked import Asked, asked
from sim.staffing.beside import with_rival
from sim.staffing.frames import _bounds
from sim.staffing.planning import DOUBT, MOST_TRIED, SETTLING, SURE, Planner
from sim.staffing.plans import Planned, Solved
from sim.staffing.playing import halls
from sim.staffing.pooldays import Kept
from sim.staffing.problem import Bounds, Solution
from sim.study.question import ask
from staffed_town import written

pytest.importorskip("ortools")

KEY = ("windows", "mon")


@pytest.fixture
def town(tmp_path: Path) -> Asked:
    question = ask(written(tmp_path), parity=False, seed=3)
    return asked(question, "staff", "roles", roles="windows", replications=2, weeks=1)


@pytest.fixture
def planner(town: Asked, monkeypatch: pytest.MonkeyPatch) -> Any:
    """One that plays nothing: its plans are told to miss 09:00 until a third window is open there."""
    with halls(town.question, town.groups, 1, None) as at_work:
        found = Planner(town, at_work, lambda word, facts: None)
        monkeypatch.setattr(found, "everywhere", lambda solved: dict.fromkeys(found.each(), solved[KEY]))
        monkeypatch.setattr(found, "hall", lambda solved: solved[KEY].windows)
        monkeypatch.setattr(found, "take", lambda played, more=False: found.taken.append(more))
        monkeypatch.setattr(
            found, "mended", lambda key, one, places, seconds, held: plan(one.windows[0] + 1) if places == (0,) else one
        )
        found.taken, found.tried = [], []
        found.certificates = type("None", (), {"hold_against": staticmethod(found.tried.append)})
        yield found


def plan(windows: int) -> Solved:
    cost, counts = 4.0 * windows, (windows,) * 8
    return Solved(None, Solution(counts, counts, Bounds(0.0, cost, 1, 0, 0, 0.0), "time"), 0.0, {})


def planned(planner: Any, windows: int) -> Planned:
    return Planned(planner.asked, planner.everywhere({KEY: plan(windows)}), windows, {}, 3)


@pytest.fixture
def misses(planner: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """How its plans do in the hall: windows that keep the service, and that keep it with an error to spare."""

    def told(keeps: int, surely: int) -> Any:
        def missed(played: Any, solved: Any = None, errors: float = 0.0) -> Any:
            return {} if played[KEY].windows[0] >= (keeps if errors == 0.0 else surely) else {KEY: (0,)}

        def play(solved: Any, times: int) -> Any:
            assert times == MOST_TRIED
            return dict(solved)

        monkeypatch.setattr(planner, "missed", missed)
        monkeypatch.setattr(planner, "_played", play)
        monkeypatch.setattr(planner, "firsts", lambda: iter([KEY]))

    return told


@pytest.mark.parametrize(
    ("keeps", "surely", "rounds", "kept"),
    [(1, 1, 4, True), (3, 3, 6, True), (1, 3, 6, True), (2, 99, 3 + SETTLING, True), (99, 99, 3 + SETTLING, False)],
)
def test_a_plan_is_mended_until_it_does_with_some_to_spare_or_so_often(
    planner: Any, misses: Any, keeps: int, surely: int, rounds: int, kept: bool
) -> None:
    misses(keeps, surely)
    found = planner.settled(planned(planner, 1))
    assert found.rounds == rounds
    assert found.verified == kept == (not found.missed)
    assert found.solved[KEY].windows[0] == rounds - 3
    assert planner.tried == [found.spec]
    assert planner.taken == [True] * (rounds - 4)


def test_each_time_that_it_did_not_do_a_half_hour_must_have_more_left_to_have_nothing_added(
    planner: Any, misses: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    misses(1, 99)
    asked: list[float] = []
    told = planner.missed
    monkeypatch.setattr(planner, "missed", lambda *what: asked.append(what[2] if len(what) > 2 else 0.0) or told(*what))
    planner.settled(planned(planner, 1))
    rounds = [[0.0, -SURE, -SURE - DOUBT * number] for number in range(SETTLING)]
    assert asked == [errors for one in rounds for errors in one][:-1]  # the last is not mended


@pytest.mark.parametrize(("by_day", "found"), [(False, (0, 3)), (True, (3,))])
def test_a_day_is_asked_more_strictly_only_where_less_than_an_error_is_left(
    planner: Any, by_day: bool, found: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "missed", lambda played, solved, errors: {KEY: (0, 3)} if errors == -2.0 else {})
    monkeypatch.setattr(planner, "_by_day", lambda line: by_day)
    assert planner._short({}, {}, {KEY: (3,)}, 2.0) == {KEY: found}


def test_windows_that_are_held_stay_open(town: Asked) -> None:
    with halls(town.question, town.groups, 1, None) as at_work:
        planner = Planner(town, at_work, lambda word, facts: None)
        planner.begin()
        first = planner.begun(KEY)
        more = tuple(n + 1 for n in first.windows)
        wide = replace(first, solution=replace(first.solution, windows=more, counts=more, status="optimal"))
        found = {held: planner.mended(KEY, wide, (0,), 60.0, held).windows for held in (True, False)}
    assert found[True] == (more[0] + 1, *more[1:])
    assert sum(found[False]) < sum(found[True])


def test_a_plan_that_cannot_be_mended_is_tried_once(planner: Any, misses: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    misses(9, 9)
    monkeypatch.setattr(planner, "mended", lambda key, one, places, seconds, held: one)
    found = planner.settled(planned(planner, 1))
    assert found.rounds == 4
    assert not found.verified


def test_an_interrupt_keeps_what_was_mended_and_says_that_it_is_not_verified(planner: Any, misses: Any) -> None:
    misses(9, 9)

    def tell(word: str, facts: Any) -> None:
        if word == "settling" and facts["missed"] and planner.taken:
            raise KeyboardInterrupt

    planner.tell = tell
    found = planner.settled(planned(planner, 1))
    assert found.interrupted
    assert not found.verified
    assert found.missed
    assert found.solved[KEY].windows[0] == 2


@pytest.mark.parametrize(
    ("value", "error", "misses"),
    [(0.095, 0.02, {0.0: False, -SURE: True, 1.0: False}), (0.075, 0.02, {0.0: False, -SURE: False, 1.0: False}),
     (0.11, 0.02, {0.0: True, -SURE: True, 1.0: False}), (0.11, float("nan"), {0.0: True, -SURE: True, 1.0: True})],
)  # fmt: skip
def test_what_is_missed_by_so_many_standard_errors(
    town: Asked, value: float, error: float, misses: dict[float, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.staffing.missed.service_of_day", lambda *_: [Kept(value, error, 20.0)] * 8)
    monkeypatch.setattr(Asked, "target", lambda self, line: 0.1)
    with halls(town.question, town.groups, 1, None) as at_work:
        planner = Planner(town, at_work, lambda word, facts: None)
        assert {errors: bool(planner.missed({}, None, errors)) for errors in misses} == misses


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ((8.0, True), (4.0, True), 4.0),  # Erlang C is cheaper than what mending has come to, and does
        ((8.0, True), (12.0, True), 8.0),  # unless it has to be mended, too, and comes to more
        ((8.0, True), (4.0, False), 8.0),
        ((8.0, False), (12.0, True), 12.0),  # or is the only one of the two that does
    ],
)
def test_a_plan_that_mending_has_made_dearer_may_be_given_up_for_erlang_c(
    planner: Any, first: Any, second: Any, answer: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled, rivals = iter([first, second]), iter([lambda one: one, lambda one: planned(planner, 1)])

    def settle(one: Planned) -> Planned:
        hours, kept = next(settled)
        found = planned(planner, int(hours / 4.0))
        return found if kept else replace(found, missed={KEY: (0,)})

    monkeypatch.setattr(beside, "at_equal_service", lambda *_: None)
    monkeypatch.setattr(beside, "rivalled", lambda planner, one, equal: next(rivals)(one))
    monkeypatch.setattr(beside, "covered", lambda planner, one: one)
    monkeypatch.setattr(planner, "settled", settle)
    found, rival = with_rival(planner, planned(planner, 1), lambda word, facts: None)
    assert found.hours == answer * len([*planner.each()])
    assert not rival.left


def test_a_plan_that_mending_has_not_made_dearer_is_held_against_erlang_c_once(
    planner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Planned] = []
    monkeypatch.setattr(beside, "at_equal_service", lambda *_: None)
    monkeypatch.setattr(beside, "rivalled", lambda planner, one, equal: asked.append(one) or one)
    monkeypatch.setattr(beside, "covered", lambda planner, one: one)
    monkeypatch.setattr(planner, "settled", lambda one: one)
    with_rival(planner, planned(planner, 2), lambda word, facts: None)
    assert len(asked) == 1


def test_a_plan_stays_where_what_is_asked_more_strictly_cannot_be_had(tmp_path: Path) -> None:
    few = {"service": {"wait_over": 15, "share": 0.4, "within": "day"}, "ceiling": {"windows": {"00:00": 5}}}
    question = ask(written(tmp_path, few), parity=False, seed=3)
    what = asked(question, "staff", "roles", roles="windows", replications=2, weeks=1, seconds=30.0)
    with halls(what.question, what.groups, 1, None) as at_work:
        planner = Planner(what, at_work, lambda word, facts: None)
        planner.begin()
        first = replace(planner.begun(KEY), part=1e-3)
        assert planner.mended(KEY, first, (0,), 60.0) is first


@pytest.mark.parametrize(
    ("ended", "least", "told"),
    [("optimal", 10.0, "optimal"), ("optimal", 9.0, "mended"), ("gap", 9.6, "gap"), ("gap", 9.0, "mended"),
     ("time", 2.0, "time"), ("taken", 2.0, "taken"), ("days", 2.0, "days")],
)  # fmt: skip
def test_a_mended_plan_is_told_as_such_and_not_as_near_to_the_cheapest(ended: Any, least: float, told: str) -> None:
    one = plan(1).solution
    solution = replace(one, bounds=replace(one.bounds, upper=10.0), status=ended)
    assert _bounds(solution, least, 0.05)[3] == told
