"""Lines through what one window more changes: bounds, plans, and lines that do not hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pools import cheapest, keeps, stretch
from sim.spec.distributions import Exponential, Lognormal
from sim.staffing.days import drawn
from sim.staffing.exact import ExactPool
from sim.staffing.linewise import bounded, plans, within
from sim.staffing.problem import Condition, Limit, Menu, Service, ShiftType
from sim.staffing.sampled import SampledPool
from sim.staffing.solver import solve
from sim.staffing.tangents import Tangents

pytest.importorskip("scipy")

RATES = (10.0, 22.0, 16.0, 8.0)
LAW = Lognormal(kind="lognormal", mean=9.0, cv=1.0)
PATIENCE = Exponential(kind="exponential", mean=30.0)


def menu(limits: tuple[Limit, ...] = (), ceiling: tuple[int, ...] = ()) -> Menu:
    shifts = [stretch(f"{start}+{length}", 4, start, length, 0.5) for length in (2, 3) for start in range(5 - length)]
    return Menu(tuple(shifts), 4, ceiling=ceiling, limits=limits)


class Straight:
    """An oracle whose conditions are straight, or bent the wrong way, in the windows."""

    monotone, enough, evaluations = "proven", (9, 9), 0
    conditions = (Condition("late 0", "late", 0), Condition("late 1", "late", 1))
    slopes = np.array([[0.05, 0.01], [0.02, 0.06]])

    def __init__(self, power: float = 1.0) -> None:
        self.power = power

    def excess(self, windows, condition):
        return float(self.excesses(windows)[condition])

    def excesses(self, windows):
        need = self.slopes @ np.array([4.0, 4.0])
        share = np.maximum(self.slopes @ np.asarray(windows, dtype=float) / need, 0.0)
        return 0.2 * (1.0 - share**self.power)

    def starts(self):
        return {"sipp": (3, 3)}


@pytest.mark.parametrize("rule", ["hold", "random", "busy_first", "idle_first"])
@pytest.mark.parametrize("level", [Service(), Service(within="day", mean=4.0)])
@pytest.mark.parametrize("z", [0.0, 2.0, -1.0])
def test_all_conditions_at_once_are_as_one_by_one(rule, level, z):
    days = drawn(RATES, LAW, 30, day_cv=0.2, patience=PATIENCE, closing=9)
    at_once, each = (SampledPool(days, level, rule, z) for _ in range(2))
    for windows in ([3, 5, 4, 3], [3, 6, 4, 3], [3, 6, 4, 2], [1, 5, 0, 2], [9, 9, 9, 9]):
        found = at_once.excesses(windows)
        assert found.tolist() == pytest.approx([each.excess(windows, one) for one in range(len(each.conditions))])


def test_who_is_never_called_is_late():
    days = drawn(RATES, LAW, 30)
    pool = SampledPool(days, Service(mean=5.0))
    found = pool.excesses([2, 2, 2, 0])
    assert found.tolist() == pytest.approx([pool.excess([2, 2, 2, 0], one) for one in range(len(pool.conditions))])


@pytest.mark.parametrize("oracle", [
    lambda: ExactPool(RATES, 9.0, Service()),
    lambda: ExactPool(RATES, 9.0, Service(within="day", late=0.05)),
    lambda: SampledPool(drawn(RATES, LAW, 200, day_cv=0.2), Service()),
    lambda: SampledPool(drawn(RATES, LAW, 200, day_cv=0.2), Service(), z=2.0),
    lambda: SampledPool(drawn(RATES, LAW, 200, day_cv=0.2, patience=PATIENCE), Service(mean=4.0)),
])  # fmt: skip
def test_against_all_plans(oracle):
    """Bound, cheapest plan by brute force, plan along lines: in this order, and near to each other."""
    asked = oracle()
    cost, _ = cheapest(menu(), oracle(), 4)
    level = asked._pool.service if hasattr(asked, "_pool") else asked.service
    lines, near = bounded(menu(), asked, level, within(None))
    convex = lines.convex(5.0)
    found = list(plans(menu(), asked, level, near.tolist(), within(None)))
    assert found
    assert all(keeps(oracle(), menu().windows(plan)) for plan in found)
    costs = [menu().cost(plan) for plan in found]
    assert costs == sorted(set(costs), reverse=True)
    assert cost - 1.5 <= convex.lower <= cost + 1e-6 <= costs[-1] + 2e-6 <= cost + 1.5
    assert convex.held > 0


def test_limits_and_ceilings_are_kept():
    few = Limit("few long", {"0+3": 1, "1+3": 1}, high=1)
    limited = menu((few,), (9, 6, 9, 9))
    oracle = ExactPool(RATES, 9.0, Service())
    lines, near = bounded(limited, oracle, Service(), within(None))
    free, _ = bounded(menu(), oracle, Service(), within(None))
    *_, plan = plans(limited, oracle, Service(), near.tolist(), within(None))
    assert limited.allows(plan)
    assert free.convex(5.0).lower <= lines.convex(5.0).lower <= limited.cost(plan)
    assert bounded(menu(ceiling=(1, 1, 1, 1)), oracle, Service(), within(None))[0] is None


def test_more_windows_than_are_of_use_may_be_asked_for_by_a_limit():
    shifts = (ShiftType("a", (True, False), 1.0), ShiftType("b", (False, True), 1.0))
    asked = Menu(shifts, 2, limits=(Limit("ten a for each b", {"a": 1, "b": -10}, low=0),))
    oracle = ExactPool((6.0, 6.0), 10.0, Service(late=0.05))
    known = solve(asked, ExactPool((6.0, 6.0), 10.0, Service(late=0.05)))
    assert known.windows[0] > oracle.enough[0]
    lines, near = bounded(asked, oracle, Service(late=0.05), within(None))
    *_, plan = plans(asked, oracle, Service(late=0.05), near.tolist(), within(None))
    assert lines.convex(5.0).lower <= known.cost == asked.cost(plan)


def test_straight_conditions_are_found_at_once():
    asked = Menu.free(2, 1.0)
    lines, _ = bounded(asked, Straight(), Service(), within(None))
    convex = lines.convex(5.0)
    assert convex.lower == pytest.approx(8.0, abs=1e-3)
    assert convex.broken == 0
    *_, plan = plans(asked, Straight(), Service(), (3, 3), within(None))
    assert plan == (4, 4)


def test_lines_that_do_not_hold_are_left_out():
    """Where a window changes more the more there are, the lines at few windows are above the condition at many."""
    bent = Straight(3.0)
    tangents = Tangents(Menu.free(2, 1.0), bent, Service())
    tangents.draw((2, 2))
    lines = len(tangents.cuts)
    assert lines == 2
    before, _ = tangents.programme.solve(tangents.cuts, False, 5.0)
    assert before > 8.0
    tangents.keep(np.array([4, 4]))
    assert (len(tangents.cuts), tangents.broken) == (0, lines)
    tangents.draw((2, 2))
    assert tangents.cuts == []


def test_no_time_is_no_bound():
    lines, _ = bounded(menu(), ExactPool(RATES, 9.0, Service()), Service(), within(0.0))
    assert lines.convex(5.0).lower == 0.0
    assert list(plans(menu(), ExactPool(RATES, 9.0, Service()), Service(), (1, 1, 1, 1), within(0.0))) == []


def test_time_goes_by():
    left = within(100.0)
    assert 99.0 < left() <= 100.0
    assert within(None)() == math.inf
