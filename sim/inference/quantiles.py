"""Quantiles over replications, such as the mean wait that nine weeks in ten stay below, with intervals of their own.

Nothing is supposed of how the values are spread: the interval is read off the values in their order. Where the chance
that is wanted falls between two of them, it is drawn between the two.

Sources: David and Nagaraja (2003), Order Statistics, 7.1 (intervals of quantiles from order statistics); Hettmansperger
and Sheather (1986) for the median, and Nyblom (1992), Note on interpolated order statistics, for any quantile; Hyndman
and Fan (1996), type 7, for the quantile itself.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrc

from sim.inference.intervals import ERROR, Interval
from sim.tape import Floats


def quantile_interval(values: ArrayLike, share: float) -> Interval:
    """The quantile below which a `share` (0 to 1, both excluded) of all replications stays, with its 95 % interval.

    Values that are not a number are left out. An end of the interval is not a number where there are too few values to
    tell it: the upper end of the 90 % quantile needs 36.

    Raises `ValueError` for a share that is none.
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"a quantile is told of a share between 0 and 1, not of {share}")
    present = np.sort(np.asarray(values, dtype=np.float64))
    present = present[~np.isnan(present)]
    if len(present) == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    low, high = _lower(present, share), -_lower(-present[::-1], 1.0 - share)
    # At the ends of what so many values can tell the interval may lie beyond the quantile of the sample.
    value = float(np.fmin(np.fmax(np.quantile(present, share), low), high))
    return Interval(value, low, high, len(present))


def _lower(ordered: Floats, share: float) -> float:
    """What the quantile is above with a chance of 1 - ERROR / 2 (Nyblom 1992, with equation 2's weight)."""
    n, sure = len(ordered), 1.0 - ERROR / 2.0
    # above[r]: the chance that the quantile is above the value of rank r, that at least r of n are below the quantile.
    above = np.concatenate(([1.0], bdtrc(np.arange(n), n, share)))
    rank = int(np.flatnonzero(above >= sure)[-1])
    if rank == 0:
        return math.nan
    if rank == n:
        return float(ordered[-1])
    beyond, short = above[rank] - sure, sure - above[rank + 1]
    if beyond == 0.0:
        return float(ordered[rank - 1])
    weight = 1.0 / (1.0 + rank * (1.0 - share) * short / ((n - rank) * share * beyond))
    return float((1.0 - weight) * ordered[rank - 1] + weight * ordered[rank])
