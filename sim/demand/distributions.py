"""What the distributions of a spec mean in numbers: quantiles, distribution functions and moments."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import assert_never

import numpy as np
from numpy.typing import ArrayLike

from sim.demand import finite, laws
from sim.demand.laws import LARGEST, Law, Smooth
from sim.demand.phases import two_moments
from sim.errors import Fault, InputError
from sim.spec.distributions import (
    Deterministic,
    Distribution,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    GammaParameters,
    Lognormal,
    LognormalParameters,
    PhaseType,
    Triangular,
    Uniform,
    Weibull,
    WeibullParameters,
)
from sim.tape import Floats

SMALLEST = 2.0**-54
"""What a uniform number of 0 is taken for: half the step of the numbers that a generator draws."""
LEAST_MASS = 1e-6
"""A truncation that leaves a smaller probability than this is a slip of the pen, and refused."""
SOUGHT_CV = (1e-3, 1e100)
"""Coefficients of variation for which the equations of Weibull and phase-type laws are solved."""


def quantile(distribution: Distribution, u: ArrayLike) -> Floats:
    """Minutes by inversion: the value that a share u of all values does not exceed.

    `u` has any shape, and numbers from 0 up to, but not including, 1; the answer has its shape, never falls
    as u grows, and is finite. Truncation maps u into [F(at_least), F(at_most)].

    Raises `ValueError` for a `u` outside [0, 1), `InputError` as `law` does.
    """
    p = np.asarray(u, dtype=np.float64)
    if not np.all((p >= 0.0) & (p < 1.0)):
        raise ValueError("u must be at least 0 and below 1")
    return law(distribution).quantile(np.maximum(p, SMALLEST))


def cdf(distribution: Distribution, x: ArrayLike) -> Floats:
    """Probability of at most `x` minutes, after truncation; of the shape of `x`. Raises as `law` does."""
    minutes = np.asarray(x, dtype=np.float64)
    return np.where(minutes < 0.0, 0.0, law(distribution).cdf(np.maximum(minutes, 0.0)))


def mean(distribution: Distribution) -> float:
    """Mean minutes after truncation, in closed form. Raises `InputError` as `law` does."""
    return law(distribution).mean


def variance(distribution: Distribution) -> float:
    """Variance in square minutes after truncation, in closed form. Raises `InputError` as `law` does."""
    return law(distribution).variance


@lru_cache(maxsize=1024)
def law(distribution: Distribution) -> Law:
    """The probability law of a distribution, truncation included.

    Raises `InputError` where the range from `at_least` to `at_most` has less than `LEAST_MASS` of the
    probability, or where the spread is beyond what double precision can hold.
    """
    with np.errstate(all="ignore"):
        try:
            found = _law(distribution)
            ends = found.quantile(np.array([SMALLEST, LARGEST]))
        except ArithmeticError:
            raise _extreme(distribution) from None
    if not np.all(np.isfinite([found.mean, found.variance, *ends])):
        raise _extreme(distribution)
    return found


def _extreme(distribution: Distribution) -> InputError:
    problem = f"a {distribution.kind} law of this spread cannot be computed"
    return InputError(Fault(problem, "give it a spread, or an order of magnitude, that occurs"))


def _law(distribution: Distribution) -> Law:
    match distribution:
        case Deterministic():
            return finite.discrete([distribution.mean], [1.0])
        case Empirical(values=values, weights=weights):
            return finite.discrete(values, weights or [1.0] * len(values))
        case Uniform():
            return finite.uniform(distribution.low, distribution.high)
        case Triangular():
            return finite.triangular(distribution.low, distribution.mode, distribution.high)
        case _:
            high = math.inf if distribution.at_most is None else distribution.at_most
            return _truncated(_smooth(distribution), distribution.at_least, high)


_Truncatable = (
    Exponential
    | Lognormal
    | Gamma
    | Erlang
    | Weibull
    | PhaseType
    | LognormalParameters
    | GammaParameters
    | WeibullParameters
)


def _smooth(of: _Truncatable) -> Smooth:
    """The law before truncation."""
    match of:
        case Exponential():
            return laws.weibull(1.0, of.mean)
        case Erlang():
            return laws.gamma(float(of.stages), of.mean / of.stages)
        case Gamma():
            return laws.gamma(1.0 / (of.cv * of.cv), of.mean * of.cv * of.cv)
        case Lognormal():
            return _lognormal(of.mean, of.cv)
        case Weibull():
            return _weibull(of.mean, _sought(of.cv))
        case PhaseType():
            return two_moments(of.mean, _sought(of.cv))
        case LognormalParameters():
            return laws.lognormal(of.mu, of.sigma)
        case GammaParameters():
            return laws.gamma(of.shape, of.scale)
        case WeibullParameters():
            return laws.weibull(of.shape, of.scale)
        case _:
            assert_never(of)


def _sought(cv: float) -> float:
    if not SOUGHT_CV[0] <= cv <= SOUGHT_CV[1]:
        raise FloatingPointError
    return cv


def _lognormal(mean: float, cv: float) -> Smooth:
    square = math.log1p(cv * cv)
    return laws.lognormal(math.log(mean) - square / 2.0, math.sqrt(square))


def _weibull(mean: float, cv: float) -> Smooth:
    """Its 1 / shape is between cv / 2 and cv below cv 1, and between 1 / 2 and cv above it."""
    from scipy.optimize import brentq  # here, as its import takes longer than a week's draws

    goal = math.log1p(cv * cv)
    low, high = min(cv, 1.0) / 2.0, 2.0 * min(cv, 1e6)
    inverse = float(brentq(lambda power: laws.weibull_log_ratio(power) - goal, low, high, xtol=1e-18, rtol=1e-15))
    return laws.weibull(1.0 / inverse, mean / math.gamma(1.0 + inverse))


def _truncated(whole: Smooth, low: float, high: float) -> Law:
    if low == 0.0 and high == math.inf:
        return whole
    share = laws.probability(whole, low, high)
    if share < LEAST_MASS:
        raise InputError(
            Fault(
                f"values from {low:g} to {high:g} minutes have practically no probability ({share:.2g})",
                f"let at_least and at_most enclose likely values: the mean without them is {whole.mean:g}",
            )
        )
    return laws.truncated(whole, low, high)
