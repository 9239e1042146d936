"""What one window more changes, and the straight lines through it, below which no share of late people is.

Over all windows by group and period, the share of people who are late is taken to be convex where it is low, as it is
for one pool in the long run; Atlason, Epelman and Henderson (2008) build their cutting planes on that. Then at any
windows the line through what one window more in each cell (group and period) changes is below the share everywhere, and
to keep a level windows must be where the line is below the level: a linear cut. It is an assumption: a share of late
people is not convex where most are late (there no line is drawn), and nothing is known of several groups. So each cut
is held against all windows that are found to keep the level; one that they break is drawn no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.staffing.days import Floats, Ints
from sim.staffing.multipool import MultiPool

CONVEX = 0.35
"""Share of late people up to which lines are drawn."""
FAR = 0.1
"""Share of people by which a condition may be kept for its line to be drawn: those kept by more say little."""
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

    def cuts(self, level: float, z: float) -> tuple[Floats, Floats]:
        """Slopes (cuts, cells) and what slopes x windows must come to at least (cuts), for a level moved by z errors."""
        excess = self.mean + z * self.error
        slopes = np.maximum(excess - self.more - z * self.more_error, 0.0)
        drawn = (self.mean + level <= CONVEX) & (excess > -FAR) & (slopes.max(axis=0) > SLOPE)
        steep = slopes[:, drawn].T
        return steep, excess[drawn] + steep @ self.windows


def lines(pool: MultiPool, windows: Ints, level: float) -> Lines:
    """The lines at windows (groups, periods); all neighbours are played."""
    pool.late(windows, keep=True)
    mean, error = pool.missed(windows, level)
    more = []
    for cell in np.ndindex(windows.shape):
        trial = windows.copy()
        trial[cell] += 1
        more.append(pool.missed(trial, level))
    each, errors = (np.array(one) for one in zip(*more, strict=True))
    return Lines(windows.ravel(), mean, error, each, errors)


class Cuts:
    """The cuts of several lines at one z, without those that windows break which keep the level."""

    def __init__(self, level: float, z: float) -> None:
        self.level, self.z = level, z
        self.slopes: list[Floats] = []
        self.least: list[float] = []
        self.kept: list[Ints] = []
        """Windows (cells) that are known to keep the level moved by z errors."""
        self.broken = 0

    def draw(self, at: Lines) -> None:
        """Add the cuts of lines."""
        if (at.mean + self.z * at.error <= 0.0).all():
            self.keep(at.windows)
        for slope, least in zip(*at.cuts(self.level, self.z), strict=True):
            if all(slope @ windows >= least - ROUNDING for windows in self.kept):
                self.slopes.append(slope)
                self.least.append(float(least))
            else:
                self.broken += 1

    def keep(self, windows: Ints) -> int:
        """Hold all cuts against windows (cells) that keep the level; how many they break. Those are left out."""
        self.kept.append(windows)
        fine = [slope @ windows >= least - ROUNDING for slope, least in zip(self.slopes, self.least, strict=True)]
        broken = len(fine) - sum(fine)
        if broken:
            self.slopes = [one for one, good in zip(self.slopes, fine, strict=True) if good]
            self.least = [one for one, good in zip(self.least, fine, strict=True) if good]
            self.broken += broken
        return broken


def lowered(pool: MultiPool, windows: Ints, level: float, z: float, cells: Sequence[int]) -> Ints:
    """Windows (groups, periods) lowered one by one in the order of `cells`, as long as the level moved by z is kept."""
    need = windows.copy()
    for cell in cells:
        place = np.unravel_index(cell, need.shape)
        while need[place]:
            need[place] -= 1
            mean, error = pool.missed(need, level)
            if (mean + z * error > 0.0).any():
                need[place] += 1
                break
            pool.late(need, keep=True)
    return need
