"""What says of windows whether a level is kept: exactly, against the theory module; on days, against the engine."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from halls import group, spec, tape
from pools import H1
from sim import theory
from sim.engine.reference import play
from sim.errors import InputError
from sim.plan import lay
from sim.spec.distributions import Exponential, Lognormal
from sim.staffing.baseline import starts_of
from sim.staffing.days import Days, drawn
from sim.staffing.exact import ExactPool
from sim.staffing.known import Known, Reference, ratio
from sim.staffing.problem import Condition, Service
from sim.staffing.sampled import SampledPool
from sim.streams import Purpose
from sim.tape import WINDOWS

RULES = ("hold", "idle_first", "random", "busy_first")
LOGNORMAL = Lognormal(kind="lognormal", mean=8.0, cv=1.0)


def late(pool: ExactPool, windows):
    return [pool.value(windows, Condition("", "late", period)) for period in range(len(windows))]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("limit", "period"), [(15.0, 30.0), (20.0, 15.0), (0.0, 30.0), (30.0, 30.0)])
def test_exact_pool_is_the_theory(rule, limit, period):
    rates, windows = (6, 20, 30, 4, 12, 9), (1, 3, 5, 0, 7, 2)
    pool = ExactPool(rates, 9.0, Service(limit=limit), rule, period)
    told = theory.transient_mmc([rate / 60 for rate in rates], 9.0, windows, limit, rule, period)
    assert_allclose(late(pool, windows), told.late_share, rtol=0, atol=1e-9)
    assert pool.value(windows, Condition("", "wait")) == pytest.approx(told.mean_wait, abs=1e-8)
    people = np.array(rates) * told.late_share
    assert pool.value(windows, Condition("", "late")) == pytest.approx(people.sum() / sum(rates), abs=1e-9)


def test_exact_pool_whatever_was_asked_before():
    rng = np.random.default_rng(5)
    rates, pool = (10, 30, 20, 26), ExactPool((10, 30, 20, 26), 10.0, Service())
    for _ in range(6):
        windows = rng.integers(0, 9, 4)
        windows[-1] += 1
        number = int(rng.integers(4))
        told = theory.transient_mmc([rate / 60 for rate in rates], 10.0, windows.tolist(), 15.0, "hold")
        assert pool.excess(windows, number) == pytest.approx(told.late_share[number] - 0.1, abs=1e-9)


def test_a_crowd_that_needs_more_states():
    rates, windows = (300, 300, 20), (1, 1, 1)
    pool = ExactPool(rates, 10.0, Service(limit=500.0, late=0.5))
    told = theory.transient_mmc([rate / 60 for rate in rates], 10.0, windows, 500.0, "hold")
    assert_allclose(late(pool, windows), told.late_share, atol=1e-9)


def test_nobody_serves_those_inside():
    pool = ExactPool((10, 10), 8.0, Service())
    assert pool.excess((5, 0), 0) > 0.0


def test_the_tables_of_half_hours():
    data = Path(os.environ.get("ONEWINDOW_DATA") or Path(__file__).resolve().parents[3] / "shared")
    folder = next((place for place in (data / "oracles", data.parent / "oracles") if place.is_dir()), None)
    if folder is None:
        pytest.skip(f"no folder `oracles` in or beside {data}; name the place in ONEWINDOW_DATA")
    columns = dict(zip(RULES, ("P(W>15) disc A (no start until busy<c)", "P(W>15) B idle-closes-first",
                               "B random-closes", "B busy-closes-first"), strict=True))  # fmt: skip
    with (folder / "mtmst_halfhour_exact.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["half_hour"].isdigit()]
    for case in ("H1", "H1b"):
        mine = [row for row in rows if row["case"] == case]
        windows = [int(row["c"]) for row in mine]
        for rule in RULES:
            pool = ExactPool([float(row["lambda_per_h"]) for row in mine], float(mine[0]["S_min"]), Service(), rule)
            assert_allclose(late(pool, windows), [float(row[columns[rule]]) for row in mine], rtol=2e-6)


@pytest.mark.parametrize("rule", RULES)
def test_days_are_those_of_the_engine(rule):
    for seed in range(25):
        rng = np.random.default_rng([seed, 7])
        periods, opens = 6, 540.0
        windows = rng.integers(0, 6, periods)
        windows[-1] = max(windows[-1], 1)
        grid = seed % 3 == 0  # whole minutes are full of ties
        arrive = np.sort(opens + rng.uniform(0, 30 * periods, 60))
        work = rng.exponential(12.0, 60)
        patience = rng.exponential(30.0, 60) if seed % 2 else np.full(60, np.inf)
        if grid:
            arrive, work, patience = np.floor(arrive), np.ceil(work), np.ceil(patience)
        closing = rng.random((1, 48, WINDOWS))
        counts = {f"{9 + p // 2:02d}:{30 * (p % 2):02d}": int(number) for p, number in enumerate(windows)}
        ends = {"end_of_shift": "hold"} if rule == "hold" else {"end_of_shift": "finish", "closes": rule}
        hall = spec({"a": {**group(), "windows": counts, **ends}}, hours=[("09:00", "12:00")])
        crowd = tape(arrive, work.tolist(), patience=patience, marks=None)
        crowd.by_day[Purpose.CLOSING] = closing
        trace = play(lay(crowd, hall))
        days = Days(
            np.array([0, 60]), arrive, work, opens + 30.0 * np.arange(periods + 1), patience, closing[:, 18:24, :]
        )
        waits = SampledPool(days, Service(), rule, most=[8] * periods).waits(windows)
        order = np.argsort(trace.ticket, kind="stable")
        wait = np.where(np.isnan(trace.call[order]), patience, trace.call[order] - arrive)
        assert_array_equal(waits, wait)


@pytest.mark.parametrize("rule", RULES)
def test_a_trial_is_what_a_play_is(rule):
    """However it starts: from which kept plan, and where days fall in with it."""
    rng = np.random.default_rng(3)
    days = drawn(H1, LOGNORMAL, 20, closing=12, patience=Exponential(kind="exponential", mean=40.0))
    pool, plan = SampledPool(days, Service(), rule, most=[9] * 16), np.full(16, 4)
    for turn in range(60):
        if turn % 4 == 0:
            plan = np.clip(plan + rng.integers(-1, 2, 16), 1, 8)
        trial = plan.copy()
        trial[rng.integers(16)] = rng.integers(1, 9)
        asked = pool.conditions[rng.integers(16)]
        found, people = pool.outcome(trial, asked)
        waits = SampledPool(days, Service(), rule, most=[9] * 16, threads=1).waits(trial)
        cells = days.cells[:, asked.period : asked.period + 2]
        assert_array_equal(found, [(waits[begin:end] > 15.0).sum() for begin, end in cells])
        assert_array_equal(people, cells[:, 1] - cells[:, 0])


def test_one_window_more_makes_nobody_later():
    rng = np.random.default_rng(11)
    pool = SampledPool(drawn(H1, LOGNORMAL, 10), Service())
    for _ in range(40):
        windows = rng.integers(1, 6, 16)
        more = windows.copy()
        more[rng.integers(16)] += 1
        assert (pool.waits(more) <= pool.waits(windows) + 1e-9).all()


def test_a_relaxed_level_stays_monotone():
    """What is said where `sim.staffing.sampled` defines it: with a window less what was missed is missed."""
    rng = np.random.default_rng(2)
    pool = SampledPool(drawn(H1, LOGNORMAL, 40, day_cv=0.3), Service(mean=4.0, within="day"), z=2.5)
    by_period = SampledPool(pool.days, Service(), z=2.5)
    missed = 0
    for _ in range(150):
        windows = rng.integers(2, 6, 16)
        fewer = windows - (rng.random(16) < 0.2)
        for oracle, number in ((pool, int(rng.integers(2))), (by_period, int(rng.integers(16)))):
            if oracle.excess(windows, number) > 0.0:
                missed += 1
                assert oracle.excess(fewer, number) > 0.0
    assert missed > 30


def test_a_level_is_relaxed_and_tightened():
    windows = [4] * 16
    days = drawn(H1, LOGNORMAL, 200)
    strict, plain, loose = (SampledPool(days, Service(), z=z).excess(windows, 4) for z in (-1.0, 0.0, 1.0))
    assert strict > plain > loose


def test_ratio_of_sums():
    found = ratio(np.array([1.0, 0.0, 2.0]), np.array([10.0, 5.0, 15.0]))
    # residuals 0, -0.5, 0.5; sqrt(0.5 / 6) / 10
    assert (found.value, found.days) == (0.1, 3)
    assert found.error == pytest.approx((0.5 / 6) ** 0.5 / 10)


def test_days_are_drawn_as_asked():
    days = drawn(H1, LOGNORMAL, 400, day_cv=0.3)
    totals = np.diff(days.first)
    mean = sum(H1) / 2
    assert totals.mean() == pytest.approx(mean, rel=0.06)
    assert totals.var() == pytest.approx(mean + (0.3 * mean) ** 2, rel=0.25)
    assert days.service.mean() == pytest.approx(8.0, rel=0.05)
    assert (np.diff(days.arrive[: days.first[1]]) >= 0.0).all()
    again = drawn(H1, LOGNORMAL, 400, day_cv=0.3, block=1)
    assert not np.isin(days.service, again.service).any()


def test_days_that_are_none():
    edges = np.array([0.0, 30.0])
    with pytest.raises(InputError, match="ascend"):
        Days(np.array([0, 2]), np.array([2.0, 1.0]), np.ones(2), edges)
    with pytest.raises(InputError, match="one number"):
        Days(np.array([0, 2]), np.array([1.0, 2.0]), np.ones(3), edges)


def test_pools_that_are_none():
    with pytest.raises(InputError, match="arrivals an hour"):
        ExactPool((0, 0), 8.0, Service())
    with pytest.raises(InputError, match="mean wait by period"):
        ExactPool((1, 2), 8.0, Service(mean=3.0))
    with pytest.raises(InputError, match="there is no rule"):
        ExactPool((1, 2), 8.0, Service(), "pause")


def test_rules_of_thumb_by_hand():
    """One Erlang, 10 min, in the first hour of two; the others by Erlang C on what each rule takes for the rate."""
    level = Service(limit=15.0, late=0.1)
    starts = starts_of((6.0, 0.0), 10.0, level, 60.0)
    # lagged by 10 min: 50 min of the first hour's rate, then 10 min of it
    lagged = [theory.erlang_c_servers(rate, 10.0, 15.0, 0.1) for rate in (0.1 * 50 / 60, 0.1 * 10 / 60)]
    # (1 - exp(-6)) Erlang at the end of the first hour, the most of either
    most = theory.erlang_c_servers(0.1 * (1 - np.exp(-6.0)), 10.0, 15.0, 0.1)
    assert starts["sipp"] == (theory.erlang_c_servers(0.1, 10.0, 15.0, 0.1), 0)
    assert starts["lagged_sipp"] == tuple(lagged)
    assert starts["mol"] == (most, most)


def test_a_reference_says_how_plans_differ_from_it():
    """On the very days that a plan is known from, its own excess is what it is known for; others keep their order."""
    days = drawn(H1, LOGNORMAL, 200, day_cv=0.2, seed=3)
    plain, referred = SampledPool(days, Service()), SampledPool(days, Service())
    plan = (3, 4, 6, 7, 7, 6, 5, 4, 3, 3, 5, 6, 6, 5, 4, 3)
    sums = [plain.outcome(plan, asked) for asked in plain.conditions]
    referred.refer(Reference(plan, tuple(Known.of(y, people, 0.1) for y, people in sums)))
    for number in range(16):
        for windows in (plan, [w + 1 for w in plan], [w - 1 for w in plan]):
            assert referred.excess(windows, number) == pytest.approx(plain.excess(windows, number), abs=1e-12)
    for pool in (plain, referred):
        pool.z = 2.0
    near = [w - (p == 5) for p, w in enumerate(plan)]
    assert referred.excess(near, 5) > plain.excess(near, 5)  # it is more certain of it


def test_a_relaxed_level_with_a_reference_is_monotone():
    days = drawn(H1, LOGNORMAL, 60, day_cv=0.3, seed=8)
    pool = SampledPool(days, Service(), z=2.5)
    plan = (3, 4, 6, 7, 7, 6, 5, 4, 3, 3, 5, 6, 6, 5, 4, 3)
    other = SampledPool(drawn(H1, LOGNORMAL, 500, day_cv=0.3, seed=9), Service())
    pool.refer(Reference(plan, tuple(Known.of(*other.outcome(plan, asked), 0.1) for asked in other.conditions)))
    rng = np.random.default_rng(2)
    missed = 0
    for _ in range(300):
        windows = rng.integers(2, 8, 16)
        fewer = windows - (rng.random(16) < 0.2)
        number = int(rng.integers(16))
        if pool.excess(windows.tolist(), number) > 0.0:
            missed += 1
            assert pool.excess(fewer.tolist(), number) > 0.0
    assert missed > 30


def test_a_reference_that_lets_somebody_wait_for_ever_is_left_aside():
    days = drawn(H1, LOGNORMAL, 50, seed=8)
    pool, plain = (SampledPool(days, Service(mean=4.0, within="day")) for _ in range(2))
    plan = (6,) * 15 + (0,)
    known = tuple(Known.of(*pool.outcome(plan, asked), 0.1) for asked in pool.conditions)
    pool.refer(Reference(plan, known))
    assert pool.excess((6,) * 16, 1) == plain.excess((6,) * 16, 1)
