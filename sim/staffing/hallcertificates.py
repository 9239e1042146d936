"""The certificates of a hall's groups: which have one, and whether the hall itself bears them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.spec import Spec, Weekday
from sim.staffing.asked import Asked
from sim.staffing.frames import on_duty
from sim.staffing.hallbound import CONFIDENCE, Certain, Wanted, certain, least
from sim.staffing.hallpool import HallDays, Kindest, UnevenDays, relieved, same
from sim.staffing.onepool import Reason
from sim.staffing.plans import Key
from sim.staffing.playing import Found, Halls
from sim.staffing.pooldays import PoolDays, Tickets, pool_days
from sim.staffing.pools import days_of
from sim.staffing.problem import Bounds, Monotone, Solution
from sim.staffing.sampled import SampledPool
from sim.tape import Floats

LARGEST_MENU = 10**6
"""Windows that there may be where a scenario gives no ceiling."""
LARGEST_LOAD = 25.0
"""Erlang of the busiest half-hour beyond which no bound of use is found in minutes."""
LOOKED_AT = 2
"""Replications in which the hall is held against its pools."""
CLOSE = 1e-6
"""Minutes by which the same wait may differ."""


@dataclass
class Certificates:
    """The certificates of a hall whose groups have so many windows, in `spec`, that nobody waits."""

    asked: Asked
    halls: Halls
    spec: Spec
    certain: dict[Key, Certain] = field(default_factory=dict)
    """What is certain of a plan of a day, by group and the weekday whose plan it is."""
    seen: dict[str, Reason] = field(default_factory=dict)
    """Groups that are no pools on the days that were played, and what shows that."""

    def __post_init__(self) -> None:
        self.source = HallDays(self.halls, self.asked, self.spec)

    def leave_out_large(self, days: Mapping[Key, PoolDays]) -> None:
        """Do without certificates for large pools, by the days of each."""
        for (group, day), own in days.items():
            if float(own.rates(self.asked.cells[day]).max()) / 60.0 * own.mean_minutes > LARGEST_LOAD:
                self.seen[group] = "large"

    @property
    def wanted(self) -> bool:
        """Whether any group is to have one."""
        return self.asked.plain is None and not all(self.beyond(group) for group in self.asked.groups)

    def beyond(self, group: str) -> tuple[Reason, ...]:
        """What makes a group more than one pool; nothing where it is one."""
        found = self.asked.beyond[group]
        return (*found, self.seen[group]) if group in self.seen else found

    def confirmed(self, group: str) -> bool:
        """Whether the plans of a group were confirmed on fresh days."""
        own = [one.fresh > 0 for (name, _), one in self.certain.items() if name == group]
        return bool(own) and all(own)

    def kind(self, key: Key, solution: Solution) -> str:
        """What the certificate of a plan is: `statistical`, `bounded` (the plan is not confirmed), or `heuristic`."""
        group, day = key
        known = self.certain.get((group, self.asked.together(day)[0]))
        if known is None or self.beyond(group):
            return "heuristic"
        own = known.solution is not None and known.fresh > 0 and known.solution.counts == solution.counts
        return "statistical" if own else "bounded"

    @property
    def facts(self) -> dict[str, Any]:
        """What there is to know of them beside their bounds."""
        known = self.certain.values()
        return {
            "confidence": CONFIDENCE,
            "pools": self._pools,
            "days": min((one.days for one in known), default=0),
            "fresh": min((one.fresh for one in known), default=0),
            "assumed": any(one.monotone == "assumed" for one in known),
            "beyond": {group: list(self.beyond(group)) for group in self.asked.groups},
        }

    @property
    def _pools(self) -> int:
        """Among how many the error is divided."""
        return len(self.asked.groups) * (1 if self.asked.weekday == "average" else len(self.asked.cells))

    def of(self, key: Key, usual: PoolDays, tell: Callable[[Bounds], None]) -> Certain | None:
        """What is certain of the plan of a group and weekday; None where the group is not one pool, or known exactly.

        Raises `KeyboardInterrupt` where it is broken off before there is anything.
        """
        asked, (group, day) = self.asked, key
        if asked.plain is not None or self.beyond(group):
            return None
        which = asked.together(day)
        apart = [(one,) for one in which] if asked.weekday == "worst" else [which]
        menu = asked.menu(group, day, (), LARGEST_MENU)
        seconds = asked.seconds / len(apart)
        wanted = Wanted(
            self.source, group, usual, menu, (1.0 - CONFIDENCE) / self._pools, seconds, asked.gap, tell
        )  # fmt: skip
        try:
            found = (
                certain(wanted, which) if len(apart) == 1 else _worst([least(wanted, one, seconds) for one in apart])
            )
        except UnevenDays:
            self.seen[group] = "cells"
            return None
        self.certain[key] = found
        if found.interrupted:
            raise KeyboardInterrupt
        return found

    def hold_against(self, plan: Spec) -> None:
        """Play the hall with a plan on days on which nobody waits, too, and see whether its groups are pools there.

        Where people come, or are served, otherwise, or windows that hold make anybody wait otherwise, a group is none;
        nor where a roster makes anybody wait less than is possible (`Kindest`).
        """
        groups = dict.fromkeys(group for group, _ in self.certain)
        if not groups:
            return
        start = self.halls.next
        self.halls.next += LOOKED_AT
        played = self.halls.again({"ample": self.spec, "plan": plan}, range(start, start + LOOKED_AT))
        for group in groups:
            if not all(self._bears_out(played, plan, group, day) for day in self.asked.cells):
                self.seen[group] = "differs"

    def _bears_out(self, played: Mapping[str, Found], plan: Spec, group: str, day: Weekday) -> bool:
        """Whether a group is a pool on a weekday."""
        asked, cells = self.asked, self.asked.cells[day]
        ample, days = (pool_days(played[name][group], asked.spec, day) for name in ("ample", "plan"))
        waits = np.concatenate([*_waits(played["plan"][group], asked.spec, day), np.zeros(0)])
        served = (waits < days.patience - CLOSE) & np.isfinite(waits)
        if not same(ample.arrive, days.arrive, CLOSE):
            return False
        if not same(ample.minutes[served], days.minutes[served], CLOSE):
            return False
        people, level = days_of(ample, cells), asked.service(group)
        windows = tuple(on_duty(plan, group, day, cells))
        if asked.rule == "hold":
            pooled = SampledPool(people, level, "hold").waits(windows)
            # Who is never called leaves when patience ends, or the hall; in the pool the wait has no end.
            never = np.isinf(pooled) & ~served
            return same(pooled[~never], waits[~never], CLOSE)
        kindest = Kindest(people, level, 0.0, relieved(asked.menu(group, day, (), LARGEST_MENU)))
        return bool((kindest.waits(windows) <= waits + CLOSE).all())


def _waits(played: Sequence[Tickets], spec: Spec, weekday: Weekday) -> Iterator[Floats]:
    """The waits of the tickets of a weekday, day by day; endless where nobody called them."""
    for tickets in played:
        for day in spec.calendar.measured:
            if spec.calendar.is_open(day) and spec.calendar.weekday(day) == weekday:
                low, high = np.searchsorted(tickets.day, [day, day + 1])
                wait, patience = tickets.wait[low:high], tickets.patience[low:high]
                yield np.where(np.isnan(tickets.minutes[low:high]) & (wait < patience - CLOSE), np.inf, wait)


def _worst(found: list[Certain]) -> Certain:
    """What is certain of one plan for several weekdays, from what is of each: it costs no less than any."""
    lower = max(one.lower for one in found)
    monotone: Monotone = "proven" if all(one.monotone == "proven" for one in found) else "assumed"
    interrupted = any(one.interrupted for one in found)
    return Certain(lower, monotone, min(one.days for one in found), 0, None, interrupted)
