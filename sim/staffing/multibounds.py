"""Bounds from below for several classes and groups: the pools of all who serve some of a set of classes.

For a set U of classes all clerks who serve one of them are put into one pool, each given every skill of U, and serve
the people of U alone, in the order in which they come. What such a pool misses is taken as missed by the hall. A cut
on the windows of a pool is a cut on a sum of groups.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from sim.staffing.cuts import alone, neighbours, strengthened
from sim.staffing.master import Cut, Master
from sim.staffing.multidays import ClassDays
from sim.staffing.multipool import Group
from sim.staffing.problem import Condition, Menu, Monotone, Service, ShiftType
from sim.staffing.sampled import SampledPool


class PooledSets:
    """An oracle (`sim.staffing.problem.Oracle`); its cells are the periods of one pool after those of another.

    `levels` has for each set of classes the largest share of its people who may be late.
    """

    monotone: Monotone = "proven"

    def __init__(
        self,
        days: ClassDays,
        levels: Mapping[frozenset[int], float],
        limit: float,
        z: float = 0.0,
        most: Sequence[int] | None = None,
        threads: int = 2,
    ) -> None:
        self.sets, self._periods = tuple(levels), days.periods
        self.pools = [
            SampledPool(
                days.pooled(classes),
                Service(limit=limit, late=level),
                z=z,
                most=None if most is None else most[place * self._periods : (place + 1) * self._periods],
                threads=threads,
            )
            for place, (classes, level) in enumerate(levels.items())
        ]
        self._places = [(place, number) for place, pool in enumerate(self.pools) for number in range(len(pool.conditions))]
        self.conditions = tuple(
            Condition(self.pools[place].conditions[number].label, "late", place * self._periods + (self.pools[place].conditions[number].period or 0))
            for place, number in self._places
        )
        self.enough = tuple(number for pool in self.pools for number in pool.enough)

    @property
    def evaluations(self) -> int:
        """How often it was asked."""
        return sum(pool.evaluations for pool in self.pools)

    def relax(self, z: float) -> None:
        """Relax each condition by z standard errors."""
        for pool in self.pools:
            pool.z = z

    def excess(self, windows: Sequence[int], condition: int) -> float:
        """How far the windows of the pools miss a condition: above 0 they do."""
        place, number = self._places[condition]
        return self.pools[place].excess(windows[place * self._periods : (place + 1) * self._periods], number)

    def starts(self) -> Mapping[str, tuple[int, ...]]:
        """What rules of thumb ask for, by name: windows by cell."""
        each = [pool.starts() for pool in self.pools]
        return {name: tuple(number for one in each for number in one[name]) for name in each[0]}


def sets_of(classes: int, sizes: Collection[int]) -> list[frozenset[int]]:
    """Sets of so many classes, the smaller first."""
    return [frozenset(chosen) for size in sorted(sizes) for chosen in combinations(range(classes), size)]


def pooled_menu(shifts: Sequence[ShiftType], groups: Sequence[Group], sets: Sequence[Collection[int]]) -> Menu:
    """Each shift for each group, with the windows that it opens in each pool; group after group."""
    found = [
        ShiftType(
            f"{group.name} {shift.name}",
            tuple(open_ and bool(group.classes & set(classes)) for classes in sets for open_ in shift.covers),
            shift.cost * group.price,
        )
        for group in groups
        for shift in shifts
    ]
    return Menu(tuple(found), len(sets) * len(shifts[0].covers))


class BoundSearch:
    """The cheapest shifts whose pools keep their levels, from below."""

    def __init__(self, menu: Menu, oracle: PooledSets, guide: PooledSets | None = None) -> None:
        self.menu, self.oracle, self.guide = menu, oracle, guide
        self.master = Master(menu, oracle.enough)
        self.lower, self.iterations, self.cuts = 0.0, 0, 0
        self._kept = [0] * len(oracle.pools)

    def run(self, seconds: float, aim: float = math.inf) -> float:
        """Search for so many seconds, or until the bound is `aim`; no plan costs less than what is returned."""
        ends = time.perf_counter() + seconds
        if not self.iterations:
            self._prepare()
        while (left := ends - time.perf_counter()) > 0.0 and self.lower < aim:
            found = self.master.solve(left)
            self.iterations += 1
            self.lower = max(self.lower, found.bound)
            if found.counts is None or not self._cut(self.menu.windows(found.counts), ends):
                break
        return self.lower

    def _prepare(self) -> None:
        """What each cell must have by itself, and neighbours between them."""
        for place in range(len(self.oracle.pools)):
            pool, guide = self.oracle.pools[place], self._guide(place)
            least = [0] * len(pool.enough)
            for cell, windows in alone(pool, pool.enough, least, guide):
                least[cell] = windows
                self._add(place, {cell: windows} if windows <= pool.enough[cell] else {})
            for cut in neighbours(pool, pool.enough, least, guide):
                self._add(place, cut)

    def _cut(self, windows: Sequence[int], ends: float) -> bool:
        """Whether some pool misses its level; then there are cuts."""
        missed = False
        for place, pool in enumerate(self.oracle.pools):
            size = len(pool.enough)
            mine = windows[place * size : (place + 1) * size]
            for number in range(len(pool.conditions)):
                if pool.excess(mine, number) > 0.0:
                    missed = True
                    self._add(place, strengthened(pool, mine, number, pool.enough, self._guide(place)))
                if time.perf_counter() > ends:
                    return missed
        return missed

    def _guide(self, place: int) -> SampledPool | None:
        return None if self.guide is None else self.guide.pools[place]

    def _add(self, place: int, cut: Cut) -> None:
        size = len(self.oracle.pools[place].enough)
        self.master.add({place * size + cell: windows for cell, windows in cut.items()})
        self.cuts += 1
