"""What is asked of a variant: the service, the groups, the shifts there are, and how long it may take."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args

from sim.demand import Demand
from sim.errors import Fault, InputError
from sim.plan import Layout
from sim.spec import HALF_HOUR, Spec, Weekday
from sim.spec.staffing import STAY, OnDays, ServiceLevel, ShiftKind, Staffing
from sim.staffing.halls import BEHIND, Roles, groups_of, levels_of, open_weekdays, service_of, stretched
from sim.staffing.lines import is_shared, lines_of, members_of
from sim.staffing.menus import Cells, Duty, bounds_of, cells_of, check_duties, duties_of, kinds_of, menu_of, stretches
from sim.staffing.onepool import Reason, beyond
from sim.staffing.plainness import Plain, plain
from sim.staffing.problem import Menu, Service
from sim.study.diagnosis import variant_of
from sim.study.engines import AUTO, engine_named
from sim.study.question import Question
from sim.theory import EndOfShift

Kind = Literal["staff", "roster"]
WEEKS = 5
"""Weeks that are measured in a replication."""
REPLICATIONS = 20
PLAYS = 12
"""Halls that are played, at least: for the first days, for a plan, and for what it is held against;"""
MORE_PLAYS = 10
"""so many times as many where days are drawn for a certificate."""
SECONDS, IN_ALL, LEAST = 30.0, 300.0, 2.0
"""Seconds that a search may take where nothing is said: so many, or fewer, so that all take so long, but so many."""
LONG = 480.0
"""Minutes that nobody waits longer than, for a pool that is held to its mean wait only."""
LARGEST = 0.9
"""Share that is late beyond which no rule of thumb is asked for less."""
SURELY = 0.999
"""And a share that is late of which nobody complains."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A question of staffing that is ready to be answered."""

    question: Question
    kind: Kind
    variant: str
    now: Spec
    """The variant as it is, on the days of the scenario."""
    staffing: Staffing
    groups: tuple[str, ...]
    lines: tuple[str, ...]
    """Where people or files wait for them, and the stay of visits where that is limited (`sim.staffing.lines`)."""
    level: ServiceLevel
    """The service at the windows."""
    levels: Mapping[str, ServiceLevel]
    """The service of each line, and of each group that shares one."""
    cells: Mapping[Weekday, Cells]
    replications: int
    weeks: int
    seconds: float
    """That each search may take."""
    gap: float
    """Share of the cost that may still be saved when a search ends."""
    weekday: OnDays = "each"
    """Whether each weekday has a plan of its own, or all have one: kept on each, or on their average."""

    @cached_property
    def spec(self) -> Spec:
        """The variant on the weeks that are played."""
        return stretched(self.now, self.weeks)

    @cached_property
    def kinds(self) -> dict[str, ShiftKind]:
        """The kinds of shift of the menu."""
        return kinds_of(self.staffing, self.now)

    @cached_property
    def duties(self) -> dict[str, dict[str, Duty]]:
        """By group the shifts of the menu, by name."""
        found = {g: duties_of(self.staffing, self.now, g, self.cells) for g in self.groups}
        return {group: {duty.name: duty for duty in duties} for group, duties in found.items()}

    @cached_property
    def jointly(self) -> bool:
        """Whether the hall is staffed as a whole: groups share a line, files wait for some, or stays are limited."""
        return STAY in self.lines or any(is_shared(line) or self.is_behind(line) for line in self.lines)

    def is_behind(self, line: str) -> bool:
        """Whether files wait there, and nobody in person."""
        return line != STAY and self.now.staff.groups[members_of(line)[0]].station == BEHIND

    def level_of(self, line: str) -> ServiceLevel:
        """The service of a line or a group."""
        return self.levels.get(line, self.level)

    @cached_property
    def plain(self) -> Plain | None:
        """The pool of the hall, where it is one of the books, whose lateness can be worked out exactly."""
        if (self.level.mean_wait is not None and self.level.within == "half_hour") or self.weekday == "average":
            return None
        return plain(self.now, self.groups[0], self.cells) if len(self.groups) == 1 and not self.jointly else None

    @cached_property
    def beyond(self) -> dict[str, tuple[Reason, ...]]:
        """By group what makes it more than one pool by the rules of the hall; nothing where it is one."""
        by_shifts = self.kind == "roster"
        found = {group: beyond(self.now, group, self.groups, by_shifts=by_shifts) for group in self.groups}
        if self.jointly:
            return dict.fromkeys(self.groups, ("joint",))
        odd: tuple[Reason, ...] = ("odd_times",)
        return {group: (*why, *odd) if by_shifts and self._odd(group) else why for group, why in found.items()}

    def _odd(self, group: str) -> bool:
        """Whether a shift of a group, or a break, begins or ends within a half-hour."""
        times = (
            time
            for duty in self.duties[group].values()
            for time in (duty.start, duty.end, *(one for rest in duty.breaks for one in rest))
        )
        return any(time % HALF_HOUR for time in times)

    def together(self, weekday: Weekday) -> tuple[Weekday, ...]:
        """The weekdays that have the plan of this one."""
        return (weekday,) if self.weekday == "each" else tuple(self.cells)

    def judged(self, weekday: Weekday) -> tuple[Weekday, ...]:
        """The weekdays on whose average the service is kept, where it is looked at on this one."""
        return tuple(self.cells) if self.weekday == "average" else (weekday,)

    @cached_property
    def searches(self) -> int:
        """Searches for a plan: one for each weekday of the whole hall, or of each group."""
        if self.jointly:
            return len(self.cells)
        return len(self.groups) * (len(self.cells) if self.weekday == "each" else 1)

    @property
    def searching(self) -> float:
        """Seconds that they may take, one after the other."""
        return self.searches * self.seconds

    @property
    def rule(self) -> EndOfShift:
        """What happens at the end of a shift, as a pool knows it: numbers of windows hold, rosters finish.

        Of clerks of a roster who go off, any is as likely to be busy as any other, where that is worked out exactly;
        of sampled days the idle are let go first.
        """
        if self.kind == "staff":
            return "hold"
        return "random" if self.plain else "idle_first"

    def limit(self, line: str) -> float | None:
        """Minutes beyond which a ticket of a line is late; null where the mean wait is what counts."""
        return self.level_of(line).wait_over

    def largest(self, line: str) -> float:
        """The largest value that there can be of a line: 1 of a share, no end of a mean wait."""
        return math.inf if self.limit(line) is None else 1.0

    def target(self, line: str) -> float:
        """Largest share of a line that is late, or its largest mean wait."""
        level = self.level_of(line)
        value = level.share if level.wait_over is not None else level.mean_wait
        assert value is not None
        return value

    def service(self, line: str, part: float = 1.0) -> Service:
        """The service level of a line as a pool's, its target so many times the one that is asked."""
        level, target = self.level_of(line), part * self.target(line)
        within: Literal["period", "day"] = "period" if level.within == "half_hour" else "day"
        if level.wait_over is not None:
            return Service(level.wait_over, min(target, LARGEST), None, within)
        return Service(LONG, SURELY, target, within)

    def spans(self, line: str, weekday: Weekday) -> list[tuple[float, float]]:
        """Stretches of a weekday by which a line is looked at; tickets before opening are in the first."""
        cells = self.cells[weekday]
        if self.level_of(line).within == "day":
            return [(0.0, 1440.0)]
        starts = [0.0, *map(float, cells.starts[1:])]
        return list(zip(starts, [*starts[1:], 1440.0], strict=True))

    def counts(self, line: str, weekday: Weekday) -> tuple[bool, ...]:
        """By stretch whether the service is to be kept: not over a closure, whose end has to be waited for."""
        return (True,) if self.level_of(line).within == "day" else self.cells[weekday].open

    def bounds(self, group: str, weekday: Weekday, most: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Fewest and most windows of a group by cell of a weekday, `most` where the scenario gives no ceiling.

        Where it gives no floor there is one window while the hall is open, if people come to the group in person and
        any shift of the menu can open it.
        """
        cells = self.cells[weekday]
        least = cells.open
        if self.now.staff.groups[group].station == BEHIND:
            least = ()
        elif self.kind == "roster":
            covered = [duty.covers(cells) for duty in self.duties[group].values()]
            least = tuple(any(those) for those in zip(*covered, strict=True))
        return bounds_of(self.staffing, group, cells, most, least)

    def menu(self, group: str, weekday: Weekday, floor: Sequence[int], most: int) -> Menu:
        """What a day of a group may be made of, shifts or stretches of half-hours; at least `floor` windows by cell."""
        cells = self.cells[weekday]
        low, high = self.bounds(group, weekday, most)
        low = tuple(map(max, low, floor)) if floor else low
        if self.kind == "roster":
            return menu_of(tuple(self.duties[group].values()), cells, self.kinds, low, high)
        shifts = stretches(cells, self.staffing.stays_open // int(HALF_HOUR))
        return Menu(shifts, len(cells), floor=low, ceiling=high)


def asked(
    question: Question,
    kind: Kind,
    variant: str | None,
    *,
    roles: Roles | None = None,
    replications: int = REPLICATIONS,
    weeks: int = WEEKS,
    seconds: float | None = None,
    gap: float = 0.0,
    weekday: OnDays | None = None,
    engine: str | None = None,
) -> Asked:
    """What is asked of a variant, the first where none is named; all that can be known to be wrong is told here.

    Where the scenario names no groups, all `roles` are staffed by half-hours, and the windows by shifts, unless said.

    Where no `seconds` are, 30, and fewer where there are more than ten searches: all take five minutes.

    Where no `weekday` is named, that of the scenario. The `engine` is that of the question; where it says auto, what is
    played here decides.

    Raises `InputError`: an unknown variant or group, hours off the half-hours, no service level, a menu without a
    useful shift, numbers that are too small, one plan for weekdays of different hours or for all roles together.
    """
    name = variant_of(question, variant)
    spec = question.composed.specs[name]
    faults = [
        Fault(f"{value:g} is too few", f"ask for at least {least}", key)
        for key, value, least in (("replications", replications, 2), ("weeks", weeks, 1), ("seconds", seconds, 1))
        if value is not None and not value >= least
    ]
    if seconds == math.inf:
        faults.append(Fault("a search without an end is not waited for", "give a number, such as 3600", "seconds"))
    if not 0.0 <= gap < 1.0:
        faults.append(Fault(f"{gap:g} is no share", "write 0.02 for 2 %", "gap"))
    if faults:
        raise InputError(faults)
    staffing = question.composed.scenario.staffing or Staffing()
    groups = groups_of(staffing, spec, roles or ("all" if kind == "staff" else "windows"))
    cells = {day: cells_of(spec, day) for day in open_weekdays(spec)}
    level = service_of(staffing, spec)
    lines = _lines(spec, groups, question.seed)
    if not staffing.groups:
        groups = tuple(name for name in groups if any(name in members_of(line) for line in lines))
    if kind == "roster":
        check_duties(staffing, spec, groups, cells)
    levels = levels_of(staffing, spec, lines, level)
    lines = (*lines, *([STAY] if STAY in levels else []))
    days = weekday or staffing.weekday
    how = replications, weeks, SECONDS if seconds is None else seconds, gap, days
    found = Asked(question, kind, name, spec, staffing, groups, lines, level, levels, cells, *how)
    _check_days(found)
    if seconds is None:
        found = replace(found, seconds=min(SECONDS, max(LEAST, IN_ALL / found.searches)))
    if engine == AUTO:
        plays = PLAYS * replications * (1 if all(found.beyond.values()) else MORE_PLAYS)
        found = replace(found, question=replace(question, engine=engine_named(AUTO, [found.spec], plays)))
    return found


def _check_days(asked: Asked) -> None:
    """Raises `InputError` where there is no one plan for all weekdays."""
    known = get_args(OnDays)
    if asked.weekday not in known:
        problem = f"{asked.weekday!r} is no way to look at weekdays"
        raise InputError(Fault(problem, f"use one of {', '.join(known)}", "weekday"))
    if asked.weekday == "each":
        return
    faults = []
    if len(set(asked.cells.values())) > 1:
        problem = "weekdays of different hours cannot have one plan"
        faults.append(Fault(problem, "plan each by itself (--weekday each)", "hall.weekday_hours"))
    if asked.jointly:
        problem = "groups that share a queue, files and stays are staffed weekday by weekday"
        faults.append(Fault(problem, "use --weekday each, or staff the windows only (--roles windows)", "weekday"))
    if faults:
        raise InputError(faults)


def _lines(spec: Spec, groups: Sequence[str], seed: int) -> tuple[str, ...]:
    """The lines of groups, as a week of the hall has them."""
    calendar = spec.calendar.model_copy(update={"days": 7, "warm_up": 0, "drain": 0})
    week = spec.model_copy(update={"calendar": calendar})
    return tuple(lines_of(Layout(week).lay(Demand(week).draw(seed, 0)), groups))
