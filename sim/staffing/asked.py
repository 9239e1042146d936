"""What is asked of a variant: the service, the groups, the shifts there are, and how long it may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from sim.demand import Demand
from sim.errors import Fault, InputError
from sim.plan import Layout
from sim.spec import HALF_HOUR, Spec, Weekday
from sim.spec.staffing import ServiceLevel, ShiftKind, Staffing
from sim.staffing.halls import groups_of, open_weekdays, service_of, stretched
from sim.staffing.menus import Cells, Duty, bounds_of, cells_of, duties_of, kinds_of, menu_of
from sim.staffing.plainness import Plain, plain
from sim.staffing.pooldays import queues_of
from sim.staffing.problem import Menu, Service
from sim.study.diagnosis import variant_of
from sim.study.question import Question
from sim.theory import EndOfShift

Kind = Literal["staff", "roster"]
WEEKS = 5
"""Weeks that are measured in a replication."""
REPLICATIONS = 20
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
    level: ServiceLevel
    cells: Mapping[Weekday, Cells]
    replications: int
    weeks: int
    seconds: float
    """That each search may take."""
    gap: float
    """Share of the cost that may still be saved when a search ends."""

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
    def plain(self) -> Plain | None:
        """The pool of the hall, where it is one of the books, whose lateness can be worked out exactly."""
        if self.level.mean_wait is not None and self.level.within == "half_hour":
            return None
        return plain(self.now, self.groups[0], self.cells) if len(self.groups) == 1 else None

    @property
    def rule(self) -> EndOfShift:
        """What happens at the end of a shift, as a pool knows it: numbers of windows hold, rosters finish.

        Of clerks of a roster who go off, any is as likely to be busy as any other, where that is worked out exactly;
        of sampled days the idle are let go first.
        """
        if self.kind == "staff":
            return "hold"
        return "random" if self.plain else "idle_first"

    @property
    def limit(self) -> float | None:
        """Minutes beyond which a ticket is late; null where the mean wait is what counts."""
        return self.level.wait_over

    @property
    def target(self) -> float:
        """Largest share that is late, or largest mean wait."""
        value = self.level.share if self.level.wait_over is not None else self.level.mean_wait
        assert value is not None
        return value

    def service(self, part: float = 1.0) -> Service:
        """The service level of a pool, its target so many times the one that is asked."""
        within: Literal["period", "day"] = "period" if self.level.within == "half_hour" else "day"
        if self.limit is not None:
            return Service(self.limit, min(part * self.target, LARGEST), None, within)
        return Service(LONG, SURELY, part * self.target, within)

    def spans(self, weekday: Weekday) -> list[tuple[float, float]]:
        """Stretches of a weekday by which the service is looked at; tickets before opening are in the first."""
        cells = self.cells[weekday]
        if self.level.within == "day":
            return [(0.0, 1440.0)]
        starts = [0.0, *map(float, cells.starts[1:])]
        return list(zip(starts, [*starts[1:], 1440.0], strict=True))

    def counts(self, weekday: Weekday) -> tuple[bool, ...]:
        """By stretch whether the service is to be kept: not over a closure, whose end has to be waited for."""
        return (True,) if self.level.within == "day" else self.cells[weekday].open

    def menu(self, group: str, weekday: Weekday, floor: Sequence[int], most: int) -> Menu:
        """What a day of a group may be made of: shifts, or half-hours; with at least `floor` windows, by cell."""
        cells = self.cells[weekday]
        low, high = bounds_of(self.staffing, group, cells, most)
        low = tuple(map(max, low, floor)) if floor else low
        if self.kind == "roster":
            return menu_of(tuple(self.duties[group].values()), cells, self.kinds, low, high)
        free = Menu.free(len(cells), HALF_HOUR / 60.0)
        shifts = tuple(shift for shift, is_open in zip(free.shifts, cells.open, strict=True) if is_open)
        return replace(free, shifts=shifts, floor=low, ceiling=high)


def asked(
    question: Question,
    kind: Kind,
    variant: str | None,
    *,
    replications: int = REPLICATIONS,
    weeks: int = WEEKS,
    seconds: float = 30.0,
    gap: float = 0.0,
) -> Asked:
    """What is asked of a variant, the first where none is named; all that can be known to be wrong is told here.

    Raises `InputError`: an unknown variant or group, groups that share a queue, hours off the half-hours, no service
    level, a menu without a useful shift, numbers that are too small.
    """
    name = variant_of(question, variant)
    spec = question.composed.specs[name]
    faults = [
        Fault(f"{value:g} is too few", f"ask for at least {least}", key)
        for key, value, least in (("replications", replications, 2), ("weeks", weeks, 1), ("seconds", seconds, 1))
        if value < least
    ]
    if not 0.0 <= gap < 1.0:
        faults.append(Fault(f"{gap:g} is no share", "write 0.02 for 2 %", "gap"))
    if faults:
        raise InputError(faults)
    staffing = question.composed.scenario.staffing or Staffing()
    groups = groups_of(staffing, spec)
    cells = {day: cells_of(spec, day) for day in open_weekdays(spec)}
    level = service_of(staffing, spec)
    found = Asked(question, kind, name, spec, staffing, groups, level, cells, replications, weeks, seconds, gap)
    if kind == "roster":
        found.duties  # noqa: B018
    one_day = spec.model_copy(
        update={"calendar": spec.calendar.model_copy(update={"days": 7, "warm_up": 0, "drain": 0})}
    )
    queues_of(Layout(one_day).lay(Demand(one_day).draw(question.seed, 0)), groups)
    return found
