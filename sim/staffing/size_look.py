"""What is seen of a hall while it is sized: sums of tickets by pool, measures of the whole hall, and who came."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.demand.controls import seen as who_came
from sim.engine.memory import give_back
from sim.measures import View, keys, values, values_of
from sim.plan import Laid, Layout, Station
from sim.spec import Spec
from sim.staffing.size_goals import Condition
from sim.staffing.size_pools import Pool, Team, Vector
from sim.staffing.size_sums import OF_WORK, parts_of, sums_of
from sim.study.engines import FAST, hold_together, player
from sim.study.keeping import Tapes
from sim.study.plays import Seen
from sim.study.replication import drawn_as
from sim.tape import Floats
from sim.trace import Trace

AT_HAND = 32
"""Halls that are kept ready: those of one batch."""
CASES_AT_HAND = 640_000
"""People whose tapes each worker keeps, so that each of two has its half of all replications at hand: those on which
plans are chosen and judged, of twenty thousand people each. One tape of these takes some 20 MB. Of fewer, which are
gone through again and again, none would be there when it is wanted."""
CASES_LAID = 480_000
"""The same of people laid over a hall, which take as much again: those on which plans are judged."""


@dataclass(frozen=True, eq=False)
class Sight:
    """What was seen of one play."""

    parts: Floats
    """(conditions, pools, 2) What each pool adds above and below the line of a ratio; 0 of other measures."""
    others: Floats
    """(conditions) Values of measures that do not add up; not a number for those that do."""
    told: Floats
    """(reported) Values of the measures that are only reported; empty where nobody asks."""
    work: Floats
    """(2, pools, half-hours of the day, weekdays) Tickets, and minutes of clerks that they took, all measured days
    together; empty where nobody asks."""
    busy: Floats
    """(pools, 2) Minutes that sized clerks are busy within their duty, and minutes of that duty."""
    came: Floats
    """(2) The control variates of `sim.demand.controls`: cases and work that came."""

    @property
    def values(self) -> Floats:
        """(conditions) The value of each; not a number where there is none."""
        return np.where(np.isnan(self.others), ratios(self.parts), self.others)


def ratios(parts: Floats) -> Floats:
    """(conditions) What pools add above the line over what they add below, from (conditions, pools, 2)."""
    return of_sums(parts.sum(axis=1))


def of_sums(sums: Floats) -> Floats:
    """(..., conditions) What is above the line over what is below, from (..., conditions, 2)."""
    above, below = sums[..., 0], sums[..., 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0.0, above / below, np.nan)


class Task(NamedTuple):
    """One hall in one replication."""

    variant: str
    clerks: Vector
    replication: int
    with_work: bool = False
    """Whether tickets and work by half-hour are wanted."""
    with_told: bool = True
    """Whether the measures are wanted that are only reported."""
    held: bool = False
    """Whether the reference engine is to play it, too."""

    def __str__(self) -> str:
        return f"{self.replication} of {self.variant} with clerks {', '.join(map(str, self.clerks))}"


@dataclass(frozen=True)
class Look:
    """Looks at halls of a variant with conditions in mind."""

    team: Team
    asked: tuple[Condition, ...]
    reported: tuple[str, ...]
    """Measures of the whole hall that are reported."""

    @cached_property
    def minutes(self) -> tuple[float, ...]:
        """(sized groups) Minutes on duty of a clerk on all measured days."""
        calendar = self.team.spec.calendar
        days = sum(calendar.is_open(day) for day in calendar.measured)
        return tuple((self.team.minutes * days).tolist())

    def at(self, trace: Trace, spec: Spec, task: Task) -> Sight:
        """What is seen of a trace; who came is for others to say."""
        pools, view = self.team.pools, View(trace, spec, several=False)
        sums = sums_of(view, pools, self._summed | frozenset(OF_WORK if task.with_work else ()))
        parts = np.zeros((len(self.asked), len(pools), 2))
        others = np.full(len(self.asked), np.nan)
        rest = [place for place, one in enumerate(self.asked) if not one.is_ratio]
        others[rest] = _values(trace, spec, [self.asked[place] for place in rest])
        busy = self._busy(view, task.clerks)
        for place, one in enumerate(self.asked):
            if one.is_cap:
                there = [pool.name == one.place for pool in pools]
                parts[place] = np.where(np.array(there)[:, None], busy, 0.0)
            elif one.is_ratio:
                parts[place] = _tickets(one, pools, sums)
        told = values_of(view, self.reported, over=("hall",)) if task.with_told else np.empty(0)
        work = np.stack([sums[name] for name in OF_WORK]) if task.with_work else np.empty(0)
        return Sight(parts, others, told, work, busy, np.empty(0))

    @cached_property
    def _summed(self) -> frozenset[str]:
        """The sums of tickets that the conditions are made of."""
        return frozenset(name for one in self.asked if one.is_ratio and not one.is_cap for name in parts_of(one))

    def _busy(self, view: View, clerks: Vector) -> Floats:
        """(pools, 2) Minutes that sized clerks of each pool are busy within their duty, and of that duty."""
        found = np.zeros((len(self.team.pools), 2))
        share = np.nan_to_num(values_of(view, ["utilisation"], over=("group",)))
        names = list(view.spec.staff.groups)
        sized = [names.index(name) for name in self.team.sized]
        for number, pool in enumerate(self.team.pools):
            for group in pool.groups:
                duty = clerks[group] * self.minutes[group]
                found[number] += share[sized[group]] * duty, duty
        return found


class Booth:
    """Where halls are played and looked at; knows each by its variant and clerks. Not for several threads."""

    def __init__(self, seed: int, engine: str, parity: bool, looks: Mapping[str, Look]) -> None:
        self.engine, self.looks = engine, looks
        self._may_be_held = parity and engine == FAST
        self._tapes = Tapes(seed, CASES_AT_HAND)
        self._bases: dict[str, Layout] = {}
        self._laid: OrderedDict[tuple[str, Vector], tuple[Spec, Layout]] = OrderedDict()
        self._plans: OrderedDict[tuple[str, int], tuple[Laid, Floats]] = OrderedDict()
        self._people = {name: drawn_as(look.team.spec) for name, look in looks.items()}

    def __call__(self, task: Task) -> Seen[Sight]:
        """Play a hall, and look at it. The first replication's trace is held against the laws of a hall.

        One that is to be held is played by the reference engine, too, and must be the same.
        """
        began = time.monotonic()
        spec, layout = self._hall(task.variant, task.clerks)
        give_back()
        plan, came = self._plan(task, spec, layout)
        trace = player(self.engine)(plan)
        if task.replication == 0:
            trace.check()
        sight = replace(self.looks[task.variant].at(trace, spec, task), came=came)
        took = time.monotonic() - began
        if not (task.held and self._may_be_held):
            return Seen(task, task.replication, len(plan), took, False, sight)
        began = time.monotonic()
        hold_together(plan, trace, f"replication {task}")
        return Seen(task, task.replication, len(plan), took, True, sight, time.monotonic() - began)

    def _hall(self, variant: str, clerks: Vector) -> tuple[Spec, Layout]:
        """The hall, ready to have tapes laid over it."""
        key = variant, clerks
        if key not in self._laid:
            team = self.looks[variant].team
            spec = team.hall(clerks)
            if variant not in self._bases:
                self._bases[variant] = Layout(team.spec)
            self._laid[key] = spec, self._bases[variant].restaffed(spec)
            if len(self._laid) > AT_HAND:
                self._laid.popitem(last=False)
        return self._laid[key]

    def _plan(self, task: Task, spec: Spec, layout: Layout) -> tuple[Laid, Floats]:
        """The people of a replication in a hall, and what is known of who came: worked out once for all its halls."""
        key = task.variant, task.replication
        if key in self._plans:
            self._plans.move_to_end(key)
            plan, came = self._plans[key]
            return layout.lay_again(plan), came
        tape = self._tapes.of(self._people[task.variant], spec, task.replication)
        found = self._plans[key] = layout.lay(tape), who_came(tape, spec)
        while len(self._plans) > 1 and sum(len(plan) for plan, _ in self._plans.values()) > CASES_LAID:
            self._plans.popitem(last=False)
        return found


def _tickets(one: Condition, pools: Sequence[Pool], sums: Mapping[str, Floats]) -> Floats:
    """(pools, 2) What tickets of each pool add to a condition."""
    slots = slice(None) if one.slot is None else slice(one.slot, one.slot + 1)
    days = slice(None) if one.weekday is None else slice(one.weekday, one.weekday + 1)
    found = np.stack([sums[name][:, slots, days].sum(axis=(1, 2)) for name in parts_of(one)], axis=1)
    counted = [pool.name == one.place if one.place else pool.station == Station.WINDOW for pool in pools]
    return np.where(np.array(counted)[:, None], found, 0.0)


def _values(trace: Trace, spec: Spec, asked: Sequence[Condition]) -> Floats:
    """(asked) Measures of the whole hall, of a half-hour, or of a weekday: the mean of its days."""
    found = np.full(len(asked), np.nan)
    for place, one in enumerate(asked):
        by = "hall" if one.slot is None and one.weekday is None else "day" if one.slot is None else "half_hour"
        told = values(trace, spec, [one.measure], over=(by,))
        levels = [key.level for key in keys(trace.plan, spec, [one.measure], over=(by,))]
        chosen = [number for number, level in enumerate(levels) if _is_meant(one, by, level, spec)]
        own = told[chosen]
        found[place] = own[~np.isnan(own)].mean() if np.any(~np.isnan(own)) else np.nan
    return found


def _is_meant(one: Condition, by: str, level: str, spec: Spec) -> bool:
    if by == "half_hour":
        return level == one.half_hour
    return by == "hall" or spec.calendar.weekday(int(level)) == one.day
