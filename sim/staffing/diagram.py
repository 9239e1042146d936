"""A bound from below for one pool of any size: a relaxed decision diagram over the periods of the day.

With a price for a window in each period, such that no shift costs less than what it opens is worth, no plan costs less
than its windows are worth. So the least that windows are worth which keep the level is a bound, and these may be chosen
period by period: a path through a diagram, from where the pool stands at the start of one period to where it stands at
the start of the next. There are far too many such places. Two of them are met in one that is on no day behind either:
from there nobody is ever called later than from either, whatever windows follow, as it is under `hold` without
abandonment. So a path through what is left costs no more than the one that it stands for, and what the cheapest costs
is a bound, however many places have met (Andersen, Hadzic, Hooker and Tiedemann 2007; Bergman, Cire, van Hoeve and
Hooker 2016, ch. 4). It assumes nothing; how near it comes depends on how many places are told apart.

Places that are alike meet first: in what it cost to come there, and in what is left to do there on each day. A second
diagram is told by the first how much it costs at the least to go on from each place, and leaves out what is too dear.

What windows are worth is taken from lines (`sim.staffing.tangents`); any prices give a bound.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from sim.staffing import diagramplay
from sim.staffing.days import Floats
from sim.staffing.interrupts import TimeUp
from sim.staffing.meeting import Meeting, Place
from sim.staffing.poolplay import IDLE
from sim.staffing.sampled import SampledPool, pool_of

LOOKED = 200
"""Days by which places are told apart."""
BUSIEST = ((0.1, 0.1), (0.25, 0.5), (0.5, 0.5), (1.0, 0.3))
"""Shares of days, the busiest first, up to each; and what an hour's work left over on such days is taken to cost."""
SPREAD = 0.01
"""Places whose costs are above the lowest by more than about this share of all are of little interest."""
ROUNDING = 1e-9


Levels = Sequence[Sequence[int]]
"""By period, windows that are told apart: each number stands for all up to the next, the last for all up to most."""


@dataclass(frozen=True)
class Drawn:
    """A diagram: how one goes from place to place, and what it costs at the least to go on from each."""

    levels: Levels
    steps: tuple[dict[tuple[int, int], int], ...]
    """By period, from a place, with windows of one of the levels: the place then."""
    rest: tuple[dict[int, float], ...]
    """By period and place, what it costs to go on."""

    def beyond(self, period: int, place: int, windows: int) -> tuple[int, float] | None:
        """The place then, and what it costs to go on there."""
        level = bisect_right(self.levels[period], windows) - 1
        found = self.steps[period].get((place, level))
        return None if found is None else (found, self.rest[period + 1][found])


