"""What one window more changes, and the straight lines through it, below which no share of late people is.

Over all windows by group and period, the share of people who are late is taken to be convex where it is low, as it is
for one pool in the long run; Atlason, Epelman and Henderson (2008) build their cutting planes on that. Then at any
windows the line through what one window more in each cell (group and period) changes is below the share everywhere, and
to keep a level windows must be where the line is below the level: a linear cut. It is an assumption: a share of late
people is not convex where most are late (there no line is drawn), and nothing is known of several groups. So each cut
is held against all windows that are found to keep the level; one that they break is drawn no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.staffing.days import Floats, Ints
from sim.staffing.multipool import MultiPool

CONVEX = 0.35
"""Share of late people up to which lines are drawn."""
FAR = 0.1
"""Share of people by which a condition may be kept for its line to be drawn: those kept by more say little."""
Cut = tuple[Floats, float]
"""Slopes by cell (group and period, group after group), and what slopes x windows must come to at least."""
BLOCK = 4
"""Periods in one mean over conditions."""
SLOPE = 1e-4
"""The least that a window must change, as a share of people, for a line to say anything."""
ROUNDING = 1e-9


class Lines(NamedTuple):
    """What one window more changes, at some windows; `level` is taken off all shares."""

    windows: Ints
    """(cells)"""
    mean: Floats
    """(conditions) Excess of the share of late people over the level; a condition is a class and a period."""
    error: Floats
    """(conditions) Its standard error over days."""
    more: Floats
    """(cells, conditions) The excess with one window more in a cell."""
    more_error: Floats
    """(cells, conditions) Its standard error."""

    def cuts(self, level: float, z: Floats) -> Iterator[tuple[Floats, float, int]]:
        """For a level moved by z errors (conditions): slopes (cells), what slopes x windows must come to, condition."""
        excess = self.mean + z * self.error
        slopes = np.maximum(excess - self.more - z * self.more_error, 0.0)
        drawn = (self.mean + level <= CONVEX) & (excess > -FAR) & (slopes.max(axis=0) > SLOPE)
        for one in np.flatnonzero(drawn):
            yield slopes[:, one], float(excess[one] + slopes[:, one] @ self.windows), int(one)


def lines(pool: MultiPool, windows: Ints, level: float, mixed: Floats | None = None) -> Lines:
    """The lines at windows (groups, periods); all neighbours are played. For `mixed` see `MultiPool.missed`."""
    pool.late(windows, keep=True)
    mean, error = pool.missed(windows, level, mixed)
    more = []
    for cell in np.ndindex(windows.shape):
        trial = windows.copy()
        trial[cell] += 1
        more.append(pool.missed(trial, level, mixed))
    each, errors = (np.array(one) for one in zip(*more, strict=True))
    return Lines(windows.ravel(), mean, error, each, errors)


class Cuts:
    """The cuts of several lines, for a level moved by `z` errors, without those that windows break which keep it."""

    def __init__(self, level: float, z: Floats) -> None:
        self.level, self.z = level, z
        self.slopes: list[Floats] = []
        self.least: list[float] = []
        self.of: list[int] = []
        """By cut the number of its condition."""
        self.kept: list[Ints] = []
        """Windows (cells) that are known to keep the level moved by z errors."""
        self.broken = 0

    def __iter__(self) -> Iterator[Cut]:
        return zip(self.slopes, self.least, strict=True)

    def draw(self, at: Lines) -> None:
        """Add the cuts of lines."""
        size = len(self.z)
        if (at.mean[:size] + self.z * at.error[:size] <= 0.0).all():
            self.keep(at.windows)
        own = Lines(at.windows, at.mean[:size], at.error[:size], at.more[:, :size], at.more_error[:, :size])
        for slope, least, of in own.cuts(self.level, self.z):
            if all(slope @ windows >= least - ROUNDING for windows in self.kept):
                self.slopes.append(slope)
                self.least.append(least)
                self.of.append(of)
            else:
                self.broken += 1

    def keep(self, windows: Ints) -> None:
        """Hold all cuts against windows (cells) that keep the level. Those that they break are left out."""
        self.kept.append(windows)
        fine = [bool(slope @ windows >= least - ROUNDING) for slope, least in self]
        self.broken += fine.count(False)
        self.slopes = [one for one, good in zip(self.slopes, fine, strict=True) if good]
        self.least = [one for one, good in zip(self.least, fine, strict=True) if good]
        self.of = [one for one, good in zip(self.of, fine, strict=True) if good]


def lowered(pool: MultiPool, windows: Ints, level: float, z: Floats, cells: Sequence[int], mixed: Floats) -> Ints:
    """Windows (groups, periods) lowered one by one in the order of `cells`, as long as the level moved by z is kept."""
    need = windows.copy()
    for cell in cells:
        place = np.unravel_index(cell, need.shape)
        while need[place]:
            need[place] -= 1
            mean, error = pool.missed(need, level, mixed)
            if (mean + z * error > 0.0).any():
                need[place] += 1
                break
            pool.late(need, keep=True)
    return need


def blocks(prices: Floats, periods: int) -> Floats:
    """(means, conditions) Weights of means over conditions near in time, by their shadow prices.

    A mean of several late shares is more surely known than each, and what keeps the level in each condition keeps it in
    the mean. With the prices for weights little is lost by asking for the means alone. They are to come from days of
    their own, so that they are fixed before the days are drawn on which the means are taken.
    """
    block = np.arange(len(prices)) % periods // BLOCK
    weights = np.array([np.where(block == one, prices, 0.0) for one in range(block.max() + 1)])
    found: Floats = weights[weights.sum(axis=1) > 0.0]
    return np.asarray(found / found.sum(axis=1, keepdims=True))
