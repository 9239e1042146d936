"""From plain numbers to a plan with a certificate, and what it says."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from pools import keeps, stretch
from sim.errors import InputError
from sim.report.certificate import statement
from sim.spec.distributions import Exponential, Lognormal
from sim.staffing.certificate import roster_pool
from sim.staffing.days import drawn
from sim.staffing.drawnpool import Pool
from sim.staffing.exact import ExactPool
from sim.staffing.problem import Menu, Service, ShiftType
from sim.staffing.sampled import SampledPool
from sim.staffing.twosided import TwoSided

pytest.importorskip("ortools")

RATES = (12.0, 30.0, 24.0, 8.0)
LAW = Lognormal(kind="lognormal", mean=9.0, cv=1.0)


def menu(ceiling: tuple[int, ...] = ()) -> Menu:
    shifts = [stretch(f"{start}+{length}", 4, start, length, 0.5) for length in (2, 3) for start in range(5 - length)]
    return Menu(tuple(shifts), 4, ceiling=ceiling)


@pytest.fixture(scope="module")
def exact():
    return roster_pool(RATES, 9.0, menu(), ties=50)


@pytest.fixture(scope="module")
def sampled():
    return roster_pool(RATES, LAW, menu(), day_cv=0.1, days=400, fresh=4000)


def test_lines_come_nearer_than_what_is_certain(sampled):
    """The plan is above the bound that rests on lines, and the sentence says what that assumes."""
    assert 0.0 < sampled.convex.lower <= sampled.upper
    assert sampled.convex.lines > 0
    assert sampled.convex.held > 0
    told = dataclasses.replace(sampled, lower=0.9 * sampled.convex.lower).statement()
    assert f"none costs less than {min(sampled.upper, round(sampled.convex.lower, 3)):,.6g}" in told
    assert "not proven" in told
    assert "not proven" not in dataclasses.replace(sampled, lower=sampled.upper).statement()


def test_a_crowd_that_waits_for_windows_to_open():
    """All come before the only cheap shift begins: then more windows help than would be busy, had all been open."""
    shifts = (ShiftType("open", (False, True, True), 1.0), ShiftType("early", (True, True, True), 20.0))
    found = roster_pool((60.0, 0.0, 0.0), 1.0, Menu(shifts, 3), Service(limit=15.5, late=0.49, within="day"))
    pool = ExactPool((60.0, 0.0, 0.0), 1.0, Service(limit=15.5, late=0.49, within="day"), more=(40,) * 3)
    fewest = next(n for n in range(40) if keeps(pool, (0, n, n)))
    assert (found.status, found.upper, found.beyond) == ("optimal", fewest, None)
    assert fewest > max(ExactPool((60.0, 0.0, 0.0), 1.0, Service()).enough)
    days = drawn((60.0, 0.0, 0.0), Exponential(kind="exponential", mean=1.0), 4000, seed=7)
    drawn_pool = SampledPool(days, pool.service, most=(40,) * 3)
    late = drawn_pool.estimate((0, fewest, fewest), drawn_pool.conditions[0])
    assert abs(late.value - pool.value((0, fewest, fewest), pool.conditions[0])) < 4.0 * late.error
    alone = roster_pool((60.0, 0.0, 0.0), 1.0, Menu(shifts[:1], 3), Service(limit=15.5, late=0.1, within="day"))
    assert alone.status == "infeasible"
    assert f"more than {alone.beyond} windows in a period nothing is said" in alone.statement()


def test_numbers_of_numpy_will_do(exact):
    assert roster_pool(np.array(RATES), np.int64(9), menu()).upper == exact.upper


def test_an_exact_certificate(exact):
    assert (exact.kind, exact.monotone, exact.status, exact.confidence) == ("exact", "proven", "optimal", 1.0)
    assert exact.lower == exact.upper == menu().cost(exact.counts)
    assert exact.gap == 0.0
    assert all(one.value == one.upper <= one.most for one in exact.checked)
    assert len({exact.counts, *exact.ties}) == len(exact.ties) + 1
    assert exact.all_ties


def test_a_sampled_certificate_holds_the_exact_one():
    """Exponential service made to be drawn: the bounds are to be on either side of what is worked out exactly."""
    known = roster_pool(RATES, 9.0, menu())
    service = Exponential(kind="exponential", mean=9.0, at_most=10_000.0)  # no plain one, so that days are drawn
    for seed in (1, 2):
        found = roster_pool(RATES, service, menu(), days=300, fresh=3000, seed=seed)
        assert found.kind == "statistical"
        assert found.lower <= known.upper <= found.upper
        assert keeps(ExactPool(RATES, 9.0, Service()), found.windows)


def test_a_sampled_plan_keeps_the_level_on_days_of_its_own(sampled):
    assert (sampled.kind, sampled.monotone, sampled.confidence) == ("statistical", "proven", 0.95)
    assert 0.0 < sampled.lower <= sampled.upper == menu().cost(sampled.counts)
    assert all(one.value < one.upper <= one.most for one in sampled.checked)
    days = SampledPool(drawn(RATES, LAW, 4000, day_cv=0.1, seed=99), Service())
    for asked in days.conditions:
        found = days.estimate(sampled.windows, asked)
        assert found.value - 3.0 * found.error <= 0.1


def test_the_same_seed_gives_the_same_certificate(sampled):
    again = roster_pool(RATES, LAW, menu(), day_cv=0.1, days=400, fresh=4000)
    assert (again.counts, again.lower, again.checked) == (sampled.counts, sampled.lower, sampled.checked)


def test_abandonment_and_clerks_who_finish_leave_it_assumed():
    patience = Exponential(kind="exponential", mean=30.0)
    found = roster_pool(RATES, LAW, menu(), patience=patience, days=100, fresh=1000, gap=0.2)
    assert found.monotone == "assumed"
    assert "assumes" in found.statement()
    assert roster_pool(RATES, 9.0, menu(), rule="idle_first").monotone == "assumed"
    assert "假定" in roster_pool(RATES, 9.0, menu(), rule="random").statement("zh")


def test_a_mean_wait_by_period_is_asked_of_days():
    found = roster_pool(RATES, 9.0, menu(), Service(mean=3.0), days=200, fresh=2000, gap=0.2)
    assert found.kind == "statistical"
    assert {one.condition.kind for one in found.checked} == {"late", "wait"}
    assert all(one.upper <= one.most for one in found.checked)


def test_what_rules_of_thumb_would_ask(exact, sampled):
    for found in (exact, sampled):
        assert [one.method for one in found.baselines] == ["sipp", "lagged_sipp", "mol"]
        for one in found.baselines:
            assert all(has >= need for has, need in zip(one.windows, one.need, strict=True))
            assert one.cost == menu().cost(one.counts)
    for one in exact.baselines:
        late = [ExactPool(RATES, 9.0, Service()).excess(one.windows, number) for number in range(4)]
        assert one.worst == pytest.approx(max(late) / 0.1, abs=1e-9)
        assert one.keeps is (max(late) <= 0.0)
        assert not one.keeps or one.cost >= exact.upper


def test_a_hall_that_cannot():
    for law in (9.0, LAW):
        found = roster_pool(RATES, law, menu(ceiling=(1, 1, 1, 1)), days=100, fresh=1000)
        assert (found.status, found.counts, found.upper, found.lower) == (
            "infeasible",
            None,
            float("inf"),
            float("inf"),
        )
        assert "No plan of these shifts" in found.statement() or "no plan of these shifts" in found.statement()


def test_a_search_ends_with_bounds_when_time_is_up():
    found = roster_pool(RATES, LAW, menu(), days=200, fresh=1000, seconds=0.01)
    assert found.lower <= found.upper
    assert found.statement("zh")


def test_a_search_that_days_leave_open_says_so_and_not_that_the_gap_is_reached():
    few = roster_pool(RATES, LAW, menu(), days=40, fresh=4000, day_cv=0.3, gap=0.01)
    assert few.gap > 0.01
    assert few.status == "days"
    wide = roster_pool(RATES, LAW, menu(), days=40, fresh=4000, day_cv=0.3, gap=0.9)
    assert wide.status in ("gap", "optimal")


def test_an_interrupt_of_a_sampled_search_ends_it():
    pool = Pool(RATES, LAW, 9.0, Service(), "hold", 30.0, 0.0, None, 1, 0)

    def interrupt(bounds):
        raise KeyboardInterrupt

    found = TwoSided(pool, menu(), 0.95, 100, 1000, None, 0.0, interrupt).certified()
    assert found.status in ("interrupted", "optimal")
    assert found.lower <= found.upper


def test_what_it_says(exact, sampled):
    assert exact.statement() == (
        f"{exact.upper:g} paid hours are the least with which in every period at most 10 % wait longer than 15 min: "
        "waits are worked out exactly, and no cheaper plan of these shifts exists."
    )
    assert f"{exact.upper:g}付薪工时" in exact.statement("zh")
    told = dataclasses.replace(sampled, lower=0.97 * sampled.upper).statement()
    assert "95 % confidence (from 4,000 fresh days)" in told
    assert "from 400 design days), so that at most 3 % could still be saved." in told


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["exact", "statistical"])
@pytest.mark.parametrize(("cost", "lower"), [(30.0, 30.0), (30.0, 28.5), (float("inf"), 28.5), (float("inf"),) * 2])
def test_every_ending_has_words(lang, kind, cost, lower):
    facts = {"cost": cost, "lower": lower, "confidence": 0.95, "days": 1000, "fresh": 9000}
    level = {"limit": 20.0, "late": 0.05, "mean": 4.0, "within": "day"}
    lines = {"convex": 29.5, "lines": 150, "held": 5, "broken": 2, "beyond": 77, "sampled": 29.0}
    told = statement(kind, "proven", facts | level | lines, lang)
    assert ("150" in told) == (lower == 28.5)
    assert "77" in told
    assert "{" not in told
    assert "inf" not in told
    assert "5" in told
    assert (cost == float("inf")) != (str(int(cost)) in told if cost < float("inf") else False)


@pytest.mark.parametrize(("change", "problem"), [
    ({"rates": (1.0, 2.0)}, "the menu has 4 periods"),
    ({"confidence": 1.5}, "is no confidence"),
    ({"days": 5}, "days are too few"),
    ({"day_cv": -1.0}, "no coefficient of variation"),
    ({"service": -3.0}, "is no mean service time"),
    ({"rule": "pause"}, "there is no rule"),
    ({"seconds": -1.0}, "-1 seconds are no time"),
    ({"gap": -0.1}, "is no share of a cost"),
    ({"gap": float("nan")}, "is no share of a cost"),
    ({"ties": -1}, "plans cannot be looked for"),
    ({"fresh": 1000.5}, "no numbers of days"),
    ({"service": None}, "None is no law of minutes"),
    ({"rates": (1e6, 5.0, 1.0, 1.0)}, "Erlang of work"),
    ({"service": 1e-6}, "too short for periods"),
    ({"menu": Menu((), 4)}, "no shifts"),
    ({"seed": -1}, "-1 is no seed"),
    ({"service": LAW, "seed": "x"}, "'x' is no seed"),
    ({"ties": 1.5}, "plans cannot be looked for"),
    ({"service": LAW, "rates": (12.0, 1e-4, 24.0, 8.0)}, "nobody comes on 1000 days"),
])  # fmt: skip
def test_what_cannot_be_used(change, problem):
    asked = {"rates": RATES, "service": 9.0, "menu": menu()} | change
    with pytest.raises(InputError, match=problem):
        roster_pool(**asked)


@pytest.mark.parametrize("level", [{"late": 0.0}, {"limit": -1.0}, {"mean": 0.0}])
def test_levels_that_are_none(level):
    with pytest.raises(InputError):
        Service(**level)
