"""Lines, cuts and shifts for several classes and groups of clerks."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sim.errors import InputError
from sim.spec.distributions import Lognormal
from sim.staffing.multicertified import MultiCertified
from sim.staffing.multidays import class_days
from sim.staffing.multilines import Cuts, lines
from sim.staffing.multimaster import Programme
from sim.staffing.multipool import Group, MultiPool
from sim.staffing.multiroster import roster_skills
from sim.staffing.problem import Limit, Service, ShiftType

pytest.importorskip("ortools")

LAW = Lognormal(kind="lognormal", mean=10.0, cv=1.0)
GROUPS = (Group("one", frozenset({0})), Group("two", frozenset({1})), Group("both", frozenset({0, 1}), 1.15))
SHIFTS = tuple(
    ShiftType(name, covers, 0.5 * sum(covers))
    for name, covers in {"all": (True,) * 3, "early": (True, True, False), "late": (False, True, True)}.items()
)
RATES = ((10.0, 16.0, 10.0), (8.0, 14.0, 12.0))


@pytest.fixture(scope="module")
def pool():
    return MultiPool(class_days(RATES, [LAW] * 2, 200, day_cv=0.1), GROUPS, 15.0)


def test_a_line_goes_through_the_windows_and_their_neighbours(pool):
    windows = np.array([[2, 3, 3], [2, 3, 3], [1, 1, 1]])
    mixed = np.full((1, 6), 1.0 / 6.0)
    at = lines(pool, windows, 0.1, mixed)
    assert at.mean[6] == pytest.approx(at.mean[:6].mean())
    assert at.mean[:6] + 0.1 == pytest.approx(pool.share(windows).ravel())
    trial = windows.copy()
    trial[2, 1] += 1
    for slopes, least, of in at.cuts(0.1, np.zeros(7)):
        assert slopes @ windows.ravel() == pytest.approx(least - at.mean[of])
        assert slopes @ trial.ravel() >= least - at.more[7, of] - 1e-9 or at.more[7, of] > at.mean[of]


def test_a_cut_that_is_broken_by_windows_that_keep_the_level_is_left_out(pool):
    cuts = Cuts(0.1, np.zeros(6))
    cuts.draw(lines(pool, np.array([[2, 2, 2], [2, 2, 2], [1, 1, 1]]), 0.1))
    number, above = len(cuts.least), sum(least > 0.0 for least in cuts.least)
    assert above > 0
    cuts.keep(np.full(9, 9))
    assert (len(cuts.least), cuts.broken) == (number, 0)
    cuts.keep(np.zeros(9, dtype=np.int64))
    assert (len(cuts.least), cuts.broken) == (number - above, above)


def test_bound_and_plan_of_a_programme():
    """One window more of either group in the middle period: the cheapest shift of the cheaper group, 1 h."""
    programme = Programme(SHIFTS, GROUPS)
    cuts = [(np.array([0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0]), 0.1)]
    bound, counts, prices = programme.bound(cuts)
    assert bound == pytest.approx(1.0, abs=1e-5)
    assert programme.windows(counts)[0, 1] == 1
    assert prices == pytest.approx([10.0])
    assert programme.cost(programme.plan(cuts, 5.0, np.inf)) == 1.0
    assert programme.plan(cuts, 5.0, 1.0) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"days": 201}, "even number"),
        ({"confidence": 1.0}, "confidence"),
        ({"level": Service(mean=5.0)}, "mean wait"),
        ({"laws": [LAW]}, "one a class"),
        ({"rates": ((1.0, 2.0), (1.0, 2.0))}, "periods"),
        ({"groups": GROUPS[:1]}, "nobody serves class 1"),
        ({"rates": (("x", 2.0, 1.0), (1.0, 2.0, 1.0))}, "arrivals an hour"),
        ({"laws": [LAW, 0.0]}, "mean service time"),
        ({"day_cv": -0.1}, "day_cv"),
        ({"seconds": -1.0}, "seconds"),
        ({"groups": (*GROUPS, Group("free", frozenset({0}), 0.0))}, "an hour costs 0"),
        ({"period": -30.0}, "no length of a period"),
        ({"groups": (replace(GROUPS[2], floor=(1,)),)}, "floor"),
        ({"groups": (replace(GROUPS[2], limits=(Limit("x", {"y": 1}, high=1),)),)}, "no shift 'y'"),
        ({"groups": (replace(GROUPS[2], shifts=frozenset({"y"})),)}, "none of the shifts"),
        ({"seed": 1.5}, "no seed"),
    ],
)
def test_what_cannot_be_used(change, message):
    asked = {"rates": RATES, "laws": [LAW] * 2, "groups": GROUPS, "shifts": SHIFTS, **change}
    with pytest.raises(InputError, match=message):
        roster_skills(**asked)


def test_floors_ceilings_and_limits_are_kept_at_least_cost():
    """Against all numbers of clerks, with windows that two cuts ask for."""
    held = (
        replace(GROUPS[0], floor=(1, 0, 2)),
        replace(GROUPS[1], shifts=frozenset({"early", "late"}), limits=(Limit("late", {"late": 1}, high=1),)),
        replace(GROUPS[2], ceiling=(1, 2, 1), limits=(Limit("mixed", {"all": 1, "early": -1}, low=0),)),
    )
    programme = Programme(SHIFTS, held)
    rng = np.random.default_rng(3)
    for _ in range(3):
        cuts = [(rng.integers(1, 4, 9).astype(float), float(rng.integers(8, 16))) for _ in range(2)]
        best = min(
            programme.cost(counts)
            for rows in product(product(range(3), repeat=3), repeat=3)
            if _allowed(counts := np.array(rows), held) and _passes(programme.windows(counts), cuts)
        )
        bound, _, prices = programme.bound(cuts)
        plan = programme.plan(cuts, 10.0, np.inf)
        assert plan is not None
        assert _allowed(plan, held)
        assert _passes(programme.windows(plan), cuts)
        assert programme.cost(plan) == pytest.approx(best)
        assert bound <= best
        assert len(prices) == 2
    with pytest.raises(InputError, match="floors, ceilings and limits"):
        Programme(SHIFTS, (replace(GROUPS[0], floor=(2, 2, 2), ceiling=(1, 1, 1)),)).bound([])


def _passes(windows, cuts):
    return all(slopes @ windows.ravel() >= least - 1e-9 for slopes, least in cuts)


def _allowed(counts, groups):
    windows = counts @ np.array([shift.covers for shift in SHIFTS], dtype=int)
    names = [shift.name for shift in SHIFTS]
    return all(
        (mine >= (group.floor or 0)).all()
        and (mine <= (group.ceiling or 99)).all()
        and all(name in (group.shifts or names) for name, n in zip(names, row, strict=True) if n)
        and all(
            (limit.low or 0) <= sum(limit.weights.get(name, 0) * n for name, n in zip(names, row, strict=True))
            and sum(limit.weights.get(name, 0) * n for name, n in zip(names, row, strict=True)) <= (limit.high or 99)
            for limit in group.limits
        )
        for group, row, mine in zip(groups, counts, windows, strict=True)
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("upper", [100.0, np.inf])
def test_what_is_certain_is_said_with_what_it_assumes(lang, upper):
    found = MultiCertified(Service(), None, None, upper, 97.0, 95.0, 0.95, (), (), 1600, 40_000, 1, 900, 16, 7, 1.0)
    assert found.gap == (pytest.approx(0.03) if upper == 100.0 else 1.0)
    assert found.pooled_gap == (pytest.approx(0.05) if upper == 100.0 else 1.0)
    told = found.statement(lang)
    for part in ("97", "95", "1,600", "900", "16"):
        assert part in told
    assert ("not proven" if lang == "en" else "未经证明") in told
    assert ("40,000" in told) == (upper == 100.0)


def test_a_closure_that_no_shift_covers():
    """Nobody comes while all are at lunch: windows are asked for where they open alone, and a plan is found."""
    opens = (True, True, False, True)
    shifts = (ShiftType("all", opens, 1.5), ShiftType("morning", (True, True, False, False), 1.0))
    rates = ((6.0, 8.0, 0.0, 6.0), (4.0, 6.0, 0.0, 4.0))
    kept = {"days": 200, "fresh": 2000, "seconds": 6.0}
    found = roster_skills(rates, [LAW] * 2, GROUPS, shifts, Service(late=0.2), **kept)
    assert found.windows is not None
    assert all(row[2] == 0 for row in found.windows)
    assert 0.0 < found.pooled <= found.lower <= found.upper < np.inf


def test_a_bound_of_whole_clerks_is_between_that_of_parts_and_the_plan():
    programme = Programme(SHIFTS, (replace(GROUPS[0], ceiling=(4, 4, 4)), GROUPS[2]))
    cuts = [(np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]), 1.5), (np.array([0.0, 0.0, 2.0, 0.0, 0.0, 1.0]), 3.0)]
    whole, counts = programme.whole(cuts, 10.0)
    assert counts is not None
    assert programme.bound(cuts)[0] < whole == pytest.approx(programme.cost(counts), rel=1e-5)
    plan = programme.plan(cuts, 10.0, np.inf)
    assert plan is not None
    assert programme.cost(plan) == pytest.approx(programme.cost(counts))
