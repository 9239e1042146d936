"""A trace as tables of tickets, visits and files, each cut by every dimension."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.kept import kept
from sim.measures.chosen import Chosen, Orders
from sim.measures.cuts import Cut, Rows
from sim.measures.duties import by_clerk
from sim.measures.figures import Figures
from sim.measures.loops import Owned
from sim.measures.moments import overlap
from sim.plan import Station
from sim.spec import Spec
from sim.tape import Bools, Floats, Ints
from sim.trace import NOBODY, Outcome, Trace
from sim.trace.tally import LONGEST


class Tables(Figures):
    """What happened, in rows, and which of it is measured.

    Tickets of desks, machines and files are counted by queue and by group only: in all other dimensions tickets are
    those of windows, so that halls with and without such desks compare.
    """

    def __init__(self, trace: Trace, spec: Spec, *, several: bool = True) -> None:
        super().__init__(trace, spec, several=several)
        self.trace = trace

    # Columns

    @kept
    def case(self) -> Ints:
        """(s) The case."""
        return self.trace.case

    @kept
    def queue(self) -> Ints:
        """(s) The queue."""
        return self.trace.queue

    @kept
    def group(self) -> Ints:
        """(s) The group of the clerk who called, or NOBODY."""
        return self.trace.group

    @kept
    def wait_end(self) -> Floats:
        """(s) When the wait was over."""
        return self.trace.wait_end

    @kept
    def wait(self) -> Floats:
        """(s) Minutes until the call, giving up or being sent home; not a number for a file that still waits."""
        return self.wait_end - self.trace.ticket

    @kept
    def served(self) -> Bools:
        """(s) A clerk sat with the person, or worked on the file, to the end, whatever came of it."""
        return self.trace.attended

    @kept
    def silent(self) -> Bools:
        """(s) Given up in silence."""
        return np.equal(self.trace.outcome, Outcome.LEFT_IN_SILENCE)

    @kept
    def left(self) -> Bools:
        """(s) Given up, in silence or not."""
        return self.silent | np.equal(self.trace.outcome, Outcome.LEFT)

    @kept
    def of_file(self) -> Bools:
        """(s) It is a file's ticket, or that of a window which waits for an expert."""
        return self.trace.of_file

    @kept
    def role(self) -> Ints:
        """(s) The role of its stage."""
        return self.plan.role[self.trace.stage]

    @kept
    def at_window(self) -> Bools:
        """(s) It is for a window."""
        return np.equal(self.plan.station, Station.WINDOW)[self.queue]

    @kept
    def behind(self) -> Bools:
        """(s) A file's ticket in the back office."""
        return np.equal(self.plan.station, Station.BACK_OFFICE)[self.queue]

    # Rows

    def all_tickets(self, by: str) -> Cut:
        """Tickets of all days in the levels of a dimension."""
        return self.cuts.rows("all tickets", by, self._tickets)

    def tickets(self, by: str) -> Cut:
        """Tickets taken on measured days."""
        return self._measured("tickets", by, self.all_tickets)

    @kept
    def on_measured_day(self) -> Bools:
        """(s) Whether the ticket was taken on a measured day."""
        return self.hall.is_measured(self.hall.day_of(self.trace.ticket))

    def _tickets(self, by: str) -> Rows:
        if by == "queue":
            return self._every_ticket, self.queue
        if by == "group":
            row = np.flatnonzero(self.trace.clerk != NOBODY)
            return self._of_tickets(row, once=True), self.group[row]
        row = self._window_tickets.row
        if by == "department":
            at, department = self.stages.departments_of(self.trace.stage[row])
            return self._of_tickets(row[at]), department
        if by == "wait_minute":
            # The difference of two times may fall short of a whole minute by rounding.
            return self._window_tickets, np.minimum(self.wait[row] + 1e-9, LONGEST).astype(np.int64)
        return self._window_tickets, self._level(by, self.case[row], self.trace.ticket[row])

    @kept
    def _every_ticket(self) -> Chosen:
        return self._of_tickets(np.arange(len(self.case)), every=True)

    def _of_tickets(self, row: Ints, *, every: bool = False, once: bool = False) -> Chosen:
        return Chosen(row, every=every, once=once, orders=self._ticket_orders)

    @kept
    def _ticket_orders(self) -> Orders | None:
        return Orders() if self.several else None

    @kept
    def _window_tickets(self) -> Chosen:
        return self._every_ticket.where(self.at_window)[1]

    def all_visits(self, by: str) -> Cut:
        """Visits of all days in the levels of a dimension, in time by when people are at the door."""
        return self.cuts.rows("all visits", by, self._visits)

    def visits(self, by: str) -> Cut:
        """Visits of measured days."""
        return self._measured("visits", by, self.all_visits)

    def _visits(self, by: str) -> Rows:
        case = self.trace.visit_case
        if by == "department":
            return self.stages.departments_of_cases(case)
        if by == "cause":
            return self._every_visit, self.trace.visit_cause
        return self._every_visit, self._level(by, case, self.trace.visit_arrival)

    @kept
    def _every_visit(self) -> Chosen:
        return Chosen(np.arange(len(self.trace.visit_case)), every=True)

    def all_files(self, by: str) -> Cut:
        """Tickets of files in the back office, on all days, in the levels of a dimension."""
        return self.cuts.rows("all files", by, self._files)

    def files(self, by: str) -> Cut:
        """Files that came to the back office on measured days."""
        return self._measured("files", by, self.all_files)

    def _files(self, by: str) -> Rows:
        rows = self.file_tickets
        if by == "queue":
            return rows, self.queue[rows.row]
        if by == "department":
            stage = self.trace.stage[rows.row]
            return rows, self.stages.department_behind(stage, self.plan.matter[self.case[rows.row]])
        return rows, self._level(by, self.case[rows.row], self.trace.ticket[rows.row])

    @kept
    def file_tickets(self) -> Chosen:
        """Those of files in the back office."""
        return self._every_ticket.where(self.behind)[1]

    # Clerks

    def worked(self, by: str) -> Cut:
        """Stretches of `busy`, cut as duties are."""
        return self.cuts.rows("worked", by, self._worked)

    def _worked(self, by: str) -> Rows:
        clerk = self.busy[0]
        return by_clerk(self.hall, by, clerk, np.ones(len(clerk), dtype=bool))

    @kept
    def busy(self) -> Owned:
        """Clerks busy within their planned duties of measured days: walk, session, and calls in vain."""
        trace = self.trace
        released = np.where(np.isnan(trace.released), self.horizon, trace.released)
        planned = self.staff.planned
        first, last = np.min(planned[1], initial=self.horizon), np.max(planned[2], initial=0.0)
        called = np.flatnonzero((trace.clerk != NOBODY) & (released > first) & (trace.call < last))
        return overlap((trace.clerk.take(called), trace.call.take(called), released.take(called)), planned)

    def _measured(self, table: str, by: str, every: Callable[[str], Cut]) -> Cut:
        if self.hall.every_day_measured:
            return every(by)
        then = self._visited_then if table == "visits" else self.on_measured_day
        return self.cuts.of(table, by, lambda by: every(by).where(then))

    @kept
    def _visited_then(self) -> Bools:
        """(v) Whether the visit is on a measured day."""
        return self.hall.is_measured(self.hall.day_of(self.trace.visit_arrival))
