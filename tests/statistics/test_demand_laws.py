"""The laws that the people on a tape obey, and for each test a planted fault that it finds.

Rate of false alarms: every p-value is held to `LEVEL`, and there are fewer than 1,000 of them, so that a
right sampler fails this file with a probability of at most one in a million (Bonferroni), whichever seed it
is run with. Seeds are fixed, so that it fails always or never. The z-scores of moments are held to 8 in
place of the 6.1 that belongs to `LEVEL`, for sums of skew values are not quite normal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import TypeAdapter
from scipy import stats

from halls import group, matter, spec
from sim.demand import draw, rate
from sim.demand.distributions import mean, quantile, variance
from sim.spec import Spec
from sim.spec.distributions import Distribution
from sim.streams import Purpose, generator
from sim.tape import Tape

pytestmark = pytest.mark.statistics

LEVEL = 1e-9
LARGEST_Z = 8.0
SEED = 20_170_306
Floats = NDArray[np.float64]

MATTERS = {
    "visit": matter("desk", cases=90.0, kind="lognormal", mean=6.0, cv=0.6),
    "house": matter("homes", "tax", cases=40.0, kind="gamma", mean=12.0, cv=0.5),
    "rare": matter("market", cases=2.0, kind="exponential", mean=20.0),
    "shop": matter("market", cases=20.0, kind="exponential", mean=20.0),
}
PROFILE = {"08:30": 2.0, "09:00": 3.0, "09:30": 2.5, "10:00": 0.5, "14:00": 1.0}
CLASSES = {
    "elderly": {"label": {"en": "elderly", "zh": "长者"}, "share": 0.1},
    "veterans": {"label": {"en": "veterans", "zh": "退役军人"}, "share": 0.25},
}


def hall(day_factor_cv: float = 0.0, days: int = 7) -> Spec:
    demand = {
        "ceiling": 1.25,
        "profile": PROFILE,
        "weekdays": {"mon": 1.2, "fri": 0.8},
        "day_factor_cv": day_factor_cv,
        "patience": {"kind": "lognormal", "mean": 75.0, "cv": 0.8},
        "silent_share": 0.7,
        "classes": CLASSES,
    }
    return spec({"all": group(3)}, MATTERS, days=days, demand=demand)


def generator_of(number: int) -> np.random.Generator:
    """Numbers for planted faults."""
    return np.random.Generator(np.random.Philox(number))


def two_sided(z: float) -> float:
    return float(2.0 * stats.norm.sf(abs(z)))


@pytest.fixture(scope="module")
def plain() -> list[Tape]:
    """400 weeks without a day factor."""
    return [draw(hall(), SEED, replication) for replication in range(400)]


@pytest.fixture(scope="module")
def uneven() -> list[Tape]:
    """600 weeks whose days differ by 30 %."""
    return [draw(hall(0.3), SEED, replication) for replication in range(600)]


# Counts ----------------------------------------------------------------------------------------------------


def half_hours(tapes: list[Tape], at: Spec, volume: float) -> tuple[Floats, Floats]:
    """Counts of each half-hour of each day at a volume, and their means, a row a tape."""
    edges = np.concatenate([1440.0 * day + np.arange(0.0, 1440.0, 30.0) for day in range(7)] + [[7 * 1440.0]])
    counts = np.array([np.histogram(tape.arrival[tape.mark < volume], edges)[0] for tape in tapes])
    means = 30.0 * volume * np.concatenate([rate(at, day) for day in range(7)])
    assert not counts[:, means == 0.0].any()
    return counts[:, means > 0.0].astype(float), np.broadcast_to(means, counts.shape)[:, means > 0.0]


def dispersion(counts: Floats, means: Floats) -> float:
    """Sum of (N - m)^2 / m; each term has mean 1 and variance 2 + 1 / m where counts are Poisson."""
    found = ((counts - means) ** 2 / means).sum()
    return two_sided((found - counts.size) / math.sqrt((2.0 + 1.0 / means).sum()))


def level(counts: Floats, means: Floats) -> float:
    return two_sided((counts.sum() - means.sum()) / math.sqrt(means.sum()))


@pytest.mark.parametrize("volume", [1.25, 1.0, 0.2])
def test_counts_of_half_hours_are_poisson_at_every_volume(plain: list[Tape], volume: float) -> None:
    counts, means = half_hours(plain, hall(), volume)
    assert dispersion(counts, means) > LEVEL
    assert level(counts, means) > LEVEL
    for column in range(counts.shape[1]):
        assert level(counts[:, column], means[:, column]) > LEVEL


def test_counts_of_half_hours_are_independent(plain: list[Tape]) -> None:
    counts, _ = half_hours(plain, hall(), 1.25)
    pairs = np.corrcoef(counts.T)[np.triu_indices(counts.shape[1], 1)]
    assert two_sided(float(np.abs(pairs).max()) * math.sqrt(len(counts))) > LEVEL


def test_a_day_factor_a_wrong_volume_and_whole_numbers_of_people_are_found(
    plain: list[Tape], uneven: list[Tape]
) -> None:
    counts, means = half_hours(uneven, hall(), 1.25)
    assert dispersion(counts, means) < LEVEL
    assert two_sided(float(np.corrcoef(counts[:, 0], counts[:, 1])[0, 1]) * math.sqrt(len(counts))) < LEVEL
    counts, means = half_hours(plain, hall(), 1.25)
    assert level(counts, 0.97 * means) < LEVEL
    assert dispersion(np.round(means), means) < LEVEL


# Days ------------------------------------------------------------------------------------------------------


def daily(tapes: list[Tape]) -> Floats:
    """People of Tuesday, Wednesday and Thursday, which have one mean."""
    return np.concatenate([np.bincount((t.arrival // 1440).astype(int), minlength=7)[1:4] for t in tapes]).astype(float)


def day_law(cv: float) -> Any:
    """Gamma-mixed Poisson counts: negative binomial."""
    expected = 1.25 * 152.0
    return stats.nbinom(1.0 / cv**2, 1.0 / (1.0 + expected * cv**2))


def fits(counts: Floats, law: Any, bins: int = 20) -> float:
    """Chi-square of the counts in about as many classes of like probability."""
    edges = np.unique(law.ppf(np.arange(1, bins) / bins))
    expected = len(counts) * np.diff(np.concatenate([[0.0], law.cdf(edges), [1.0]]))
    observed = np.bincount(np.searchsorted(edges, counts), minlength=len(expected))
    return float(stats.chisquare(observed, expected).pvalue)


def overdispersion(counts: Floats, law: Any) -> float:
    """Z-score of the mean square about the law's mean."""
    centre, spread, _, kurtosis = (float(m) for m in law.stats(moments="mvsk"))
    found = ((counts - centre) ** 2).mean() / spread - 1.0
    return found / math.sqrt((kurtosis + 2.0) / len(counts))


