"""The parts of sizing: the fewest clerks by curves, what Erlang C asks, intervals for several statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.inference.intervals import Interval, interval
from sim.spec import Goal
from sim.staffing.size_curves import Curves, Miss, fewest
from sim.staffing.size_erlang import servers
from sim.staffing.size_look import Sight, Task
from sim.staffing.size_plays import Plays, Work, sure
from sim.study.plays import Seen
from sim.tape import Floats
from sim.theory.erlang import mmc


def misses(scale: Floats, fall: Floats, limit: float) -> Miss:
    """Late tickets of three pools that fall geometrically with their clerks, over a limit on all together."""
    return lambda halls: np.maximum(fall ** np.array(halls) @ scale - limit, 0.0)


@pytest.mark.parametrize("seed", range(12))
def test_the_fewest_clerks_are_those_of_all_numbers_of_clerks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    miss = misses(rng.uniform(1.0, 20.0, 3), rng.uniform(0.3, 0.8, 3), rng.uniform(0.5, 3.0))
    cost = rng.uniform(1.0, 2.0, 3)
    found = fewest((1, 1, 1), (14, 14, 14), cost, miss)
    numbers = list(product(range(1, 15), repeat=3))
    every = [totals for totals, over in zip(numbers, miss(numbers), strict=True) if over == 0.0]
    assert found is not None
    assert sum(found) == min(map(sum, every))
    cheapest = min(float(cost @ np.array(totals)) for totals in every if sum(totals) == sum(found))
    assert float(cost @ np.array(found)) == pytest.approx(cheapest)


def test_no_number_of_clerks_is_told_where_the_highest_misses() -> None:
    assert fewest((0,), (3,), (1.0,), lambda halls: np.ones(len(halls))) is None


def sight(above: float, below: float) -> Sight:
    return Sight(np.array([[[above, below]]]), np.array([np.nan]), *(np.empty(0),) * 4)


class Players:
    """Workers to whom every play is a minute, and the reference engine's ten."""

    def play(self, tasks: Iterable[Task]) -> Iterator[Seen[Sight]]:
        for task in tasks:
            checking = 600.0 if task.held else 0.0
            yield Seen(task, task.replication, 100, 60.0, task.held, sight(1.0, 1.0), checking)


def test_the_engines_are_held_together_once_and_then_for_a_tenth_of_the_time() -> None:
    work = Work(Players(), lambda step: None, 1, 1)
    tasks = [Task("hall", (3,), replication) for replication in range(20)]
    assert not any(seen.checked for seen in work.play(tasks, hold=False))
    held = [[seen.replication for seen in work.play(tasks) if seen.checked] for _ in range(12)]
    # Ten minutes are due at once, and again when those and as many more are a tenth: after 200 plays.
    assert held == [[0], *[[]] * 8, [0], *[[]] * 2]
    assert work.checked == 2


def test_a_curve_goes_through_what_was_seen_and_falls_geometrically_between() -> None:
    curves = Curves(1)
    curves.learn((4,), [sight(6.0, 10.0), sight(10.0, 10.0)])
    curves.learn((6,), [sight(2.0, 10.0)])
    assert curves.values((4,))[0] == pytest.approx(0.8)
    assert curves.values((5,))[0] == pytest.approx(0.4)
    assert curves.values((6,))[0] == pytest.approx(0.2)
    assert curves.values((9,))[0] == pytest.approx(0.2)
    assert curves.values((3,))[0] == pytest.approx(0.8)
    assert curves.values((3,), further=True)[0] == pytest.approx(1.6)


@pytest.mark.parametrize(
    ("an_hour", "minutes", "limit", "share", "least"),
    # shared oracle erlangc_staffing.csv, exact (Erlang 1917)
    [(6, 4, 5, 0.10, 2), (15, 8, 10, 0.20, 3), (40, 8, 10, 0.20, 7), (120, 4, 20, 0.05, 9), (360, 8, 5, 0.10, 51)],
)
def test_windows_by_erlang_c_are_those_of_the_oracle(
    an_hour: float, minutes: float, limit: float, share: float, least: int
) -> None:
    goals = {f"share_wait_over_{limit:g}": Goal(at_most=share)}
    assert servers(an_hour / 60.0, minutes, goals) == least


def test_a_goal_of_the_mean_wait_is_kept_by_the_least_number_of_windows() -> None:
    number = servers(0.5, 8.0, {"mean_wait": Goal(at_most=1.0)})
    assert mmc(0.5, 8.0, number).mean_wait <= 1.0 < mmc(0.5, 8.0, number - 1).mean_wait


def test_nobody_comes_and_no_window_is_asked() -> None:
    assert servers(0.0, 8.0, {"mean_wait": Goal(at_most=1.0)}) == 0


def test_control_variates_are_used_where_there_are_replications_enough() -> None:
    rng = np.random.default_rng(3)
    came = rng.normal([100.0, 800.0], [10.0, 90.0], (40, 2))
    values = 0.05 * came[:, 0] + rng.normal(0.0, 0.05, 40)
    found = sure(values, came, np.array([100.0, 800.0]), 1.0)
    plain = interval(values)
    assert found.low < 5.0 < found.high
    assert found.high - found.low < 0.3 * (plain.high - plain.low)
    few = sure(values[:10], came[:10], np.array([100.0, 800.0]), 1.0)
    assert (few.low, few.high) == pytest.approx((interval(values[:10]).low, interval(values[:10]).high))


def test_intervals_of_several_statements_are_as_bonferroni_has_them() -> None:
    values = np.random.default_rng(4).normal(3.0, 1.0, 12)
    found, several = sure(values, np.ones((12, 2)), np.ones(2), 6.0), interval(values, 6)
    assert (found.low, found.high) == pytest.approx((several.low, several.high))


def test_a_share_never_seen_has_the_bound_of_days_and_no_interval_of_waits_goes_below_0() -> None:
    days = SimpleNamespace(measured=range(5), is_open=lambda day: day > 0)
    lasting, ending = (
        SimpleNamespace(team=SimpleNamespace(spec=SimpleNamespace(calendar=days, demand=demand)))
        for patience in (None, "some")
        for demand in (SimpleNamespace(patience=patience, balking_limit=None),)
    )

    def within(hall: Any, name: str, values: list[float], found: Interval) -> tuple[float, float, float]:
        told = Plays._within(hall, name, np.array(values), found)
        return told.mean, told.low, told.high

    none = Interval(0.0, 0.0, 0.0, 10)
    high = within(lasting, "share_wait_over_30", [0.0] * 10, none)[2]
    assert (1.0 - high) ** 40 == pytest.approx(0.05)
    assert high < 3.0 / 40
    assert within(lasting, "abandonment", [0.0] * 10, none) == (0.0, 0.0, 0.0)
    assert within(ending, "abandonment", [0.0] * 10, none) == (0.0, 0.0, high)
    assert within(lasting, "mean_wait", [0.0] * 10, none) == (0.0, 0.0, 0.0)
    assert within(lasting, "mean_wait", [0.0, 1.0], Interval(-0.1, -0.4, 0.2, 2)) == (0.0, 0.0, 0.2)
    assert within(lasting, "cost", [-1.0, 1.0], Interval(-0.1, -0.4, 0.2, 2)) == (-0.1, -0.4, 0.2)
