"""A trace as measures look at it: tickets, cases and duties, each cut by every dimension."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.measures.cuts import Cut
from sim.measures.moments import SLOTS, Opening, Owned, overlap, peaks, peaks_by
from sim.plan import Plan
from sim.spec import DAY, HALF_HOUR, Spec, clock
from sim.spec.people import ORDINARY
from sim.tape import Bools, Floats, Ints
from sim.trace import NOBODY, Outcome, Trace

LONGEST = 120
"""Whole minutes of the last bin of waits, which holds all longer ones."""
BY_THE_CLOCK = ("half_hour", "day", "group_half_hour")
"""Dimensions whose levels are stretches of time."""


class Spans(NamedTuple):
    """Stretches of time, such as people's waits or clerks' duties, and how they are cut."""

    start: Floats
    end: Floats
    cut: Callable[[str], Cut]


class View:
    """What happened, ready to be measured.

    Tickets of the guidance desk, which come before the ticket machine, are counted by queue and by group only: in
    all other dimensions tickets are those of windows, so that halls with and without guidance compare.
    """

    def __init__(self, trace: Trace, spec: Spec) -> None:
        self.trace, self.plan, self.spec = trace, trace.plan, spec
        self.opening = Opening(trace.plan)
        self.wait: Floats = trace.wait_end - trace.ticket
        """(s) Minutes until the call, giving up or being sent home."""
        self.served: Bools = np.equal(trace.outcome, Outcome.SERVED)
        self.left: Bools = np.isin(trace.outcome, (Outcome.LEFT, Outcome.LEFT_IN_SILENCE))
        """(s) Given up, in silence or not."""
        self.case, self.queue, self.group = trace.case, trace.queue, trace.group
        self.at_window: Bools = ~self.plan.guidance[self.queue]
        scope: Bools = self.plan.primary | self.plan.secondary
        self.serves: Bools = np.any(scope, axis=1)
        """(g) Whether any queue is the group's: an enquiries desk has none."""
        self.windows: Bools = np.any(scope[:, ~self.plan.guidance], axis=1)
        """(g) Whether the group works at windows."""
        self._cuts: dict[tuple[str, str], Cut] = {}

    # Levels

    def names(self, by: str) -> tuple[str, ...]:
        """The levels of a dimension."""
        return self._names[by]

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        plan, slots = self.plan, tuple(clock(i * HALF_HOUR) for i in range(SLOTS))
        return {
            "hall": ("all",),
            "department": tuple(self.spec.departments),
            "matter": tuple(self.spec.matters),
            "queue": plan.queue_names,
            "group": plan.group_names,
            "clerk": _clerks(plan),
            "priority": (ORDINARY, *self.spec.demand.classes),
            "half_hour": slots,
            "day": tuple(str(day) for day in range(plan.days)),
            "group_half_hour": tuple(f"{group}/{slot}" for group in plan.group_names for slot in slots),
            "wait_minute": tuple(str(minute) for minute in range(LONGEST + 1)),
        }

    # Rows

    def tickets(self, by: str) -> Cut:
        """Tickets in the levels of a dimension."""
        return self._cached("tickets", by, self._tickets)

    def _tickets(self, by: str) -> tuple[Ints, Ints]:
        if by == "department":
            row, level = np.nonzero(self._departments[self.trace.stage])
            return row, level
        if by == "queue":
            return np.arange(len(self.case)), self.queue
        if by == "group":
            row = np.flatnonzero(self.trace.clerk != NOBODY)
            return row, self.group[row]
        row = np.flatnonzero(self.at_window)
        return row, self._level(by, self.case[row], self.trace.ticket[row], self.wait[row])

    def cases(self, by: str) -> Cut:
        """Cases in the levels of a dimension, in time by when they are at the door."""
        return self._cached("cases", by, self._cases)

    def _cases(self, by: str) -> tuple[Ints, Ints]:
        if by == "department":
            has = np.zeros((len(self.plan), len(self.names(by))), dtype=bool)
            stage, department = np.nonzero(self._departments)
            has[self.plan.case[stage], department] = True
            row, level = np.nonzero(has)
            return row, level
        row = np.arange(len(self.plan))
        return row, self._level(by, row, self.plan.arrival, self.plan.arrival)

    def _level(self, by: str, case: Ints, time: Floats, wait: Floats) -> Ints:
        """The level of each row, whose case, time and wait are given."""
        if by == "matter":
            return self.plan.matter[case]
        if by == "priority":
            return self.plan.priority[case]
        if by == "half_hour":
            return (time % DAY // HALF_HOUR).astype(np.int64)
        if by == "day":
            return np.minimum(time // DAY, self.plan.days - 1).astype(np.int64)
        if by == "wait_minute":  # the difference of two times may fall short of a whole minute by rounding
            return np.minimum(wait + 1e-9, LONGEST).astype(np.int64)
        return np.zeros(len(case), dtype=np.int64)

    @cached_property
    def _departments(self) -> Bools:
        """(stages, departments) Whether a stage has a task of the department."""
        plan = self.plan
        stage = np.repeat(np.arange(len(plan.case)), np.diff(plan.tasks))
        at_window = plan.kind < len(plan.kind_department)  # the guidance desk's own kind comes after all others
        has = np.zeros((len(plan.case), len(self.spec.departments)), dtype=bool)
        has[stage[at_window], plan.kind_department[plan.kind[at_window]]] = True
        return has

    def duties(self, by: str) -> Cut:
        """Duties of those who have a queue to serve: in the hall, at its windows; by group and clerk, guidance too."""
        return self._cached("duties", by, lambda by: self._by_clerk(by, self.trace.duty_clerk))

    def worked(self, by: str) -> Cut:
        """Stretches of `work`, cut as duties are."""
        return self._cached("worked", by, lambda by: self._by_clerk(by, self._work[0]))

    def _by_clerk(self, by: str, clerk: Ints) -> tuple[Ints, Ints]:
        group = self.plan.clerk_group[clerk]
        row = np.flatnonzero((self.windows if by == "hall" else self.serves)[group])
        return row, {"hall": np.zeros_like(clerk), "group": group, "clerk": clerk}[by][row]

    def rota(self, by: str) -> Cut:
        """All duties, those of desks without a queue included, on the day on which they begin."""
        return self._cached("rota", by, self._rota)

    def _rota(self, by: str) -> tuple[Ints, Ints]:
        day = (self.trace.duty_on // DAY).astype(np.int64)
        level = {"hall": np.zeros_like(day), "group": self.plan.clerk_group[self.trace.duty_clerk], "day": day}[by]
        return np.arange(len(day)), level

    def _cached(self, table: str, by: str, find: Callable[[str], tuple[Ints, Ints]]) -> Cut:
        if (table, by) not in self._cuts:
            self._cuts[table, by] = Cut(self.names(by), *find(by))
        return self._cuts[table, by]

    # Stretches of time

    @cached_property
    def waiting(self) -> Spans:
        """People waiting, each until called, gone or sent home: silent leavers no longer."""
        return Spans(self.trace.ticket, self.trace.wait_end, self.tickets)

    @cached_property
    def displayed(self) -> Spans:
        """Numbers on display, those of silent leavers until called in vain or cleared."""
        return Spans(self.trace.ticket, self.trace.display_end, self.tickets)

    @cached_property
    def inside(self) -> Spans:
        """People from the door until they leave."""
        return Spans(self.plan.arrival, self.trace.left, self.cases)

    @cached_property
    def duty(self) -> Spans:
        """Duties as planned, without overtime."""
        return Spans(self.trace.duty_on, self.trace.duty_due, self.duties)

    @cached_property
    def work(self) -> Spans:
        """Clerks busy within their planned duty: walk, session, and calls in vain."""
        return Spans(self._work[1], self._work[2], self.worked)

    @cached_property
    def _work(self) -> Owned:
        trace = self.trace
        called = trace.clerk != NOBODY
        busy = trace.clerk[called], trace.call[called], trace.released[called]
        return overlap(busy, (trace.duty_clerk, trace.duty_on, trace.duty_due))

    def minutes(self, spans: Spans, by: str, *, open_only: bool) -> Floats:
        """Minutes of the stretches in each level, all together: of opening hours, or at any time."""
        if by not in BY_THE_CLOCK:
            start, end = (self.opening.clock(t) if open_only else t for t in (spans.start, spans.end))
            return spans.cut(by).total(end - start)
        whose = spans.cut("group" if by == "group_half_hour" else "hall")
        cells = self.opening.cells(spans.start[whose.row], spans.end[whose.row], whose.level, len(whose.names))
        return self.opening.gather(cells * self.opening.open if open_only else cells, by)

    def peak(self, spans: Spans, by: str) -> Floats:
        """The most stretches under way at once in each level, at any time."""
        clocked = by in BY_THE_CLOCK
        cut = spans.cut("hall" if clocked else by)
        start, end = spans.start[cut.row], spans.end[cut.row]
        return peaks_by(self.opening, start, end, by) if clocked else peaks(start, end, cut.level, len(cut.names))


def _clerks(plan: Plan) -> tuple[str, ...]:
    """Clerks by group and number within it, from 1: tax_03."""
    first = np.searchsorted(plan.clerk_group, plan.clerk_group)
    return tuple(f"{plan.group_names[g]}_{c - first[c] + 1:02d}" for c, g in enumerate(plan.clerk_group))
