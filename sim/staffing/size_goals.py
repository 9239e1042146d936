"""What a hall is held to while it is sized: its goals, over the day or in each half-hour, as conditions to be met."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sim.errors import Fault, InputError
from sim.inference.intervals import Interval
from sim.measures import measures_of
from sim.plan import Station
from sim.spec import HALF_HOUR, WEEKDAYS, Goal, Spec, clock
from sim.staffing.size_pools import Pool

Within = Literal["day", "half_hour"]
OnDays = Literal["average", "worst"]
DESKS = (Station.GUIDANCE, Station.ENQUIRIES, Station.ISSUE, Station.HELP)
"""Where people wait beside the windows: measures of the whole hall leave these tickets out."""
OVER = "share_wait_over_"
LEFT = "abandonment"
RATIOS = {
    "mean_wait": ("wait", "served"),
    "mean_wait_all": ("any_wait", "ended"),
    "abandonment": ("left", "taken"),
    "abandonment_in_silence": ("silent", "taken"),
}
"""Measures that add up over queues, by the sums that they are made of; so do the shares over a limit."""


@dataclass(frozen=True)
class Condition:
    """A value that must be kept to."""

    measure: str
    sense: int
    """1 where it is a largest value, -1 where a smallest, 0 where it is only told."""
    limit: float
    """In the measure's unit."""
    place: str = ""
    """Name of the pool that it is asked of; of all windows where empty."""
    slot: int | None = None
    """Half-hour of the day in which a ticket is taken; any where None."""
    weekday: int | None = None
    """Monday being 0; any where None."""

    @property
    def is_ratio(self) -> bool:
        """Whether it is told by sums that add up over pools."""
        return self.measure in RATIOS or self.measure.startswith(OVER) or self.is_cap

    @property
    def is_cap(self) -> bool:
        """Whether it is the most that a pool behind the windows may be busy."""
        return self.measure == "utilisation" and bool(self.place)

    @property
    def half_hour(self) -> str:
        """Its half-hour as it stands in a frame; empty for the whole day."""
        return "" if self.slot is None else clock(self.slot * HALF_HOUR)

    @property
    def day(self) -> str:
        """Its weekday as it stands in a frame; empty for all days."""
        return "" if self.weekday is None else WEEKDAYS[self.weekday]

    def beyond(self, value: float) -> float:
        """By which part of the limit a value misses it, 0 or less where it keeps to it; 0 where there is no value."""
        if math.isnan(value) or not self.sense:
            return 0.0
        return self.sense * (value - self.limit) / (abs(self.limit) or 1.0)

    def tightened(self, factor: float) -> Condition:
        """The same with another limit."""
        return replace(self, limit=self.limit * factor)


def conditions(spec: Spec, pools: Sequence[Pool], within: Within, on_days: OnDays, busy: float) -> list[Condition]:
    """All that is asked of a hall.

    Goals are asked of the windows, as measures of the whole hall are; those of waits of each other desk at which people
    queue, too, on its own tickets, so that no queue is shortened by letting people wait before or behind it. Where they
    have such a cut they are asked in each half-hour of opening hours, and on each weekday. Clerks behind the windows
    may be busy for the share `busy` of their duty at most, whatever goals say of files.

    Raises `InputError` where the hall has no goals, or one that nobody waits or leaves at all.
    """
    goals = spec.targets.goals
    if not goals:
        mend = "write some, such as targets.goals.mean_wait.at_most=10, or choose targets=district_2017"
        raise InputError(Fault("there are no goals to size a hall for", mend, "targets.goals"))
    never = [name for name, goal in goals.items() if goal.at_most is not None and goal.at_most <= 0.0]
    never = [name for name in never if _of_tickets(name) and (not name.startswith(LEFT) or may_leave(spec))]
    if never:
        problem = "it asks that this never happens, which no number of clerks can promise, nor replications show"
        raise InputError([Fault(problem, "write a value above 0", f"targets.goals.{name}.at_most") for name in never])
    found = [one for name, goal in goals.items() for one in _cut(spec, name, goal, "", within, on_days)]
    for pool in pools:
        if not pool.groups:
            continue
        if pool.station in DESKS:
            asked = {name: goal for name, goal in goals.items() if _of_tickets(name)}
            if pool.station == Station.ISSUE:
                asked = {name: goal for name, goal in asked.items() if not name.startswith(LEFT)}
            found += [one for name, goal in asked.items() for one in _cut(spec, name, goal, pool.name, within, on_days)]
        elif pool.station == Station.BACK_OFFICE:
            found.append(Condition("utilisation", 1, busy, pool.name))
    return found


def may_leave(spec: Spec) -> bool:
    """Whether anybody's patience ends, or people turn away from long queues."""
    return spec.demand.patience is not None or spec.demand.balking_limit is not None


def _of_tickets(name: str) -> bool:
    return name in RATIOS or name.startswith(OVER)


def _cut(spec: Spec, name: str, goal: Goal, place: str, within: Within, on_days: OnDays) -> Iterator[Condition]:
    """A goal as conditions, one for each half-hour and weekday that it is asked for in."""
    sense, limit = (1, goal.at_most) if goal.at_most is not None else (-1, goal.at_least)
    assert limit is not None
    by = measures_of(spec)[name].by
    slots = open_slots(spec) if within == "half_hour" and "half_hour" in by else [None]
    days = open_weekdays(spec) if on_days == "worst" and "day" in by else [None]
    if not _of_tickets(name) and len(slots) > 1:
        days = [None]  # measures that do not add up are cut by one of the two
    for slot in slots:
        for day in days:
            yield Condition(name, sense, limit, place, slot, day)


def open_weekdays(spec: Spec) -> list[int | None]:
    """Weekdays of the open days that are measured, Monday being 0."""
    days = spec.calendar.open_days()
    return [*sorted({WEEKDAYS.index(days[day]) for day in spec.calendar.measured if day in days})]


def open_slots(spec: Spec) -> list[int | None]:
    """Half-hours of the day that lie within opening hours of a measured day."""
    days, found = spec.calendar.open_days(), set()
    for day in spec.calendar.measured:
        for span in spec.hall.hours_on(days[day]) if day in days else ():
            found |= set(range(math.ceil(span.start / HALF_HOUR), math.floor(span.end / HALF_HOUR)))
    return [*sorted(found)]


def roomy(one: Condition, value: float, found: Interval, shrink: float) -> float:
    """The limit at which the bound that will be judged is just kept.

    `value` is that of the design replications together, `found` the interval of which the bound will be `shrink` times
    as far from the mean. The half width is taken to grow with the root of the value, as that of rare things does: the
    limit v solves v r + h sqrt(v / value) = limit, where r is the mean over the value.
    """
    half = shrink * (found.high - found.mean)
    if one.limit <= 0.0 or not one.sense or not value > 0.0 or not half >= 0.0 or not found.mean > 0.0:
        return one.limit
    ratio = min(max(found.mean / value, 0.7), 1.4)
    slope = one.sense * half / math.sqrt(value)
    root = (-slope + math.sqrt(slope * slope + 4.0 * ratio * one.limit)) / (2.0 * ratio)
    return root * root
