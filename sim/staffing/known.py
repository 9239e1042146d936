"""What days tell of a plan: estimates over days, and a plan that others are held against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.staffing.days import Floats

FAR = (2.0, 4.0)
"""Times the deviation of a reference's X, and times how far its mean is from 0: what a day's Y may exceed its Y0 by."""


@dataclass(frozen=True)
class Estimate:
    """A share of people, or a mean wait in minutes, over days: the ratio of sums, with its standard error by days."""

    value: float
    error: float
    days: int


class Known(NamedTuple):
    """Of a plan's X = Y - a N, on days that are not the design days."""

    mean: float
    error: float
    """Standard error of the mean."""
    deviation: float
    """Standard deviation from day to day."""

    @classmethod
    def of(cls, y: Floats, people: Floats, most: float) -> Known:
        """From what came of the plan on each day; `most` is a."""
        x = y - most * people
        if not np.isfinite(x).all():
            return cls(math.inf, math.inf, math.inf)
        return cls(float(x.mean()), float(x.std(ddof=1)) / math.sqrt(len(x)), float(x.std(ddof=1)))

    @property
    def far(self) -> float:
        """By how much Y may exceed Y0 on a day."""
        return FAR[0] * self.deviation + FAR[1] * abs(self.mean)


@dataclass(frozen=True)
class Reference:
    """A plan that was chosen without a look at the design days, and what is known of it from many other days."""

    windows: tuple[int, ...]
    known: tuple[Known, ...]
    """By condition."""


def ratio(y: Floats, people: Floats) -> Estimate:
    """The ratio sum Y / sum N over days, with the standard error of the ratio estimator (Cochran 1977, 6.3)."""
    days, share = len(y), float(y.sum() / people.sum())
    error = math.sqrt(float(((y - share * people) ** 2).sum()) / (days * (days - 1))) / float(people.mean())
    return Estimate(share, error, days)
