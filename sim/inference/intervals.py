"""Confidence intervals over replications: of a mean, and of a difference between halls that served the same people.

Sources: Student (1908) for the interval of a mean of independent replications; Law (2015), Simulation Modeling and
Analysis, ch. 9.4 (replications of a terminating simulation), 10.2.1 (paired differences under common random numbers)
and 9.7 (Bonferroni's inequality, for several statements at once); Stein (1945), A two-sample test for a linear
hypothesis whose power is independent of the variance, for a number of replications that the first of them decide;
Hanley and Lippman-Hand (1983), If nothing goes wrong, is everything all right?, for what was never seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from sim.tape import Floats, Ints

ERROR = 0.05
"""Chance that an interval, or any of a family of simultaneous intervals, misses the truth."""


@dataclass(frozen=True)
class Interval:
    """A mean with its confidence interval, in the unit of the values; not a number where there are too few."""

    mean: float
    low: float
    high: float
    n: int
    """Number of values that it rests on."""


def interval(values: ArrayLike, statements: int = 1, first: int | None = None) -> Interval:
    """Mean and 95 % t-interval of independent `values`, those that are not a number left out.

    With `statements` above 1 the interval is widened so that so many such intervals hold together (Bonferroni).
    The mean of no values, and the interval of fewer than two, is not a number.

    Where the deviation of the `first` values has decided how many there are in all, the interval is the wider one of
    two: that of the deviation and the degrees of freedom of the first, which holds exactly for normal values (Stein
    1945), and that of all; see `sim.inference.precision`.
    """
    given = np.asarray(values, dtype=np.float64)
    present = _there(given)
    n = len(present)
    if n == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    mean = math.fsum(present) / n
    half = max(_spread(some, statements) for some in (_there(given[:first]), present)) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def never_seen(n: int) -> float:
    """The largest chance of what was not seen in `n` independent trials, at 95 %: about 3 / n (the rule of three)."""
    return 1.0 - ERROR ** (1.0 / n) if n > 0 else 1.0


def _there(values: Floats) -> Floats:
    return values[~np.isnan(values)]


def _spread(values: Floats, statements: int) -> float:
    """Student's t times the deviation; not a number of fewer than two values."""
    n = len(values)
    if n < 2:
        return math.nan
    mean = math.fsum(values) / n
    return t_quantile(n - 1, statements) * math.sqrt(math.fsum((values - mean) ** 2) / (n - 1))


def t_quantile(freedom: int, statements: int = 1) -> float:
    """Student's t that is exceeded, in size, with the chance that one of so many `statements` may miss the truth."""
    return float(stdtrit(freedom, 1.0 - ERROR / (2.0 * statements)))


def intervals(values: ArrayLike, first: int | None = None) -> dict[str, Floats]:
    """`interval` of each column of `values` (replications, columns): mean, low, high and n, a number a column."""
    table = np.asarray(values, dtype=np.float64)
    n, mean, spread = _moments(table)
    if first is not None:
        spread = np.maximum(spread, _moments(table[:first])[2])
    with np.errstate(divide="ignore", invalid="ignore"):
        half = spread / np.sqrt(n)
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": n}


def _moments(table: Floats) -> tuple[Floats, Floats, Floats]:
    """Of each column how many values are there, their mean, and Student's t times their deviation."""
    there = ~np.isnan(table)
    n = there.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(there, table, 0.0).sum(axis=0) / n
        deviation = np.sqrt((np.where(there, table - mean, 0.0) ** 2).sum(axis=0) / (n - 1))
        spread = stdtrit(n - 1, 1.0 - ERROR / 2.0) * deviation
    spread[n < 2] = np.nan
    return n, mean, spread


def exact_intervals(values: ArrayLike, first: int | None = None) -> dict[str, Any]:
    """`interval` of each column of `values` (replications, columns), to the last bit: mean, low, high and n by name."""
    table = np.asarray(values, dtype=np.float64)
    n, mean, spread = _exact_moments(table)
    if first is not None:
        of_first = _exact_moments(table[:first])[2]
        spread = np.where(spread > of_first, spread, of_first)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = spread / np.sqrt(n)
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": n}


def _exact_moments(table: Floats) -> tuple[Ints, Floats, Floats]:
    """What `_moments` tells, by sums that are rounded once."""
    there = ~np.isnan(table.T)
    n, known = there.sum(axis=1), table.T[there]
    sizes, which = np.unique(n, return_inverse=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = _exact_sums(known, n) / n
        deviation = np.sqrt(_exact_sums((known - np.repeat(mean, n)) ** 2, n) / (n - 1))
        spread = stdtrit(sizes - 1, 1.0 - ERROR / 2.0)[which] * deviation
    spread[n < 2] = np.nan
    return n, mean, spread


def _exact_sums(values: Floats, lengths: Ints) -> Floats:
    """The sum of each of several stretches of `values`, one after the other."""
    listed, ends = values.tolist(), np.cumsum(lengths).tolist()
    return np.array([math.fsum(listed[a:b]) for a, b in pairwise([0, *ends])], dtype=np.float64)


def difference(a: ArrayLike, b: ArrayLike, statements: int = 1, first: int | None = None) -> Interval:
    """Mean and 95 % interval of `b` less `a`, paired by place: value i of both is from the same people.

    Pairs with a value missing are left out. `statements` is the size of the family, `first` as in `interval`.
    """
    return interval(np.asarray(b, dtype=np.float64) - np.asarray(a, dtype=np.float64), statements, first)
