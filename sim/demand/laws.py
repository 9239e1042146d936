"""Probability laws of minutes, each given by its moments, its distribution function and the inverse of that.

Values are drawn by inversion, one uniform number a value: the value then moves in one direction with the
uniform number, and steadily with each parameter, so that common random numbers stay in step when one changes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammainc, gammaincinv, gammaln, ndtr, ndtri

from sim.tape import Floats

LARGEST = 1.0 - 2.0**-53
"""The largest probability below 1 in double precision."""


@dataclass(frozen=True, eq=False)
class Law:
    """A distribution on the numbers from 0 on, in minutes."""

    mean: float
    """Minutes."""
    variance: float
    """Square minutes."""
    cdf: Callable[[Floats], Floats]
    """Probability of at most x, for x from 0 on."""
    quantile: Callable[[Floats], Floats]
    """The value that a share p of all does not exceed, for p inside (0, 1); it never falls as p grows."""


@dataclass(frozen=True, eq=False)
class Smooth(Law):
    """A law with a density, which may be truncated, for its moments over a part of its range are known."""

    partial: Callable[[int, Floats], Floats]
    """Integral of t^order times the density, for t from 0 to x and the orders 0, 1 and 2."""


def smooth(
    mean: float,
    variance: float,
    quantile: Callable[[Floats], Floats],
    partial: Callable[[int, Floats], Floats],
) -> Smooth:
    """A law whose distribution function is its partial moment of order 0."""
    return Smooth(mean, variance, lambda x: partial(0, x), quantile, partial)


def gamma(shape: float, scale: float) -> Smooth:
    """The gamma law with that shape and scale (minutes)."""

    def partial(order: int, x: Floats) -> Floats:
        whole = math.prod(scale * (shape + i) for i in range(order))
        return np.asarray(whole * gammainc(shape + order, x / scale))

    def quantile(p: Floats) -> Floats:
        return np.asarray(scale * gammaincinv(shape, p))

    return smooth(shape * scale, shape * scale * scale, quantile, partial)


def lognormal(mu: float, sigma: float) -> Smooth:
    """The lognormal law with that mean and standard deviation of the logarithm of minutes."""

    def partial(order: int, x: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            deviate = (np.log(x) - mu) / sigma
        whole = np.exp(order * mu + order * order * sigma * sigma / 2.0)
        return np.asarray(whole * ndtr(deviate - order * sigma))

    def quantile(p: Floats) -> Floats:
        return np.asarray(np.exp(mu + sigma * ndtri(p)))

    mean = float(np.exp(mu + sigma * sigma / 2.0))
    return smooth(mean, float(np.expm1(sigma * sigma)) * mean * mean, quantile, partial)


def weibull(shape: float, scale: float) -> Smooth:
    """The Weibull law with that shape and scale (minutes); exponential where the shape is 1."""

    def partial(order: int, x: Floats) -> Floats:
        power = 1.0 + order / shape
        whole = math.prod([scale] * order) * np.exp(gammaln(power))
        return np.asarray(whole * gammainc(power, (x / scale) ** shape))

    def quantile(p: Floats) -> Floats:
        return np.asarray(scale * (-np.log1p(-p)) ** (1.0 / shape))

    mean = scale * math.gamma(1.0 + 1.0 / shape)
    return smooth(mean, mean * mean * math.expm1(weibull_log_ratio(1.0 / shape)), quantile, partial)


def weibull_log_ratio(inverse_shape: float) -> float:
    """ln(E[X^2] / E[X]^2), which is ln(1 + cv^2), of the Weibull law with that 1 / shape; it grows with it."""
    return math.lgamma(1.0 + 2.0 * inverse_shape) - 2.0 * math.lgamma(1.0 + inverse_shape)


def truncated(whole: Smooth, low: float, high: float) -> Law:
    """`whole` under the condition that the value is from `low` to `high` (infinity for no upper end).

    A uniform number is mapped into [F(low), F(high)]. The moments are exact but for rounding, which takes
    over in the variance where the range is much narrower than its distance from 0.
    """
    mass = probability(whole, low, high)
    below = float(whole.cdf(np.array(low)))
    first, second = (_between(whole, order, low, high) / mass for order in (1, 2))
    mean = min(max(first, low), high)

    def cdf(x: Floats) -> Floats:
        return np.clip((whole.cdf(np.clip(x, low, high)) - below) / mass, 0.0, 1.0)

    def quantile(p: Floats) -> Floats:
        return np.clip(whole.quantile(np.minimum(below + p * mass, LARGEST)), low, high)

    return Law(mean, max(second - mean * mean, 0.0), cdf, quantile)


def probability(law: Smooth, low: float, high: float) -> float:
    """Probability of a value from `low` to `high`."""
    return _between(law, 0, low, high)


def _between(law: Smooth, order: int, low: float, high: float) -> float:
    ends = law.partial(order, np.array([low, high]))
    return float(ends[1] - ends[0])
