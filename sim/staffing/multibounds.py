"""A bound from below by pools: for each set of classes, all who serve one of them as one pool for these classes alone.

Each clerk of such a pool has every skill of the set, the people of the set come in one queue, and the others do not
come. That every skill more helps is an assumption: in the mean over classes the pool is to be late no more than the
hall. What is drawn through its windows are lines (`sim.staffing.multilines`), each a cut on a sum of groups.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from sim.staffing.days import Floats, Ints
from sim.staffing.multidays import ClassDays
from sim.staffing.multilines import CONVEX, Cut, Cuts, blocks, lines
from sim.staffing.multimaster import Programme
from sim.staffing.multipool import Group, Marks, MultiPool

Mixed = list[Floats]
"""By set of classes (means, periods) the weights of means over its periods."""
MISSED = 0.003
"""Share of people by which a pool may miss its level at the end of a search, with little more to gain."""


class PooledSets:
    """The pools of all sets of classes, on some days.

    The level is moved by `z` errors in each period, and by `z_mixed` in means over them, where there are any.
    """

    def __init__(
        self,
        days: ClassDays,
        groups: Sequence[Group],
        level: float,
        limit: float,
        z: float,
        opens: Marks,
        mixed: Mixed | None = None,
        z_mixed: float = 0.0,
    ) -> None:
        self.level, self.groups, self.days, self.limit, self.opens = level, tuple(groups), days, limit, opens
        self.sets = sets_of(days.classes)
        self.mixed = mixed or [np.zeros((0, days.periods))] * len(self.sets)
        self._z = [np.repeat([-z, -z_mixed], [days.periods, len(means)]) for means in self.mixed]
        self._pools = [self._pool(days, some) for some in self.sets]
        self._cuts = [Cuts(level, moved) for moved in self._z]
        self._last: list[Ints] = [np.zeros(0, dtype=np.int64)] * len(self.sets)

    def _pool(self, days: ClassDays, some: frozenset[int]) -> MultiPool:
        return MultiPool(days.pooled(some), [Group("pool", frozenset({0}))], self.limit, opens=self.opens)

    def search(self, programme: Programme, windows: Ints, seconds: float) -> tuple[float, Floats]:
        """A bound on these days, from windows (groups, periods) on, and clerks in fractions that cost as much."""
        for place in range(len(self.sets)):
            self._draw(place, windows)
        return self.further(programme, seconds)

    def further(self, programme: Programme, seconds: float) -> tuple[float, Floats]:
        """A bound by the lines that there are, and by further ones where they leave a pool short of its level."""
        ends = time.perf_counter() + seconds
        while True:
            found, counts, _ = programme.bound(self.cuts())
            windows = programme.windows(counts)
            todo = [place for place in range(len(self.sets)) if self._misses(place, windows)]
            if not todo or time.perf_counter() > ends:
                return found, counts
            for place in todo:
                self._draw(place, windows)

    def draw_like(self, other: PooledSets) -> None:
        """Draw the lines at the windows at which another's were drawn last."""
        for place, windows in enumerate(other._last):
            self._add(place, windows)

    def weighed(self, programme: Programme) -> Mixed:
        """Weights of means over periods near in time, by the shadow prices of the cuts, as for all lines together."""
        _, _, prices = programme.bound(self.cuts())
        found, at = [], 0
        for cuts in self._cuts:
            mine = prices[at : at + len(cuts.of)]
            at += len(cuts.of)
            found.append(blocks(np.bincount(cuts.of, mine, self.days.periods).astype(np.float64), self.days.periods))
        return found

    def cuts(self) -> Iterator[Cut]:
        """All cuts, on windows by group and period."""
        for place, some in enumerate(self.sets):
            mine = np.array([bool(group.classes & some) for group in self.groups], dtype=np.float64)
            for slope, least in self._cuts[place]:
                yield np.asarray(np.kron(mine, slope), dtype=np.float64), least

    def _draw(self, place: int, windows: Ints) -> None:
        pool, own = self._pools[place], self._sum(place, windows)
        while (late := pool.missed(own[None, :], self.level)[0] + self.level > CONVEX).any() and own.max() < pool.most:
            own = own + np.bincount(pool.helps, late, len(own)).astype(bool)
        self._last[place] = own
        self._add(place, own)

    def _add(self, place: int, windows: Ints) -> None:
        self._cuts[place].draw(lines(self._pools[place], windows[None, :], self.level, self.mixed[place]))

    def _misses(self, place: int, windows: Ints) -> bool:
        mean, error = self._pools[place].missed(self._sum(place, windows)[None, :], self.level, self.mixed[place])
        return bool((mean + self._z[place] * error > MISSED).any())

    def _sum(self, place: int, windows: Ints) -> Ints:
        mine = [bool(group.classes & self.sets[place]) for group in self.groups]
        return np.asarray(windows[mine].sum(axis=0))


def sets_of(classes: int) -> list[frozenset[int]]:
    """All sets of classes but the empty one, the small ones first."""
    every = range(classes)
    return [frozenset(some) for size in every for some in combinations(every, size + 1)]
