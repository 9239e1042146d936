"""Several statements at once: p-values that hold together, and how far halls are from the best of the others.

Sources: Holm (1979), A simple sequentially rejective multiple test procedure; Hsu (1984), Constrained simultaneous
confidence intervals for multiple comparisons with the best; Nakayama (1997) for Bonferroni's critical value in place of
one for independent values, so that they hold whatever halls that served the same people have in common.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from sim.inference.intervals import ERROR
from sim.tape import Floats


def p_value(differences: ArrayLike, first: int | None = None) -> float:
    """Chance of a mean at least as far from 0, were the true one 0: the paired t-test of Student (1908), two-sided.

    Values that are not a number are left out; not a number for fewer than two. 0 or 1 where all are alike. `first` as
    in `sim.inference.intervals.interval`, so that the test and the interval say the same: the larger of two p-values.
    """
    given = np.asarray(differences, dtype=np.float64)
    values, early = (some[~np.isnan(some)] for some in (given, given[:first]))
    if len(early) < 2:
        return math.nan
    mean = float(values.mean())
    deviations = [(len(some), float(some.std(ddof=1))) for some in (values, early)]
    if not any(deviation for _, deviation in deviations):
        return 1.0 if mean == 0.0 else 0.0
    root = math.sqrt(len(values))
    return max(float(2.0 * stdtr(n - 1, -abs(mean) * root / s)) for n, s in deviations if s)


def holm(p_values: ArrayLike) -> Floats:
    """Each p-value as it counts among all of them: where those below 0.05 are believed, all are right at 95 %.

    Those that are not a number count for none, and stay so.
    """
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")[: np.count_nonzero(~np.isnan(given))]
    adjusted = np.full(len(given), np.nan)
    times = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(given[order] * times), 1.0)
    return adjusted


@dataclass(frozen=True)
class Best:
    """How far the halls are from the best of the others; `low` and `high` hold for all of them together."""

    means: Floats
    low: Floats
    """Of a hall's mean less the best mean among the others: 0 at most."""
    high: Floats
    """0 at least."""
    may_be: NDArray[np.bool_]
    """Whether a hall may be the best, or as good as the best."""


def against_best(values: ArrayLike, lowest: bool = True) -> Best:
    """Each hall's mean less the best mean among the others, with 95 % intervals that hold together (Hsu 1984).

    `values` are (replications, halls), each replication of the same people in every hall; replications in which one
    has no value are left out. All bounds are not a number where fewer than two replications are left.

    Raises `ValueError` for fewer than two halls.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise ValueError("the best of fewer than two halls is not asked for")
    table = table[~np.isnan(table).any(axis=1)]
    n, halls = table.shape
    if n < 2:
        nothing = np.full(halls, np.nan)
        return Best(table.mean(axis=0) if n else nothing, nothing, nothing, np.ones(halls, dtype=bool))
    sign = -1.0 if lowest else 1.0
    apart = sign * (table[:, :, None] - table[:, None, :])
    mean = apart.mean(axis=0)
    width = float(stdtrit(n - 1, 1.0 - ERROR / (halls - 1))) * apart.std(axis=0, ddof=1) / math.sqrt(n)
    others = ~np.eye(halls, dtype=bool)
    at_best = np.where(others, mean + width, np.inf).min(axis=1)
    most = np.maximum(0.0, at_best)
    # Only halls that may be the best are what a hall is held against; halls that are alike in everything all may.
    may_be = at_best >= 0.0
    least = np.minimum(0.0, np.where(others & may_be, mean - width, np.inf).min(axis=1))
    low, high = (-most, -least) if lowest else (least, most)
    # 0 and not -0, which would be printed.
    return Best(table.mean(axis=0), low + 0.0, high + 0.0, may_be)
