"""How often intervals hold, and how often the best hall is chosen, over many repeats of systems that are known.

A study's intervals are put to a hall with an exact answer, a thousand studies of it, played by the engine from the
demand to the measure: a day of M/M/4 that opens empty, whose mean number waiting follows by uniformisation. Procedures
are put to normal values, for which they are made, and to skewed ones. Of 1,000 intervals that hold with a chance of
95 %, 93.6 to 96.4 % hold in 19 runs of 20; seeds are fixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from scipy.stats import expon, norm

from halls import group, matter, spec
from sim import theory
from sim.demand import Demand
from sim.inference.control import controlled
from sim.inference.intervals import Interval, difference, interval
from sim.inference.precision import Width, in_all
from sim.inference.quantiles import quantile_interval
from sim.inference.selection import Kn, all_within, allocate, chance, enough_for_all_within
from sim.inference.several import against_best, holm, p_value
from sim.inference.steady import batch_means
from sim.measures import kpis_of, values
from sim.plan import Layout
from sim.study.engines import counter
from sim.tape import Floats

pytestmark = pytest.mark.statistics

REPEATS = 1000
NEAR = 0.015
"""What the share of intervals that hold may be off 95 %."""


def share(holds: Iterator[bool]) -> float:
    return float(np.mean([*holds]))


def until_sure(drawn: Floats, width: Width, first: int) -> Floats:
    """As many of these values as it takes until the interval is narrow enough; all, if that is not enough."""
    n = first
    while (wanted := in_all([(drawn[:n], width)], first, 1, len(drawn))) > n:
        n = wanted
    return drawn[:n]


def holds(found: Interval, truth: float) -> bool:
    return found.low <= truth <= found.high


# A hall

HOURS, CLERKS, MINUTES, PEOPLE = 8, 4, 5.0, 240.0
DAYS, LONG = 4, 40
"""Open days of a replication, and replications of the longest study: their means are not far from normal."""


@pytest.fixture(scope="module")
def studies() -> Floats:
    """The mean number waiting in each replication of a thousand studies."""
    of = spec(
        {"all": group(CLERKS)},
        {"visit": matter("desk", cases=PEOPLE, kind="exponential", mean=MINUTES)},
        hours=[("09:00", "17:00")],
        days=1000,
        demand={"profile": {f"{9 + half // 2:02}:{30 * (half % 2):02}": 1 for half in range(2 * HOURS)}},
    )
    demand, layout, count, days = Demand(of), Layout(of), counter("fast"), []
    for replication in range(math.ceil(REPEATS * DAYS * LONG / len(of.calendar.open_days()))):
        plan = layout.lay(demand.draw(1, replication))
        told = values(count(plan, kpis_of(plan, of)), of, ["mean_waiting"], over=("day",))
        days.append(told[~np.isnan(told)])
    return np.concatenate(days)[: REPEATS * DAYS * LONG].reshape(REPEATS, LONG, DAYS).mean(axis=2)


@pytest.fixture(scope="module")
def truth() -> float:
    slots = 2 * HOURS
    exact = theory.transient_mmc([PEOPLE / HOURS / 60.0] * slots, MINUTES, [CLERKS] * slots, 10.0, "hold")
    return float(exact.mean_queue.mean())


def test_the_engine_plays_the_hall_that_is_known(studies: Floats, truth: float) -> None:
    found = interval(studies.ravel())
    half = found.high - found.mean
    assert abs(found.mean - truth) < 1.6 * half
    assert half < 0.005 * truth


def test_intervals_of_a_given_number_of_days_hold(studies: Floats, truth: float) -> None:
    assert share(holds(interval(study), truth) for study in studies) == pytest.approx(0.95, abs=NEAR)


def test_intervals_of_studies_that_play_until_they_are_sure_hold(studies: Floats, truth: float) -> None:
    played = [until_sure(study, Width(0.065), 20) for study in studies]
    numbers = [len(study) for study in played]
    assert 22 < np.mean(numbers) < 35
    assert np.std(numbers) > 3
    assert share(holds(interval(study, first=20), truth) for study in played) == pytest.approx(0.95, abs=NEAR)


# Normal values, for which the procedures are made


def noise(seed: int, *shape: int) -> Floats:
    return np.random.default_rng(seed).standard_normal(shape)


def correlated(seed: int, replications: int, halls: int) -> Floats:
    """Halls that serve the same people: half of their variance is common."""
    return math.sqrt(0.5) * (noise(seed, replications, halls) + noise(10_000 + seed, replications, 1))


@pytest.mark.parametrize("first", [10, 20])
def test_stopping_when_sure_costs_no_coverage(first: int) -> None:
    asked = [Width(0.5), Width(0.4)]

    def study(seed: int) -> tuple[bool, int]:
        drawn, n = correlated(seed, 2000, 2), first
        while (wanted := in_all([(drawn[:n, i], width) for i, width in enumerate(asked)], first, 1, 2000)) > n:
            n = wanted
        told = [interval(drawn[:n, hall], first=first) for hall in range(2)]
        assert all(one.high - one.mean <= width.most for one, width in zip(told, asked, strict=True))
        return holds(told[1], 0.0), n

    found = [study(seed) for seed in range(4 * REPEATS)]
    assert np.mean([right for right, _ in found]) == pytest.approx(0.955, abs=0.01)
    assert np.std([n for _, n in found]) > 5.0


def test_stopping_at_the_first_narrow_interval_would_have_cost_some() -> None:
    """What the two stages are for: the plain way misses more often, by more than chance."""

    def naive(seed: int) -> Interval:
        drawn = noise(seed, 200)
        for n in range(3, 200):
            found = interval(drawn[:n])
            if found.high - found.mean <= 0.5:
                return found
        return found

    assert share(holds(naive(seed), 0.0) for seed in range(2 * REPEATS)) < 0.93


def test_relative_widths_hold_and_are_kept() -> None:
    def study(seed: int) -> bool:
        played = until_sure(5.0 + noise(seed, 5000), Width(0.05, relative=True), 20)
        return abs(played.mean() - 5.0) <= 0.05 * 5.0

    assert share(study(seed) for seed in range(REPEATS)) > 0.95 - NEAR


@pytest.mark.parametrize(("law", "truth"), [("standard_normal", norm.ppf), ("standard_exponential", expon.ppf)])
@pytest.mark.parametrize(("n", "below"), [(20, 0.5), (40, 0.9), (200, 0.95)])
def test_intervals_of_quantiles_hold(law: str, truth: Callable[[float], float], n: int, below: float) -> None:
    rng = np.random.default_rng(5)
    found = [quantile_interval(getattr(rng, law)(n), below) for _ in range(REPEATS)]
    assert share(not (one.low > truth(below) or one.high < truth(below)) for one in found) == pytest.approx(
        0.95, abs=NEAR
    )


def test_batch_means_of_a_long_run_hold() -> None:
    def run(seed: int) -> Floats:
        drawn, level = noise(seed, 2100), 0.0
        found = np.empty(len(drawn))
        for place, one in enumerate(drawn):
            level = 0.7 * level + one
            found[place] = level
        return found[100:]

    assert share(holds(batch_means(run(seed)), 0.0) for seed in range(REPEATS)) == pytest.approx(0.95, abs=NEAR)


def test_intervals_with_control_variates_hold_and_are_narrower() -> None:
    def study(seed: int) -> tuple[bool, float]:
        people = noise(seed, 20, 2)
        drawn = people.sum(axis=1) + noise(50_000 + seed, 20)
        found = controlled(drawn, 7.0 + people, np.full(2, 7.0))
        return holds(found.controlled, 0.0), found.saved

    found = [study(seed) for seed in range(REPEATS)]
    assert np.mean([right for right, _ in found]) == pytest.approx(0.95, abs=NEAR)
    assert np.mean([saved for _, saved in found]) > 0.5


# Several halls


def test_differences_of_all_pairs_hold_together() -> None:
    means = np.array([0.0, 0.2, 1.0])

    def study(seed: int) -> bool:
        drawn = correlated(seed, 15, 3) + means
        pairs = [(0, 1), (0, 2), (1, 2)]
        return all(holds(difference(drawn[:, a], drawn[:, b], 3), means[b] - means[a]) for a, b in pairs)

    assert share(study(seed) for seed in range(REPEATS)) > 0.95 - NEAR


def test_holm_believes_a_difference_that_is_none_at_most_once_in_twenty() -> None:
    def study(seed: int) -> bool:
        drawn = correlated(seed, 15, 4) + np.array([0.0, 0.0, 0.0, 1.5])
        pairs = [(a, b) for a in range(4) for b in range(a)]
        told = holm([p_value(drawn[:, a] - drawn[:, b]) for a, b in pairs])
        return any(told[place] < 0.05 for place, (a, b) in enumerate(pairs) if 3 not in (a, b))

    assert share(study(seed) for seed in range(REPEATS)) < 0.05 + NEAR


@pytest.mark.parametrize("means", [(0.0, 0.0, 0.0), (0.0, 0.3, 0.3), (0.0, 0.5, 2.0)])
def test_comparisons_with_the_best_hold_together(means: tuple[float, ...]) -> None:
    best_other = np.array([min(means[:i] + means[i + 1 :]) for i in range(3)])
    truth = np.array(means) - best_other

    def study(seed: int) -> bool:
        found = against_best(correlated(seed, 15, 3) + np.array(means))
        return bool(((found.low <= truth) & (truth <= found.high)).all())

    assert share(study(seed) for seed in range(REPEATS)) > 0.95 - NEAR


def chosen_by_kn(seed: int, halls: int, zone: float, skewed: bool = False) -> tuple[bool, int]:
    """Whether the best is chosen where all others are worse by just the zone, and the replications that it took."""
    behind = np.where(np.arange(halls) == seed % halls, 0.0, zone)
    drawn = correlated(seed, 6000, halls)
    if skewed:
        drawn = np.exp(0.5 * drawn)
    drawn = drawn + behind
    found, n = Kn(drawn[:20], zone, 0.05), 20
    while len(found.left) > 1:
        found.feed(drawn[n : n + 20, found.left])
        n += 20
    return found.left == [seed % halls], n


@pytest.mark.parametrize("halls", [2, 5, 10])
def test_kn_chooses_the_best_of_a_slippage_configuration(halls: int) -> None:
    found = [chosen_by_kn(seed, halls, 0.3) for seed in range(500)]
    assert np.mean([right for right, _ in found]) >= 0.95
    assert np.mean([n for _, n in found]) > 25.0


def test_kn_chooses_among_skewed_values() -> None:
    assert share(chosen_by_kn(seed, 5, 0.2, skewed=True)[0] for seed in range(500)) >= 0.95 - NEAR


def test_all_within_the_zone_holds_the_best_and_nobody_beyond() -> None:
    means = np.array([0.0, 0.15, 0.31, 0.6])

    def study(seed: int) -> bool:
        drawn = correlated(seed, 20_000, 4) + means
        n = enough_for_all_within(drawn[:20], 0.3, 0.05)
        assert n < len(drawn)
        kept = all_within(drawn[:n].mean(axis=0), 0.3)
        return 0 in kept and max(means[kept]) <= 0.3

    assert share(study(seed) for seed in range(300)) > 0.95 - NEAR


def test_more_replications_where_they_matter_choose_better_than_equal_shares() -> None:
    means, deviations = np.arange(10.0) / 2.0, np.full(10, 3.0)

    def by_shares(seed: int, equal: bool) -> bool:
        rng = np.random.default_rng(seed)
        drawn = [rng.normal(mean, deviation, 1000) for mean, deviation in zip(means, deviations, strict=True)]
        n = np.full(10, 10)
        while n.sum() < 500:
            seen = np.array([one[:k].mean() for one, k in zip(drawn, n, strict=True)])
            spread = np.array([one[:k].std(ddof=1) for one, k in zip(drawn, n, strict=True)])
            n = n + (np.full(10, 2) if equal else np.array(allocate(seen, spread, n, 20)))
        return int(np.argmin([one[:k].mean() for one, k in zip(drawn, n, strict=True)])) == 0

    clever, equal = (share(by_shares(seed, how) for seed in range(500)) for how in (False, True))
    assert clever > equal + 0.08


def test_the_chance_that_is_told_is_that_of_a_right_choice() -> None:
    means, deviations, n = np.array([0.0, 0.5, 0.8]), np.array([1.0, 2.0, 1.0]), np.array([40, 60, 20])
    rng = np.random.default_rng(8)
    drawn = rng.normal(means, deviations / np.sqrt(n), (REPEATS, 3))
    told = chance(means, deviations, n)
    # Bonferroni's bound is below it, but not by much where few halls come near the best.
    assert told - 0.02 < share(row.argmin() == 0 for row in drawn) < told + 0.06
