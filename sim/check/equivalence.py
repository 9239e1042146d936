"""Whether a key figure is the same for a planner, where other numbers were drawn: two one-sided tests (TOST)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RELATIVE = 0.05
"""A planner who is told 11.3 minutes and is told 11.8 the next time plans the same hall."""
SPREAD = 1.0
"""Half of all pairs of weeks of one hall differ by about this many standard deviations between weeks: who sees the hall
week by week cannot tell a smaller change."""
FLOORS = {
    "min": 0.5,  # shown to a tenth; nobody rosters half minutes
    "h": 0.5,  # a clerk's half-hour, the step of a roster
    "share (0 to 1)": 0.005,  # half a percentage point
    "index (0 to 1)": 0.01,  # shown to two decimals
    "visits": 1.0,  # they are counted
    "visits per case": 0.02,  # one person in fifty comes once more
    "tickets per case": 0.02,
    "papers per case": 0.02,
    "errors per case": 0.005,  # as a share
    "days": 0.05,  # an hour and a quarter
    "open days": 0.05,
    "people": 1.0,  # they come one by one, as do all below
    "numbers": 1.0,
    "tickets": 1.0,
    "cases": 1.0,
    "files": 1.0,
    "windows": 0.1,  # a tenth of a window, a post one day in two weeks
    "clerks": 0.1,
    "people per window": 0.05,
    "times": 0.05,
}
"""Absolute margins by the English name of the unit; a unit of money has none but the relative one."""
ALPHA = 0.05
"""Each of the two tests wrongly finds the same, where a key figure has moved by the margin or more, so often."""


@dataclass(frozen=True)
class Weeks:
    """A key figure over replications."""

    n: int
    mean: float
    deviation: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Weeks:
        """Over those that there are: a replication in which there is nothing of the kind has no value."""
        there = np.array([value for value in values if not math.isnan(value)])
        if not len(there):
            return cls(0, math.nan, math.nan)
        return cls(len(there), float(there.mean()), float(there.std(ddof=1)) if len(there) > 1 else math.nan)


@dataclass(frozen=True)
class Verdict:
    """What the two tests say."""

    difference: float
    low: float
    high: float
    """The interval at 1 - 2 `ALPHA` that lies within the margins just where both tests find so."""
    margin: float
    same: bool


def margin(unit: str, before: Weeks) -> float:
    """By how much a key figure may move and be the same to a planner: the largest of three.

    The deviation between weeks is known from so many replications only: at a margin of that size the two tests find the
    same a little more often than `ALPHA` says (about 8 % with 40).
    """
    spread = 0.0 if math.isnan(before.deviation) else before.deviation
    return max(RELATIVE * abs(before.mean), FLOORS.get(unit, 0.0), SPREAD * spread)


def equivalent(before: Weeks, after: Weeks, unit: str) -> Verdict:
    """Whether two sets of replications, each with other numbers drawn, tell a planner the same.

    Two one-sided t-tests (Schuirmann 1987), unequal variances (Welch 1947; Satterthwaite 1946 for the degrees of
    freedom). A figure that exists in none is the same, one that exists in one only is not.
    """
    if before.n == after.n == 0:
        return Verdict(0.0, 0.0, 0.0, 0.0, True)
    if min(before.n, after.n) < 2:
        return Verdict(math.nan, math.nan, math.nan, math.nan, False)
    parts = [one.deviation**2 / one.n for one in (before, after)]
    difference, allowed = after.mean - before.mean, margin(unit, before)
    half = _quantile(parts, (before.n, after.n)) * math.sqrt(sum(parts)) if sum(parts) > 0.0 else 0.0
    # Of what never varies the figures may differ in their last digits.
    within = abs(difference) + half < allowed or math.isclose(before.mean, after.mean, rel_tol=1e-9)
    return Verdict(difference, difference - half, difference + half, allowed, within)


def _quantile(parts: Sequence[float], numbers: Sequence[int]) -> float:
    from scipy.special import stdtrit

    freedom = sum(parts) ** 2 / sum(part * part / (n - 1) for part, n in zip(parts, numbers, strict=True))
    return float(stdtrit(freedom, 1.0 - ALPHA))
