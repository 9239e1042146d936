"""Weekdays of the same demand have the cheapest of their plans that does on all their days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from halls import group as desk
from halls import spec
from sim.staffing.alike import alike, levelled
from sim.staffing.asked import Asked, asked
from sim.staffing.planning import MOST_TRIED, Planner
from sim.staffing.plans import Solved
from sim.staffing.playing import halls
from sim.staffing.pooldays import PoolDays
from sim.staffing.problem import Bounds, Solution
from sim.staffing.weekdays import Weekdays
from sim.study.question import ask
from staffed_town import written

pytest.importorskip("ortools")


@pytest.mark.parametrize(
    ("demand", "found"),
    [
        ({}, [("mon", "tue", "wed")]),
        ({"weekdays": {"tue": 1.3, "wed": 1.0}}, [("mon", "wed"), ("tue",)]),
        ({"weekday_profiles": {"mon": {"09:00": 1}}}, [("mon",), ("tue", "wed")]),
    ],
)
def test_weekdays_are_alike_where_as_many_come_at_the_same_times(demand: dict[str, Any], found: list[Any]) -> None:
    hall = spec({"desk": desk(2, "day")}, demand={"profile": {"09:00": 2, "10:00": 1}, **demand})
    assert [tuple(days) for days in alike(hall, ("mon", "tue", "wed"))] == found


@pytest.fixture
def town(tmp_path: Path) -> Asked:
    question = ask(written(tmp_path), parity=False, seed=3)
    return asked(question, "staff", "roles", roles="windows", replications=2, weeks=1)


def days(seed: int, number: int) -> PoolDays:
    """Days with a ticket every four minutes on the average, of eight minutes."""
    rng = np.random.default_rng(seed)
    each = [np.sort(rng.uniform(540.0, 780.0, rng.poisson(60))) for _ in range(number)]
    starts = np.cumsum([0, *map(len, each)])
    arrive = np.concatenate(each)
    return PoolDays(starts, arrive, rng.exponential(8.0, len(arrive)), np.full(len(arrive), np.inf))


def plan(pools: Weekdays, key: Any, windows: int) -> Solved:
    cost, counts = windows * 4.0, (windows,) * 8
    bounds = Bounds(cost - 1.0, cost, 1, 0, 0, 0.0)
    return Solved(pools.days[key], Solution(counts, counts, bounds, "optimal"), cost - 1.0, {})


@pytest.mark.parametrize(
    ("tue", "kept", "cost"),
    [
        (4, set(), {"mon": 16.0, "tue": 16.0}),
        (4, {"tue"}, {"mon": 24.0, "tue": 16.0}),  # a plan that is certain is no other's
        (1, set(), {"mon": 24.0, "tue": 4.0}),  # nor one that does not do on all days
    ],
)
def test_the_cheapest_plan_that_does_on_all_days_is_for_all(
    town: Asked, tue: int, kept: set[str], cost: dict[str, float]
) -> None:
    pools = Weekdays(town, days={("windows", "mon"): days(1, 60), ("windows", "tue"): days(2, 60)})
    windows = {("windows", "mon"): 6, ("windows", "tue"): tue}
    given = {(group, day): plan(pools, (group, day), number) for (group, day), number in windows.items()}
    found = levelled(pools, given, {("windows", day) for day in kept})
    assert {day: one.solution.cost for (_, day), one in found.items()} == cost
    assert all(one.least <= one.solution.cost for one in found.values())


@pytest.mark.parametrize(
    ("seen", "plays", "told"),
    [
        ([({}, {}), ({}, {})], 2, {}),
        ([({1}, {}), ({}, {})], 2, {}),
        ([({1}, {}), ({1, 2}, {2})], 2, {2}),  # what is clear is mended, and the rest tried again
        ([({1, 2}, {2})], 1, {2}),
        ([({1}, {})] * MOST_TRIED, MOST_TRIED, {1}),
    ],
)
def test_a_plan_is_tried_until_it_does_on_two_plays_or_clearly_misses(
    town: Asked, seen: list[Any], plays: int, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`seen` after each play: the spans that miss on the average, and those that clearly do."""

    def missed(self: Planner, played: Any, solved: Any = None, errors: float = 0.0) -> dict[Any, Any]:
        number = len(played["windows"]) // town.replications - 1
        found = seen[number][1 if errors else 0]
        return {("windows", "mon"): tuple(found)} if found else {}

    monkeypatch.setattr(Planner, "missed", missed)
    monkeypatch.setattr(Planner, "hall", lambda self, solved: town.spec)
    with halls(town.question, town.groups, 1, None) as at_work:
        planner = Planner(town, at_work, lambda word, facts: None)
        played, found = planner._tried_out({})
        assert at_work.next == plays * town.replications
    assert len(played["windows"]) == plays * town.replications
    assert found == ({("windows", "mon"): tuple(told)} if told else {})


def test_many_searches_have_less_time_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question = ask(written(tmp_path), parity=False)
    how: dict[str, Any] = {"roles": "windows", "replications": 2, "weeks": 1}
    assert asked(question, "staff", "roles", **how).seconds == 30.0
    monkeypatch.setattr("sim.staffing.asked.IN_ALL", 10.0)
    found = asked(question, "staff", "roles", **how)
    assert (found.searches, found.seconds, found.searching) == (2, 5.0, 10.0)
    assert asked(question, "staff", "roles", seconds=7.0, **how).searching == 14.0
    assert asked(question, "staff", "roles", weekday="worst", **how).searches == 1
