"""The sweep over levels of wait: from the loosest to the tightest, each the cheapest hall found, and judged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.inference.intervals import Interval
from sim.staffing.frontier_ask import POINTS, Wish
from sim.staffing.frontier_points import LONGEST, Played, Point
from sim.staffing.frontier_search import Cheapest
from sim.staffing.size_pools import Team, Vector
from sim.staffing.size_proof import Proof
from sim.staffing.size_tables import UNVERIFIED, Case

LOOSE = 60.0
"""Minutes of mean wait beyond which no level is looked for."""
ROOM = 1.25
"""The tightest level over the shortest wait that there is, at least."""
NARROW = 0.05
"""The tightest level as a part of the loosest, at least."""
BASELINES = 3
"""Halls of Erlang C that are played for a level, at most."""


@dataclass
class Swept:
    """A variant, and what was found of it."""

    name: str
    search: Cheapest
    fresh: range
    points: list[Point] = field(default_factory=list)
    beyond: list[float] = field(default_factory=list)
    """Levels that no number of clerks keeps."""
    today: Played | None = None

    @property
    def team(self) -> Team:
        """The groups."""
        return self.search.team

    @property
    def days(self) -> int:
        """Open days that are measured."""
        calendar = self.team.spec.calendar
        return max(sum(calendar.is_open(day) for day in calendar.measured), 1)

    def played(self, clerks: Vector, replications: range) -> Played:
        """A hall as it was seen in these replications, which are played where they were not."""
        plays = self.search.plays
        plays.look([clerks], replications)
        sights, told = plays.sights(clerks, replications), plays.told(clerks, replications)
        values = {name: np.array([one.told[place] for one in sights]) for place, name in enumerate(plays.reported)}
        values["cost"] = values["cost"] / self.days
        cost = told["cost"]
        told["cost"] = Interval(cost.mean / self.days, cost.low / self.days, cost.high / self.days, cost.n)
        judged = plays.judged(clerks, replications)
        queues = {place: judged[place] for place in self.search.queues}
        longest = max(queues, key=lambda place: float(np.nan_to_num(queues[place].mean)))
        told[LONGEST], values[LONGEST] = queues[longest], np.array([one.values[longest] for one in sights])
        return Played(clerks, self.team.people(clerks), self.team.windows(clerks), values, told)


def levels_of(swept: Sequence[Swept], wish: Wish) -> list[float]:
    """Levels of wait, minutes, the loosest first: those that are wished, or in equal ratios over what halls can do."""
    if wish.waits:
        return sorted(wish.waits, reverse=True)
    high = min(LOOSE, max(one.search.longest for one in swept))
    low = max(ROOM * min(one.search.shortest for one in swept), NARROW * high)
    if not 0.0 < low < high:
        return [plainly(max(low, high, 0.1))]
    steps = np.geomspace(low, high, POINTS)
    return sorted({plainly(float(step)) for step in steps}, reverse=True)


def plainly(minutes: float) -> float:
    """Minutes in two digits, rounded up."""
    unit = 10.0 ** (math.floor(math.log10(minutes)) - 1)
    return round(math.ceil(minutes / unit - 1e-9) * unit, 6)


def sweep(one: Swept, levels: Sequence[float]) -> None:
    """The cheapest hall of a variant for each level, the loosest first; each is kept as soon as it is judged."""
    one.today = one.played(one.team.today, one.fresh)
    for level in levels:
        one.search.aim(level)
        if one.search.shortest > level:
            one.beyond.append(level)
            continue
        point = _point(one, level)
        if point.kind != UNVERIFIED:
            # What keeps a tighter level for no more keeps this one, too.
            one.points = [looser for looser in one.points if looser.paid < point.paid]
        one.points.append(point)


def _point(one: Swept, level: float) -> Point:
    search = one.search
    baselines = search.as_good_by_erlang()[:BASELINES]
    for clerks in baselines[:1]:
        search.learn(clerks)  # So that it may be the plan.
    case = Case(one.name, search, one.fresh)
    proof = case.proof = Proof(search, one.fresh, search.plan())
    proof.settle([])
    cost = search.cost(proof.clerks)
    return Point(
        one.name,
        level,
        one.played(proof.clerks, one.fresh),
        case.kind,
        cost,
        min(search.bound(proof.clerks, one.fresh), cost),
        proof.removals,
        on_busiest(search, proof.clerks, one.fresh),
        one.played(search.team.spread(search.by_erlang(level)), proof.early),
        _as_good(one, proof, baselines),
    )


def _as_good(one: Swept, proof: Proof, baselines: Sequence[Vector]) -> Played | None:
    """The first of Erlang C's halls that is seen to keep the level as the plan does."""
    for clerks in baselines:
        hall = one.played(clerks, one.fresh)
        if proof.keeps(clerks):
            return hall
    return None


def on_busiest(search: Cheapest, clerks: Vector, fresh: range) -> Interval:
    """Mean wait at the windows on the busiest weekday, minutes."""
    told = search.plays.judged(clerks, fresh)
    places = [n for n, one in enumerate(search.plays.asked) if one.weekday is not None and not one.place]
    return told[places[0]]
