"""The search for the fewest clerks of one variant: what theory says, what is played, what is chosen, and played again.

Everything here looks at design replications alone; what it chooses is judged on others (`size_proof`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.errors import Fault, InputError
from sim.plan import Station
from sim.staffing import size_erlang
from sim.staffing.size_curves import Curves, Totals, fewest
from sim.staffing.size_goals import OnDays, roomy
from sim.staffing.size_look import Sight, Task, ratios
from sim.staffing.size_plays import Plays, play_together
from sim.staffing.size_pools import Team, Vector, plenty
from sim.staffing.size_sums import WEEK
from sim.tape import Floats

LEVELS = (0.1, 0.3, 0.6, 1.0)
"""Halls that are played first: from as many clerks as the work keeps busy all day (0) to those of Erlang C (1)."""
LEVELS_OF_DESKS = (0.1, 0.55)
"""The same of desks beside the windows."""
ROUNDS = 10
"""Plans that are played on the way, at most."""
FEW = 0.01
"""Part of all tickets that a half-hour must have for goals to be asked in it."""
BOLD = 3
"""Rounds in which curves are only corrected by what is played, and not distrusted besides."""


@dataclass
class Search:
    """The halls of a variant, as far as they are known."""

    plays: Plays
    design: range
    fresh: int
    """Replications on which the plan will be judged."""
    on_days: OnDays
    curves: Curves = field(init=False)
    floor: Totals = field(init=False)
    """Clerks of each pool that its work keeps busy all day, or as busy as they may be: fewer could not do it."""
    load: Floats = field(init=False)
    """(pools) The same, not rounded: the offered load in Erlang, spread over the hours of duty."""
    erlang: Totals = field(init=False)
    """What Erlang C asks of each pool on the load of each half-hour, the most of the day."""
    highest: Totals = field(init=False)
    limits: Floats = field(init=False)
    """(conditions) What a hall must come to on the design replications, so that it is likely to be seen to keep to what
    is asked on others."""
    lifted: Floats = field(init=False)
    """(conditions) By what else limits are multiplied, where pools disturb one another."""

    @property
    def team(self) -> Team:
        """The groups."""
        return self.plays.team

    @cached_property
    def most(self) -> Vector:
        """A hall in which hardly anybody waits."""
        return plenty(self.team.expected(), self.team.today)

    def first_plays(self) -> list[Task]:
        """What is played to begin with."""
        return self.plays.missing([self.most], self.design, with_work=True, with_told=False)

    def begin(self) -> None:
        """Play a hall in which nobody waits, and from what comes to it reckon where to look.

        Raises `InputError` where even that hall misses a goal, which no number of clerks can then keep.
        """
        most = self.most
        play_together(self.plays.work, [(self.plays, self.first_plays())], hold=False)
        self.plays.check_values(most, self.design)
        self._narrow(most)
        self._refuse(most)
        sights = self.plays.sights(most, self.design)
        self.curves = Curves(len(self.team.pools))
        self.curves.learn(self.team.totals(most), sights)
        self.highest = self.team.totals(most)
        self._reckon(np.mean([sight.work for sight in sights], axis=0), np.mean([one.busy for one in sights], axis=0))
        self.limits = np.array([one.limit for one in self.plays.asked])
        self.lifted = np.ones(len(self.limits))

    def _narrow(self, most: Vector) -> None:
        """Leave out half-hours in which hardly anybody comes."""
        sights, pools = self.plays.sights(most, self.design), self.team.pools
        tickets = np.mean([sight.work[0] for sight in sights], axis=0).sum(axis=2)
        keep = []
        for place, one in enumerate(self.plays.asked):
            counted = [pool.name == one.place if one.place else pool.station == Station.WINDOW for pool in pools]
            own = tickets[counted].sum(axis=0)
            if one.slot is None or own[one.slot] >= FEW * max(own.sum(), 1.0):
                keep.append(place)
        self.plays.keep(keep)

    def _refuse(self, most: Vector) -> None:
        told = self.plays.judged(most, self.design)
        faults = []
        for one, found in zip(self.plays.asked, told, strict=True):
            if one.beyond(found.mean) > 0.0 and not one.is_cap:
                where = " ".join(part for part in (one.place, one.day, one.half_hour) if part)
                bound = "above" if one.sense > 0 else "below"
                problem = (
                    f"no number of clerks keeps to it{f' ({where})' if where else ''}: with so many that hardly "
                    f"anybody waits it is {found.mean:.4g} ({found.low:.4g}, {found.high:.4g}), {bound} {one.limit:g}"
                )
                mend = "loosen the goal, or change the hall (a wait before lunch includes the lunch closure)"
                faults.append(Fault(problem, mend, f"targets.goals.{one.measure}"))
        if faults:
            raise InputError(faults)

    def _reckon(self, work: Floats, busy: Floats) -> None:
        """Load, least clerks, and what Erlang C asks, from the tickets and the work of a hall in which nobody waits."""
        calendar, pools = self.team.spec.calendar, self.team.pools
        days = [(calendar.start.weekday() + day) % WEEK for day in calendar.measured if calendar.is_open(day)]
        peaks = size_erlang.peak(work / np.maximum(np.bincount(days, minlength=WEEK), 1), self.team.spec, self.on_days)
        caps = {one.place: one.limit for one in self.plays.asked if one.is_cap}
        self.load = np.zeros(len(pools))
        floor, asked = [], []
        for number, pool in enumerate(pools):
            if not pool.groups or work[0, number].sum() <= 0.0:
                floor.append(0)
                asked.append(0)
                continue
            self.load[number] = busy[number, 0] / np.mean([self.plays.minutes[group] for group in pool.groups])
            least = max(1, math.ceil(self.load[number] - 1e-9))
            capped = math.ceil(self.load[number] / caps[pool.name] - 1e-9) if pool.name in caps else peaks[number]
            floor.append(min(max(least, capped) if pool.name in caps else least, self.highest[number]))
            asked.append(min(max(capped, least), self.highest[number]))
        self.floor, self.erlang = tuple(floor), tuple(asked)

    # Looking

    def levels(self) -> None:
        """Play halls from hardly enough clerks to what Erlang C asks: each tells a point of every curve.

        First at the windows, then at the desks: a desk before the windows that is short of clerks keeps people from
        them.
        """
        play_together(self.plays.work, [(self.plays, self.plays_of_levels())])
        for halls, mine in self._levels():
            for clerks in halls:
                self.curves.learn(self.team.totals(clerks), self.plays.sights(clerks, self.design), mine)

    def plays_of_levels(self) -> list[Task]:
        """What is played of the levels."""
        halls = [clerks for halls, _ in self._levels() for clerks in halls]
        return self.plays.missing(halls, self.design, with_told=False)

    def _levels(self) -> list[tuple[list[Vector], list[int]]]:
        """Halls, and the pools of whose curves they tell."""
        found = []
        at_windows = [pool.station == Station.WINDOW for pool in self.team.pools]
        ends = list(zip(self.floor, self.erlang, at_windows, strict=True))
        for front in (True, False):
            mine = [pool for pool, at in enumerate(at_windows) if at == front]
            halls = [
                tuple(round(low + level * (high - low)) if at == front else high for low, high, at in ends)
                for level in (LEVELS if front else LEVELS_OF_DESKS)
            ]
            found.append(([self.team.spread(totals) for totals in dict.fromkeys(halls)], mine))
        return found

    def _look(self, halls: Iterable[Vector]) -> None:
        """Play halls, and learn from them."""
        for clerks, sights in self.plays.look(halls, self.design, with_told=False).items():
            self.curves.learn(self.team.totals(clerks), sights)

    def plan(self) -> Vector:
        """The fewest clerks that keep to the goals on the design replications, with room for the doubt that is left."""
        clerks = self.team.today
        for number in range(ROUNDS):
            clerks = self.team.spread(self._chosen())
            known = bool(self.plays.sights(clerks, self.design))
            if known and self.keeps(clerks):
                break
            if not known:
                self._look([clerks])
                self._tighten(clerks)
            if (known or number > BOLD) and not self.keeps(clerks):
                self._lift(clerks)
        good = [one for one in self.plays.seen if self.plays.sights(one, self.design) and self.keeps(one)]
        return min(good, key=self.price, default=clerks)

    def price(self, clerks: Vector) -> tuple[float, float]:
        """What is as small as can be: the number of clerks, then what they cost."""
        return sum(clerks), float(self.team.cost @ np.array(clerks))

    def _chosen(self) -> Totals:
        ratio = np.array([one.is_ratio and one.sense != 0 for one in self.plays.asked])
        sense = np.array([one.sense for one in self.plays.asked])[ratio]
        limits = (self.limits * self.lifted)[ratio]
        scale = np.where(limits == 0.0, 1.0, np.abs(limits))

        def miss(halls: Sequence[Totals]) -> Floats:
            excess = sense * (self.curves.values_of(halls)[:, ratio] - limits) / scale
            return np.asarray(np.nansum(np.maximum(excess, 0.0), axis=1))

        cost = [float(np.mean(self.team.cost[list(pool.groups)])) if pool.groups else 0.0 for pool in self.team.pools]
        return fewest(self.floor, self.highest, cost, miss) or self.highest

    @property
    def statements(self) -> float:
        """Twice the statements that are made together, so that intervals are bounds on one side of each."""
        return max(sum(bool(one.sense) for one in self.plays.asked), 1) / 2.0

    def _tighten(self, clerks: Vector) -> None:
        """Leave room for the doubt of the replications that will judge, as it is at this hall."""
        told = self.plays.judged(clerks, self.design, self.statements * 2.0)
        shrink = (len(self.design) / self.fresh) ** 0.5
        values = ratios(pooled(self.plays.sights(clerks, self.design)))
        self.limits = np.array(
            [
                roomy(one, value, found, shrink)
                for one, value, found in zip(self.plays.asked, values.tolist(), told, strict=True)
            ]
        )

    def keeps(self, clerks: Vector) -> bool:
        """Whether a hall keeps to what is asked on the design replications, as far as it adds up over pools."""
        return bool(np.all(self._excess(clerks) <= 1e-9))

    def _excess(self, clerks: Vector) -> Floats:
        """(conditions) By how much a hall misses the limits for the design replications."""
        values = ratios(pooled(self.plays.sights(clerks, self.design)))
        sense = np.array([one.sense if one.is_ratio else 0 for one in self.plays.asked])
        excess = sense * (values - self.limits)
        return np.where(np.isnan(excess), 0.0, excess)

    def _lift(self, clerks: Vector) -> None:
        """Where pools disturb one another, so that curves promise what a hall does not keep: ask for more of them."""
        sense = np.array([one.sense for one in self.plays.asked])
        over = np.clip(self._excess(clerks) / np.where(self.limits == 0.0, 1.0, np.abs(self.limits)), 0.0, 0.3)
        self.lifted = np.where(over > 0.0, self.lifted * (1.0 - sense * (over + 0.03)), self.lifted)


def pooled(sights: Sequence[Sight]) -> Floats:
    """(conditions, pools, 2) What pools add, over several plays."""
    return np.asarray(np.mean([sight.parts for sight in sights], axis=0))
