"""Certified rosters, all of the tables, and what certificates promise, on fresh days.

Every comparison with a chance of a false alarm says what it is; seeds are fixed.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from pools import H1, OFFICE, cheapest, civicq, stretch, swinging, with_lunch
from sim.spec.distributions import Exponential, Lognormal
from sim.staffing.certificate import bounded_by_days, roster_pool
from sim.staffing.days import drawn
from sim.staffing.drawnpool import Pool
from sim.staffing.exact import ExactPool
from sim.staffing.linewise import bounded
from sim.staffing.problem import Menu, Service, ShiftType
from sim.staffing.sampled import SampledPool
from sim.staffing.solver import Search, solve

pytestmark = pytest.mark.statistics
pytest.importorskip("ortools")

# setting, menu, cost under `hold` (null where the table has none), cost under `finish`, random:
# `certified_schedules_civicq_settings.csv` of the project's oracles
SETTINGS = [
    ("office", "standard", 24.0, 24.0),
    ("office", "flexible", 24.0, 24.0),
    ("office", "hourly", 21.0, 21.0),
    ("R2_S8_A0.6", "standard", 32.0, 32.0),
    ("R2_S8_A0.6", "flexible", 30.0, 30.0),
    ("R2_S8_A0.6", "hourly", 25.0, 24.0),
    ("R2_S32_A0.6", "standard", 40.0, 40.0),
    ("R2_S32_A0.6", "flexible", 38.0, 38.0),
    ("R2_S32_A0.6", "hourly", 31.0, 30.0),
    ("R2_S4_A0.3", "hourly", None, 22.0),
    ("R2_S4_A0.6", "hourly", None, 24.0),
    ("R2_S8_A0.3", "hourly", None, 25.0),
    ("R2_S16_A0.3", "hourly", None, 28.0),
    ("R2_S16_A0.6", "hourly", None, 27.0),
    ("R2_S32_A0.3", "hourly", None, 30.0),
]
ALARM = 1e-3
"""Chance of any false alarm where a plan is played on fresh days."""


def of_setting(name: str) -> tuple[list[float], float]:
    if name == "office":
        return list(OFFICE), 8.0
    load, mean, swing = (float(part[1:]) for part in name.split("_"))
    return swinging(load, mean, swing), mean


@pytest.mark.parametrize(("setting", "menu", "hold", "finish"), SETTINGS)
def test_settings_of_civicq(setting, menu, hold, finish):
    rates, mean = of_setting(setting)
    for rule, cost in (("hold", hold), ("random", finish)):
        if cost is None:
            continue
        found = solve(civicq(menu), ExactPool(rates, mean, Service(), rule, 60.0))
        assert (found.status, found.cost, found.bounds.lower) == ("optimal", cost, cost), rule
        days = drawn(rates, Exponential(kind="exponential", mean=mean), 4000, period=60.0, seed=5, closing=12)
        _keeps(SampledPool(days, Service(), rule), found.windows)


def _keeps(pool: SampledPool, windows: tuple[int, ...]) -> None:
    """Whether a plan keeps its level on fresh days: no condition is missed beyond what chance does at ALARM."""
    from scipy.stats import norm

    z = norm.isf(ALARM / len(pool.conditions))
    for asked in pool.conditions:
        found = pool.estimate(windows, asked)
        most = pool.service.late if asked.kind == "late" else pool.service.mean
        assert found.value - z * found.error <= most, asked


@pytest.mark.parametrize("rule", ["hold", "random"])
def test_certified_rosters_keep_their_level_on_fresh_days(rule):
    found = solve(with_lunch(), ExactPool(H1, 8.0, Service(), rule))
    days = drawn(H1, Exponential(kind="exponential", mean=8.0), 10_000, seed=3, closing=12)
    assert found.cost == 32.0
    _keeps(SampledPool(days, Service(), rule), found.windows)


def test_bounds_on_either_side_of_the_truth():
    """Exponential service made to be drawn, 40 times: either bound may be wrong in a twentieth of them.

    More than 6 of 40 would be seen with a chance of 0.003 at a twentieth (binomial).
    """
    rates = (12.0, 30.0, 24.0, 8.0)
    shifts = [stretch(f"{start}+{size}", 4, start, size, 0.5) for size in (1, 2, 3) for start in range(5 - size)]
    menu = Menu(tuple(shifts), 4)
    truth = solve(menu, ExactPool(rates, 9.0, Service()))
    law = Exponential(kind="exponential", mean=9.0, at_most=10_000.0)
    below, above = 0, 0
    for seed in range(40):
        found = roster_pool(rates, law, menu, days=200, fresh=1000, seed=seed)
        below += found.lower > truth.cost
        oracle = ExactPool(rates, 9.0, Service())
        above += found.windows is not None and any(oracle.excess(found.windows, n) > 0.0 for n in range(4))
    assert below <= 6
    assert above <= 6


def test_brute_force_on_days_with_a_level_of_their_own():
    rng = np.random.default_rng(4)
    law = Lognormal(kind="lognormal", mean=9.0, cv=1.2)
    for seed in range(4):
        rates = rng.uniform(5.0, 30.0, 5)
        shifts = [stretch(f"{start}+{size}", 5, start, size, 0.5) for size in (2, 3) for start in range(6 - size)]
        menu = Menu(tuple(shifts), 5)
        days = drawn(rates.tolist(), law, 80, day_cv=0.2, seed=seed)
        cost, plans = cheapest(menu, SampledPool(days, Service(), z=1.5), 3)
        found = solve(menu, SampledPool(days, Service(), z=1.5))
        assert found.cost == cost
        assert max(found.counts) > 3 or found.counts in plans


def test_clerks_who_finish_are_hardly_ever_missed_less():
    """Under `finish` one window more made things worse by at most 0.001, says METHODS: that is how sure cuts are."""
    rng = np.random.default_rng(6)
    worst = 0.0
    for rule in ("idle_first", "random", "busy_first"):
        pool = ExactPool(H1[:6], 12.0, Service(), rule)
        for _ in range(200):
            windows = rng.integers(2, 8, 6)
            more = windows.copy()
            more[rng.integers(6)] += 1
            number = int(rng.integers(6))
            worst = max(worst, pool.excess(more, number) - pool.excess(windows, number))
    assert worst <= 0.001


def test_bounds_by_days_of_exact_pools_are_as_often_right_as_they_say():
    rates, level = (24.0, 36.0, 18.0, 30.0, 12.0), Service(15.0, 0.1)
    covers = {"a": "11000", "b": "01100", "c": "00110", "d": "00011", "e": "11011", "f": "11101"}
    shifts = tuple(
        ShiftType(name, tuple(c == "1" for c in of), 0.5 * of.count("1") + 0.25) for name, of in covers.items()
    )
    menu, oracle = Menu(shifts, 5), ExactPool(rates, 10.0, level)
    search = Search(menu, oracle)
    truth = search.run()
    lines, near = bounded(menu, oracle, level, lambda: math.inf)
    law = Exponential(kind="exponential", mean=10.0)
    search.lower, bounds = 0.0, []
    for seed in range(60):
        alike = Pool(rates, law, 10.0, level, "hold", 30.0, 0.0, None, seed, 0)
        found = bounded_by_days(alike, search, lines, near.tolist(), (0.9, 150, 3000), lambda: math.inf)
        bounds.append(found.lower)
    wrong = sum(bound > truth.cost + 1e-9 for bound in bounds)
    assert binomtest(wrong, len(bounds), 0.1, alternative="greater").pvalue > 1e-4
    assert np.mean(bounds) > 0.85 * truth.cost
