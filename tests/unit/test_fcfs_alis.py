"""Clerks with several skills in the long run: tables computed elsewhere, degenerate cases, and a chain solved here."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import theory
from sim.theory.fcfs_alis import SkillGroup, fcfs_alis, pool_late, sets_of, stable

A, B, BOTH = frozenset({0}), frozenset({1}), frozenset({0, 1})
# multiskill_fcfs_alis_performance.csv of the project's oracles: 20 and 12 people an hour, 8 minutes, 15 minutes; staff
# (first, second, both); P(wait), mean wait, P(wait > 15) of each class
ORACLE = {
    (2, 2, 1): ((0.87643314, 24.071981, 0.53465339), (0.59491672, 6.8738866, 0.1637497)),
    (3, 2, 1): ((0.48085578, 3.234017, 0.050384089), (0.43927079, 2.9506268, 0.045315916)),
    (3, 0, 2): ((0.61127546, 6.6684596, 0.15455464), (0.91255898, 23.481344, 0.55736016)),
}


def groups(*staff: int, minutes: Sequence[float] = (8.0, 8.0, 8.0)) -> list[SkillGroup]:
    return [SkillGroup(classes, n, m) for classes, n, m in zip((A, B, BOTH), staff, minutes, strict=True)]


@pytest.mark.parametrize("staff", ORACLE)
def test_the_tables(staff: tuple[int, int, int]) -> None:
    for found, exact in zip(fcfs_alis([20 / 60, 12 / 60], groups(*staff), 15.0), ORACLE[staff], strict=True):
        assert found == pytest.approx(exact, rel=1e-7)


def erlang(rate: float, minutes: float, servers: int, time: float) -> tuple[float, float, float]:
    queue = theory.mmc(rate, minutes, servers)
    return queue.prob_wait, queue.mean_wait, theory.mmc_wait_tail(rate, minutes, servers, time)


def test_one_class_is_erlang_c_however_its_servers_are_grouped() -> None:
    exact = erlang(0.5, 7.0, 5, 4.0)
    assert fcfs_alis([0.5], [SkillGroup(A, 5, 7.0)], 4.0)[0] == pytest.approx(exact, rel=1e-10)
    split = [SkillGroup(A, 2, 7.0), SkillGroup(A, 3, 7.0), SkillGroup(frozenset(), 4, 1.0), SkillGroup(A, 0, 1.0)]
    assert fcfs_alis([0.5], split, 4.0)[0] == pytest.approx(exact, rel=1e-10)


def test_without_generalists_each_class_is_by_itself_and_with_none_else_all_are_one() -> None:
    apart = fcfs_alis([0.3, 0.2], groups(3, 2, 0), [5.0, 9.0])
    assert apart[0] == pytest.approx(erlang(0.3, 8.0, 3, 5.0), rel=1e-10)
    assert apart[1] == pytest.approx(erlang(0.2, 8.0, 2, 9.0), rel=1e-10)
    for found in fcfs_alis([0.3, 0.2], groups(0, 0, 5), 5.0):
        assert found == pytest.approx(erlang(0.5, 8.0, 5, 5.0), rel=1e-10)


def test_the_mean_is_the_area_below_the_tail() -> None:
    staff, rates = groups(2, 1, 2, minutes=(8.0, 6.0, 9.0)), [0.25, 0.2]
    times = np.linspace(0.0, 300.0, 1201)
    tails = np.array([[wait.tail for wait in fcfs_alis(rates, staff, time)] for time in times])
    areas = np.trapezoid(tails, times, axis=0)
    exact = fcfs_alis(rates, staff, 0.0)
    assert [wait.mean_wait for wait in exact] == pytest.approx(areas, rel=2e-4)
    assert [wait.tail for wait in exact] == pytest.approx([wait.prob_wait for wait in exact], rel=1e-12)


# A Markov chain that knows no product form ------------------------------------------------------------------

State = tuple[tuple[int, ...], tuple[int, ...]]
"""Servers idle, the longest first; and the classes of those who wait, the first to come first."""


def moves(
    state: State, rates: Sequence[float], servers: Sequence[SkillGroup], most: int
) -> Iterator[tuple[State, float]]:
    idle, waiting = state
    for c, rate in enumerate(rates):
        able = [s for s in idle if c in servers[s].classes]
        if able:
            yield (tuple(s for s in idle if s != able[0]), waiting), rate
        elif len(waiting) < most:
            yield (idle, (*waiting, c)), rate
    for s in set(range(len(servers))) - set(idle):
        place = next((i for i, c in enumerate(waiting) if c in servers[s].classes), None)
        after = ((*idle, s), waiting) if place is None else (idle, (*waiting[:place], *waiting[place + 1 :]))
        yield after, 1.0 / servers[s].mean_service


def chain(rates: Sequence[float], servers: Sequence[SkillGroup], most: int) -> list[tuple[float, float]]:
    """P(wait) and mean wait of each class, with at most so many waiting."""
    number = {(tuple(range(len(servers))), ()): 0}
    todo, arcs = list(number), []
    while todo:
        state = todo.pop()
        for after, rate in moves(state, rates, servers, most):
            if after not in number:
                number[after] = len(number)
                todo.append(after)
            arcs.append((number[state], number[after], rate))
    flow: NDArray[np.float64] = np.zeros((len(number), len(number)))
    for a, b, rate in arcs:
        flow[b, a] += rate
        flow[a, a] -= rate
    flow[0] = 1.0
    law = np.linalg.solve(flow, np.eye(len(number))[0])
    found = []
    for c, rate in enumerate(rates):
        blocked = sum(law[n] for (idle, _), n in number.items() if not any(c in servers[s].classes for s in idle))
        queue = sum(law[n] * waiting.count(c) for (_, waiting), n in number.items())
        found.append((blocked, queue / rate))
    return found


def test_servers_of_different_pace_against_a_chain() -> None:
    staff = [SkillGroup(A, 1, 5.0), SkillGroup(B, 1, 8.0), SkillGroup(BOTH, 2, 6.5)]
    alone = [SkillGroup(g.classes, 1, g.mean_service) for g in staff for _ in range(g.servers)]
    rates = [0.1, 0.08]
    for found, exact in zip(fcfs_alis(rates, staff, 1.0), chain(rates, alone, 8), strict=True):
        assert found[:2] == pytest.approx(exact, rel=2e-4)


# Bounds and refusals ---------------------------------------------------------------------------------------


def test_no_set_of_classes_is_late_less_often_together_than_its_pool() -> None:
    """P(some class late) bounds the pool that the search for a mix rests on; random halls of three classes."""
    rng = np.random.default_rng(5)
    tried = 0
    while tried < 60:
        sets = list(sets_of(range(3)))
        staff = [SkillGroup(s, int(rng.integers(0, 3)), float(rng.uniform(4.0, 9.0))) for s in sets]
        rates = rng.uniform(0.05, 0.35, 3).tolist()
        if not stable(rates, staff):
            continue
        tried += 1
        time = float(rng.uniform(0.0, 20.0))
        waits = fcfs_alis(rates, staff, time)
        for chosen in sets:
            pool = [1.0 / g.mean_service for g in staff if g.classes & chosen for _ in range(g.servers)]
            late = pool_late(sum(rates[c] for c in chosen), pool, time)
            assert late <= sum(waits[c].tail for c in chosen) + 1e-12


def test_a_pool_of_one_pace_is_erlang_c_and_one_of_two_lies_between() -> None:
    assert pool_late(0.5, [1 / 7.0] * 5, 4.0) == pytest.approx(theory.mmc_wait_tail(0.5, 7.0, 5, 4.0), rel=1e-12)
    slow, mixed, fast = (pool_late(0.5, rates, 4.0) for rates in ([0.14] * 5, [0.14] * 2 + [0.16] * 3, [0.16] * 5))
    assert slow > mixed > fast
    assert pool_late(0.5, [0.1] * 5, 4.0) == pool_late(0.5, [], 4.0) == 1.0
    assert pool_late(0.0, [], 4.0) == 0.0


def test_sets_are_all_but_the_empty_one() -> None:
    assert set(sets_of(range(3))) == {
        frozenset(c for c in range(3) if chosen[c]) for chosen in product((False, True), repeat=3) if any(chosen)
    }


@pytest.mark.parametrize(
    ("rates", "staff", "times", "told"),
    [
        ([0.3, 0.2], groups(2, 2, 0), 5.0, "unstable"),
        ([0.3, 0.2], groups(4, 0, 0), 5.0, "unstable"),
        ([0.3, 0.0], groups(4, 1, 0), 5.0, "arrival_rate_1"),
        ([0.3, 0.2], groups(4, 4, 0), [5.0], "unequal length"),
        ([0.3, 0.2], groups(4, 4, 0), -1.0, "time_0"),
        ([0.3], groups(4, 4, 0), 5.0, "no class 1"),
        ([0.3, 0.2], groups(4, 4, 1, minutes=(8.0, 8.0, math.nan)), 5.0, "mean_service_2"),
        ([0.3, 0.2], groups(200, 200, 200), 5.0, "too large"),
    ],
)
def test_refusals(rates: list[float], staff: list[SkillGroup], times: float | list[float], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        fcfs_alis(rates, staff, times)
