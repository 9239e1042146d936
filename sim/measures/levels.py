"""The levels of every dimension, and the cases of a hall cut by them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from sim.measures.cuts import Cut
from sim.measures.moments import SLOTS
from sim.plan import Plan
from sim.spec import DAY, HALF_HOUR, Spec, clock
from sim.spec.people import BOOKED, ORDINARY
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace import CaseOutcome, Trace
from sim.trace.tally import LONGEST, Tally

Rows = tuple[Ints, Ints]
"""Numbers of rows of a table, and the level that each is in."""


class Levels:
    """What happened to each case, and which of it is measured.

    Cases count by the day on which they are first seen, all else by the day on which it begins.
    """

    def __init__(self, record: Trace | Tally, spec: Spec) -> None:
        self.record, self.plan, self.spec = record, record.plan, spec
        self.days = spec.calendar.measured
        self.horizon = float(max(self.plan.days * DAY, np.max(record.duty_off, initial=0.0)))
        """The minute at which all is over, that which is still under way too."""
        self._cuts: dict[tuple[str, str], Cut] = {}
        self._chosen: dict[str, Bools] = {}

    def names(self, by: str) -> tuple[str, ...]:
        """The levels of a dimension."""
        return self._names[by]

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        return levels_of(self.plan, self.spec)

    def _level(self, by: str, case: Ints, time: Floats) -> Ints:
        """The level of each row, whose case and time are given."""
        if by in ("matter", "priority", "site"):
            of_case: Ints = getattr(self.plan, by)
            return of_case[case]
        if by == "half_hour":
            return (time % DAY // HALF_HOUR).astype(np.int64)
        if by == "day":
            return self.day_of(time) - self.days.start
        return np.zeros(len(case), dtype=np.int64)

    def day_of(self, time: Floats) -> Ints:
        """The day of each time; what is after all days belongs to the last."""
        return np.minimum(time // DAY, self.plan.days - 1).astype(np.int64)

    def is_measured(self, day: Ints) -> Bools:
        """Whether each day is measured."""
        found: Bools = (day >= self.days.start) & (day < self.days.stop)
        return found

    # Cases

    def cases(self, by: str) -> Cut:
        """Cases first seen on measured days, in time by when they are at the door, or filed."""
        if ("cases", by) not in self._cuts:
            found = self._cached("all cases", by, self._cases)
            self._cuts["cases", by] = found.where(self.is_measured(self.plan.case_day))
        return self._cuts["cases", by]

    def _cases(self, by: str) -> Rows:
        if by == "department":
            row, level = np.nonzero(self._case_departments)
            return row, level
        row = np.arange(len(self.plan))
        return row, self._level(by, row, self.plan.arrival)

    def done_cases(self, by: str) -> Cut:
        """Those of them that came to their result."""
        if ("done cases", by) not in self._cuts:
            done = np.equal(self.record.case_outcome, CaseOutcome.DONE)
            self._cuts["done cases", by] = self.cases(by).where(done)
        return self._cuts["done cases", by]

    @cached_property
    def _departments(self) -> Bools:
        """(stages, departments) Whether a stage has a task of the department."""
        plan = self.plan
        stage = np.repeat(np.arange(len(plan.case)), np.diff(plan.tasks))
        of_task = plan.kind < len(plan.kind_department)  # the desks' own kind comes after all others
        has = np.zeros((len(plan.case), len(self.spec.departments)), dtype=bool)
        has[stage[of_task], plan.kind_department[plan.kind[of_task]]] = True
        return has

    @cached_property
    def _case_departments(self) -> Bools:
        """(cases, departments) Whether a case has a task of the department."""
        has = np.zeros((len(self.plan), len(self.spec.departments)), dtype=bool)
        stage, department = np.nonzero(self._departments)
        has[self.plan.case[stage], department] = True
        return has

    # Cuts, each made once

    def _cached(self, table: str, by: str, find: Callable[[str], Rows]) -> Cut:
        if (table, by) not in self._cuts:
            none = np.zeros(0, dtype=np.int64)
            self._cuts[table, by] = Cut(self.names(by), *(find(by) if self.names(by) else (none, none)))
        return self._cuts[table, by]


ROLES = ("front", "behind", "issue", "guidance", "other")
"""What clerks do: at windows, in the back office, at the issue desk, at guidance, or anything else."""


def _clerks(plan: Plan) -> tuple[str, ...]:
    """Clerks by group and number within it, from 1: tax_03."""
    first = np.searchsorted(plan.clerk_group, plan.clerk_group)
    return tuple(f"{plan.group_names[g]}_{c - first[c] + 1:02d}" for c, g in enumerate(plan.clerk_group))


def levels_of(plan: Plan, spec: Spec) -> dict[str, tuple[str, ...]]:
    """The levels of each dimension."""
    slots, demand = tuple(clock(i * HALF_HOUR) for i in range(SLOTS)), spec.demand
    booked = (BOOKED,) if demand.bookings is not None and spec.hall.slots else ()
    return {
        "hall": ("all",),
        "department": tuple(spec.departments),
        "matter": tuple(spec.matters),
        "queue": plan.queue_names,
        "group": plan.group_names,
        "role": ROLES,
        "clerk": _clerks(plan),
        "priority": (ORDINARY, *demand.classes, *booked),
        "site": tuple(spec.sites),
        "cause": tuple(cause.name.lower() for cause in Cause),
        "half_hour": slots,
        "day": tuple(map(str, spec.calendar.measured)),
        "group_half_hour": tuple(f"{group}/{slot}" for group in plan.group_names for slot in slots),
        "wait_minute": tuple(str(minute) for minute in range(LONGEST + 1)),
    }
