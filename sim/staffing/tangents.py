"""What one window more changes, and the straight lines through it, below which no condition is taken to be.

By windows of all cells, a share of late people is taken to be convex where it is low, and a mean wait where it is not
far beyond what is asked, as they are for one pool in the long run; Atlason, Epelman and Henderson (2008) build their
cutting planes on that. Then at any windows the line through what one window more in each cell changes is nowhere above
the condition, and windows that keep the condition are where the line is at 0 or below: a linear cut. With such cuts a
pool of any size is near to its cheapest plan after a few dozen windows were looked at.

It is an assumption: a share of late people is not convex where most are late (there no line is drawn), and of a few
days' mean it holds as nearly as days go. So each cut is held against all windows that are found to keep the conditions,
and one that they break is left out, and counted. What plans come of it is judged by the oracle, and assumes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.staffing.baseline import most_of
from sim.staffing.days import Floats, Ints
from sim.staffing.problem import Menu, Oracle, Service
from sim.staffing.programme import ROUNDING, Cut, Programme

CONVEX = 0.25
"""By how much of all people the late may be more than is asked for a line to be drawn;"""
TIMES = 2.5
"""a mean wait, by so many times what is asked."""
KEPT = 0.5
"""By how much of what is asked a condition may be kept for its line to be drawn: others say little."""
SLOPE = 1e-4
"""The least that a window must change, as a share of what is asked, for a line to say anything."""
CHEAPER = 1e-5
"""By what share a plan must be cheaper than the one before: beyond the tolerance of the programme."""
FLAT, LITTLE = 3, 2e-4
"""A search for a bound ends after so many times in a row in which it rose by no larger a share."""
PLANNING = 5.0
"""Seconds for a programme of whole clerks."""
NEAR = 150
"""Cuts in such a programme: those that bind, or nearly, where no clerk need be whole."""


class Convex(NamedTuple):
    """A bound that rests on lines."""

    lower: float
    """No plan costs less, if conditions are convex where lines were drawn."""
    lines: int
    held: int
    """Windows that keep all conditions, against which the lines were held,"""
    broken: int
    """and lines that these broke, which are left out."""


class Tangents:
    """Lines at windows, drawn as far as an oracle misses its conditions by them, and the plans that pass them."""

    def __init__(self, menu: Menu, oracle: Oracle, service: Service) -> None:
        self.menu, self.oracle = menu, oracle
        covered = menu.cover.sum(axis=1) > 0
        highest = map(min, menu.ceiling, oracle.enough) if menu.ceiling else oracle.enough
        self.top: tuple[int, ...] = tuple(most * bool(some) for most, some in zip(highest, covered, strict=True))
        """By cell, windows of which more make no difference, or cannot be."""
        self.programme = Programme(menu)
        most = [most_of(service, asked) for asked in oracle.conditions]
        self._most = np.array(most)
        pairs = zip(oracle.conditions, most, strict=True)
        self._convex = np.array([CONVEX if asked.kind == "late" else TIMES * one for asked, one in pairs])
        self.cuts: list[Cut] = []
        self.kept: list[Ints] = []
        """Windows that are known to keep all conditions."""
        self.broken = 0
        self._more: list[Cut] = []
        """Cuts that are asked of plans alone; see `_ask_more`."""
        self.looked: set[tuple[int, ...]] = set()

    def draw(self, windows: Sequence[int]) -> Floats:
        """Add the lines at windows; (conditions) by how much they miss each."""
        plan = np.array(windows, dtype=np.int64)
        excess = self.oracle.excesses(plan.tolist())
        if (excess <= 0.0).all():
            self.keep(plan)
        if tuple(plan.tolist()) in self.looked:
            return excess
        self.looked.add(tuple(plan.tolist()))
        changes = np.zeros((len(plan), len(excess)))
        for cell in np.flatnonzero(self.top).tolist():
            plan[cell] += 1
            changes[cell] = excess - self.oracle.excesses(plan.tolist())
            plan[cell] -= 1
        slopes = np.maximum(changes, 0.0)
        drawn = (excess <= self._convex) & (excess > -KEPT * self._most) & (slopes.max(axis=0) > SLOPE * self._most)
        for one in np.flatnonzero(drawn).tolist():
            self._add(Cut(slopes[:, one], float(excess[one] + slopes[:, one] @ plan), one))
        return excess

    def _add(self, cut: Cut) -> None:
        if all(cut.slopes @ windows >= cut.least - ROUNDING for windows in self.kept):
            self.cuts.append(cut)
        else:
            self.broken += 1

    def keep(self, windows: Ints) -> None:
        """Hold all cuts against windows that keep all conditions; those that they break are left out."""
        self.kept.append(windows.copy())
        fine = [cut for cut in self.cuts if cut.slopes @ windows >= cut.least - ROUNDING]
        self.broken += len(self.cuts) - len(fine)
        self.cuts = fine

    def steep(self, windows: Sequence[int] | Ints) -> Ints:
        """Windows raised where so much is missed that no line is drawn, as far as can be."""
        return self._raised(windows, self._convex)

    def probe(self, windows: Sequence[int]) -> None:
        """Hold the lines against windows raised until they keep all conditions, then lowered as far as they do."""
        need = self._raised(windows, np.zeros(len(self._convex)))
        floor = self.menu.floor or (0,) * len(need)
        for cell in range(len(need)):
            while need[cell] > floor[cell] and self._keeps(need):
                need[cell] -= 1
            if not self._keeps(need):
                need[cell] += 1
        if self._keeps(need):
            self.keep(need)

    def _keeps(self, windows: Ints) -> bool:
        return bool((self.oracle.excesses(windows.tolist()) <= 0.0).all())

    def _raised(self, windows: Sequence[int] | Ints, most: Floats) -> Ints:
        """Windows raised near to each condition that is missed by more than `most`, until none is, or all are open."""
        top = np.array(self.top)
        need: Ints = np.minimum(np.array(windows, dtype=np.int64), top)
        before: Ints | None = None
        while (before is None or (need != before).any()) and (far := self.oracle.excesses(need.tolist()) > most).any():
            before = need.copy()
            for one in np.flatnonzero(far).tolist():
                need[self._around(one)] += 1
            need = np.minimum(need, top)
        return need

    def _around(self, condition: int) -> slice:
        """The period of a condition and the one before."""
        period = self.oracle.conditions[condition].period
        return slice(None) if period is None else slice(max(period - 1, 0), period + 1)

    def bound(self, windows: Sequence[int], left: Callable[[], float]) -> tuple[float, Ints]:
        """Lines at windows, then where the cheapest shifts in fractions are, until these cost hardly more each time.

        No plan that passes the lines costs less; and windows there.
        """
        lower, flat, place = 0.0, 0, np.array(windows, dtype=np.int64)
        while flat < FLAT and left() > 0.0:
            self.draw(self.steep(place).tolist())
            before = lower
            lower, counts = self.programme.solve(self.cuts, False, PLANNING)
            flat = 0 if lower > before * (1.0 + LITTLE) else flat + 1
            if lower == math.inf:
                break
            place = np.rint(self.cover(counts)).astype(np.int64)
        return lower, place

    def convex(self, seconds: float) -> Convex:
        """What the lines say of whole clerks."""
        lower, _ = self.programme.solve(self._near(), True, seconds)
        fractions, _ = self.programme.solve(self.cuts, False, seconds)
        return Convex(max(lower, fractions), len(self.cuts), len(self.kept), self.broken)

    def cover(self, counts: Floats) -> Floats:
        """(cells) Windows of clerks by shift, be they in fractions."""
        return np.asarray(self.programme.cover @ counts)

    def plans(self, below: float, left: Callable[[], float]) -> Iterator[tuple[int, ...]]:
        """Plans (clerks by shift) for less than `below` that keep all conditions, each cheaper than the one before."""
        while left() > 0.0:
            _, counts = self.programme.solve([*self._near(), *self._more], True, min(PLANNING, left()), below)
            if not len(counts):
                return
            plan = tuple(int(number) for number in np.rint(counts))
            windows = self.menu.windows(plan)
            excess = self.draw(windows)
            if (excess <= 0.0).all():
                below = self.menu.cost(plan) * (1.0 - CHEAPER)
                yield plan
            elif all(cut.slopes @ windows >= cut.least - ROUNDING for cut in [*self.cuts, *self._more]):
                self._ask_more(windows, int(excess.argmax()))

    def _near(self) -> list[Cut]:
        """The cuts that bind, or nearly, where no clerk need be whole."""
        _, counts = self.programme.solve(self.cuts, False, PLANNING)
        if not len(counts):
            return self.cuts
        windows = self.cover(counts)
        return sorted(self.cuts, key=lambda cut: float(cut.slopes @ windows) - cut.least)[:NEAR]

    def _ask_more(self, windows: Sequence[int], condition: int) -> None:
        """Where no line cuts off windows that miss a condition, one more is asked for near to it, of plans alone."""
        slopes = np.zeros(len(windows))
        slopes[self._around(condition)] = 1.0
        self._more.append(Cut(slopes, float(slopes @ windows) + 1.0, condition))
