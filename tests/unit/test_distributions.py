"""Distributions of a spec: quantiles, distribution functions and moments agree with one another and with the book."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import TypeAdapter

from sim.demand.distributions import cdf, mean, quantile, variance
from sim.errors import InputError
from sim.spec.distributions import Distribution

ADAPTER: TypeAdapter[Any] = TypeAdapter(Distribution)
TOP = 1.0 - 2.0**-53


def dist(kind: str, **values: Any) -> Any:
    return ADAPTER.validate_python({"kind": kind, **values})


STATED = [
    dist(kind, mean=12.0, cv=cv)
    for kind in ("lognormal", "gamma", "weibull", "phase_type")
    for cv in (0.1, 0.35, 1 / math.sqrt(3), 0.6, 1.0, 1.5, 4.0)
]
SMOOTH = [
    *STATED,
    dist("exponential", mean=12.0),
    dist("erlang", mean=12.0, stages=3),
    dist("lognormal_parameters", mu=2.0, sigma=0.7),
    dist("gamma_parameters", shape=0.4, scale=9.0),
    dist("weibull_parameters", shape=0.8, scale=9.0),
    dist("uniform", low=3.0, high=9.0),
    dist("triangular", low=3.0, mode=4.0, high=9.0),
    dist("triangular", low=3.0, mode=3.0, high=9.0),
    dist("triangular", low=3.0, mode=9.0, high=9.0),
    *(
        dist(kind, at_least=low, at_most=high, **values)
        for kind, values in [
            ("exponential", {"mean": 12.0}),
            ("lognormal", {"mean": 12.0, "cv": 0.6}),
            ("gamma", {"mean": 12.0, "cv": 0.6}),
            ("erlang", {"mean": 12.0, "stages": 4}),
            ("weibull", {"mean": 12.0, "cv": 0.6}),
            ("phase_type", {"mean": 12.0, "cv": 0.6}),
            ("phase_type", {"mean": 12.0, "cv": 1.6}),
        ]
        for low, high in [(0.0, 20.0), (10.0, None), (5.0, 30.0), (40.0, 50.0)]
    ),
]
DISCRETE = [
    dist("deterministic", mean=7.0),
    dist("deterministic", mean=0.0),
    dist("empirical", values=(5.0, 0.0, 9.0, 5.0)),
    dist("empirical", values=(9.0, 1.0, 4.0, 20.0), weights=(2.0, 0.0, 6.0, 0.0)),
]
ALL = [*SMOOTH, *DISCRETE]


def name(distribution: Any) -> str:
    return "-".join(f"{v:.3g}" if isinstance(v, float) else str(v) for v in dict(distribution).values())


smooth = pytest.mark.parametrize("distribution", SMOOTH, ids=name)
every = pytest.mark.parametrize("distribution", ALL, ids=name)


# Quantile and distribution function ------------------------------------------------------------------------


@smooth
def test_quantile_inverts_the_distribution_function(distribution: Any) -> None:
    u = np.concatenate([10.0 ** np.arange(-12, -1), np.linspace(0.02, 0.98, 97), 1 - 10.0 ** np.arange(-9, -2)])
    back = cdf(distribution, quantile(distribution, u))
    np.testing.assert_allclose(back, u, rtol=1e-9, atol=1e-10 if distribution.model_dump().get("at_least") else 1e-15)


@every
def test_quantile_never_falls(distribution: Any) -> None:
    u = np.sort(np.concatenate([np.random.Generator(np.random.Philox(1)).random(5000), np.linspace(0, TOP, 999)]))
    x = quantile(distribution, u)
    assert np.all(np.diff(x) >= -1e-13 * x[1:])


@every
def test_quantile_is_finite_and_not_negative_at_the_ends(distribution: Any) -> None:
    x = quantile(distribution, [0.0, 2.0**-53, 0.5, TOP])
    assert np.all(np.isfinite(x))
    assert np.all(x >= 0.0)


@every
def test_quantile_keeps_the_shape(distribution: Any) -> None:
    assert quantile(distribution, 0.5).shape == ()
    assert quantile(distribution, np.full((3, 4), 0.5)).shape == (3, 4)
    assert quantile(distribution, np.empty((0, 2))).shape == (0, 2)
    assert cdf(distribution, np.full((3, 4), 0.5)).shape == (3, 4)


@every
def test_one_value_does_not_depend_on_its_neighbours(distribution: Any) -> None:
    u = np.linspace(0.0, TOP, 41)
    alone = np.array([quantile(distribution, one) for one in u])
    np.testing.assert_allclose(alone, quantile(distribution, u), rtol=1e-13)


@every
@pytest.mark.parametrize("wrong", [-1e-9, 1.0, math.nan, [0.5, 2.0]])
def test_uniform_numbers_out_of_range_are_refused(distribution: Any, wrong: Any) -> None:
    with pytest.raises(ValueError, match="u must be"):
        quantile(distribution, wrong)


@every
def test_distribution_function_goes_from_0_to_1(distribution: Any) -> None:
    ends = quantile(distribution, [0.0, TOP])
    assert cdf(distribution, -1.0) == 0.0
    assert cdf(distribution, 2.0 * ends[1] + 1.0) == pytest.approx(1.0, abs=1e-12)
    x = np.linspace(0.0, ends[1], 500)
    assert np.all(np.diff(cdf(distribution, x)) >= -1e-14)


KINDS = st.sampled_from(["lognormal", "gamma", "weibull", "phase_type"])


@given(
    kind=KINDS,
    centre=st.floats(0.01, 1000.0),
    cv=st.floats(0.05, 8.0),
    u=st.lists(st.floats(1e-6, 0.999999), min_size=1, max_size=20),
)
def test_quantile_inverts_for_any_parameters(kind: str, centre: float, cv: float, u: list[float]) -> None:
    distribution = dist(kind, mean=centre, cv=cv)
    np.testing.assert_allclose(cdf(distribution, quantile(distribution, u)), u, rtol=1e-8)


@given(kind=KINDS, cv=st.floats(0.05, 8.0), factor=st.floats(1.01, 5.0), u=st.floats(0.0, TOP))
def test_a_larger_mean_makes_every_value_larger_in_proportion(kind: str, cv: float, factor: float, u: float) -> None:
    small, large = quantile(dist(kind, mean=9.0, cv=cv), u), quantile(dist(kind, mean=9.0 * factor, cv=cv), u)
    np.testing.assert_allclose(large, factor * small, rtol=1e-9, atol=1e-300)


# Moments ---------------------------------------------------------------------------------------------------


def integral(f: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> float:
    """Integral of f over (0, 1), by the trapezium rule in the logit of its argument."""
    y = np.linspace(-36.0, 36.0, 10_001)
    u = 1.0 / (1.0 + np.exp(-y))
    return float(np.sum(f(np.minimum(u, TOP)) * u / (1.0 + np.exp(y))) * (y[1] - y[0]))


@smooth
def test_moments_are_those_of_the_quantile_function(distribution: Any) -> None:
    first = integral(lambda u: quantile(distribution, u))
    assert mean(distribution) == pytest.approx(first, rel=1e-6)
    second = integral(lambda u: (quantile(distribution, u) - first) ** 2)
    assert variance(distribution) == pytest.approx(second, rel=3e-3 if "cv=4.0" in repr(distribution) else 1e-5)


@pytest.mark.parametrize("distribution", STATED, ids=name)
def test_mean_and_cv_are_the_stated_ones(distribution: Any) -> None:
    assert mean(distribution) == pytest.approx(12.0, rel=1e-12)
    assert math.sqrt(variance(distribution)) / 12.0 == pytest.approx(distribution.cv, rel=1e-11)


@pytest.mark.parametrize("distribution", DISCRETE, ids=name)
def test_moments_of_discrete_laws_are_sums(distribution: Any) -> None:
    values = np.array(getattr(distribution, "values", None) or [distribution.mean])
    weights = np.array(getattr(distribution, "weights", None) or np.ones(len(values)))
    assert mean(distribution) == pytest.approx(np.average(values, weights=weights))
    centred = (values - np.average(values, weights=weights)) ** 2
    assert variance(distribution) == pytest.approx(np.average(centred, weights=weights))


# Known by hand ---------------------------------------------------------------------------------------------


def test_exponential_is_the_logarithm_and_has_no_memory() -> None:
    u = np.array([0.0, 0.1, 0.5, 0.9, TOP])
    np.testing.assert_allclose(quantile(dist("exponential", mean=3.0), u)[1:], -3.0 * np.log1p(-u[1:]))
    late = dist("exponential", mean=3.0, at_least=8.0)
    np.testing.assert_allclose(quantile(late, u)[1:-1], 8.0 - 3.0 * np.log1p(-u[1:-1]), rtol=1e-12)
    assert mean(late) == pytest.approx(11.0)
    assert variance(late) == pytest.approx(9.0)


@pytest.mark.parametrize("kind", ["gamma", "weibull", "phase_type"])
def test_cv_1_is_exponential(kind: str) -> None:
    u = np.linspace(0.0, 0.999, 50)
    plain = quantile(dist("exponential", mean=3.0), u)
    np.testing.assert_allclose(quantile(dist(kind, mean=3.0, cv=1.0), u), plain, rtol=1e-12)


@pytest.mark.parametrize("stages", [2, 3, 4, 7, 50])
def test_phase_type_at_the_cv_of_an_erlang_law_is_that_law(stages: int) -> None:
    u = np.linspace(0.001, 0.999, 50)
    erlang = quantile(dist("erlang", mean=3.0, stages=stages), u)
    mixed = dist("phase_type", mean=3.0, cv=stages**-0.5)
    np.testing.assert_allclose(quantile(mixed, u), erlang, rtol=1e-6)  # weight (1e-16)^1/2 on the other


def test_lognormal_median_and_weibull_shape() -> None:
    lognormal = dist("lognormal", mean=10.0, cv=0.75)
    assert quantile(lognormal, 0.5) == pytest.approx(10.0 / math.sqrt(1 + 0.75**2), rel=1e-14)
    weibull = dist("weibull", mean=2.0, cv=math.sqrt(5.0))  # shape 1/2: gamma(5) / gamma(3)^2 = 6
    half = dist("weibull_parameters", shape=0.5, scale=1.0)
    u = np.linspace(0.0, 0.99, 20)
    np.testing.assert_allclose(quantile(weibull, u), quantile(half, u), rtol=1e-12)


def test_empirical_values_come_by_their_weights_in_ascending_order() -> None:
    weighed = dist("empirical", values=(9.0, 1.0, 4.0, 20.0), weights=(2.0, 0.0, 6.0, 0.0))
    assert quantile(weighed, [0.0, 0.74, 0.75, TOP]).tolist() == [4.0, 4.0, 9.0, 9.0]
    assert cdf(weighed, [0.0, 3.9, 4.0, 8.9, 9.0]).tolist() == [0.0, 0.0, 0.75, 0.75, 1.0]


def test_triangular_at_its_mode() -> None:
    triangle = dist("triangular", low=2.0, mode=4.0, high=10.0)
    assert quantile(triangle, 0.25) == pytest.approx(4.0)
    assert mean(triangle) == pytest.approx(16.0 / 3.0)


# Phase-type to twelve digits, against sums of 50 digits -----------------------------------------------------


def phases(cv: Decimal) -> list[tuple[Decimal, int, Decimal]]:
    """(weight, stages, scale) of each part at mean 1 (Tijms 1994)."""
    square = cv * cv
    if square > 1:
        often = (1 + ((square - 1) / (square + 1)).sqrt()) / 2
        return [(often, 1, 1 / (2 * often)), (1 - often, 1, 1 / (2 * (1 - often)))]
    k = math.ceil(1 / square)
    weight = (k * square - (k * (1 + square) - k * k * square).sqrt()) / (1 + square)
    return [(weight, k - 1, 1 / (k - weight)), (1 - weight, k, 1 / (k - weight))]


def survival(parts: list[tuple[Decimal, int, Decimal]], x: Decimal) -> Decimal:
    total = Decimal(0)
    for weight, stages, scale in parts:
        z = x / scale
        total += weight * (-z).exp() * sum((z**j / math.factorial(j) for j in range(stages)), Decimal(0))
    return total


@pytest.mark.parametrize("cv", [0.21, 0.3, 0.6, 0.8, 0.99, 1.01, 1.5, 4.0, 30.0])
def test_phase_type_quantile_is_right_to_twelve_digits(cv: float) -> None:
    u = [1e-9, 1e-4, 0.03, 0.3, 0.5, 0.7, 0.99, 1 - 1e-6, 1 - 1e-12, TOP]
    with localcontext() as context:
        context.prec = 50
        parts = phases(Decimal(cv))
        for p, x in zip(u, quantile(dist("phase_type", mean=1.0, cv=cv), u), strict=True):
            left = 1 - Decimal(p)
            low, high = Decimal(float(x)) * Decimal("0.999999999999"), Decimal(float(x)) * Decimal("1.000000000001")
            assert survival(parts, high) < left < survival(parts, low)


# Truncation and refusals -----------------------------------------------------------------------------------


@given(
    kind=KINDS,
    cv=st.floats(0.3, 3.0),
    low=st.floats(0.0, 20.0),
    width=st.floats(1.0, 30.0),
    u=st.lists(st.floats(0.0, TOP), min_size=1, max_size=10),
)
def test_truncation_is_conditioning(kind: str, cv: float, low: float, width: float, u: list[float]) -> None:
    whole, part = dist(kind, mean=15.0, cv=cv), dist(kind, mean=15.0, cv=cv, at_least=low, at_most=low + width)
    below, above = cdf(whole, [low, low + width])
    if above - below < 1e-5:
        return
    x = quantile(part, u)
    assert np.all((x >= low) & (x <= low + width))
    share = (cdf(whole, x) - below) / (above - below)
    np.testing.assert_allclose(share, u, atol=1e-9)
    np.testing.assert_allclose(cdf(part, x), share, atol=1e-9)
    assert low <= mean(part) <= low + width
    assert 0.0 <= variance(part) <= width**2 / 4.0


def test_a_range_without_probability_is_refused() -> None:
    for range_ in ({"at_least": 500.0}, {"at_most": 0.1}, {"at_least": 500.0, "at_most": 600.0}):
        with pytest.raises(InputError, match="practically no probability"):
            quantile(dist("lognormal", mean=12.0, cv=0.5, **range_), 0.5)


FAMILIES = pytest.mark.parametrize("kind", ["gamma", "weibull", "phase_type", "lognormal"])


def sound(distribution: Any) -> bool:
    """Whether quantiles are finite, in order, and not further from the mean than they can be."""
    x = quantile(distribution, np.linspace(0.0, TOP, 101))
    near = distribution.cv > 1.0 or np.all(np.abs(x - distribution.mean) <= 1000.0 * distribution.cv + 1e-12)
    return bool(np.all(np.isfinite(x) & (x >= 0.0)) and np.all(np.diff(x) >= -1e-13 * x[1:]) and near)


@FAMILIES
@pytest.mark.parametrize("cv", [1e-3, 0.02, 50.0])
def test_spreads_that_may_occur_are_computed(kind: str, cv: float) -> None:
    assert sound(dist(kind, mean=10.0, cv=cv))


@FAMILIES
@pytest.mark.parametrize("cv", [1e-300, 1e-9, 1e5, 1e90, 1e200])
def test_spreads_that_cannot_occur_are_right_or_refused(kind: str, cv: float) -> None:
    try:
        right = sound(dist(kind, mean=10.0, cv=cv))
    except InputError as error:
        right = "cannot be computed" in str(error)
    assert right


def test_minutes_beyond_all_numbers_are_refused() -> None:
    with pytest.raises(InputError, match="lognormal_parameters law of this spread cannot be computed"):
        mean(dist("lognormal_parameters", mu=800.0, sigma=1.0))
    with pytest.raises(InputError, match="cannot be computed"):
        mean(dist("weibull_parameters", shape=0.001, scale=1.0))
