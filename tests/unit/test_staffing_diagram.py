"""Relaxed decision diagrams: never above the least by trial of all windows, and there with places enough."""

import math
from itertools import product

import numpy as np
import pytest

from sim.spec.distributions import Lognormal
from sim.staffing import diagramplay
from sim.staffing.certificate import bounded_by_days
from sim.staffing.cuts import alone
from sim.staffing.diagram import Diagram
from sim.staffing.drawnpool import Pool
from sim.staffing.exact import ExactPool
from sim.staffing.interrupts import TimeUp
from sim.staffing.linewise import bounded
from sim.staffing.poolplay import IDLE
from sim.staffing.pricing import bounded_by_prices, prices
from sim.staffing.problem import Limit, Menu, Service, ShiftType
from sim.staffing.solver import Search, solve

LAW = Lognormal(kind="lognormal", mean=10.0, cv=1.0)
PRICES = (0.4, 0.55, 0.35, 0.5)
LEVELS = [
    Service(15.0, 0.1),
    Service(0.0, 0.3),
    Service(40.0, 0.05),
    Service(15.0, 0.1, within="day"),
    Service(5.0, 0.2, mean=2.0),
    Service(20.0, 0.2, mean=3.0, within="day"),
]


def forever():
    return math.inf


def pool(level, seed=3, rates=(9.0, 15.0, 6.0, 12.0), z=1.5):
    return Pool(rates, LAW, 10.0, level, "hold", 30.0, 0.2, None, seed, 0).on(40, 0, z)


def least_worth(oracle, most):
    found = math.inf
    for windows in product(range(most + 1), repeat=len(PRICES)):
        worth = float(np.dot(PRICES, windows))
        if worth < found and all(oracle.excess(windows, n) <= 0.0 for n in range(len(oracle.conditions))):
            found = worth
    return found


@pytest.mark.parametrize("level", LEVELS)
def test_diagrams_are_never_above_the_least_and_there_with_places_enough(level):
    oracle = pool(level)
    truth = least_worth(oracle, 6)
    every = [range(7)] * 4
    diagram = Diagram(oracle, PRICES, (0,) * 4, (6,) * 4, forever)
    for width, levels in ((1, [(0, 3)] * 4), (3, [(0, 2, 3, 5)] * 4), (8, every)):
        assert diagram.draw(width, 20.0, levels) <= truth + 1e-9
    assert Diagram(oracle, PRICES, (0,) * 4, (6,) * 4, forever).draw(2401, 20.0, every) == pytest.approx(truth)


def test_nothing_is_left_where_nothing_costs_so_little():
    oracle = pool(LEVELS[0])
    truth = least_worth(oracle, 6)
    diagram = Diagram(oracle, PRICES, (0,) * 4, (6,) * 4, forever)
    assert diagram.draw(2401, truth - 0.01, [range(7)] * 4) == truth - 0.01


def test_a_diagram_ends_when_time_is_up():
    diagram = Diagram(pool(LEVELS[0]), PRICES, (0,) * 4, (6,) * 4, lambda: 0.0)
    with pytest.raises(TimeUp):
        diagram.draw(5, 20.0, [range(7)] * 4)


def test_where_two_places_meet_nobody_is_called_later():
    oracle = pool(LEVELS[0])
    days, most = oracle.days, 6
    diagram = Diagram(oracle, PRICES, (0,) * 4, (most,) * 4, forever)
    rng = np.random.default_rng(5)
    for _ in range(40):
        paths = rng.integers(1, most + 1, size=(2, 2))
        ends = []
        for path in paths:
            sums = np.zeros((1, diagram._back, len(days)))
            place = diagram._start()
            assert place.sums.shape == sums.shape
            for period, windows in enumerate(path.tolist()):
                place, _ = diagram._carried(place, period, windows)
            ends.append(place)
        one, other = ends
        called = np.maximum(one.called, other.called)
        later = int(rng.integers(1, most + 1))
        apart = [diagram._carried(place, 2, later)[0] for place in ends]
        diagram._meet(1, one, other)
        assert (one.called == called).all()
        both, _ = diagram._carried(one, 2, later)
        for single in apart:
            assert (both.called >= single.called).all()
            left = [np.sort(place.rows)[:, ::-1] for place in (both, single)]
            same = both.called == single.called
            assert (left[0] <= left[1])[same].all()
            assert (both.sums.sum(axis=1) <= _at_least(diagram, single, 2).sum(axis=1) + 1e-9)[:, same].all()


def _at_least(diagram, place, period):
    found, days = np.empty_like(place.sums), diagram.days
    now = float(days.edges[period + 1])
    diagramplay.at_least(
        days.cells, days.arrive, period, now, diagram._limits, diagram._caps, place.called, place.sums, found
    )
    return found


def menu(**limits):
    covers = {"a": "1100", "b": "0110", "c": "0011", "d": "1111", "e": "1011"}
    costs = {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.8, "e": 1.5}
    shifts = tuple(ShiftType(name, tuple(c == "1" for c in of), costs[name]) for name, of in covers.items())
    return Menu(shifts, 4, **limits)


@pytest.mark.parametrize("limits", [
    {},
    {"floor": (1, 4, 1, 1)},
    {"most": {"d": 1, "e": 1}, "ceiling": (9, 9, 5, 9)},
    {"limits": (Limit("as many", {"a": 1, "c": -1}, 0, 0), Limit("few", {"d": 1}, None, 1))},
])  # fmt: skip
def test_plans_cost_no_less_than_prices_say(limits):
    oracle, asked = pool(LEVELS[0]), menu(**limits)
    truth = solve(asked, oracle)
    assert truth.status == "optimal"
    lines, near = bounded(asked, oracle, LEVELS[0], forever)
    assert lines is not None
    found = prices(lines)
    assert found is not None
    assert found.windows @ np.array(truth.windows) + found.rest <= truth.cost + 1e-9
    floor = limits.get("floor", (0,) * 4)
    least = list(floor)
    for cell, windows in alone(oracle, lines.top, floor):
        least[cell] = windows
    bound = bounded_by_prices(lines, near.tolist(), oracle, least, 0.0, 2.0 * truth.cost, forever)
    assert 0.6 * truth.cost < bound <= truth.cost + 1e-9


def test_days_bound_an_exact_pool_from_below():
    level, rates = Service(15.0, 0.1), (24.0, 36.0, 18.0, 30.0)
    asked, oracle = menu(), ExactPool(rates, 10.0, level)
    alike = Pool(rates, LAW.model_copy(update={"cv": 1.0}), 10.0, level, "hold", 30.0, 0.0, None, 1, 0)
    search = Search(asked, oracle)
    truth = search.run()
    lines, near = bounded(asked, oracle, level, forever)
    search.lower = 0.0
    found = bounded_by_days(alike, search, lines, near.tolist(), (0.95, 200, 1000), forever)
    assert found.days == 200
    assert 0.8 * truth.cost < found.lower <= truth.cost


def test_an_empty_place_has_nobody_under_way():
    diagram = Diagram(pool(LEVELS[0]), PRICES, (0,) * 4, (6,) * 4, forever)
    place = diagram._start()
    assert (place.rows == IDLE).all()
    assert place.cost == 0.0
