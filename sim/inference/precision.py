"""How many replications an interval needs so that it is narrow enough, and still holds.

To look again and again whether an interval is narrow enough, and to stop as soon as it is, makes intervals that hold
too seldom: one stops where the deviation happens to look small. Stein (1945) has the mend: the deviation of the first
n0 replications alone decides how many there must be, n = max(n0, ceil((t s / d)^2)) for a half-width d, with t and s of
those n0; the interval t s / sqrt(n) about the mean of all n then holds exactly where values are normal, whatever their
deviation. Since n hangs on deviations alone, and these are independent of means, it holds for each of several measures
where n is the largest that any of them asks for, and for all of them together with Bonferroni's t.

Means of waits are a little skewed, and the first replications then may be too much alike where they are too good as
well. So the interval of all n must be as narrow, too, and the wider of both is told: it holds a little more often than
it says where values are normal, and about as often where they are as skewed as exponential ones (both are measured in
`tests/statistics/test_coverage.py`).

A relative half-width g is one of g / (1 + g) of the mean that is seen, as the true mean is what it should be relative
to (Law 2015, 9.4.1). It hangs on means, so it is asked for once more when its replications are there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.inference.intervals import interval
from sim.tape import Floats

FIRST = 20
"""Replications that decide how many there must be, where no number is given."""
LEAST = 10
"""The fewest that may: from fewer a deviation is hardly known, and means of values that are skewed are not normal."""


@dataclass(frozen=True)
class Width:
    """How wide an interval may be, to either side of the mean."""

    most: float
    """In the unit of the values; if `relative`, as a share of the true mean."""
    relative: bool = False

    def half(self, mean: float) -> float:
        """The half-width that is allowed where this mean is seen, in the unit of the values."""
        return self.most / (1.0 + self.most) * abs(mean) if self.relative else self.most


def needed(values: Floats, width: Width, first: int, statements: int = 1) -> float:
    """Replications that are needed until the interval of the mean of `values` is no wider than `width`.

    `values` are of the replications that are there, from the first on, at least `first` of them; the interval is one of
    so many `statements` that hold together. More than are there, unless theirs is narrow enough already. Infinite where
    no number is enough: fewer than two of the first have a value, or the mean is 0 and the width relative to it.
    """
    there = len(values)
    told = interval(values, statements, first)
    if np.isnan(told.low):
        return math.inf
    now, half = told.high - told.mean, width.half(told.mean)
    if now <= half:
        return float(first)
    if half == 0.0:
        return math.inf
    return float(max(there + 1, math.ceil(there * (now / half) ** 2)))


def in_all(asked: Iterable[tuple[Floats, Width]], first: int, statements: int, most: int) -> int:
    """Replications that all of these values and their widths need, and no more than `most`."""
    return int(min(max((needed(*one, first, statements) for one in asked), default=float(first)), most))