def test_the_day_factor_makes_daily_counts_negative_binomial(uneven: list[Tape]) -> None:
    counts, law = daily(uneven), day_law(0.3)
    assert law.mean() == pytest.approx(190.0)
    assert law.var() / law.mean() == pytest.approx(1.0 + 190.0 * 0.3**2)
    assert fits(counts, law) > LEVEL
    assert abs(overdispersion(counts, law)) < LARGEST_Z
    assert two_sided(float(np.corrcoef(counts[:-1], counts[1:])[0, 1]) * math.sqrt(len(counts))) > LEVEL


def test_without_it_daily_counts_are_poisson(plain: list[Tape]) -> None:
    assert fits(daily(plain), stats.poisson(190.0)) > LEVEL


def test_a_wrong_day_factor_is_found(plain: list[Tape], uneven: list[Tape]) -> None:
    assert fits(daily(plain), day_law(0.3)) < LEVEL
    assert fits(daily(uneven), stats.poisson(190.0)) < LEVEL
    assert fits(daily(uneven), day_law(0.2)) < LEVEL
    assert overdispersion(daily(uneven), day_law(0.2)) > LARGEST_Z
    three_days_alike = np.repeat(190.0 * generator_of(1).gamma(1 / 0.09, 0.09, 600), 3)
    found = np.corrcoef(three_days_alike[:-1], three_days_alike[1:])[0, 1]
    assert two_sided(float(found) * math.sqrt(1800)) < LEVEL


# Times within a half-hour (Kim and Whitt 2014) -------------------------------------------------------------


def positions(tapes: list[Tape]) -> Iterator[Floats]:
    """Sorted places in (0, 1) of the arrivals of each half-hour of each day, never of several days together."""
    for tape in tapes:
        slot = tape.arrival // 30.0
        yield from np.split(tape.arrival / 30.0 - slot, np.flatnonzero(np.diff(slot)) + 1)


