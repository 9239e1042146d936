"""The levels of every dimension, and the cases of a hall cut by them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache

import numpy as np

from sim.measures.chosen import Chosen
from sim.measures.cuts import Cut
from sim.measures.moments import SLOTS
from sim.plan import Plan
from sim.spec import DAY, HALF_HOUR, Spec, clock
from sim.spec.people import BOOKED, ORDINARY
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace import CaseOutcome, Trace
from sim.trace.tally import LONGEST, Tally

Rows = tuple[Chosen | Ints, Ints]
"""Numbers of rows of a table, and the level that each is in."""


def whole(time: Floats, unit: float) -> Ints:
    """How many whole units each time holds: as `time // unit`, for units of whole minutes, several times faster."""
    found = np.floor(time / unit)
    found -= found * unit > time  # the quotient may be rounded up to the next whole number
    return found.astype(np.int64)


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
            return whole(time, HALF_HOUR) % SLOTS
        if by == "day":
            return self.day_of(time) - self.days.start
        return np.zeros(len(case), dtype=np.int64)

    def day_of(self, time: Floats) -> Ints:
        """The day of each time; what is after all days belongs to the last."""
        return np.minimum(whole(time, DAY), self.plan.days - 1)

    def is_measured(self, day: Ints) -> Bools:
        """Whether each day is measured."""
        found: Bools = (day >= self.days.start) & (day < self.days.stop)
        return found

    # Cases

    def cases(self, by: str) -> Cut:
        """Cases first seen on measured days, in time by when they are at the door, or filed."""
        if ("cases", by) not in self._cuts:
            found = self._cached("all cases", by, self._cases)
            self._cuts["cases", by] = found if self._measured_case.all() else found.where(self._measured_case)
        return self._cuts["cases", by]

    def _cases(self, by: str) -> Rows:
        if by == "department":
            return self._case_departments
        return self._every_case, self._level(by, self._every_case.row, self.plan.arrival)

    @cached_property
    def _every_case(self) -> Chosen:
        return self._all_of(len(self.plan))

    @cached_property
    def _measured_case(self) -> Bools:
        """(n) Whether each case is first seen on a measured day."""
        return self.is_measured(self.plan.case_day)

    def done_cases(self, by: str) -> Cut:
        """Those of them that came to their result."""
        if ("done cases", by) not in self._cuts:
            self._cuts["done cases", by] = self.cases(by).where(self.done)
        return self._cuts["done cases", by]

    @cached_property
    def done(self) -> Bools:
        """(n) Whether each case came to its result."""
        return np.equal(self.record.case_outcome, CaseOutcome.DONE)

    def cases_by_outcome(self, by: str) -> Floats:
        """(levels, outcomes) Number of those cases by `CaseOutcome`."""
        if by not in self._outcomes:
            cut, kinds = self.cases(by), len(CaseOutcome)
            at = cut.level * kinds + cut.rows.of(self.record.case_outcome)
            number = np.bincount(at, minlength=len(cut.names) * kinds)
            self._outcomes[by] = number.astype(np.float64).reshape(-1, kinds)
        return self._outcomes[by]

    @cached_property
    def _outcomes(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def _task_departments(self) -> tuple[Ints, Ints]:
        """Stage and department of each task."""
        plan = self.plan
        of_task = plan.kind < len(plan.kind_department)  # the desks' own kind comes after all others
        stage = np.repeat(np.arange(len(plan.case)), np.diff(plan.tasks))
        return stage[of_task], plan.kind_department[plan.kind[of_task]]

    @cached_property
    def _stage_departments(self) -> tuple[Chosen, Ints]:
        """Stages and the departments that they have a task of, a pair each."""
        return self._pairs(*self._task_departments, len(self.plan.case))

    @cached_property
    def _case_departments(self) -> tuple[Chosen, Ints]:
        """Cases and the departments that they have a task of, a pair each."""
        stage, department = self._task_departments
        return self._pairs(self.plan.case[stage], department, len(self.plan))

    def _pairs(self, row: Ints, department: Ints, rows: int) -> tuple[Chosen, Ints]:
        number = len(self.spec.departments)
        has, pair = np.zeros(rows * number, dtype=bool), row * number + department
        has[pair] = True
        if np.count_nonzero(has) < len(pair):  # several tasks of one department
            row, department = np.divmod(np.flatnonzero(has), number)
        return Chosen(row), department

    # Cuts, each made once

    def _cached(self, table: str, by: str, find: Callable[[str], Rows]) -> Cut:
        if (table, by) not in self._cuts:
            none = np.zeros(0, dtype=np.int64)
            rows, level = find(by) if self.names(by) else (none, none)
            rows = rows if isinstance(rows, Chosen) else Chosen(rows)
            self._cuts[table, by] = Cut(self.names(by), rows, level)
        return self._cuts[table, by]

    def _all_of(self, number: int) -> Chosen:
        """All rows of a table."""
        return Chosen(np.arange(number), every=True)


ROLES = ("front", "behind", "issue", "guidance", "other")
"""What clerks do: at windows, in the back office, at the issue desk, at guidance, or anything else."""


SLOT_NAMES = tuple(clock(i * HALF_HOUR) for i in range(SLOTS))
CAUSES = tuple(cause.name.lower() for cause in Cause)
WAIT_MINUTES = tuple(str(minute) for minute in range(LONGEST + 1))


# Names are asked for in every replication of a hall; those of clerks and groups are the same in all of them.
@lru_cache(maxsize=64)
def _clerks(names: tuple[str, ...], group_of: tuple[int, ...]) -> tuple[str, ...]:
    """Clerks by group and number within it, from 1: tax_03."""
    return tuple(f"{names[g]}_{c - group_of.index(g) + 1:02d}" for c, g in enumerate(group_of))


@lru_cache(maxsize=64)
def _groups_by_slot(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{group}/{slot}" for group in names for slot in SLOT_NAMES)


def levels_of(plan: Plan, spec: Spec) -> dict[str, tuple[str, ...]]:
    """The levels of each dimension."""
    demand = spec.demand
    booked = (BOOKED,) if demand.bookings is not None and spec.hall.slots else ()
    return {
        "hall": ("all",),
        "department": tuple(spec.departments),
        "matter": tuple(spec.matters),
        "queue": plan.queue_names,
        "group": plan.group_names,
        "role": ROLES,
        "clerk": _clerks(plan.group_names, tuple(plan.clerk_group.tolist())),
        "priority": (ORDINARY, *demand.classes, *booked),
        "site": tuple(spec.sites),
        "cause": CAUSES,
        "half_hour": SLOT_NAMES,
        "day": tuple(map(str, spec.calendar.measured)),
        "group_half_hour": _groups_by_slot(plan.group_names),
        "wait_minute": WAIT_MINUTES,
    }
