"""Plans for several kinds of days, and cost against wait: against all plans of small pools, one by one."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import pytest

from sim.staffing.exact import ExactPool
from sim.staffing.problem import Menu, Oracle, Service, ShiftType
from sim.staffing.robust import Fewer, Together
from sim.staffing.solver import solve
from sim.staffing.tradeoff import knee, tradeoff

RATES = (12.0, 24.0, 18.0, 6.0)
SHIFTS = (
    ShiftType("early", (True, True, False, False), 1.0),
    ShiftType("late", (False, False, True, True), 1.0),
    ShiftType("long", (True, True, True, True), 1.7),
    ShiftType("peak", (False, True, False, False), 0.6),
)
MENU = Menu(SHIFTS, 4)
MOST = 7


def pool(late: float = 0.1, scale: float = 1.0) -> ExactPool:
    return ExactPool([scale * rate for rate in RATES], 8.0, Service(10.0, late))


def cheapest(keeps: Callable[[tuple[int, ...]], bool]) -> float:
    """The least cost of all plans with fewer than MOST clerks on each shift."""
    plans = sorted(product(range(MOST), repeat=len(SHIFTS)), key=MENU.cost)
    return next(MENU.cost(plan) for plan in plans if keeps(MENU.windows(plan)))


def kept(oracle: Oracle, windows: tuple[int, ...]) -> bool:
    return all(oracle.excess(windows, number) <= 0.0 for number in range(len(oracle.conditions)))


def test_a_clerk_ill_is_a_window_fewer_everywhere() -> None:
    of, ill = pool(), Fewer(pool(), 1)
    for windows in ((3, 5, 4, 2), (2, 4, 4, 1), (1, 0, 3, 2)):
        fewer = tuple(max(0, count - 1) for count in windows)
        assert [ill.excess(windows, n) for n in range(4)] == [of.excess(fewer, n) for n in range(4)]
    assert ill.starts()["sipp"] == tuple(count + 1 for count in of.starts()["sipp"])


@pytest.mark.parametrize("days", [("busy",), ("usual", "busy"), ("usual", "ill"), ("usual", "busy", "ill")])
def test_the_cheapest_plan_for_several_days_is_that_of_all_plans_tried(days: tuple[str, ...]) -> None:
    known: dict[str, Oracle] = {"usual": pool(), "busy": pool(scale=1.2), "ill": Fewer(pool(), 1)}
    together = Together({name: known[name] for name in days})
    found = solve(MENU, together)
    assert found.status == "optimal"
    assert found.windows is not None
    assert all(kept(known[name], found.windows) for name in days)
    assert found.cost == pytest.approx(cheapest(lambda windows: kept(together, windows)))


def test_a_robust_plan_costs_no_less_than_that_of_any_of_its_days() -> None:
    alone = [solve(MENU, one).cost for one in (pool(), pool(scale=1.2), Fewer(pool(), 1))]
    together = solve(MENU, Together({"a": pool(), "b": pool(scale=1.2), "c": Fewer(pool(), 1)})).cost
    assert together >= max(alone) > min(alone)


def test_days_with_other_cells_cannot_be_put_together() -> None:
    with pytest.raises(ValueError, match="same cells"):
        Together({"a": pool(), "b": ExactPool(RATES[:2], 8.0, Service())})
    with pytest.raises(ValueError, match="there must be one"):
        Together({})


def test_each_point_of_the_curve_is_the_cheapest_of_all_plans() -> None:
    levels = [0.02, 0.05, 0.1, 0.2, 0.4]
    points = tradeoff(MENU, pool, levels)
    assert [point.level for point in points] == levels
    for point in points:
        assert point.cost == pytest.approx(cheapest(lambda windows, late=point.level: kept(pool(late), windows)))
        assert point.solution.bounds.gap == pytest.approx(0.0, abs=1e-9)
    costs = [point.cost for point in points]
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) > 2


def test_a_curve_needs_levels() -> None:
    with pytest.raises(ValueError, match="no levels"):
        tradeoff(MENU, pool, [])


def test_the_knee_is_where_the_curve_bends_most() -> None:
    assert knee({1.0: 100.0, 2.0: 60.0, 3.0: 50.0, 4.0: 45.0, 9.0: 40.0}) == 3.0
    assert knee([(0.0, 10.0), (1.0, 1.0), (10.0, 0.0)]) == 1.0


@pytest.mark.parametrize(
    "points",
    [
        {},
        {1.0: 5.0, 2.0: 3.0},
        {1.0: 3.0, 2.0: 2.0, 3.0: 1.0},
        {1.0: 3.0, 2.0: 2.9, 3.0: 1.0},
        {1.0: 3.0, 2.0: 3.0, 3.0: 3.0},
        {1.0: math.inf, 2.0: 5.0, 3.0: 3.0},
    ],
)
def test_a_line_or_a_hill_has_no_knee(points: dict[float, float]) -> None:
    assert knee(points) is None
