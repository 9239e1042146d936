"""The cheapest plan by cuts, against brute force and certified rosters."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from pools import H1, OFFICE, boxes, cheapest, civicq, keeps, stretch, swinging, with_lunch
from sim.errors import InputError
from sim.spec.distributions import Lognormal
from sim.staffing.cuts import alone, neighbours, strengthened
from sim.staffing.days import drawn
from sim.staffing.exact import ExactPool
from sim.staffing.master import cover
from sim.staffing.mending import lowered, raised
from sim.staffing.problem import Limit, Menu, Service, ShiftType
from sim.staffing.sampled import SampledPool
from sim.staffing.solver import solve

pytest.importorskip("ortools")

RATES, TOP = (10.0, 22.0, 16.0, 8.0), (3, 6, 5, 3)
LOGNORMAL = Lognormal(kind="lognormal", mean=9.0, cv=1.0)


def small_menu(ceiling: tuple[int, ...] = ()) -> Menu:
    shifts = [stretch(f"{start}+{length}", 4, start, length, 0.5) for length in (2, 3) for start in range(5 - length)]
    return Menu((*shifts, stretch("broken", 4, 0, 4, 0.5, (1,))), 4, ceiling=ceiling)


def exact(level: Service | None = None, rule="hold") -> ExactPool:
    return ExactPool(RATES, 9.0, level or Service(), rule)


def sampled(days: int = 40, z: float = 0.0) -> SampledPool:
    return SampledPool(drawn(RATES, LOGNORMAL, days, day_cv=0.2), Service(), z=z)


ORACLES = {
    "exact": exact,
    "finish": lambda: exact(rule="random"),
    "day": lambda: exact(Service(within="day", late=0.05)),
    "mean": lambda: exact(Service(within="day", mean=2.0)),
    "days": sampled,
    "relaxed": lambda: sampled(z=2.0),
}


@pytest.mark.parametrize("name", ORACLES)
def test_brute_force(name):
    oracle, menu = ORACLES[name](), small_menu()
    cost, plans = cheapest(menu, ORACLES[name](), 4)
    found = solve(menu, oracle, ties=1000)
    assert found.status == "optimal"
    assert found.cost == found.bounds.lower == cost
    assert found.windows == menu.windows(found.counts)
    assert found.all_ties
    # brute force looks at 4 clerks a shift; cheaper by the bound, none has more
    assert {found.counts, *found.ties} == plans


@pytest.mark.parametrize("name", ["exact", "day", "days", "relaxed"])
def test_no_cut_cuts_off_a_plan_that_keeps_its_condition(name):
    oracle = ORACLES[name]()
    guide = sampled(20) if name in ("days", "relaxed") else None
    kept = {
        number: [windows for windows in boxes(TOP) if oracle.excess(windows, number) <= 0.0]
        for number in range(len(oracle.conditions))
    }
    assert all(kept.values())
    rng = np.random.default_rng(8)
    seen = 0
    for _ in range(40):
        windows = [int(rng.integers(most + 1)) for most in TOP]
        number = int(rng.integers(len(oracle.conditions)))
        if oracle.excess(windows, number) <= 0.0:
            continue
        for helper in (None, guide):
            cut = strengthened(oracle, windows, number, TOP, helper)
            assert all(windows[cell] < least for cell, least in cut.items())
            assert all(any(plan[cell] >= least for cell, least in cut.items()) for plan in kept[number])
            seen += 1
    assert seen > 20
    all_kept = [plan for plan in boxes(TOP) if keeps(oracle, plan)]
    first = [{cell: least} for cell, least in alone(oracle, TOP, (0,) * 4, guide)]
    for cut in (*first, *neighbours(oracle, TOP, (0,) * 4, guide)):
        assert all(any(plan[cell] >= least for cell, least in cut.items()) for plan in all_kept)


@pytest.mark.parametrize(("rule", "windows", "late"), [
    ("hold", (4, 4, 4, 4, 5, 4, 4, 5, 3, 2, 4, 5, 4, 4, 4, 4), 0.076983),
    ("random", (4, 4, 4, 4, 5, 5, 5, 2, 2, 4, 4, 5, 4, 4, 4, 4), 0.093934),
])  # fmt: skip
def test_certified_rosters_with_lunch(rule, windows, late):
    """`certified_halfhour_shifts_with_breaks.csv`: H1, 8 min; 32 paid hours, and its plan among the ties."""
    oracle = ExactPool(H1, 8.0, Service(), rule)
    found = solve(with_lunch(), oracle)
    assert (found.status, found.cost, found.bounds.lower) == ("optimal", 32.0, 32.0)
    assert max(oracle.excess(windows, number) for number in range(16)) + 0.1 == pytest.approx(late, abs=1e-6)
    assert keeps(ExactPool(H1, 8.0, Service(), rule), found.windows)


CIVICQ = [
    ("office", "standard", "hold", 24.0),
    ("office", "hourly", "hold", 21.0),
    ("R2_S8_A0.6", "flexible", "hold", 30.0),
    ("R2_S32_A0.6", "flexible", "hold", 38.0),
    ("R2_S32_A0.6", "hourly", "random", 30.0),
    ("R2_S16_A0.6", "hourly", "random", 27.0),
]


@pytest.mark.parametrize(("setting", "menu", "rule", "cost"), CIVICQ)
def test_settings_of_civicq(setting, menu, rule, cost):
    """Some of `certified_schedules_civicq_settings.csv`; all of it is among the statistical tests."""
    rates, mean = list(OFFICE), 8.0
    if setting != "office":
        load, mean, swing = (float(part[1:]) for part in setting.split("_"))
        rates = swinging(load, mean, swing)
    found = solve(civicq(menu), ExactPool(rates, mean, Service(), rule, 60.0))
    assert (found.status, found.cost) == ("optimal", cost)


RULES = ("hold", "idle_first", "random", "busy_first")


def any_instance(seed: int) -> tuple[Menu, tuple[list[float], float, Service, str, float]]:
    """A small pool with shifts of any form, at costs that are mostly no whole numbers, and often a limit or two."""
    rng = np.random.default_rng(seed)
    cells, mean, period = int(rng.integers(1, 6)), float(rng.uniform(2.0, 25.0)), float(rng.choice([15.0, 30.0, 60.0]))
    rates = rng.uniform(0.0, 150.0 / mean, cells) * (rng.random(cells) > 0.15)
    rates[0] += 1.0
    shifts = [
        ShiftType(
            f"{number}", tuple((rng.random(cells) < 0.6).tolist()), float(rng.choice([2.0, rng.uniform(0.3, 4.0)]))
        )
        for number in range(int(rng.integers(1, 5)))
    ]
    given = {
        "ceiling": tuple(rng.integers(2, 7, cells).tolist()),
        "floor": tuple(rng.integers(0, 2, cells).tolist()),
        "most": {"0": int(rng.integers(0, 4))},
        "limits": (Limit("few", {"0": 1, shifts[-1].name: 2}, high=int(rng.integers(2, 9))),),
    }
    menu = Menu(tuple(shifts), cells, **{key: value for key, value in given.items() if rng.random() < 0.3})
    limit, late, within = (
        rng.choice([0.0, 5.0, 15.0, 45.0]),
        rng.choice([0.05, 0.1, 0.3, 0.8]),
        rng.choice(["period", "day"]),
    )
    mean_wait = 4.0 if within == "day" and rng.random() < 0.5 else None
    return menu, (rates.tolist(), mean, Service(limit, late, mean_wait, within), str(rng.choice(RULES)), period)


@pytest.mark.parametrize("seed", range(24))
def test_brute_force_on_any_pool(seed):
    menu, pool = any_instance(seed)
    found = solve(menu, ExactPool(*pool), seconds=30.0)
    cost, plans = cheapest(menu, ExactPool(*pool), 7)
    if found.counts is not None and max(found.counts) > 7:
        assert found.cost < cost
        return
    assert found.status == ("infeasible" if cost == float("inf") else "optimal")
    assert found.cost == pytest.approx(cost, rel=1e-12)
    if found.counts is not None:
        assert found.counts in plans
        assert found.bounds.lower == pytest.approx(cost, rel=1e-5)
        assert found.bounds.lower <= cost


def test_limits_of_a_menu():
    menu, oracle = small_menu(), exact()
    plain = solve(menu, oracle)
    name = next(iter(menu.named(plain.counts)))
    place = [shift.name for shift in menu.shifts].index(name)
    capped = dataclasses.replace(menu, most={name: plain.counts[place] - 1})
    assert solve(capped, oracle).counts[place] < plain.counts[place]
    floored = dataclasses.replace(menu, floor=(0, 0, 0, plain.windows[3] + 1))
    assert solve(floored, oracle).windows[3] > plain.windows[3]
    total = sum(plain.counts)
    staffed = dataclasses.replace(
        menu, limits=(Limit("heads", {shift.name: 1 for shift in menu.shifts}, low=total + 1),)
    )
    assert sum(solve(staffed, oracle).counts) > total


def test_a_hall_with_too_few_windows():
    found = solve(small_menu(ceiling=(2, 3, 3, 2)), exact())
    assert (found.status, found.counts, found.cost) == ("infeasible", None, float("inf"))


def test_a_gap_is_enough_and_told():
    heard = []
    found = solve(with_lunch(), ExactPool(H1, 8.0, Service()), gap=0.5, tell=heard.append)
    assert found.status in ("gap", "optimal")
    assert found.bounds.gap <= 0.5
    assert [bounds.lower for bounds in heard] == sorted(bounds.lower for bounds in heard)
    assert [bounds.upper for bounds in heard] == sorted((bounds.upper for bounds in heard), reverse=True)


def test_a_search_that_has_hardly_any_time_has_a_plan_of_the_thumb_or_none():
    heard = []
    found = solve(with_lunch(), ExactPool(H1, 8.0, Service()), seconds=0.0, tell=heard.append)
    assert (found.status, found.counts) == ("time", None)
    assert found.bounds.lower < 32.0
    whole = solve(with_lunch(), ExactPool(H1, 8.0, Service()), seconds=0.3)
    assert whole.bounds.lower <= 32.0 <= whole.cost


class Interrupted(ExactPool):
    """An oracle at which somebody presses Ctrl-C."""

    left = 2000

    def excess(self, windows, condition):
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        return super().excess(windows, condition)


def test_an_interrupt_keeps_what_is_found():
    oracle = Interrupted(H1, 8.0, Service())
    oracle.left = 900
    found = solve(with_lunch(), oracle)
    assert found.status == "interrupted"
    assert found.bounds.lower < 32.0 <= found.cost < float("inf")
    assert keeps(ExactPool(H1, 8.0, Service()), found.windows)


def test_the_covering_programme():
    shifts = (ShiftType("early", (True, True, False), 2.0), ShiftType("late", (False, True, True), 2.0))
    found = cover(Menu(shifts, 3), (2, 3, 1))
    assert (found.counts, found.bound, found.proven) == ((2, 1), 6.0, True)
    assert cover(Menu(shifts, 3, most={"late": 0}), (0, 0, 1)).counts is None


def test_costs_that_are_no_whole_numbers():
    shifts = (ShiftType("early", (True, False), 1.25), ShiftType("late", (False, True), 1.0 / 3.0))
    found = cover(Menu(shifts, 2), (2, 3))
    assert found.counts == (2, 3)
    assert found.bound == pytest.approx(3.5, abs=1e-3)
    assert found.bound <= 3.5


def test_windows_that_are_mended():
    oracle = exact()
    need = raised(oracle, (1, 1, 1, 1), (0,) * 4, (9,) * 4)
    assert keeps(oracle, need)
    fewer = lowered(oracle, need, (0,) * 4)
    assert keeps(oracle, fewer)
    for cell in range(4):
        assert fewer[cell] == 0 or not keeps(oracle, [n - (place == cell) for place, n in enumerate(fewer)])
    assert raised(oracle, (1, 1, 1, 1), (0,) * 4, (1,) * 4) is None


@pytest.mark.parametrize(("change", "problem"), [
    ({"cells": 3}, "it covers 4 cells"),
    ({"floor": (1,)}, "it has 1 numbers"),
    ({"most": {"nobody": 1}}, "there is no shift 'nobody'"),
    ({"most": {"broken": -1}}, "-1 is no number of clerks"),
    ({"most": {"broken": 1.5}}, "1.5 is no number of clerks"),
    ({"ceiling": (-1, 3, 3, 3)}, "-1 is no number of clerks or windows"),
    ({"limits": (Limit("half", {"broken": 0.5}),)}, "0.5 is no number"),
    ({"shifts": (stretch("free", 4, 0, 4, 0.0),)}, "its cost is 0"),
    ({"shifts": (stretch("dear", 4, 0, 4, float("inf")),)}, "its cost is inf"),
])  # fmt: skip
def test_menus_that_are_none(change, problem):
    with pytest.raises(InputError, match=problem):
        dataclasses.replace(small_menu(), **change)


def test_a_floor_above_the_ceiling():
    with pytest.raises(InputError, match="at least 3 windows, but at most 2"):
        solve(dataclasses.replace(Menu.free(2, ceiling=(2, 2)), floor=(3, 0)), ExactPool((10, 10), 8.0, Service()))


@pytest.mark.parametrize("times", [2, 10, 30])
def test_a_limit_may_ask_for_more_on_a_shift_than_there_are_windows_of_use(times):
    shifts = (ShiftType("a", (True, False), 1.0), ShiftType("b", (False, True), 1.0))
    limit = Limit("so many a for each b", {"a": 1, "b": -times}, low=0)
    found = solve(Menu(shifts, 2, limits=(limit,)), ExactPool((6.0, 6.0), 10.0, Service(late=0.05)))
    pool = ExactPool((6.0, 6.0), 10.0, Service(late=0.05))
    plans = [(times * b + more, b) for b in range(1, 5) for more in range(5) if keeps(pool, (times * b + more, b))]
    assert found.status == "optimal"
    assert found.cost == min(map(sum, plans))
