"""The pools of a hall by group and weekday, as it was played, and what is asked of those that have one plan."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim.spec import HALF_HOUR, Spec, Weekday
from sim.staffing.asked import Asked
from sim.staffing.baseline import starts_of
from sim.staffing.plans import Key, Solved
from sim.staffing.playing import Found
from sim.staffing.pooldays import PoolDays, joined, pool_days
from sim.staffing.pools import guides_of, most_of_days, oracle_of, together
from sim.staffing.problem import Oracle

SHIFTED = frozenset({"joint", "late_station", "returns", "bookings"})
"""Why weekdays of the same demand may not have the same people at a group's windows."""


def demand_on(spec: Spec, weekday: Weekday) -> tuple[Any, ...]:
    """What comes on a weekday by the scenario, and when the hall is open."""
    rhythms = [matter.rhythm or spec.demand for matter in spec.matters.values()]
    comes = tuple((one.weekdays.get(weekday, 1.0), one.on(weekday)) for one in rhythms)
    return comes, tuple(spec.hall.hours_on(weekday))


@dataclass
class Weekdays:
    """The pools of each group, weekday by weekday."""

    asked: Asked
    days: dict[Key, PoolDays] = field(default_factory=dict, kw_only=True)

    def each(self) -> Iterator[Key]:
        """Every group on every open weekday."""
        for group in self.asked.groups:
            for day in self.asked.cells:
                yield group, day

    def firsts(self) -> Iterator[Key]:
        """Every group on each weekday whose plan is looked for; the others have the same."""
        return (key for key in self.each() if key[1] == self.asked.together(key[1])[0])

    def everywhere(self, solved: Mapping[Key, Solved]) -> dict[Key, Solved]:
        """The plans of all weekdays, each with its own days; those that share a plan have it from the first of them."""
        found = {key: solved[key[0], self.asked.together(key[1])[0]] for key in self.each()}
        return {key: replace(one, days=self.days[key]) for key, one in found.items()}

    def take(self, played: Found, more: bool = False) -> None:
        """Take the days of each group as a hall had them, in the place of those before, or as `more` of them."""
        for key in self.each():
            found = pool_days(played[key[0]], self.asked.spec, key[1])
            self.days[key] = joined([self.days[key], found]) if more else found

    def most(self, group: str) -> int:
        """Windows beyond which none of a group is of use on any weekday."""
        return max((days.enough for (name, _), days in self.days.items() if name == group), default=1)

    def days_of(self, key: Key) -> PoolDays:
        """The days on whose average the service of a group is kept."""
        group, day = key
        which = self.asked.judged(day)
        return joined([self.days[group, one] for one in which]) if len(which) > 1 else self.days[key]

    def days_of_demand(self, key: Key) -> PoolDays:
        """The days by which the demand of a group is told: those, too, of weekdays on which the same is expected.

        Where people come from elsewhere, on other days or by appointment, each weekday has its own.
        """
        group, day = key
        if self.asked.weekday == "average" or SHIFTED.intersection(self.asked.beyond[group]):
            return self.days_of(key)
        spec = self.asked.spec
        same = [one for one in self.asked.cells if demand_on(spec, one) == demand_on(spec, day)]
        return joined([self.days[group, one] for one in same]) if len(same) > 1 else self.days[key]

    def apart(self, key: Key) -> list[Key]:
        """The keys whose days, each by itself, the plan of a group and weekday must do on."""
        group, day = key
        return [(group, one) for one in self.asked.together(day)] if self.asked.weekday == "worst" else [key]

    def rules(self, key: Key, part: float = 1.0) -> dict[str, Sequence[int]]:
        """Windows by cell that rules of thumb ask for, of such a part of the target."""
        asks = []
        for one in self.apart(key):
            days, cells = self.days_of_demand(one), self.asked.cells[one[1]]
            rates = days.rates(cells).tolist()
            asks.append(starts_of(rates, days.mean_minutes, self.asked.service(key[0], part), HALF_HOUR))
        return dict(most_of_days(asks))

    def oracle(self, key: Key, part: float = 1.0) -> Oracle:
        """The pool of a group on a weekday, or on all that have its plan, held to so much of the target."""
        asked, plain = self.asked, self.asked.plain
        found = []
        for one in self.apart(key):
            exact = None if plain is None else (plain.rates[one[1]], plain.mean_minutes)
            service = asked.service(key[0], part)
            found.append(oracle_of(self.days_of(one), asked.cells[one[1]], service, asked.rule, exact))
        return together(found)

    def guides(self, key: Key, part: float) -> tuple[Oracle | None, Oracle | None]:
        """Pools of a few of its days; none where it is known exactly, or must do on several weekdays."""
        asked = self.asked
        if asked.plain is not None or len(self.apart(key)) > 1:
            return None, None
        return guides_of(self.days_of(key), asked.cells[key[1]], asked.service(key[0], part), asked.rule)

    def alike(self, asks: Mapping[Key, tuple[int, ...]]) -> dict[Key, tuple[int, ...]]:
        """Windows of weekdays that have one plan: the most of any, or, where the average counts, their mean."""
        found = {}
        mean = self.asked.weekday == "average"
        for group, day in asks:
            cells = zip(*(asks[group, one] for one in self.asked.together(day)), strict=True)
            found[group, day] = tuple(math.ceil(sum(those) / len(those)) if mean else max(those) for those in cells)
        return found