def conditional_uniform(samples: list[Floats]) -> float:
    """KS of all places: given their number, the points of a Poisson process are uniform."""
    return float(stats.kstest(np.concatenate(samples), "uniform").pvalue)


def lewis(sample: Floats) -> Floats:
    """Lewis's (1965) transform, after Durbin (1961), of sorted uniforms: uniforms again, sensitive to the gaps."""
    gaps = np.sort(np.diff(np.concatenate([[0.0], sample, [1.0]])))
    steps = np.diff(np.concatenate([[0.0], gaps])) * np.arange(len(gaps), 0, -1)
    return np.cumsum(steps)[:-1]


def lewis_uniform(samples: list[Floats]) -> float:
    return float(stats.kstest(np.concatenate([lewis(sample) for sample in samples]), "uniform").pvalue)


@pytest.mark.parametrize("weeks", ["plain", "uneven"])
def test_arrivals_within_a_half_hour_are_those_of_a_poisson_process(weeks: str, request: pytest.FixtureRequest) -> None:
    samples = list(positions(request.getfixturevalue(weeks)))
    assert len(samples) > 9_000
    assert conditional_uniform(samples) > LEVEL
    assert lewis_uniform(samples) > LEVEL


def test_regular_gaps_and_a_rate_that_changes_are_found() -> None:
    maker = generator_of(2)
    gaps = [np.cumsum(maker.gamma(2.0, 1.0 / 50.0, 60)) for _ in range(3000)]
    regular = [sample[sample < 1.0] for sample in gaps]
    assert lewis_uniform(regular) < LEVEL
    tilted = [np.sort(maker.random(25) ** 1.1) for _ in range(3000)]
    assert conditional_uniform(tilted) < LEVEL
    doubled = [np.sort(np.repeat(maker.random(12), 2) + 1e-6 * maker.random(24)) for _ in range(500)]
    assert lewis_uniform(doubled) < LEVEL


# Who they are ----------------------------------------------------------------------------------------------


def shares(found: NDArray[Any], expected: list[float]) -> float:
    observed = np.bincount(found, minlength=len(expected))
    return float(stats.chisquare(observed, len(found) * np.array(expected) / sum(expected)).pvalue)


def test_matters_classes_and_manners_come_by_their_shares(plain: list[Tape]) -> None:
    cases = [float(m["cases_per_day"]) for m in MATTERS.values()]
    matters = np.concatenate([tape.matter for tape in plain])
    assert shares(matters, cases) > LEVEL
    assert shares(matters, [90.0, 40.0, 2.0, 21.0]) < LEVEL
    classes = np.concatenate([tape.priority for tape in plain])
    assert shares(classes, [0.65, 0.1, 0.25]) > LEVEL
    assert shares(classes, [0.65, 0.25, 0.1]) < LEVEL
    silent = np.concatenate([tape.silent for tape in plain])
    for column in silent.T:
        assert shares(column.astype(int), [0.3, 0.7]) > LEVEL
        assert shares(column.astype(int), [0.31, 0.69]) < LEVEL


def test_marks_are_uniform_up_to_the_ceiling(plain: list[Tape]) -> None:
    marks = np.concatenate([tape.mark for tape in plain])
    assert stats.kstest(marks, stats.uniform(0.0, 1.25).cdf).pvalue > LEVEL
    assert stats.kstest(marks, stats.uniform(0.0, 1.27).cdf).pvalue < LEVEL


def test_work_and_patience_follow_their_distributions(plain: list[Tape]) -> None:
    matters = np.concatenate([tape.matter for tape in plain])
    work = np.concatenate([tape.work for tape in plain])
    gamma = stats.gamma(4.0, scale=3.0)
    for column in work[matters == 1].T:
        assert stats.kstest(column, gamma.cdf).pvalue > LEVEL
        assert stats.kstest(column, lognormal(12.0, 0.5).cdf).pvalue < LEVEL
    for column in np.concatenate([tape.patience.reshape(len(tape), -1) for tape in plain]).T:
        assert stats.kstest(column, lognormal(75.0, 0.8).cdf).pvalue > LEVEL
        assert stats.kstest(column, lognormal(76.0, 0.8).cdf).pvalue < LEVEL


# Every kind of distribution, against the laws of scipy.stats ------------------------------------------------


def lognormal(centre: float, cv: float) -> Any:
    sigma = math.sqrt(math.log1p(cv * cv))
    return stats.lognorm(sigma, scale=centre * math.exp(-sigma * sigma / 2.0))


