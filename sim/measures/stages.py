"""What the stages of a plan are: which of them a result needs, what papers they ask for, whose tasks they have.

Cases that go one way have the same stages, which are looked at once for each way, and kept from one replication to the
next; the columns of a plan are made for who asks for them.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from sim.kept import kept
from sim.measures.hall import Hall
from sim.measures.loops import over_stages
from sim.plan import FINAL, Plan, Role, steps_of
from sim.plan.patterns import spread
from sim.tape import Bools, Floats, Ints

NEEDED = np.array([role not in (*FINAL, Role.SUPPLEMENT) for role in sorted(Role)])
"""By `Role` whether what is done there must be, before the result is there."""
Pairs = tuple[Ints, Ints]
"""Numbers of rows, ascending, and a department of each: a row stands there once for each department that it has."""


class Columns(Protocol):
    """Of some stages (s), as in a `Plan`."""

    @property
    def role(self) -> Ints:
        """A `Role`."""

    @property
    def papers_asked(self) -> Ints:
        """How many papers they ask for."""

    @property
    def kind(self) -> Ints:
        """Kinds of their tasks."""


class Ways:
    """The stages of some ways (w), or of cases that have each a way of their own: s stages."""

    def __init__(self, columns: Columns, starts: Ints, tasks: Ints, kind_department: Ints) -> None:
        self.starts = starts
        """(w + 1) Where the stages of each begin."""
        self.needed: Bools = NEEDED.take(columns.role)
        """(s) Whether the result needs the stage."""
        self.asked = columns.papers_asked
        """(s) How many papers it asks people to hand in."""
        self.by_machine = bool((columns.role == Role.MACHINE).any())
        """Whether any is at a machine."""
        self.tasks, self.kind, self._kind_department = tasks, columns.kind, kind_department
        """(s + 1) Where the tasks of each begin, and the kind of each task."""

    @kept
    def _departments(self) -> Pairs:
        """The stage, and the department, of each task."""
        of_task = self.kind < len(self._kind_department)  # the desks' own kind comes after all others
        stage = np.repeat(np.arange(len(self.needed)), np.diff(self.tasks))
        return stage[of_task], self._kind_department[self.kind[of_task]]

    @kept
    def departments_of_stages(self) -> Pairs:
        """Where the departments of each stage begin (s + 1), among departments."""
        return self._listed(*self._departments, len(self.needed))

    @kept
    def departments_of_ways(self) -> Pairs:
        """Where the departments of each way begin (w + 1), among departments."""
        stage, department = self._departments
        way = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        return self._listed(way[stage], department, len(self.starts) - 1)

    def _listed(self, row: Ints, department: Ints, rows: int) -> Pairs:
        number = int(self._kind_department.max(initial=0)) + 1
        has = np.zeros(rows * number, dtype=bool)
        has[row * number + department] = True  # a row may have several tasks of one department
        row, department = np.divmod(np.flatnonzero(has), number)
        return np.append(0, np.cumsum(np.bincount(row, minlength=rows))), department


class Stages:
    """The stages of all cases (m) of a plan (n)."""

    def __init__(self, hall: Hall, plan: Plan) -> None:
        self.plan, steps = plan, steps_of(plan)
        if steps is None:
            self._pattern = None
            self.ways = Ways(plan, plan.stages, plan.tasks, plan.kind_department)
            self._way = np.arange(len(plan))
        else:
            self._pattern = steps
            self.ways = _ways_of(hall, plan, steps.patterns)
            self._way = steps.way
        self.first: Ints = self.ways.starts.take(self._way)
        """(n) The first stage of each case among those of the ways."""

    @kept
    def row(self) -> Ints:
        """(m) Each stage's among those of the ways."""
        return np.arange(len(self.ways.needed)) if self._pattern is None else self._pattern.pattern

    def over_stages(self, done: Floats) -> tuple[Floats, Ints]:
        """(n, n) As `sim.measures.loops.over_stages`, of times at which stages were done."""
        return over_stages(self.plan.stages, self.first, done, self.ways.needed, self.ways.asked)

    def departments_of_cases(self, case: Ints | None = None) -> Pairs:
        """Cases, all or some by their places among these, and the departments that they have a task of."""
        return _pairs(self.ways.departments_of_ways, self._way if case is None else self._way.take(case))

    def departments_of(self, stage: Ints) -> Pairs:
        """Some stages, by their places among these, and the departments that they have a task of."""
        return _pairs(self.ways.departments_of_stages, self.row.take(stage))

    def department_behind(self, stage: Ints, matter: Ints) -> Ints:
        """The department that a file of some matter is at, by its stage; of an inspection, that of the first task."""
        plan, row, ways = self.plan, self.row.take(stage), self.ways
        task, first = ways.tasks.take(row), np.searchsorted(plan.kind_matter, matter)
        kind = np.where(ways.tasks.take(row + 1) > task, np.append(ways.kind, 0).take(task), 0)
        found: Ints = plan.kind_department[np.where(kind < len(plan.kind_department), kind, first)]
        return found


def _pairs(listed: Pairs, which: Ints) -> Pairs:
    """The places of rows among `which`, and the departments that each has by the list."""
    at, department = listed
    begins, place = spread(at, which)
    return np.repeat(np.arange(len(which)), np.diff(begins)), department.take(place)


def _ways_of(hall: Hall, plan: Plan, patterns: Any) -> Ways:
    """The ways through a hall, as they were worked out for its last plan where no other way has been met since."""
    last = hall.last_ways
    if last is None or last[0] is not patterns:
        ways = Ways(patterns, patterns.stages_at, patterns.tasks_at, plan.kind_department)
        last = hall.last_ways = patterns, ways
    return last[1]
