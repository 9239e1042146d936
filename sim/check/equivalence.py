"""Whether a key figure is the same for a planner, where other numbers were drawn: the same, moved, or not decided.

Two one-sided tests (TOST) find it the same, two others, of the same margin, that it moved; between them neither is
shown, and more replications are played. Three findings, as a failure to show the same is no proof of the contrary.
"""

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
"""Each of the tests is wrong so often, over all looks: one finds the same where a key figure has moved by the margin or
more; the other finds that it moved where it has moved by the margin or less."""
LOOKS = (40, 80, 160)
"""Replications after which it is looked whether they are enough. More than the last number hardly help: those of the
baselines stay as few as they are, and bound the width of every interval from below (by 0.35 standard deviations between
weeks to either side, with 40 of them; by 0.39 with 160 new ones)."""
EACH = ALPHA / len(LOOKS)
"""The level of one look (Bonferroni), whatever the looks have in common: each has the replications of those before."""


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
    """What the tests say."""

    difference: float
    low: float
    high: float
    """The interval, at 1 less twice the level, that lies within the margins just where the figure is found to be the
    same, and beyond one of them just where it is found to have moved."""
    margin: float
    same: bool
    moved: bool
    n: int
    """New replications that have a value."""

    @property
    def decided(self) -> bool:
        """Whether it is the one or the other."""
        return self.same or self.moved


def margin(unit: str, before: Weeks) -> float:
    """By how much a key figure may move and be the same to a planner: the largest of three.

    The deviation between weeks is known from so many replications only, so that at a margin of that size the tests are
    not wrong just as often as `ALPHA` says: over 4,000 figures moved by one deviation, with 40 replications in the
    baselines, 3.9 % were found to be the same and 6.4 % to have moved.
    """
    spread = 0.0 if math.isnan(before.deviation) else before.deviation
    return max(RELATIVE * abs(before.mean), FLOORS.get(unit, 0.0), SPREAD * spread)


def first_decided(before: Weeks, values: Sequence[float], unit: str) -> Verdict:
    """The verdict on a figure's `values`, one a replication, at the first of `LOOKS` that decides; else at the last.

    Each look is a test of its own at the level `EACH`, so that over all of them no more than `ALPHA` are wrong.
    """
    verdict = _at_look(before, values[: LOOKS[0]], unit)
    for look in LOOKS[1:]:
        if verdict.decided or len(values) < look:
            break
        verdict = _at_look(before, values[:look], unit)
    return verdict


def _at_look(before: Weeks, values: Sequence[float], unit: str) -> Verdict:
    after = Weeks.of(values)
    if min(before.n, after.n) == 0 < max(before.n, after.n):
        # The least that the baselines are of; were they of more, it would be less likely still.
        earlier = max(LOOKS[0], before.n)
        there, among = (before.n, earlier) if before.n else (after.n, len(values))
        # How likely all that have a value are on one side by chance (Fisher 1935).
        chance = math.comb(among, there) / math.comb(earlier + len(values), there)
        return Verdict(math.nan, math.nan, math.nan, math.nan, False, chance < EACH, after.n)
    return equivalent(before, after, unit, EACH)


def equivalent(before: Weeks, after: Weeks, unit: str, level: float = ALPHA) -> Verdict:
    """Whether two sets of replications, each with other numbers drawn, tell a planner the same, or something else.

    The same: two one-sided t-tests (Schuirmann 1987). Moved: the two tests of the other hypotheses, that the difference
    is within the margins (minimum-effect tests: Murphy and Myors 1999); a difference that is merely not 0 moves
    nothing. As only one of the three can be true, each is tested at the full level (Goeman, Solari and Stijnen 2010).
    Unequal variances (Welch 1947; Satterthwaite 1946 for the degrees of freedom). A figure that exists in none is the
    same; with one value on either side nothing is decided.
    """
    if before.n == after.n == 0:
        return Verdict(0.0, 0.0, 0.0, 0.0, True, False, 0)
    if min(before.n, after.n) < 2:
        return Verdict(math.nan, math.nan, math.nan, math.nan, False, False, after.n)
    parts = [one.deviation**2 / one.n for one in (before, after)]
    difference, allowed = after.mean - before.mean, margin(unit, before)
    half = _quantile(parts, (before.n, after.n), level) * math.sqrt(sum(parts)) if sum(parts) > 0.0 else 0.0
    # Of what never varies the figures may differ in their last digits.
    same = abs(difference) + half < allowed or math.isclose(before.mean, after.mean, rel_tol=1e-9)
    moved = not same and abs(difference) - half >= allowed
    return Verdict(difference, difference - half, difference + half, allowed, same, moved, after.n)


def _quantile(parts: Sequence[float], numbers: Sequence[int], level: float) -> float:
    from scipy.special import stdtrit

    freedom = sum(parts) ** 2 / sum(part * part / (n - 1) for part, n in zip(parts, numbers, strict=True))
    return float(stdtrit(freedom, 1.0 - level))
