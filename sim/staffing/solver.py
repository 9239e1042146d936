"""The cheapest plan that keeps a service level: a master problem, an oracle, and cuts between them.

The master finds the cheapest shifts that pass all cuts; the oracle says which conditions their windows miss; each such
condition gives a cut that those windows do not pass, and every plan that keeps the condition does. When the master's
plan keeps all conditions nothing is cheaper. On the way its cost bounds every plan's from below, and plans that it
led to, mended, from above.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence

from sim.staffing.cuts import alone, neighbours, strengthened
from sim.staffing.interrupts import Timed, TimeUp
from sim.staffing.master import Cut, Found, Master, cover
from sim.staffing.mending import keeps, lowered, raised, swapped
from sim.staffing.problem import Bounds, Menu, Oracle, Solution, Status

Tell = Callable[[Bounds], None]
COVERING = 5.0
"""Seconds for one covering programme on the way."""
MENDED = 3
"""After so many plans of the master a dearer one is looked at, in the hope that it keeps all conditions."""
FOREVER = 1e9
"""Seconds, or a cost, without a limit."""
PROBES = (0.0, 0.5)
"""How far such plans are from the cost of the best one, as shares of the gap: just cheaper, and halfway."""
SWAPPING = 3.0
"""Seconds in which clerks of a plan may be put on other shifts."""
PROBE = 2.0
"""Seconds to find it in."""
LAST = 2.0
"""Seconds for a bound where time is up before the master was asked at all."""
MORE, STEPS = 0.04, 8
"""By what share rules of thumb are gone beyond, step by step, and how often, where no plan of theirs keeps a level."""
EARLY = 1.0
"""Seconds before the end of its time at which the solver may give up without having been interrupted."""
SAME = 1e-9
"""Costs that differ by less are the same."""


def solve(
    menu: Menu,
    oracle: Oracle,
    *,
    seconds: float | None = None,
    gap: float = 0.0,
    tell: Tell | None = None,
    ties: int = 0,
    cuts: Iterable[Cut] = (),
    guide: Oracle | None = None,
    strict: Oracle | None = None,
) -> Solution:
    """The cheapest plan of a menu that keeps all conditions of an oracle, with a bound below any plan's cost.

    It ends when nothing cheaper exists, when what might still be saved is at most the share `gap` of the cost, or
    after `seconds`; an interrupt ends it, too, with what is found. `tell` hears of the bounds after each iteration.
    Up to so many `ties` are looked for once the plan is the cheapest. `cuts` are those that are known already, of an
    oracle that misses nothing which this one keeps. A `guide` is an oracle of much the same mind that answers sooner:
    it says how strong a cut may be, and a `strict` one where plans may be found; bound and plan rest on `oracle` alone.

    Where the oracle is monotone the bound is certain up to its own errors. Raises `InputError` where OR-tools is not
    installed, or what the menu asks for contradicts itself.
    """
    return Search(menu, oracle, seconds, gap, tell, cuts, guide, strict).run(ties)


class Search:
    """A search under way."""

    def __init__(
        self,
        menu: Menu,
        oracle: Oracle,
        seconds: float | None = None,
        gap: float = 0.0,
        tell: Tell | None = None,
        cuts: Iterable[Cut] = (),
        guide: Oracle | None = None,
        strict: Oracle | None = None,
    ) -> None:
        self.menu, self.oracle, self.gap, self.tell = menu, Timed(oracle, self._left), gap, tell
        self.guide, self.strict = (None if one is None else Timed(one, self._left) for one in (guide, strict))
        self.began = time.perf_counter()
        self.asked = oracle.evaluations
        self.allow(seconds)
        self.top = tuple(map(min, menu.ceiling, oracle.enough)) if menu.ceiling else oracle.enough
        self.floor = menu.floor or (0,) * menu.cells
        self.master = Master(menu, self.top)
        self.best: tuple[int, ...] | None = None
        self.upper, self.lower, self.iterations = math.inf, 0.0, 0
        self.reach = 0.0
        """A plan that costs no more is cheap enough to end with."""
        self.aim = math.inf
        """A bound that is no less is high enough to end with."""
        self.bounding = False
        """Whether only the bound is of interest, as a plan is known from elsewhere."""
        self.least: list[int] = [*self.floor]
        """By cell, windows that every plan has, as far as is known."""
        self._prepared, self._probes = False, 0
        self.cuts: list[Cut] = []
        """All that were found or given."""
        for cut in cuts:
            self._add(cut)

    @property
    def bounds(self) -> Bounds:
        """How far it has come."""
        evaluations, seconds = self.oracle.evaluations - self.asked, time.perf_counter() - self.began
        return Bounds(self.lower, self.upper, self.iterations, len(self.cuts), evaluations, seconds)

    def run(self, ties: int = 0) -> Solution:
        """Search, and say what was found; again it goes on from there."""
        found: list[tuple[int, ...]] = []
        all_ties = False
        try:
            status = self._search()
            if status == "optimal" and ties and self.best is not None:
                found, all_ties = self._ties(ties)
        except TimeUp:
            status = self._late()
        except KeyboardInterrupt:
            status = "optimal" if self._optimal() else "interrupted"
        windows = None if self.best is None else self.menu.windows(self.best)
        return Solution(self.best, windows, self.bounds, status, tuple(found), all_ties)

    def _search(self) -> Status:
        if not self._prepared:
            self._prepare()
            self._prepared = True
        while self._left() > 0.0:
            found = self.master.solve(self._left())
            self.iterations += 1
            self.lower = max(self.lower, min(found.bound, self.upper))
            if found.counts is None:
                return self._without(found)
            windows = self.menu.windows(found.counts)
            missed = self._missed(windows)
            if not missed:
                self.accept(found.counts)
            else:
                self._cut(windows, missed)
                if not self.bounding and self.bounds.gap > self.gap + SAME and self.iterations % MENDED == 1:
                    self._probe(windows)
            if self.tell is not None:
                self.tell(self.bounds)
            if self._optimal() or (found.proven and not missed):
                return "optimal"
            if self.bounds.gap <= self.gap + SAME or self.upper <= self.reach or self.lower >= self.aim:
                return "gap"
        return "time"

    def _late(self) -> Status:
        """Time was up while windows were looked at: what the cuts so far say, where nobody has asked yet."""
        if self.iterations == 0:
            found = self.master.solve(LAST)
            self.lower = max(self.lower, min(found.bound, self.upper))
        return "optimal" if self._optimal() else "time"

    def _optimal(self) -> bool:
        """Whether nothing is cheaper than the best plan, but for what costs are rounded by."""
        return self.best is not None and self.lower >= self.upper - self.master.lost(self.best) - SAME

    def _prepare(self) -> None:
        """First plans from rules of thumb, cuts that cost little, and those plans mended."""
        if not self.bounding:
            self._by_thumb()
        guess = [min(needs) for needs in zip(*self.oracle.starts().values(), strict=True)]
        for cell, windows in alone(self.oracle, self.top, self.floor, self.guide, guess):
            self.least[cell] = windows
            self._add({cell: windows} if windows <= self.top[cell] else {})
        for cut in neighbours(self.oracle, self.top, self.least, self.guide):
            self._add(cut)
        for need in () if self.bounding else self.oracle.starts().values():
            self.mend(need)
            while self.upper < math.inf and self._try(need, 0.0):
                pass

    def _by_thumb(self) -> None:
        """Plans over what rules of thumb ask for; where none of them keeps the level, over more and more of it."""
        starts = [*self.oracle.starts().values()]
        for need in starts:
            self._cover(need)
        for step in range(1, STEPS + 1):
            if self.best is not None:
                break
            more = (math.ceil(max(needs) * (1.0 + step * MORE)) for needs in zip(*starts, strict=True))
            self._cover([*map(min, more, self.top)])

    def _without(self, found: Found) -> Status:
        """Why the master has no plan."""
        if found.proven:
            return "infeasible" if self.best is None else "optimal"
        # The solver takes an interrupt for the end of its time.
        return "time" if self._left() <= EARLY else "interrupted"

    def _cut(self, windows: Sequence[int], missed: Sequence[int]) -> None:
        for condition in missed:
            self._add(strengthened(self.oracle, windows, condition, self.top, self.guide))
            if self._left() <= 0.0:
                return

    def _probe(self, windows: Sequence[int]) -> None:
        """Between the bounds plans like the best one are looked for: each keeps all conditions, or gives cuts."""
        if self.best is None:
            self.mend(windows)
            return
        targets = [self.menu.windows(self.best), *self.oracle.starts().values()]
        for share in PROBES:
            need = targets[self._probes % len(targets)]
            self._probes += 1
            while not self._optimal() and self._try(need, share):
                pass

    def _try(self, need: Sequence[int], share: float) -> bool:
        """Whether a cheaper plan is found near to windows: by a plan that passes the cuts, with its clerks swapped."""
        before = self.upper
        cost = before - share * (before - self.lower) - 2.0 * SAME if before < math.inf else FOREVER
        counts = self.master.nearest(need, cost, min(PROBE, self._left()))
        if counts is None:
            return False
        windows = self.menu.windows(counts)
        if missed := self._missed(windows):
            self._swap(counts)
            if self.upper >= before - SAME:
                self._cut(windows, missed)
                self.mend(windows)
        else:
            self.accept(counts)
        return self.upper < before - SAME

    def _swap(self, counts: Sequence[int]) -> None:
        """Put clerks of a plan on other shifts, until it keeps all conditions, or nothing more helps."""
        plan = list(counts)
        for oracle in (self.strict, self.oracle):
            if oracle is not None:
                plan = swapped(self.menu, oracle, plan, min(SWAPPING, self._left()))
        if self.menu.allows(plan) and keeps(self.oracle, self.menu.windows(plan)):
            self.accept(tuple(plan))

    def mend(self, windows: Sequence[int]) -> None:
        """A plan from windows: raised where they miss a condition, lowered where none would, then covered."""
        need = list(windows)
        guide = self.strict or self.oracle
        if (found := raised(guide, windows, self.floor, self.top)) is not None:
            need = lowered(guide, found, self.floor)
        if (found := raised(self.oracle, need, self.floor, self.top)) is not None:
            self._cover(lowered(self.oracle, found, self.floor) if guide is not self.oracle else found)

    def _cover(self, need: Sequence[int]) -> None:
        """Accept the cheapest shifts that open as many windows, if they keep all conditions."""
        found = cover(self.menu, need, min(max(self._left(), 0.0), COVERING), self.best)
        if found.counts is None or self.menu.cost(found.counts) >= self.upper - SAME:
            return
        if keeps(self.oracle, self.menu.windows(found.counts)):
            self.accept(found.counts)

    def _ties(self, most: int) -> tuple[list[tuple[int, ...]], bool]:
        """Other plans at the cost of the best that keep all conditions, and whether those are all."""
        assert self.best is not None
        found: list[tuple[int, ...]] = []
        self.master.at_most(self.upper)
        self.master.forbid(self.best)
        while len(found) < most and self._left() > 0.0:
            other = self.master.solve(self._left())
            if other.counts is None:
                return found, other.proven
            windows = self.menu.windows(other.counts)
            if missed := self._missed(windows):
                self._cut(windows, missed)
                continue
            if self.menu.cost(other.counts) <= self.upper + SAME:
                found.append(other.counts)
            self.master.forbid(other.counts)
        return found, False

    def _add(self, cut: Cut) -> None:
        self.master.add(cut)
        self.cuts.append(cut)

    def _missed(self, windows: Sequence[int]) -> list[int]:
        return [n for n in range(len(self.oracle.conditions)) if self.oracle.excess(windows, n) > 0.0]

    def accept(self, counts: tuple[int, ...]) -> None:
        """Take a plan that is known to keep all conditions, where it is cheaper than the best so far."""
        cost = self.menu.cost(counts)
        if cost < self.upper - SAME:
            self.upper, self.best = cost, counts

    def learn(self, cuts: Iterable[Cut]) -> None:
        """Take over cuts that are known from elsewhere."""
        known = {tuple(sorted(cut.items())) for cut in self.cuts}
        for cut in cuts:
            if tuple(sorted(cut.items())) not in known:
                self._add(cut)

    def allow(self, seconds: float | None) -> None:
        """Allow so many seconds from now on; as long as it takes where null."""
        self.ends = math.inf if seconds is None else time.perf_counter() + seconds

    def _left(self) -> float:
        return min(self.ends - time.perf_counter(), FOREVER)
