"""Whether the plan that was chosen keeps to the goals, and whether a clerk can be spared: on fresh replications.

What was chosen on the design replications flatters itself there (the optimizer's curse: Smith and Winkler 2006). So it
is judged on others: of each goal the bound on its one side, all together at 95 % (Bonferroni), must keep to it. The
k-th plan that is tried has 5 % / 2^k of the doubt, so that all tries together stay below 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from sim.inference.intervals import Interval
from sim.plan import Station
from sim.staffing.size_goals import Condition
from sim.staffing.size_pools import Vector, fewer
from sim.staffing.size_search import Search

Spared = Literal["misses", "open", "work"]
TRIES = 12
"""Plans that are judged, at most."""
DEEP = 5
"""Clerks that are taken from a group, at most, until a goal is seen to be missed."""


@dataclass(frozen=True)
class Removal:
    """A hall with fewer clerks in one group."""

    group: int
    clerks: int
    """Clerks that the group has then."""
    finding: Spared
    """`misses`: a goal is missed, at 95 % each; `open`: it may be kept; `work`: the work alone would not be done in
    their hours."""
    missed: Condition | None = None
    """The goal that is missed furthest."""
    seen: Interval | None = None
    """What it came to, with the interval that tells."""


@dataclass
class Proof:
    """The plan of a variant, and what is known of it."""

    search: Search
    fresh: range
    clerks: Vector
    tries: int = 1
    verified: bool = False
    removals: dict[int, list[Removal]] = field(default_factory=dict)
    """By group what is known of fewer clerks, one less first."""

    def settle(self, beside: Sequence[Vector]) -> None:
        """Judge the plan, with more clerks where it is not seen to keep to the goals; then try to spare some.

        The halls `beside` it, such as that of Erlang C, are looked at in the first of the same replications.
        """
        while True:
            self._verify(beside)
            lighter = self._spare()
            if lighter is None or self.tries >= TRIES:
                return
            self.clerks, self.verified = lighter, False
            self.removals = {group: found for group, found in self.removals.items() if found[0].finding == "misses"}

    # Judging

    @property
    def statements(self) -> float:
        """Twice the statements that hold together, so that an interval is a bound on one side of each."""
        return self.search.statements * 2.0 ** (self.tries - 1) * 2.0

    def bounds(self, clerks: Vector, replications: range | None = None) -> list[tuple[Condition, Interval]]:
        """What is asked, and of each the mean with the bounds that are judged."""
        told = self.search.plays.judged(clerks, replications or self.fresh, self.statements)
        pairs = zip(self.search.plays.asked, told, strict=True)
        return [(one, found) for one, found in pairs if one.sense]

    def keeps(self, clerks: Vector) -> bool:
        """Whether a hall is seen to keep to all that is asked."""
        return all(one.beyond(bound_of(one, found)) <= 0.0 for one, found in self.bounds(clerks))

    def _verify(self, beside: Sequence[Vector]) -> None:
        early = self.early
        while self.tries <= TRIES:
            self.search.plays.look([self.clerks, *beside], early)
            if self._hopeless(early):
                self._add(early)
                continue
            self.search.plays.look([self.clerks], self.fresh)
            if self.keeps(self.clerks):
                self.verified = True
                return
            self._add(self.fresh)

    @property
    def looks(self) -> list[int]:
        """Numbers of replications after which is looked."""
        n = len(self.fresh)
        return sorted({max(2, n // 4), max(2, n // 2), n})

    @property
    def early(self) -> range:
        """The first of the fresh replications."""
        return self.fresh[: self.looks[0]]

    def _hopeless(self, early: range) -> bool:
        """Whether already the means of the first replications miss a goal by a fifth."""
        told = self.search.plays.judged(self.clerks, early)
        return any(
            one.beyond(found.mean) > 0.2 for one, found in zip(self.search.plays.asked, told, strict=True) if one.sense
        )

    def _add(self, replications: range) -> None:
        """A clerk more, where that mends most of what the bounds miss."""
        self.tries += 1
        missing = [
            (one, one.beyond(bound_of(one, found)))
            for one, found in self.bounds(self.clerks, replications)
            if one.beyond(bound_of(one, found)) > 0.0
        ]
        self.clerks = self._mended(missing)

    def _mended(self, missing: list[tuple[Condition, float]]) -> Vector:
        search, team = self.search, self.search.team
        places = {one: place for place, one in enumerate(search.plays.asked)}
        now = search.curves.values(team.totals(self.clerks))
        best: tuple[float, int] | None = None
        for group in range(len(self.clerks)):
            pool = next(pool for pool in team.pools if group in pool.groups)
            more = fewer(self.clerks, group, -1)
            told = search.curves.values(team.totals(more))
            gain = 0.0
            for one, over in missing:
                place = places[one]
                if one.is_ratio and now[place]:
                    gain += over * one.sense * (now[place] - told[place]) / abs(now[place])
                elif not one.is_ratio:
                    gain += over * self.clerks[group] / max(sum(self.clerks), 1) * (pool.name == one.place or 1)
            if best is None or gain > best[0]:
                best = gain, group
        assert best is not None
        return fewer(self.clerks, best[1], -1)

    # Sparing

    def _spare(self) -> Vector | None:
        """Look at halls with a clerk less; one of them that is seen to keep to all, if there is one.

        What misses with more clerks elsewhere misses with fewer: that is known from the plan before.
        """
        if not self.verified:
            return None
        groups = [group for group in range(len(self.clerks)) if self._at_work(group, 1)]
        left = [group for group in groups if group not in self.removals]
        self.search.plays.look([fewer(self.clerks, group) for group in left], self.early)
        for group in left:
            self.removals[group] = [self._removed(group, 1, self.early)]
        hopeful = {group: self._promise(group) for group in groups if self.removals[group][0].finding == "open"}
        for group in sorted(hopeful, key=hopeful.__getitem__):
            if hopeful[group] <= 0.0 and self._kept_by_all(group):
                return fewer(self.clerks, group)
        self._look_longer([group for group in hopeful if self._may_be_seen(self.removals[group][0])])
        self._go_deeper()
        return None

    def _promise(self, group: int) -> float:
        """By how much the bounds would miss a goal after all replications, were all like the first; 0 or less: kept."""
        shrink = (len(self.early) / len(self.fresh)) ** 0.5
        told = self.bounds(fewer(self.clerks, group), self.early)
        return max(one.beyond(found.mean + shrink * (bound_of(one, found) - found.mean)) for one, found in told)

    def _kept_by_all(self, group: int) -> bool:
        """Whether a hall with a clerk less is seen to keep to all, as the next plan that is tried."""
        lighter = fewer(self.clerks, group)
        self.search.plays.look([lighter], self.fresh)
        self.tries += 1
        kept = self.keeps(lighter)
        self.tries -= not kept
        self.removals[group] = [self._removed(group, 1, self.fresh)]
        return kept

    @staticmethod
    def _may_be_seen(found: Removal) -> bool:
        """Whether a hall may be seen to miss a goal; not where it keeps to all of them in the mean."""
        near = found.missed is not None and found.seen is not None and found.missed.beyond(found.seen.mean) > 0.0
        return found.finding == "open" and near

    def _look_longer(self, groups: Sequence[int], number: int = 1) -> None:
        """Look at halls with fewer clerks in a group, each until a goal is seen to be missed, or all is played."""
        left = list(groups)
        for count in self.looks:
            replications = self.fresh[:count]
            self.search.plays.look([fewer(self.clerks, group, number) for group in left], replications)
            for group in left:
                self.removals[group] = [
                    *self.removals[group][: number - 1],
                    self._removed(group, number, replications),
                ]
            left = [group for group in left if self.removals[group][-1].finding != "misses"]

    def _at_work(self, group: int, number: int) -> bool:
        """Whether a group with so many clerks less could do its work; else that is put down."""
        pool = next(place for place, pool in enumerate(self.search.team.pools) if group in pool.groups)
        lighter = fewer(self.clerks, group, number)
        if lighter[group] >= 0 and self.search.team.totals(lighter)[pool] >= self.search.floor[pool]:
            return True
        self.removals.setdefault(group, []).append(Removal(group, lighter[group], "work"))
        return False

    def _go_deeper(self) -> None:
        """Of one group alone at the windows: two clerks less, or more, until a goal is missed."""
        front = [pool for pool in self.search.team.pools if pool.station == Station.WINDOW]
        if len(front) != 1 or len(front[0].groups) != 1:
            return
        (group,) = front[0].groups
        for number in range(2, DEEP + 1):
            if self.removals[group][-1].finding != "open" or not self._at_work(group, number):
                return
            self._look_longer([group], number)

    def _removed(self, group: int, number: int, replications: range) -> Removal:
        """What is known of a hall with some clerks less in a group."""
        lighter, plays = fewer(self.clerks, group, number), self.search.plays
        pool = next(pool for pool in self.search.team.pools if group in pool.groups)
        touched = [place for place, one in enumerate(plays.asked) if one.sense and one.place in ("", pool.name)]
        told = plays.judged(lighter, replications, max(len(touched), 1) * len(self.looks) / 2.0)
        pairs = [(plays.asked[place], told[place]) for place in touched]
        over = [one.beyond(found.low if one.sense > 0 else found.high) for one, found in pairs]
        worst = int(np.argmax(over))
        if over[worst] > 0.0:
            return Removal(group, lighter[group], "misses", *pairs[worst])
        nearest = int(np.argmax([one.beyond(found.mean) for one, found in pairs]))
        return Removal(group, lighter[group], "open", *pairs[nearest])


def bound_of(one: Condition, found: Interval) -> float:
    """The end of an interval that must keep to a condition."""
    return found.high if one.sense > 0 else found.low
