"""Confidence intervals over replications: of a mean, and of a difference between halls that served the same people.

Sources: Student (1908) for the interval of a mean of independent replications; Law (2015), Simulation Modeling and
Analysis, ch. 9.4 (replications of a terminating simulation), 10.2.1 (paired differences under common random numbers)
and 9.7 (Bonferroni's inequality, for several statements at once).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from sim.tape import Floats

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


def interval(values: ArrayLike, statements: int = 1) -> Interval:
    """Mean and 95 % t-interval of independent `values`, those that are not a number left out.

    With `statements` above 1 the interval is widened so that so many such intervals hold together (Bonferroni).
    The mean of no values, and the interval of fewer than two, is not a number.
    """
    present = np.asarray(values, dtype=np.float64)
    present = present[~np.isnan(present)]
    n = len(present)
    if n == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    mean = math.fsum(present) / n
    if n == 1:
        return Interval(mean, math.nan, math.nan, 1)
    deviation = math.sqrt(math.fsum((present - mean) ** 2) / (n - 1))
    half = float(stdtrit(n - 1, 1.0 - ERROR / (2.0 * statements))) * deviation / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def intervals(values: ArrayLike) -> dict[str, Floats]:
    """`interval` of each column of `values` (replications, columns): mean, low, high and n, a number a column."""
    table = np.asarray(values, dtype=np.float64)
    there = ~np.isnan(table)
    n = there.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(there, table, 0.0).sum(axis=0) / n
        deviation = np.sqrt((np.where(there, table - mean, 0.0) ** 2).sum(axis=0) / (n - 1))
        half = stdtrit(n - 1, 1.0 - ERROR / 2.0) * deviation / np.sqrt(n)
    half[n < 2] = np.nan
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": n}


def difference(a: ArrayLike, b: ArrayLike, statements: int = 1) -> Interval:
    """Mean and 95 % interval of `b` less `a`, paired by place: value i of both is from the same people.

    Pairs with a value missing are left out. `statements` is the size of the family, as in `interval`.
    """
    return interval(np.asarray(b, dtype=np.float64) - np.asarray(a, dtype=np.float64), statements)
