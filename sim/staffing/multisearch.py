"""A search for shifts of several groups, and for a bound from below; see `sim.staffing.multiroster`."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.distributions import mean as mean_of
from sim.staffing.days import Floats, Ints
from sim.staffing.multibounds import Mixed, PooledSets, sets_of
from sim.staffing.multicertified import Asked, MultiCertified
from sim.staffing.multidays import ClassDays, stratified_error
from sim.staffing.multilines import CONVEX, Cut, Cuts, Lines, blocks, lines, lowered
from sim.staffing.multimaster import Programme
from sim.staffing.multipool import Marks, MultiPool, preferences
from sim.staffing.problem import Bounds
from sim.staffing.solver import Tell
from sim.streams import Purpose, generator

GUIDING = 4
"""Design days to one day of the guide, on which it is found where to draw lines."""
TIGHTER = ((1.5, 1.0), (1.0, 0.5), (0.5, 0.0), (-1.0, 0.0))
"""Standard errors by which the level is tightened for plans, in turn; and by which it is to be kept on design days at
least, for a plan to be validated."""
EACH = 0.2
"""Of the error allowed of the bound, what is for conditions one by one; the rest is for means over them."""
NEAR = 300
"""Cuts in a programme that finds a plan."""
PROBES = 3
"""Windows that keep the level, each found by a way of its own, against which lines are held."""
SHARES = {"pools": 0.12, "guide": 0.22, "further": 0.26, "bound": 0.50, "probes": 0.60, "again": 0.66}
"""Of the time allowed, when each part ends; the rest is for plans."""
PLANNING = 12.0
"""Seconds for a programme that finds a plan."""
WHOLE = 0.05
"""Of the time allowed, what a programme of whole clerks may take."""
FLAT, LITTLE = 2, 2e-4
"""A search for a bound ends after so many times in a row in which it rose by no larger a share."""
CLOSE = 1e-9


class Roster:
    """A certificate under way."""

    def __init__(
        self, asked: Asked, programme: Programme, days: int, fresh: int, seconds: float, tell: Tell | None
    ) -> None:
        self.asked, self.programme, self.days, self.fresh = asked, programme, days, fresh
        self.seconds, self.tell, self.began = seconds, tell, time.perf_counter()
        self.late = asked.level.late
        self.conditions = len(asked.rates) * len(asked.rates[0])
        self.lower, self.pooled, self.upper = 0.0, 0.0, math.inf
        self.counts: Ints | None = None
        self._hint: Ints | None = None
        self.drawn: list[Lines] = []
        self.shares = self.limits = np.zeros((0, 0))
        self.candidates, self.block, self.drawings = 0, 2, 0
        self.mixed = np.zeros((0, self.conditions))
        """(means, conditions) Weights of means over conditions; see `sim.staffing.multilines.blocks`."""
        self.below = Cuts(self.late, np.full(self.conditions, -asked.z(days, self.conditions)))

    def certified(self) -> MultiCertified:
        """Search, and say what was found."""
        interrupted = False
        try:
            self._search()
        except KeyboardInterrupt:
            interrupted = True
        return replace(self._told(), interrupted=interrupted)

    def _search(self) -> None:
        guide_days = self.asked.drawn(max(self.days // GUIDING // 2 * 2, 100), 1)
        conditions = len(self.asked.rates[0]) * len(sets_of(len(self.asked.rates)))
        guide_pools = self._pools(guide_days, self.asked.z(self.days, conditions))
        _, counts = guide_pools.search(self.programme, self._first(), self._until("pools"))
        mixed = guide_pools.weighed(self.programme)
        windows = self.programme.windows(counts)
        windows = self._guided(self._pool(guide_days), windows)
        if len(self.mixed):
            each = self.asked.z(self.days, self.conditions, 1.0 / EACH)
            means = self.asked.z(self.days, len(self.mixed), 1.0 / (1.0 - EACH))
            self.below = Cuts(self.late, -np.repeat([each, means], [self.conditions, len(self.mixed)]))
        design_days = self.asked.drawn(self.days, 0)
        means = self.asked.z(self.days, max(sum(map(len, mixed)), 1), 1.0 / (1.0 - EACH))
        pools = self._pools(design_days, self.asked.z(self.days, conditions, 1.0 / EACH), mixed, means)
        pools.draw_like(guide_pools)
        self.pooled, _ = pools.further(self.programme, self._until("further"))
        self.pooled = max(self.pooled, self.programme.whole(pools.cuts(), WHOLE / 2.0 * self.seconds)[0])
        self.design = self._pool(design_days)
        self._bound(windows, "bound")
        self._probe()
        self._bound(self._of_bound(), "again")
        self._plans()
        self._whole()

    def _pools(self, days: ClassDays, z: float, mixed: Mixed | None = None, z_mixed: float = 0.0) -> PooledSets:
        limit, opens = self.asked.level.limit, self.programme.opens
        return PooledSets(days, self.asked.groups, self.late, limit, z, opens, mixed, z_mixed)

    def _pool(self, days: ClassDays) -> MultiPool:
        return self.asked.pool(days, self.programme.opens)

    def _first(self) -> Ints:
        """Windows to begin with: a little more than the work of each class, by the clerks who serve it first."""
        hours = np.array(self.asked.rates) / 60.0
        order = preferences(self.asked.groups, len(hours))
        windows = np.zeros((len(self.asked.groups), hours.shape[1]), dtype=np.int64)
        for one, law in enumerate(self.asked.laws):
            load = hours[one] * mean_of(law)
            windows[order[one, 0]] += np.ceil(load + np.sqrt(load)).astype(np.int64)
        return windows

    def _guided(self, pool: MultiPool, windows: Ints) -> Ints:
        """Where the bound of the guide's days is."""
        cuts = Cuts(self.late, self.below.z)
        once = False
        while not once or self._until("guide") > 0.0:
            once = True
            cuts.draw(lines(pool, self._low(pool, windows), self.late))
            _, counts, prices = self.programme.bound(cuts)
            windows = self.programme.windows(counts)
            by = np.bincount(cuts.of, prices, self.conditions)
            self.mixed = blocks(by.astype(np.float64), len(self.asked.rates[0]))
        return windows

    def _low(self, pool: MultiPool, windows: Ints) -> Ints:
        """Windows raised where so many are late that no line is drawn."""
        order = preferences(self.asked.groups, len(self.asked.rates))
        need = windows.copy()
        while (late := pool.missed(need, self.late)[0] + self.late > CONVEX).any() and need.max() < pool.most:
            for one, period in np.argwhere(late.reshape(len(order), -1)):
                need[order[one, 0], pool.helps[period]] += 1
        return need

    def _bound(self, windows: Ints, until: str) -> None:
        """Lines at windows, then where the bound is, until the relaxed level is kept there."""
        flat = 0
        while not self.drawn or (self._until(until) > 0.0 and flat < FLAT):
            self._draw(windows)
            before = self.lower
            self.lower, counts, _ = self.programme.bound(self.below)
            flat = flat + 1 if self.lower < before * (1.0 + LITTLE) else 0
            windows = self.programme.windows(counts)
            self._tell()

    def _whole(self) -> None:
        """The bound of whole clerks: lines at the cheapest that pass all, until they keep the relaxed level.

        Where that takes too long, as in large halls, what was found counts.
        """
        tried: set[bytes] = set()
        while True:
            found, counts = self.programme.whole(self.below, min(WHOLE * self.seconds, max(self._left(), 1.0)))
            self.lower = max(self.lower, found)
            self._tell()
            if counts is None or self._left() <= WHOLE * self.seconds:
                break
            windows = self.programme.windows(counts)
            if windows.tobytes() in tried or not self._missed(windows, self.below.z).any():
                break
            tried.add(windows.tobytes())
            self._draw(windows)
            self.lower, _, _ = self.programme.bound(self.below)

    def _draw(self, windows: Ints) -> None:
        at = lines(self.design, self._low(self.design, windows), self.late, self.mixed)
        self.drawn.append(at)
        self.below.draw(at)

    def _of_bound(self) -> Ints:
        self.lower, counts, _ = self.programme.bound(self.below)
        return self.programme.windows(counts)

    def _probe(self) -> None:
        """Windows that keep the level relaxed, near to where the bound is, lowered in an order of chance."""
        near = self._of_bound()
        for number in range(PROBES):
            if self._until("probes") <= 0.0:
                break
            rng = generator(self.asked.seed, 0, Purpose.PROBE, occurrence=number)
            windows = near + rng.integers(0, 2, near.shape)
            while (missed := self._missed(windows, self.below.z)).any():
                windows = self._raised(windows, missed)
            windows = lowered(
                self.design, windows, self.late, self.below.z, rng.permutation(near.size).tolist(), self.mixed
            )
            self.below.keep(windows.ravel())

    def _missed(self, windows: Ints, z: Floats | float) -> Marks:
        """Which conditions windows miss, by a level moved by z errors; with a z for each, the means over them, too."""
        mean, error = self.design.missed(windows, self.late, None if isinstance(z, float) else self.mixed)
        return np.asarray(mean + z * error > 0.0)

    def _raised(self, windows: Ints, missed: Marks) -> Ints:
        order = preferences(self.asked.groups, len(self.asked.rates))
        need = windows.copy()
        for mean in np.flatnonzero(missed[self.conditions :]):
            missed = missed | np.append(self.mixed[mean] > 0.0, np.zeros(len(self.mixed), dtype=bool))
        for one, period in np.argwhere(missed[: self.conditions].reshape(len(order), -1)):
            near = self.design.helps[max(period - 1, 0) : period + 1]
            need[order[one, 0], np.unique(near)] += 1
        return need

    def _plans(self) -> None:
        """Plans along the lines of the tightened level, until one keeps it on fresh days; then cheaper ones."""
        for tighter, accepted in TIGHTER:
            above = Cuts(self.late, np.full(self.conditions, tighter))
            for at in self.drawn:
                above.draw(at)
            while (left := self._left()) > 0.0:
                found = self.programme.plan(self._near(above), min(PLANNING, left), self.upper, self._hint)
                if found is None:
                    break
                self._hint, windows = found, self.programme.windows(found)
                if not self._missed(windows, accepted).any():
                    self.below.keep(windows.ravel())
                    self._validate(found)
                self._draw(windows)
                above.draw(self.drawn[-1])
                if all(slope @ windows.ravel() >= least for slope, least in above):
                    self._ask_more(above, windows)
                self.lower, _, _ = self.programme.bound(self.below)
                self._tell()

    def _ask_more(self, above: Cuts, windows: Ints) -> None:
        """Where no line cuts off windows that miss the tightened level, one more is asked for where they miss it most.

        Or where it opens next, for those who come while nothing is open.
        """
        mean, error = self.design.missed(windows, self.late)
        worst = int((mean + above.z * error).argmax())
        one, period = divmod(worst, windows.shape[1])
        slope = np.zeros(windows.shape)
        slope[[one in group.classes for group in self.asked.groups], self.design.helps[period]] = 1.0
        above.slopes.append(slope.ravel())
        above.least.append(float(slope.ravel() @ windows.ravel()) + 1.0)
        above.of.append(worst)

    def _near(self, above: Cuts) -> list[Cut]:
        """The cuts that bind, or nearly, where no clerk need be whole; a programme of all takes too long."""
        _, counts, _ = self.programme.bound(above)
        windows = (counts @ self.programme.cover).ravel()
        return sorted(above, key=lambda cut: float(cut[0] @ windows) - cut[1])[:NEAR]

    def _validate(self, counts: Ints) -> None:
        """Take a plan that keeps the level on fresh days, with the confidence asked."""
        self.candidates += 1
        windows = self.programme.windows(counts)
        late, people = [], []
        for size in _blocks(self.fresh, self.days):
            self.block += 1
            fresh = self.asked.drawn(size, self.block)
            late.append(self._pool(fresh).late(windows))
            people.append(fresh.people)
        every, who = np.concatenate(late), np.concatenate(people)
        mean = np.maximum(who.mean(axis=0), 1e-9)
        share = every.mean(axis=0) / mean
        z = self.asked.z(self.fresh, self.conditions, 2.0**self.candidates)
        limit = share + z * stratified_error(every - share * who) / mean
        cost = self.programme.cost(counts)
        if (limit <= self.late).all() and cost < self.upper - CLOSE:
            self.counts, self.upper, self.shares, self.limits = counts, cost, share, limit

    def _until(self, part: str) -> float:
        """Seconds until a part of the search ends."""
        return SHARES[part] * self.seconds - (time.perf_counter() - self.began)

    def _left(self) -> float:
        return self.seconds - (time.perf_counter() - self.began)

    def _tell(self) -> None:
        if self.tell is not None:
            seconds = time.perf_counter() - self.began
            self.tell(
                Bounds(self.lower, self.upper, len(self.drawn), len(self.below.least), self.design.evaluations, seconds)
            )

    def _told(self) -> MultiCertified:
        plan = self.counts
        return MultiCertified(
            level=self.asked.level,
            counts=None if plan is None else _rows(plan),
            windows=None if plan is None else _rows(self.programme.windows(plan)),
            upper=self.upper,
            lower=min(max(self.lower, self.pooled), self.upper),
            pooled=min(self.pooled, self.upper),
            confidence=self.asked.confidence,
            shares=_rows(self.shares),
            limits=_rows(self.limits),
            days=self.days,
            fresh=self.fresh,
            candidates=self.candidates,
            lines=len(self.below.least),
            broken=self.below.broken,
            probes=len(self.below.kept),
            seconds=time.perf_counter() - self.began,
        )


def _rows(numbers: NDArray[np.generic]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, numbers.tolist()))


def _blocks(whole: int, size: int) -> Iterator[int]:
    while whole > 0:
        yield min(size, whole)
        whole -= size