class Diagram:
    """Diagrams of one pool's windows, each finer than the one before.

    `prices` (periods) are what a window is worth; all plans have at least so many windows by period as its level that
    is lowest, and at most `most`.
    Only for an oracle under `hold` without abandonment, with its level relaxed as it is to be.
    """

    def __init__(
        self,
        oracle: SampledPool,
        prices: Sequence[float],
        least: Sequence[int],
        most: Sequence[int],
        left: Callable[[], float],
    ) -> None:
        self.oracle, self.days, self.left = oracle, oracle.days, left
        self.prices = [float(price) for price in prices]
        self.least, self.most = [*map(int, least)], [*map(int, most)]
        kinds = ("late",) if oracle.service.mean is None else ("late", "wait")
        cap = oracle.counted()
        self._limits = np.array([oracle.service.limit if kind == "late" else -1.0 for kind in kinds])
        self._caps = np.array([cap] * len(kinds))
        self._asked = {(kinds.index(asked.kind), asked.period): n for n, asked in enumerate(oracle.conditions)}
        period = float(np.diff(self.days.edges).min())
        waits = oracle.service.limit if len(kinds) == 1 else min(cap, float(self.days.edges[-1]))
        self._back = min(math.ceil(waits / period) + 1, self.days.periods) + 1
        self._people = np.diff(self.days.cells, axis=1).astype(np.float64)
        self._patience = np.full(len(self.days.arrive), np.inf)
        self._wait = np.zeros(len(self.days.arrive))
        busiest = np.argsort(np.argsort(-np.diff(self.days.first), kind="stable")) / len(self.days)
        self._looked = np.unique(np.linspace(0, len(self.days) - 1, min(LOOKED, len(self.days))).astype(np.int64))
        group = np.searchsorted([upto for upto, _ in BUSIEST], busiest[self._looked], "right")
        size = np.bincount(group, minlength=len(BUSIEST))
        self._weights = np.array([BUSIEST[one][1] / size[one] / 60.0 for one in group])
        self._rest = [*np.cumsum([price * few for price, few in zip(self.prices, self.least, strict=True)][::-1])[::-1]]
        self.drawn: Drawn | None = None
        self.lower = 0.0
        """No windows that keep the level are worth less."""

    def draw(self, width: int, enough: float, levels: Levels) -> float:
        """Tell so many places apart in each period; what the cheapest path costs, or `enough`, if none costs less.

        The levels of the diagram before are among these. Raises `TimeUp` where time is up.
        """
        periods = self.days.periods
        layer = [self._start()]
        steps: list[dict[tuple[int, int], int]] = []
        for period in range(periods):
            layer = self._next(layer, period, width, enough, levels[period])
            steps.append({origin: n for n, place in enumerate(layer) for origin in place.origins})
            if not layer:
                self.lower = enough
                return enough
        rest: list[dict[int, float]] = [dict.fromkeys(range(len(layer)), 0.0)]
        for period in range(periods - 1, -1, -1):
            costs: dict[int, float] = {}
            for (place, level), then in steps[period].items():
                if then in rest[0]:
                    cost = self.prices[period] * levels[period][level] + rest[0][then]
                    costs[place] = min(costs.get(place, math.inf), cost)
            steps[period] = {key: then for key, then in steps[period].items() if then in rest[0]}
            rest.insert(0, costs)
        self.drawn = Drawn(levels, tuple(steps), tuple(rest))
        self.lower = max(self.lower, min(place.cost for place in layer))
        return self.lower

    @property
    def room(self) -> int:
        """Bytes that a place takes at the start and at the end of a period."""
        return 2 * 8 * len(self.days) * (max(self.most) + 2 + self._back * len(self._limits))

    def _start(self) -> Place:
        """The pool before the first period."""
        slots = max(self.most) + 1
        sums = np.zeros((len(self._limits), self._back, len(self.days)))
        return Place(np.full((len(self.days), slots), IDLE), self.days.first[:-1].copy(), sums, {0: 0.0})

    def _next(
        self, layer: Sequence[Place], period: int, width: int, enough: float, levels: Sequence[int]
    ) -> list[Place]:
        """The places at the end of a period."""
        meeting = Meeting(width, SPREAD * enough, partial(self._meet, period))
        for number in sorted(range(len(layer)), key=lambda n: float(layer[n].parts.sum())):
            for place in self._after(layer[number], number, period, enough, levels):
                meeting.add(place)
        return meeting.places

    def _after(self, place: Place, number: int, period: int, enough: float, levels: Sequence[int]) -> Iterator[Place]:
        """Where the pool stands after a period, from many windows to few, until these keep the level no longer."""
        upto = [*(low - 1 for low in levels[1:]), self.most[period]]
        for level in range(len(levels) - 1, -1, -1):
            windows = levels[level]
            costs = self._costs(place, period, windows, enough)
            if not costs:
                continue
            if self.left() <= 0.0:
                raise TimeUp
            then, backlog = self._carried(place, period, upto[level])
            if not self._may_keep(then, period):
                return
            then.costs, then.origins = costs, [(number, level)]
            then.parts = np.concatenate([[then.cost], backlog[self._looked] * self._weights])
            yield then

    def _costs(self, place: Place, period: int, windows: int, enough: float) -> dict[int, float]:
        """What it costs to come where so many windows lead, where all could cost less than `enough`."""
        found: dict[int, float] = {}
        for before, cost in place.costs.items():
            then, rest = 0, float(self._rest[period + 1]) if period + 1 < len(self._rest) else 0.0
            if self.drawn is not None:
                known = self.drawn.beyond(period, before, windows)
                if known is None:
                    continue
                then, rest = known
            total = cost + self.prices[period] * windows
            if total + rest < enough - ROUNDING:
                found[then] = min(found.get(then, math.inf), total)
        return found

    def _carried(self, place: Place, period: int, windows: int) -> tuple[Place, Floats]:
        """Where the pool stands after a period with so many windows, and the minutes of work left then, by day."""
        days = self.days
        then = Place(np.empty_like(place.rows), np.empty_like(place.called), np.empty_like(place.sums), {})
        backlog = np.empty(len(days))

        def run(part: Sequence[int]) -> None:
            diagramplay.carried(
                np.array(part, dtype=np.int64), days.first, days.cells, days.arrive, days.service, self._patience,
                days.edges, period, windows, self._limits, self._caps, place.rows, place.called, place.sums, then.rows,
                then.called, then.sums, backlog, self._wait,
            )  # fmt: skip

        threads = self.oracle.threads
        parts = [*pairwise(np.linspace(0, len(days), threads + 1).astype(np.int64).tolist())]
        if threads == 1:
            run(parts[0])
        else:
            list(pool_of(threads).map(run, parts))
        return then, backlog

    def _may_keep(self, place: Place, period: int) -> bool:
        """Whether nothing that has come of people up to the end of a period excludes that the level is kept."""
        days, found, now = self.days, np.empty_like(place.sums), self._end(period)
        diagramplay.at_least(
            days.cells, days.arrive, period, now, self._limits, self._caps, place.called, place.sums, found
        )
        for (kind, of), number in self._asked.items():
            if of is None:
                y, people = found[kind].sum(axis=0), self._people.sum(axis=1)
            elif 0 <= period - of < self._back - 1:
                y, people = found[kind, period - of], self._people[:, of]
            else:
                continue
            if self.oracle.judged(number, y, people) > 0.0:
                return False
        return True

    def _end(self, period: int) -> float:
        """When a period ends: the last when all are served."""
        return math.inf if period + 1 == self.days.periods else float(self.days.edges[period + 1])

    def _meet(self, period: int, one: Place, other: Place) -> None:
        """Let one place stand for both."""
        days, now = self.days, self._end(period)
        diagramplay.met(
            days.first, days.cells, days.arrive, days.service, period, now, self._limits, self._caps, one.rows,
            one.called, one.sums, other.rows, other.called, other.sums,
        )  # fmt: skip
        for before, cost in other.costs.items():
            one.costs[before] = min(one.costs.get(before, math.inf), cost)
        one.origins += other.origins
        one.parts = np.minimum(one.parts, other.parts)