def mixed(*parts: tuple[float, Any]) -> Callable[[Floats], Floats]:
    return lambda x: np.asarray(sum(weight * law.cdf(x) for weight, law in parts))


def between(law: Any, low: float, high: float) -> Callable[[Floats], Floats]:
    return lambda x: (law.cdf(x) - law.cdf(low)) / (law.cdf(high) - law.cdf(low))


ADAPTER: TypeAdapter[Any] = TypeAdapter(Distribution)
H2 = (1.0 + math.sqrt(0.6)) / 2.0  # cv 2: (4 - 1) / (4 + 1) = 0.6
E23 = (3 * 0.4 - math.sqrt(3 * 1.4 - 9 * 0.4)) / 1.4  # cv^2 0.4, between 1/3 and 1/2
KINDS: list[tuple[dict[str, Any], Callable[[Floats], Floats]]] = [
    ({"kind": "exponential", "mean": 5.0}, stats.expon(scale=5.0).cdf),
    ({"kind": "lognormal", "mean": 5.0, "cv": 0.6}, lognormal(5.0, 0.6).cdf),
    ({"kind": "lognormal_parameters", "mu": 1.0, "sigma": 0.5}, stats.lognorm(0.5, scale=math.e).cdf),
    ({"kind": "gamma", "mean": 5.0, "cv": 0.8}, stats.gamma(1 / 0.64, scale=5 * 0.64).cdf),
    ({"kind": "gamma_parameters", "shape": 2.5, "scale": 2.0}, stats.gamma(2.5, scale=2.0).cdf),
    ({"kind": "erlang", "mean": 6.0, "stages": 3}, stats.gamma(3, scale=2.0).cdf),
    ({"kind": "uniform", "low": 2.0, "high": 8.0}, stats.uniform(2.0, 6.0).cdf),
    ({"kind": "triangular", "low": 2.0, "mode": 3.0, "high": 8.0}, stats.triang(1 / 6, 2.0, 6.0).cdf),
    ({"kind": "weibull", "mean": 2.0, "cv": math.sqrt(5.0)}, stats.weibull_min(0.5).cdf),
    ({"kind": "weibull_parameters", "shape": 1.7, "scale": 4.0}, stats.weibull_min(1.7, scale=4.0).cdf),
    (
        {"kind": "phase_type", "mean": 5.0, "cv": 2.0},
        mixed((H2, stats.expon(scale=2.5 / H2)), (1 - H2, stats.expon(scale=2.5 / (1 - H2)))),
    ),
    (
        {"kind": "phase_type", "mean": 5.0, "cv": math.sqrt(0.4)},
        mixed(
            (E23, stats.gamma(2, scale=5.0 / (3 - E23))),
            (1 - E23, stats.gamma(3, scale=5.0 / (3 - E23))),
        ),
    ),
    (
        {"kind": "lognormal", "mean": 5.0, "cv": 0.6, "at_least": 2.0, "at_most": 12.0},
        between(lognormal(5.0, 0.6), 2.0, 12.0),
    ),
    (
        {"kind": "gamma", "mean": 5.0, "cv": 0.8, "at_least": 8.0},
        between(stats.gamma(1 / 0.64, scale=5 * 0.64), 8.0, np.inf),
    ),
]
SIZE = 40_000


def values(stated: dict[str, Any], number: int) -> tuple[Any, Floats]:
    distribution = ADAPTER.validate_python(stated)
    return distribution, quantile(distribution, generator(SEED, 0, Purpose.WORK, number).random(SIZE))


every_kind = pytest.mark.parametrize("number", range(len(KINDS)), ids=[stated["kind"] for stated, _ in KINDS])


@every_kind
def test_values_follow_the_law(number: int) -> None:
    stated, law = KINDS[number]
    distribution, x = values(stated, number)
    assert stats.kstest(x, law).pvalue > LEVEL
    assert stats.kstest(1.1 * x, law).pvalue < LEVEL
    middle = mean(distribution)
    assert stats.kstest(middle + 1.1 * (x - middle), law).pvalue < LEVEL


@every_kind
def test_values_have_the_moments(number: int) -> None:
    distribution, x = values(KINDS[number][0], number)
    assert abs(mean_score(distribution, x)) < LARGEST_Z
    assert abs(spread_score(distribution, x)) < LARGEST_Z
    wider = mean(distribution) + 1.4 * (x - mean(distribution))
    assert abs(mean_score(distribution, x + 0.05 * math.sqrt(variance(distribution)))) > LARGEST_Z
    assert spread_score(distribution, wider) > LARGEST_Z


