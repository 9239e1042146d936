"""Points of a frontier: which are worse than another in all that counts, how sure that is, and where the knee is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.inference.intervals import Interval, difference
from sim.staffing.size_pools import Vector
from sim.staffing.size_proof import Removal
from sim.staffing.tradeoff import knee
from sim.tape import Floats

LONGEST = "longest_wait"
"""Mean wait of the longest queue, at windows or at another desk: what a level limits, and so what is traded. A desk
before the windows that is short of clerks keeps people from them, and makes the waits there look short."""
AIMS = ("cost", LONGEST, "visits_per_case")
"""What is traded, each the less the better."""
ZONES = {"cost": 0.001, LONGEST: 0.05, "visits_per_case": 0.005}
"""Differences that nobody would see: a part of the cost, minutes, visits."""
LIMITS = 4
"""Limits of the visits, at most."""


@dataclass(frozen=True)
class Played:
    """A hall as it was played on fresh replications."""

    clerks: Vector
    people: int
    windows: int
    values: Mapping[str, Floats]
    """By measure (replications) what was seen, `LONGEST` besides; `cost` is of one day."""
    told: Mapping[str, Interval]
    """By measure the mean with its 95 % interval."""

    def mean(self, measure: str) -> float:
        """The mean of a measure; not a number where the hall has none."""
        return self.told[measure].mean if measure in self.told else math.nan


@dataclass(frozen=True)
class Point:
    """The cheapest hall that was found for a level of wait in a variant."""

    variant: str
    level: float
    """Minutes that the mean wait may not exceed."""
    hall: Played
    kind: str
    """`statistical`, `heuristic` or `unverified`, as `sim.staffing.size_tables` has them."""
    paid: float
    """What the clerks of the plan cost a day, without overtime."""
    bound: float
    """Below which the curves of the pools have no hall that keeps the level; a day, as `paid`. See
    `sim.staffing.frontier_search.Cheapest.bound`."""
    removals: Mapping[int, Sequence[Removal]]
    """By group what is known of fewer clerks."""
    busiest: Interval
    """Mean wait on the busiest weekday, minutes."""
    erlang: Played | None = None
    """The hall that Erlang C asks for with the level as its target."""
    as_good: Played | None = None
    """The cheapest hall that Erlang C asks for with any target and that was seen to keep the level."""

    @property
    def name(self) -> str:
        """The point among others."""
        return f"{self.variant} {self.level:g}"

    @property
    def gap(self) -> float:
        """The part of the cost that might be saved, by the bound."""
        return max(0.0, 1.0 - self.bound / self.paid) if self.paid > 0.0 else 0.0


@dataclass(frozen=True)
class Standing:
    """Where a point stands among the others."""

    finding: str
    """`frontier`: none is better (`beaten`); `tied`: one is in the means, but that is not seen; `dominated`: it is."""
    by: str = ""
    """The point that is better."""
    ties: tuple[str, ...] = ()
    """Points from which it is not seen to differ in any aim."""


def gained(a: Played, b: Played) -> dict[str, Interval]:
    """By aim `b` less `a`, paired by replication; the intervals hold together at 95 % (Bonferroni)."""
    both = [aim for aim in AIMS if aim in a.values and aim in b.values]
    return {aim: difference(a.values[aim], b.values[aim], len(both)) for aim in both}


def zone(aim: str, of: Played) -> float:
    """The difference in an aim that nobody would see."""
    return ZONES[aim] * (abs(of.mean("cost")) if aim == "cost" else 1.0)


def beaten(a: Played, b: Played) -> str:
    """Whether `b` is nowhere worse than `a` by more than nobody would see (`ZONES`), and somewhere better by more.

    `surely` where that is seen at 95 % together, `in_means` where it is so of the means alone; else empty.
    """
    found = gained(a, b)
    zones = {aim: zone(aim, a) for aim in found}
    if any(found[aim].mean > zones[aim] for aim in found) or all(found[aim].mean >= -zones[aim] for aim in found):
        return ""
    no_worse = all(found[aim].high <= zones[aim] for aim in found)
    return "surely" if no_worse and any(found[aim].high < 0.0 for aim in found) else "in_means"


def same(a: Played, b: Played) -> bool:
    """Whether no aim is seen to differ."""
    return all(one.low <= 0.0 <= one.high or abs(one.mean) <= zone(aim, a) for aim, one in gained(a, b).items())


def standings(points: Sequence[Point]) -> list[Standing]:
    """Where each point stands."""
    return [_standing(point, points) for point in points]


def _standing(point: Point, points: Sequence[Point]) -> Standing:
    others = [one for one in points if one is not point]
    ties = tuple(one.name for one in others if same(point.hall, one.hall))
    found = {one.name: beaten(point.hall, one.hall) for one in others}
    for how, finding in (("surely", "dominated"), ("in_means", "tied")):
        by = [one for one in others if found[one.name] == how]
        if by:
            return Standing(finding, min(by, key=lambda one: one.hall.mean("cost")).name, ties)
    return Standing("frontier", "", ties)


def envelope(points: Sequence[Point]) -> list[Point]:
    """Points that none is cheaper than at as short a wait, ascending in wait."""
    found: list[Point] = []
    for point in sorted(points, key=lambda one: (one.hall.mean(LONGEST), one.hall.mean("cost"))):
        if not found or point.hall.mean("cost") < found[-1].hall.mean("cost"):
            found.append(point)
    return found


def cheapest(points: Sequence[Point], wait: float, visits: float) -> Point | None:
    """The cheapest verified point of at most so many minutes of wait, by its level, and so many visits, in the mean."""
    good = [one for one in points if one.kind != "unverified" and one.level <= wait]
    good = [one for one in good if one.hall.mean("visits_per_case") <= visits]
    return min(good, key=lambda one: one.hall.mean("cost"), default=None)


def limits_of_visits(points: Sequence[Point]) -> list[float]:
    """Limits of the visits a case that part the points, ascending; none where visits hardly differ."""
    seen = sorted(one.hall.mean("visits_per_case") for one in points if "visits_per_case" in one.hall.told)
    if not seen or seen[-1] - seen[0] <= 2.0 * ZONES["visits_per_case"]:
        return []
    steps = [seen[0] + (seen[-1] - seen[0]) * number / (LIMITS - 1) for number in range(LIMITS)]
    return sorted({math.ceil(100.0 * step - 1e-9) / 100.0 for step in steps})


def knee_of(points: Sequence[Point]) -> Point | None:
    """The point at which the curve of cost over mean wait bends most; None where it does not bend."""
    good = envelope([point for point in points if point.kind != "unverified"])
    at = knee([(point.hall.mean(LONGEST), point.hall.mean("cost")) for point in good])
    return next((point for point in good if point.hall.mean(LONGEST) == at), None)
