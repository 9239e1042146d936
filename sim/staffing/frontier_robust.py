"""A plan on other kinds of days: the busiest weekday, more people, a clerk ill; and the plan that holds on all of them.

Each kind of day comes by itself, and a robust plan keeps the level of wait on whichever comes: the robust optimisation
over a finite set of scenarios of `sim.staffing.robust` (Kouvelis and Yu 1997, section 1.2), here for whole halls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.inference.intervals import Interval
from sim.staffing.frontier_search import Cheapest
from sim.staffing.frontier_sweep import Swept
from sim.staffing.size_curves import Totals, fewest, moved
from sim.staffing.size_goals import Condition
from sim.staffing.size_pools import Vector, fewer
from sim.staffing.size_proof import bound_of
from sim.tape import Floats

KINDS = ("usual", "weekday", "more", "ill")
"""Kinds of days: as they come; the busiest weekday; more people; one clerk of a group away all day."""
ROUNDS = 6
"""Plans that are played on the way, at most."""
TRIES = 8
"""Plans that are judged, at most."""


@dataclass(frozen=True)
class Told:
    """What a plan comes to on one kind of day."""

    plan: str
    """`today`, `knee` or `robust`."""
    kind: str
    """One of `KINDS`."""
    group: int | None
    """The group that has a clerk less, the worst of them; None on other days."""
    people: int
    cost: float
    """What the planned clerks cost a day, without overtime."""
    place: str
    """Where the wait is: the windows where empty, or a desk; that which is furthest beyond the level."""
    wait: Interval
    """Mean wait there, minutes."""
    done: bool
    """Whether the clerks are enough for the work: where they are not, waits of those who were served say little."""
    kept: bool
    """Whether the work is done, and the bounds of all queues are within the level."""


@dataclass
class Robust:
    """A variant at one level of wait on all kinds of days."""

    usual: Swept
    more: Cheapest
    level: float
    told: list[Told] = field(default_factory=list)
    plan: Vector | None = None
    """The plan that holds on all kinds of days, where one was found."""
    verified: bool = False
    _tries: int = 1

    # What is asked on each kind of day

    @property
    def search(self) -> Cheapest:
        """The hall as people come."""
        return self.usual.search

    def _waits(self, search: Cheapest, *, weekday: bool) -> list[int]:
        """Places of the mean waits that are asked, over all days or on the busiest weekday."""
        asked = enumerate(search.plays.asked)
        return [
            n
            for n, one in asked
            if one.measure == "mean_wait" and not _is_told(one) and (one.weekday is not None) == weekday
        ]

    def _caps(self, search: Cheapest) -> list[int]:
        return [n for n, one in enumerate(search.plays.asked) if one.is_cap]

    def _days(self, clerks: Vector) -> Iterator[tuple[str, int | None, Cheapest, Vector, list[int]]]:
        """Kinds of days: which, the group that is short, the hall with its clerks then, and places of what is asked."""
        usual = self._waits(self.search, weekday=False)
        yield "usual", None, self.search, clerks, [*usual, *self._caps(self.search)]
        yield "weekday", None, self.search, clerks, self._waits(self.search, weekday=True)
        yield "more", None, self.more, clerks, [*self._waits(self.more, weekday=False), *self._caps(self.more)]
        for group in range(len(clerks)):
            if clerks[group] > 0:
                yield "ill", group, self.search, fewer(clerks, group), usual

    # Telling

    def tell(self, plan: str, clerks: Vector) -> None:
        """Put down what a plan comes to on each kind of day; of the groups that may be short the worst."""
        found = [self._told(plan, clerks, *day) for day in self._days(clerks)]
        self.told += [max((one for one in found if one.kind == kind), key=_badness) for kind in KINDS]

    def _told(
        self,
        plan: str,
        clerks: Vector,
        kind: str,
        group: int | None,
        search: Cheapest,
        on_day: Vector,
        places: list[int],
    ) -> Told:
        found = self._bounds(search, on_day, places)
        waits = [(one, seen) for one, seen in found if not one.is_cap]
        worst, seen = max(waits, key=lambda pair: np.nan_to_num(pair[1].mean, nan=-np.inf))
        kept, done = all(one.beyond(bound_of(one, seen)) <= 0.0 for one, seen in found), self._done(search, on_day)
        team = self.usual.team
        return Told(plan, kind, group, team.people(clerks), search.cost(clerks), worst.place, seen, done, kept and done)

    def _done(self, search: Cheapest, clerks: Vector) -> bool:
        """Whether the clerks are enough for the work."""
        return all(n >= least for n, least in zip(self.usual.team.totals(clerks), search.floor, strict=True))

    def _bounds(self, search: Cheapest, clerks: Vector, places: Sequence[int]) -> list[tuple[Condition, Interval]]:
        plays, fresh = search.plays, self.usual.fresh
        plays.look([clerks], fresh)
        told = plays.judged(clerks, fresh, max(len(places), 1) * 2.0 ** (self._tries - 1) / 2.0 * len(KINDS))
        return [(self._at_level(plays.asked[n]), told[n]) for n in places]

    def _at_level(self, one: Condition) -> Condition:
        return replace(one, sense=1, limit=one.limit if one.is_cap else self.level)

    # Finding a plan that holds

    def find(self) -> None:
        """Look for a plan that keeps the level on all kinds of days, and judge it on fresh replications."""
        self.search.aim(self.level)
        self.more.aim(self.level)
        room = 0.97
        clerks = self._planned(room)
        while self._tries < TRIES:
            missing = self._missing(clerks)
            if not missing:
                self.verified = True
                break
            self._tries += 1
            clerks = self._mended(clerks, missing)
        self.plan = clerks

    def _planned(self, room: float) -> Vector:
        """The cheapest plan that keeps a little less than the level by the curves, which are played and learn."""
        clerks = self.usual.team.today
        for _ in range(ROUNDS):
            clerks = self.usual.team.spread(self._by_curves(room))
            known = [bool(one.plays.sights(clerks, one.design)) for one in (self.search, self.more)]
            if all(known):
                break
            self.search.learn(clerks)
            self.more.learn(clerks)
        return clerks

    def _by_curves(self, room: float) -> Totals:
        team = self.usual.team
        ill = [1 if pool.groups and least else 0 for pool, least in zip(team.pools, self.search.floor, strict=True)]
        least = tuple(
            max(usual + short, more) for usual, short, more in zip(self.search.floor, ill, self.more.floor, strict=True)
        )
        most = tuple(max(ends) for ends in zip(self.search.highest, self.more.highest, least, strict=True))
        cost = [float(np.mean(team.cost[list(pool.groups)])) if pool.groups else 0.0 for pool in team.pools]
        return fewest(least, most, cost, lambda halls: self._miss(halls, room)) or most

    def _miss(self, halls: Sequence[Totals], room: float) -> Floats:
        """(halls) By how much the curves miss the level over all kinds of days, as a part of it."""
        short = [pool for pool, one in enumerate(self.usual.team.pools) if one.groups and self.search.floor[pool]]
        usual = self._waits(self.search, weekday=False)
        over = [
            self._over(self.search, halls, [*usual, *self._waits(self.search, weekday=True)], room),
            self._over(self.search, halls, self._caps(self.search), 1.0),
            self._over(self.more, halls, self._waits(self.more, weekday=False), room),
            self._over(self.more, halls, self._caps(self.more), 1.0),
        ]
        for pool in short:
            over.append(self._over(self.search, [moved(totals, {pool: -1}) for totals in halls], usual, room))
        return np.asarray(np.sum(over, axis=0))

    def _over(self, search: Cheapest, halls: Sequence[Totals], places: Sequence[int], room: float) -> Floats:
        values = search.curves.values_of(halls)[:, list(places)]
        limits = np.array([self._at_level(search.plays.asked[n]).limit for n in places])
        return np.asarray(np.nansum(np.maximum(values / (limits * room) - 1.0, 0.0), axis=1))

    def _missing(self, clerks: Vector) -> list[tuple[Cheapest, Vector, int]]:
        """What the bounds miss: the hall, its clerks on that day, and the place of the condition."""
        missing = []
        for _, _, search, on_day, places in self._days(clerks):
            for place, (one, seen) in zip(places, self._bounds(search, on_day, places), strict=True):
                if one.beyond(bound_of(one, seen)) > 0.0:
                    missing.append((search, on_day, place))
        return missing

    def _mended(self, clerks: Vector, missing: Sequence[tuple[Cheapest, Vector, int]]) -> Vector:
        """A clerk more, where that takes most off what is missed, for what the clerk costs."""
        team = self.usual.team

        def gain(group: int) -> float:
            taken = 0.0
            for search, on_day, place in missing:
                now = search.curves.values(team.totals(on_day))[place]
                then = search.curves.values(team.totals(fewer(on_day, group, -1)))[place]
                taken += float(np.nan_to_num((now - then) / now)) if now else 0.0
            return taken / float(team.cost[group])

        return fewer(clerks, max(range(len(clerks)), key=gain), -1)


def _is_told(one: Condition) -> bool:
    """Whether it is only told, and of no weekday."""
    return one.sense == 0 and one.weekday is None


def _badness(one: Told) -> tuple[bool, bool, float]:
    """What makes one day worse than another."""
    return not one.done, not one.kept, float(np.nan_to_num(one.wait.mean))
