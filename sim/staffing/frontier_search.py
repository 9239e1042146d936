"""The cheapest clerks of a variant for one level of wait after another, on common tapes and with one set of curves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.plan import Station
from sim.staffing import size_erlang
from sim.staffing.frontier_ask import waited_for
from sim.staffing.size_curves import Totals
from sim.staffing.size_look import ratios
from sim.staffing.size_pools import Vector
from sim.staffing.size_search import Search, pooled
from sim.staffing.size_sums import WEEK
from sim.tape import Bools, Floats, Ints

TARGETS = tuple(0.1 * 1.25**step for step in range(40))
"""Mean waits, minutes, that Erlang C is asked for in search of the target with which a hall serves as is wanted."""
ROUND = 6
"""Decimals of a cost within which two are equal."""


@dataclass
class Cheapest(Search):
    """What is least is cost, and the mean wait that may not be exceeded is set anew for each point (`aim`).

    At each level the curves of the pools are searched in full, by dynamic programming over pools; what they choose is
    played, and adds to them, until the hall that they choose keeps to the level.
    """

    def aim(self, wait: float) -> None:
        """Ask for a mean wait of at most so many minutes, at the windows and at each other desk."""
        self.plays.asked = tuple(
            replace(one, limit=wait) if one.measure == "mean_wait" and one.sense else one for one in self.plays.asked
        )
        self.limits = np.array([one.limit for one in self.plays.asked])
        self.lifted = np.ones(len(self.limits))

    def price(self, clerks: Vector) -> tuple[float, float]:
        """What is as small as can be: what clerks cost a day, then their number."""
        return self.cost(clerks), sum(clerks)

    def learn(self, clerks: Vector) -> None:
        """Play a hall on the design replications, and learn from it."""
        self._look([clerks])

    def cost(self, clerks: Vector) -> float:
        """What clerks cost a day, all groups, without overtime."""
        return float(self.team.cost @ np.array(clerks))

    @property
    def shortest(self) -> float:
        """Minutes below which no number of clerks brings the mean wait of every queue, as sampled."""
        return float(np.nanmax(self.curves.values(self.highest)[self.queues]))

    @property
    def longest(self) -> float:
        """Minutes of mean wait, at the windows, with as few clerks as can do the work, as the curves tell."""
        return float(self.curves.values(self.floor, further=True)[-1])

    @property
    def queues(self) -> list[int]:
        """Places of the mean waits that are limited: at the windows, and at each other desk."""
        return [place for place, one in enumerate(self.plays.asked) if one.measure == "mean_wait" and one.sense]

    def _refuse(self, most: Vector) -> None:
        """What no number of clerks keeps to is told level by level."""

    # The cheapest by the curves

    def _chosen(self) -> Totals:
        return self._least(self.limits * self.lifted)[1]

    def bound(self, clerks: Vector | None = None, fresh: range = range(0)) -> float:
        """Cost a day below which no hall keeps to the level, by the curves as they were sampled.

        Design replications may be busier, or idler, than days are. Where some `clerks` were played on `fresh` ones,
        too, each limit is taken as many times as large as their wait on the design replications is over the lower end
        of its 95 % interval on the fresh ones: the bound errs to the side of being too low.
        """
        limits = np.array([one.limit for one in self.plays.asked])
        if clerks is None:
            return self._least(limits)[0]
        self.learn(clerks)
        seen = ratios(pooled(self.plays.sights(clerks, self.design)))
        low = np.array([found.low for found in self.plays.judged(clerks, fresh)])
        with np.errstate(divide="ignore", invalid="ignore"):
            shift = np.where(low > 0.0, seen / low, np.inf)
        limits[self.queues] *= np.nan_to_num(shift[self.queues], nan=1.0, posinf=1e9)
        return self._least(limits)[0]

    def _least(self, limits: Floats) -> tuple[float, Totals]:
        """Cost and clerks of the cheapest hall that keeps to the limits by the curves; exact for these.

        Every pool adds to the sum over windows, wait less limit times tickets, which may not be above 0; what is asked
        of a pool alone leaves it some numbers of clerks only. Pools are taken in one after another, and of sums that
        are no better and no cheaper than another nothing is kept (multiple-choice knapsack: Kellerer, Pferschy and
        Pisinger 2004, Knapsack Problems, section 11.5).
        """
        cost, over = np.zeros(1), np.zeros(1)
        chosen: Ints = np.zeros((1, 0), dtype=np.int64)
        for pool in range(len(self.team.pools)):
            numbers, prices, adds = self._options(pool, limits)
            total, sums = (cost[:, None] + prices).ravel(), (over[:, None] + adds).ravel()
            kept = undominated(total, sums)
            before, option = np.divmod(kept, len(numbers))
            cost, over = total[kept], sums[kept]
            chosen = np.column_stack([chosen[before], numbers[option]])
        good = np.flatnonzero(over <= 1e-9)
        if not len(good):
            return self.cost(self.team.spread(self.highest)), self.highest
        best = good[np.argmin(cost[good])]
        return float(cost[best]), tuple(chosen[best].tolist())

    def _options(self, pool: int, limits: Floats) -> tuple[Ints, Floats, Floats]:
        """Numbers of clerks of a pool that keep what is asked of it alone, what they cost, and add to the windows'."""
        numbers = np.arange(self.floor[pool], self.highest[pool] + 1)
        parts = np.array([self.curves.part(pool, int(number)) for number in numbers])
        sense = np.array([one.sense for one in self.plays.asked])
        over = sense * (parts[:, :, 0] - limits * parts[:, :, 1])
        over = np.where(sense != 0, over, 0.0)
        own: Bools = np.array([bool(one.place) for one in self.plays.asked])
        kept = np.all(over[:, own] <= 1e-9, axis=1)
        kept[-1] |= not kept.any()
        zero = [0] * len(self.team.pools)
        prices = [self.cost(self.team.spread([*zero[:pool], int(n), *zero[pool + 1 :]])) for n in numbers[kept]]
        return numbers[kept], np.array(prices), over[kept][:, ~own].sum(axis=1)

    # What a planner would ask today

    def by_erlang(self, wait: float) -> Totals:
        """Clerks that Erlang C asks of each pool for a mean wait, minutes: of the half-hour that asks most."""
        calendar = self.team.spec.calendar
        days = [(calendar.start.weekday() + day) % WEEK for day in calendar.measured if calendar.is_open(day)]
        most = self.team.spread(self.highest)
        work = np.mean([sight.work for sight in self.plays.sights(most, self.design)], axis=0)
        daily = work / np.maximum(np.bincount(days, minlength=WEEK), 1)
        peaks = size_erlang.peak(daily, waited_for(self.team.spec, wait), self.on_days)
        return tuple(
            asked if pool.station == Station.BACK_OFFICE or not pool.groups else min(max(peak, least), high)
            for pool, asked, peak, least, high in zip(
                self.team.pools, self.erlang, peaks, self.floor, self.highest, strict=True
            )
        )

    def as_good_by_erlang(self) -> list[Vector]:
        """Halls that Erlang C asks for with any target, and that keep the level by the curves; the cheapest first."""
        halls = {self.team.spread(self.by_erlang(target)) for target in TARGETS}
        return [clerks for clerks in sorted(halls, key=self.price) if self._promises(clerks)]

    def _promises(self, clerks: Vector) -> bool:
        told = self.curves.values(self.team.totals(clerks)).tolist()
        return all(one.beyond(value) <= 0.0 for one, value in zip(self.plays.asked, told, strict=True))


def undominated(cost: Floats, over: Floats) -> Ints:
    """Places of what is not both as dear and as bad as another, ascending in cost."""
    order = np.lexsort((over, np.round(cost, ROUND)))
    best = np.minimum.accumulate(over[order])
    first = np.concatenate([[True], over[order][1:] < best[:-1]])
    kept: Ints = order[first]
    return kept
