"""Output analysis, each procedure against a published example, a table computed apart, or a case worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import binom, false_discovery_control, norm, ttest_1samp

from sim.inference.control import controlled
from sim.inference.intervals import (
    Interval,
    difference,
    exact_intervals,
    interval,
    intervals,
    t_quantile,
)
from sim.inference.precision import Width, in_all, needed
from sim.inference.quantiles import quantile_interval
from sim.inference.selection import Kn, all_within, allocate, chance, enough_for_all_within
from sim.inference.several import against_best, holm, p_value
from sim.inference.steady import batch_means, correlation, mser5
from sim.tape import Floats

NOTHING = math.nan


def noise(*shape: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).standard_normal(shape)


def congruential(n: int) -> Floats:
    """The series of the table: a linear congruential generator, so that any language has the same."""
    state, found = 12345, []
    for _ in range(n):
        state = (1103515245 * state + 12345) % 2**31
        found.append(state / 2**31)
    return np.array(found)


def autoregressive(n: int) -> Floats:
    level, found = 0.0, []
    for value in congruential(n):
        level = 0.9 * level + value
        found.append(level)
    return np.array(found)


# Computed apart for these series: where MSER-5 cuts, its statistic and the mean of the rest; mean and half-width of the
# rest by twenty batches.
TABLE = [
    (congruential(1000), 0, 7.862188949e-05, 0.4969107498, 0.4969107498, 0.01772457846),
    (autoregressive(2000), 15, 0.0007403238, 5.000234005, 5.000050596, 0.1063940501),
]


@pytest.mark.parametrize(("series", "values", "statistic", "truncated", "mean", "half"), TABLE)
def test_mser_and_batch_means_are_those_of_a_table_computed_apart(
    series: Floats, values: int, statistic: float, truncated: float, mean: float, half: float
) -> None:
    cut = mser5(series)
    assert cut.values == values
    assert cut.statistic == pytest.approx(statistic, rel=1e-7)
    assert cut.settled
    rest = series[values:]
    assert rest[: len(rest) // 5 * 5].mean() == pytest.approx(truncated, rel=1e-9)
    found = batch_means(rest)
    assert found.mean == pytest.approx(mean, rel=1e-9)
    assert found.high - found.mean == pytest.approx(half, rel=1e-7)
    assert found.n == 20


def test_the_beginning_of_a_series_is_cut_where_it_ends() -> None:
    series = noise(1000)
    series[:100] += np.linspace(10.0, 0.0, 100)
    cut = mser5(series)
    assert 60 <= cut.values <= 110
    assert cut.settled


def test_a_series_that_goes_on_rising_has_not_settled() -> None:
    assert not mser5(np.arange(500.0) ** 2 + noise(500)).settled


def test_batches_that_hang_on_one_another_are_told() -> None:
    walk = np.cumsum(noise(400))
    assert correlation(walk) > 0.5
    assert abs(correlation(noise(4000))) < 0.45
    assert correlation(np.ones(100)) == 0.0


@pytest.mark.parametrize(("series", "word"), [(np.ones(49), "49"), ([*np.ones(60), NOTHING], "not a number")])
def test_what_is_no_long_series_is_refused(series: Floats, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        mser5(series)


def test_optimal_computing_budget_allocation_is_that_of_the_textbook() -> None:
    # Chen and Lee (2011), Stochastic Simulation Optimization, p. 49: five designs, 50 replications.
    means, deviations = np.arange(1.0, 6.0), np.sqrt([1.0, 1.0, 9.0, 9.0, 4.0])
    assert allocate(means, deviations, np.zeros(5, dtype=np.int64), 50) == [11, 9, 19, 9, 2]
    assert allocate(-means, deviations, np.zeros(5, dtype=np.int64), 50, lowest=False) == [11, 9, 19, 9, 2]


def test_halls_that_have_more_than_their_share_get_none_and_all_is_given_out() -> None:
    means, deviations = np.array([1.0, 2.0, 6.0, 9.0]), np.ones(4)
    there = np.array([10, 10, 40, 10])
    given = allocate(means, deviations, there, 25)
    assert sum(given) == 25
    assert given[2:] == [0, 0]
    assert min(given[:2]) > 5


def test_halls_that_are_alike_or_do_not_vary_are_no_obstacle() -> None:
    assert sum(allocate(np.ones(3), np.ones(3), np.full(3, 10), 9)) == 9
    assert sum(allocate(np.array([1.0, 2.0]), np.zeros(2), np.full(2, 10), 9)) == 9


def test_the_chance_of_a_right_choice_is_that_of_two_normal_means() -> None:
    means, deviations, there = np.array([10.0, 12.0]), np.array([3.0, 4.0]), np.array([9, 16])
    assert chance(means, deviations, there) == pytest.approx(norm.cdf(2.0 / math.sqrt(2.0)))
    assert chance(means, deviations, there, zone=1.0) == pytest.approx(norm.cdf(3.0 / math.sqrt(2.0)))
    assert chance(-means, deviations, there, lowest=False) == pytest.approx(norm.cdf(2.0 / math.sqrt(2.0)))
    assert chance(np.ones(2), np.zeros(2), there) == 1.0


def kn_by_the_book(values: Floats, n0: int, zone: float, error: float) -> tuple[int, dict[int, int]]:
    """Kim and Nelson (2001), procedure KN with c = 1, step by step, for the largest mean."""
    k = values.shape[1]
    eta = 0.5 * ((2 * error / (k - 1)) ** (-2 / (n0 - 1)) - 1)
    h2 = 2 * eta * (n0 - 1)
    s2 = {
        (i, j): sum(
            (values[r, i] - values[r, j] - (values[:n0, i].mean() - values[:n0, j].mean())) ** 2 for r in range(n0)
        )
        / (n0 - 1)
        for i in range(k)
        for j in range(k)
        if i != j
    }
    inside, out, r = list(range(k)), {}, n0
    while True:
        mean = {i: values[:r, i].mean() for i in inside}
        width = {
            (i, j): max(0.0, zone / (2 * r) * (h2 * s2[i, j] / zone**2 - r)) for i in inside for j in inside if i != j
        }
        kept = [i for i in inside if all(mean[i] >= mean[j] - width[i, j] for j in inside if j != i)]
        out |= {i: r for i in inside if i not in kept}
        inside = kept
        if len(inside) == 1:
            return inside[0], out
        r += 1


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("step", [1, 7, 50])
def test_kn_drops_halls_where_the_published_procedure_does(seed: int, step: int) -> None:
    values = noise(4000, 5, seed=seed) + noise(4000, 1, seed=100 + seed) + np.array([0.0, 0.1, 0.3, 0.5, 0.55])
    best, dropped = kn_by_the_book(values, 15, 0.2, 0.05)
    found = Kn(-values[:15], 0.2, 0.05)
    n = 15
    while len(found.left) > 1:
        found.feed(-values[n : n + step, found.left])
        n += step
    assert found.left == [best]
    assert found.dropped == dropped


def test_kn_ends_for_halls_that_are_the_same_in_everything() -> None:
    found = Kn(np.tile(noise(10, 1), 3), 0.5, 0.05)
    assert found.left == [0]


def test_all_within_are_known_to_half_a_zone() -> None:
    first = noise(20, 3)
    n = enough_for_all_within(first, 0.4, 0.05)
    widest = max(
        interval(first[:, i] - first[:, j], 3).high - (first[:, i] - first[:, j]).mean()
        for i, j in ((0, 1), (0, 2), (1, 2))
    )
    assert widest * math.sqrt(20 / n) == pytest.approx(0.2, rel=0.01)
    assert widest * math.sqrt(20 / (n - 1)) > 0.2
    assert all_within(np.array([1.0, 1.19, 1.21]), 0.4) == [0, 1]
    assert all_within(np.array([1.0, 1.19, 1.21]), 0.4, lowest=False) == [1, 2]


def test_how_far_halls_are_from_the_best_of_the_others() -> None:
    # By hand: two halls, so that the critical value is the one-sided t of all pairs.
    values = np.column_stack((noise(12), 3.0 + noise(12, seed=2)))
    apart = values[:, 1] - values[:, 0]
    t = -t_of_one_side(11)
    half = t * apart.std(ddof=1) / math.sqrt(12)
    found = against_best(values)
    assert_allclose(found.low, [-(apart.mean() + half), 0.0])
    assert_allclose(found.high, [0.0, apart.mean() + half])
    turned = against_best(-values, lowest=False)
    assert_allclose(turned.low, -found.high)
    assert_allclose(turned.high, -found.low)


def t_of_one_side(freedom: int) -> float:
    from scipy.stats import t

    return float(t.ppf(0.05, freedom))


def test_halls_that_cannot_be_told_apart_may_each_be_the_best() -> None:
    values = noise(10, 3)
    found = against_best(values - values.mean(axis=0))
    assert (found.low < 0.0).all()
    assert (found.high > 0.0).all()


def test_halls_that_are_alike_in_everything_are_all_the_best() -> None:
    one = noise(10)
    found = against_best(np.column_stack((one, one, one + 5.0)))
    assert list(found.may_be) == [True, True, False]
    assert_array_equal(found.low[:2], 0.0)
    assert_array_equal(found.high[:2], 0.0)
    assert found.high[2] >= 5.0
    left = Kn(np.column_stack((one, one, one + 5.0)), 0.5, 0.05)
    assert left.left == [0]


def test_the_best_of_nothing_is_not_told() -> None:
    assert np.isnan(against_best(np.array([[1.0, 2.0], [NOTHING, 1.0]])).low).all()
    with pytest.raises(ValueError, match="fewer than two"):
        against_best(np.ones((5, 1)))


def test_p_values_are_those_of_the_paired_t_test() -> None:
    values = noise(9) + 0.4
    assert p_value(values) == pytest.approx(ttest_1samp(values, 0.0).pvalue)
    assert p_value([*values, NOTHING]) == p_value(values)
    assert math.isnan(p_value([1.0]))
    assert p_value([2.0, 2.0]) == 0.0
    assert p_value([0.0, 0.0]) == 1.0


def test_a_test_and_its_interval_say_the_same_where_the_first_decide() -> None:
    values = noise(40) + 0.25
    for shift in np.linspace(-0.4, 0.4, 41):
        found = interval(values + shift, first=10)
        assert (p_value(values + shift, first=10) < 0.05) == (not found.low <= 0.0 <= found.high)


def test_holm_steps_down() -> None:
    # By hand: 0.01 x 4, 0.013 x 3, 0.03 x 2, 0.04 x 1, none below the one before it.
    assert_allclose(holm([0.03, 0.01, 0.04, 0.013]), [0.06, 0.04, 0.06, 0.04])
    assert_allclose(holm([0.03, NOTHING, 0.02]), [0.04, NOTHING, 0.04])
    assert_allclose(holm([0.9, 0.8]), [1.0, 1.0])
    assert len(holm([])) == 0
    many = np.random.default_rng(3).uniform(size=20) ** 3
    assert (holm(many) >= false_discovery_control(many) - 1e-15).all()


def test_an_interval_is_the_wider_one_where_the_first_decide() -> None:
    values = noise(30)
    found = interval(values, first=10)
    spreads = t_quantile(9) * values[:10].std(ddof=1), t_quantile(29) * values.std(ddof=1)
    half = max(spreads) / math.sqrt(30)
    assert found == Interval(
        pytest.approx(values.mean()), pytest.approx(values.mean() - half), pytest.approx(values.mean() + half), 30
    )
    assert interval(values, first=30) == interval(values)
    table = np.column_stack((values, np.where(np.arange(30) % 3, values, NOTHING)))
    for column, told in enumerate(zip(*intervals(table, first=10).values(), strict=True)):
        alone = interval(table[:, column], first=10)
        assert_allclose(told, [alone.mean, alone.low, alone.high, alone.n])
    assert difference(values, values + 1.0, first=5).mean == pytest.approx(1.0)
    assert math.isnan(interval([NOTHING, NOTHING, 1.0, 2.0], first=2).low)


@pytest.mark.parametrize("first", [None, 1, 4, 9])
def test_intervals_of_columns_are_those_of_each_to_the_last_bit(first: int | None) -> None:
    table = noise(9, 40) * 10.0 ** np.arange(-10, 30)
    table[noise(9, 40, seed=2) > 0.5] = NOTHING
    table[:, 3] = NOTHING
    table[1:, 5] = NOTHING
    found = exact_intervals(table, first)
    told = [interval(column, first=first) for column in table.T]
    for name in ("mean", "low", "high", "n"):
        assert_array_equal(found[name], [getattr(one, name) for one in told])


def test_as_many_replications_as_a_width_needs() -> None:
    first = noise(20) * 3.0 + 50.0
    n = int(needed(first, Width(0.5), 20))
    half = (interval(first).high - interval(first).mean) * math.sqrt(20)
    assert half / math.sqrt(n) <= 0.5 < half / math.sqrt(n - 1)
    assert needed(first, Width(100.0), 20) == 20
    assert needed(first, Width(0.5), 20, statements=10) > 1.5 * n
    share = int(needed(first, Width(0.02, relative=True), 20))
    assert share == int(needed(first, Width(0.02 / 1.02 * first.mean()), 20))
    assert in_all([(first, Width(0.5)), (first, Width(1.0))], 20, 1, 10**6) == n
    assert in_all([(first, Width(1e-6))], 20, 1, 500) == 500
    assert in_all([], 20, 1, 500) == 20


def test_values_that_are_often_missing_need_more_replications() -> None:
    values = noise(40)
    gaps = np.where(np.arange(40) % 2, values, NOTHING)
    there = values[1::2]
    assert needed(gaps, Width(0.2), 40) == pytest.approx(
        2.0 * (t_quantile(19) * there.std(ddof=1) / 0.2) ** 2, rel=0.02
    )
    assert needed(np.full(40, NOTHING), Width(0.2), 40) == math.inf
    assert needed(np.ones(40), Width(0.2), 40) == 40
    assert needed(noise(40) - noise(40).mean(), Width(0.1, relative=True), 40) > 10**6


@pytest.mark.parametrize(("n", "share"), [(12, 0.5), (40, 0.9), (100, 0.05)])
def test_a_quantile_lies_between_the_values_whose_ranks_hold(n: int, share: float) -> None:
    values = np.sort(noise(n))
    found = quantile_interval(values[::-1], share)
    # The ranks of David and Nagaraja (2003), 7.1.2, of which one would be too sure and its neighbour not sure enough.
    low = max(r for r in range(1, n + 1) if binom.sf(r - 1, n, share) >= 0.975)
    assert values[low - 1] <= found.low <= values[low]
    high = min(r for r in range(1, n + 1) if binom.cdf(r - 1, n, share) >= 0.975)
    assert values[high - 2] <= found.high <= values[high - 1]
    assert found.mean == pytest.approx(np.quantile(values, share))
    assert found.n == n


def test_too_few_values_leave_an_end_open() -> None:
    low = quantile_interval(noise(20), 0.999)
    assert low.mean >= low.low
    assert math.isnan(quantile_interval(noise(35), 0.9).high)
    assert not math.isnan(quantile_interval(noise(36), 0.9).high)
    assert math.isnan(quantile_interval([], 0.5).mean)
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile_interval([1.0, 2.0], 1.0)


def test_a_control_with_a_known_mean_takes_its_noise_away() -> None:
    people, rest = noise(40), noise(40, seed=2)
    values = 10.0 + 3.0 * people + rest
    found = controlled(values, (100.0 + people)[:, None], np.array([100.0]))
    assert found.plain == interval(values)
    assert found.controlled.low < 10.0 < found.controlled.high
    assert found.saved == pytest.approx(0.9, abs=0.06)
    saved = 1.0 - ((found.controlled.high - found.controlled.mean) / (found.plain.high - found.plain.mean)) ** 2
    assert saved == pytest.approx(found.saved, abs=0.03)


def test_regression_on_one_control_is_that_of_the_textbook() -> None:
    # Lavenberg and Welch (1981): Y - b (C - c), with b the slope and the variance of the intercept at c.
    c, y = noise(15), noise(15, seed=4)
    slope = np.cov(c, y)[0, 1] / c.var(ddof=1)
    residual = y - y.mean() - slope * (c - c.mean())
    spread = (residual**2).sum() / 13 * (1 / 15 + (c.mean() - 0.3) ** 2 / ((c - c.mean()) ** 2).sum())
    found = controlled(y, c[:, None], np.array([0.3])).controlled
    assert found.mean == pytest.approx(y.mean() - slope * (c.mean() - 0.3))
    assert found.high - found.mean == pytest.approx(t_quantile(13) * math.sqrt(spread))


def test_controls_that_say_nothing_are_left_out() -> None:
    y = noise(8)
    assert controlled(y, np.full((8, 1), 5.0), np.array([5.0])).controlled == interval(y)
    few = controlled(y[:3], noise(3, 2), np.zeros(2))
    assert math.isnan(few.controlled.low)
    # A value that is missing just where few came would be taken for what is to be expected of all.
    gap = controlled(np.array([*y, NOTHING]), noise(9, 1), np.zeros(1))
    assert math.isnan(gap.controlled.mean)
    assert gap.plain.n == 8
    assert math.isnan(controlled(y[:1], noise(1, 1), np.zeros(1)).saved)
    with pytest.raises(ValueError, match="do not fit"):
        controlled(y, noise(7, 1), np.zeros(1))


def test_nothing_here_depends_on_the_order_of_halls() -> None:
    values = noise(30, 4) + np.arange(4.0)
    turned = values[:, ::-1]
    assert_array_equal(against_best(values).high, against_best(turned).high[::-1])
