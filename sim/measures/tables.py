"""A trace as tables of tickets, visits, cases, files and duties, each cut by every dimension."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from sim.measures.cuts import Cut
from sim.measures.moments import SLOTS
from sim.plan import Plan, Station
from sim.spec import DAY, HALF_HOUR, Spec, clock
from sim.spec.people import BOOKED, ORDINARY
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace import NOBODY, Outcome, Trace

LONGEST = 120
"""Whole minutes of the last bin of waits, which holds all longer ones."""
Rows = tuple[Ints, Ints]
"""Numbers of rows of a table, and the level that each is in."""


class Tables:
    """What happened, in rows, and which of it is measured.

    Cases count by the day on which they are first seen, tickets, files and visits by the day on which they begin.
    Tickets of desks, machines and files are counted by queue and by group only: in all other dimensions tickets are
    those of windows, so that halls with and without such desks compare.
    """

    def __init__(self, trace: Trace, spec: Spec) -> None:
        self.trace, self.plan, self.spec = trace, trace.plan, spec
        self.days = spec.calendar.measured
        self.horizon = float(max(self.plan.days * DAY, np.max(trace.duty_off, initial=0.0)))
        """The minute at which all is over, that which is still under way too."""
        self.case, self.queue, self.group = trace.case, trace.queue, trace.group
        self.wait_end = trace.wait_end
        """(s) When the wait was over."""
        self.wait: Floats = self.wait_end - trace.ticket
        """(s) Minutes until the call, giving up or being sent home; not a number for a file that still waits."""
        self.served: Bools = trace.attended
        """(s) A clerk sat with the person, or worked on the file, to the end, whatever came of it."""
        self.left: Bools = np.isin(trace.outcome, (Outcome.LEFT, Outcome.LEFT_IN_SILENCE))
        """(s) Given up, in silence or not."""
        self.of_file = trace.of_file
        """(s) It is a file's ticket, or that of a window which waits for an expert."""
        station = self.plan.station[self.queue]
        self.at_window: Bools = station == Station.WINDOW
        self.behind: Bools = station == Station.BACK_OFFICE
        """(s) A file's ticket in the back office."""
        self._cuts: dict[tuple[str, str], Cut] = {}
        self._chosen: dict[str, Bools] = {}

    # Levels

    def names(self, by: str) -> tuple[str, ...]:
        """The levels of a dimension."""
        return self._names[by]

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        return levels_of(self.plan, self.spec)

    def _level(self, by: str, case: Ints, time: Floats, wait: Floats | None = None) -> Ints:
        """The level of each row, whose case, time and wait are given."""
        if by in ("matter", "priority", "site"):
            of_case: Ints = getattr(self.plan, by)
            return of_case[case]
        if by == "half_hour":
            return (time % DAY // HALF_HOUR).astype(np.int64)
        if by == "day":
            return self.day_of(time) - self.days.start
        if by == "wait_minute" and wait is not None:
            # The difference of two times may fall short of a whole minute by rounding.
            return np.minimum(wait + 1e-9, LONGEST).astype(np.int64)
        return np.zeros(len(case), dtype=np.int64)

    def day_of(self, time: Floats) -> Ints:
        """The day of each time; what is after all days belongs to the last."""
        return np.minimum(time // DAY, self.plan.days - 1).astype(np.int64)

    def is_measured(self, day: Ints) -> Bools:
        """Whether each day is measured."""
        found: Bools = (day >= self.days.start) & (day < self.days.stop)
        return found

    # Rows

    def all_tickets(self, by: str) -> Cut:
        """Tickets of all days in the levels of a dimension."""
        return self._cached("all tickets", by, self._tickets)

    def tickets(self, by: str) -> Cut:
        """Tickets taken on measured days."""
        return self._measured("tickets", by, self.all_tickets, self.trace.ticket)

    def served_tickets(self, by: str) -> Cut:
        """Those of them that were served."""
        if ("served tickets", by) not in self._cuts:
            self._cuts["served tickets", by] = self.tickets(by).where(self.served)
        return self._cuts["served tickets", by]

    def _tickets(self, by: str) -> Rows:
        if by == "queue":
            return np.arange(len(self.case)), self.queue
        if by == "group":
            row = np.flatnonzero(self.trace.clerk != NOBODY)
            return row, self.group[row]
        row = np.flatnonzero(self.at_window)
        if by == "department":
            at, level = np.nonzero(self._departments[self.trace.stage[row]])
            return row[at], level
        return row, self._level(by, self.case[row], self.trace.ticket[row], self.wait[row])

    def all_visits(self, by: str) -> Cut:
        """Visits of all days in the levels of a dimension, in time by when people are at the door."""
        return self._cached("all visits", by, self._visits)

    def visits(self, by: str) -> Cut:
        """Visits of measured days."""
        return self._measured("visits", by, self.all_visits, self.trace.visit_arrival)

    def _visits(self, by: str) -> Rows:
        case = self.trace.visit_case
        if by == "department":
            row, level = np.nonzero(self._case_departments[case])
            return row, level
        if by == "cause":
            return np.arange(len(case)), self.trace.visit_cause
        return np.arange(len(case)), self._level(by, case, self.trace.visit_arrival)

    def all_files(self, by: str) -> Cut:
        """Tickets of files in the back office, on all days, in the levels of a dimension."""
        return self._cached("all files", by, self._files)

    def files(self, by: str) -> Cut:
        """Files that came to the back office on measured days."""
        return self._measured("files", by, self.all_files, self.trace.ticket)

    def _files(self, by: str) -> Rows:
        row = np.flatnonzero(self.behind)
        if by == "queue":
            return row, self.queue[row]
        if by == "department":
            return row, self._department_behind[self.trace.stage[row]]
        return row, self._level(by, self.case[row], self.trace.ticket[row])

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

    @cached_property
    def _department_behind(self) -> Ints:
        """(stages) The department that a file is at; of an inspection, that of the matter's first task."""
        plan = self.plan
        first = np.searchsorted(plan.kind_matter, plan.matter[plan.case])
        kind = np.where(np.diff(plan.tasks) > 0, np.append(plan.kind, 0)[plan.tasks[:-1]], 0)
        found: Ints = plan.kind_department[np.where(kind < len(plan.kind_department), kind, first)]
        return found

    # Cuts, each made once

    def _cached(self, table: str, by: str, find: Callable[[str], Rows]) -> Cut:
        if (table, by) not in self._cuts:
            none = np.zeros(0, dtype=np.int64)
            self._cuts[table, by] = Cut(self.names(by), *(find(by) if self.names(by) else (none, none)))
        return self._cuts[table, by]

    def _measured(self, table: str, by: str, every: Callable[[str], Cut], time: Floats) -> Cut:
        if (table, by) not in self._cuts:
            found = every(by)
            if len(self.days) < self.plan.days:
                if table not in self._chosen:
                    self._chosen[table] = self.is_measured(self.day_of(time))
                found = found.where(self._chosen[table])
            self._cuts[table, by] = found
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