def mean_score(distribution: Any, x: Floats) -> float:
    return float((x.mean() - mean(distribution)) / math.sqrt(variance(distribution) / len(x)))


def spread_score(distribution: Any, x: Floats) -> float:
    """Z-score of the mean square deviation, by the spread of the squares found."""
    squares = (x - mean(distribution)) ** 2
    return float((squares.mean() - variance(distribution)) / (squares.std() / math.sqrt(len(x))))


def test_observed_values_come_by_their_weights() -> None:
    stated = {"kind": "empirical", "values": [9.0, 1.0, 4.0], "weights": [2.0, 3.0, 6.0]}
    _, x = values(stated, 99)
    found = np.searchsorted([1.0, 4.0, 9.0], x)
    assert shares(found, [3.0, 6.0, 2.0]) > LEVEL
    assert shares(found, [3.0, 6.0, 2.2]) < LEVEL


# Independence ----------------------------------------------------------------------------------------------


def correlated(streams: Floats) -> float:
    """Smallest p-value of all pairs of rows, times their number."""
    pairs = np.corrcoef(streams)[np.triu_indices(len(streams), 1)]
    return len(pairs) * two_sided(float(np.abs(pairs).max()) * math.sqrt(streams.shape[1]))


def test_streams_are_independent_of_one_another_and_uniform() -> None:
    """Purposes, neighbouring days, occurrences, replications, seeds; and each stream against itself, one later."""
    places = [(SEED, 0, purpose, day, occurrence) for purpose in Purpose for day in (0, 1) for occurrence in (0, 1)]
    places += [(seed, replication, purpose, 0, 0) for purpose in Purpose for seed, replication in OTHERS]
    streams = np.array([generator(*place).random(50_001) for place in places])
    together = np.concatenate([streams[:, 1:], streams[:, :-1]])
    assert correlated(together) > LEVEL
    assert correlated((together - 0.5) ** 2) > LEVEL
    for stream in streams:
        assert stats.kstest(stream, "uniform").pvalue > LEVEL


OTHERS = [(SEED, 1), (SEED + 1, 0)]


def test_a_stream_used_twice_or_a_shared_part_is_found() -> None:
    streams = np.array([generator(SEED, 0, purpose).random(50_000) for purpose in Purpose])
    assert correlated(np.concatenate([streams, streams[:1]])) < LEVEL
    assert correlated(np.concatenate([streams, 0.95 * streams[1:2] + 0.05 * streams[:1]])) < LEVEL


def test_nothing_about_a_person_tells_of_anything_else(plain: list[Tape]) -> None:
    """Rank correlations of all that a person of a two-task matter has, and with the next person."""
    people = [_attributes(tape) for tape in plain]
    ranks = np.array([stats.rankdata(row) for row in np.concatenate(people, axis=1)])
    following = np.roll(ranks, -1, axis=1)
    every = np.concatenate([ranks[:, :-1], following[1:, :-1]])  # times follow one another; nothing else does
    assert correlated(every) > LEVEL
    planted = ranks.copy()
    planted[3] += 0.1 * ranks[2]
    assert correlated(planted) < LEVEL


def _attributes(tape: Tape) -> Floats:
    of = tape.matter == 1
    columns = [
        tape.arrival % 1440.0,
        tape.priority,
        tape.mark,
        *tape.work.T,
        *tape.patience.reshape(len(tape), -1).T,
        *tape.silent.T,
    ]
    return np.array([column[of] for column in columns], dtype=float)


@pytest.mark.parametrize("attribute", ["arrival", "mark", "priority"])
def test_what_a_person_comes_for_tells_nothing_else(plain: list[Tape], attribute: str) -> None:
    period = 1440.0 if attribute == "arrival" else np.inf
    when = np.concatenate([getattr(tape, attribute) % period for tape in plain])
    what = np.concatenate([tape.matter for tape in plain])
    groups = [when[what == number] for number in range(len(MATTERS))]
    assert stats.kruskal(*groups).pvalue > LEVEL
    assert stats.kruskal(*groups[:-1], groups[-1] + 0.1 * when.std()).pvalue < LEVEL


def test_the_days_of_a_week_are_the_open_ones(plain: list[Tape]) -> None:
    assert list(hall().calendar.open_days()) == [0, 1, 2, 3, 4]
    assert all(set(tape.arrival // 1440) == {0, 1, 2, 3, 4} for tape in plain)
