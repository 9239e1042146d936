"""A trace as measures look at it: its tables, and the stretches of time in which something is under way."""

from __future__ import annotations

import numpy as np

from sim.kept import kept
from sim.measures.chosen import Chosen
from sim.measures.cuts import Cut
from sim.measures.moments import Opening
from sim.measures.papers import Found, look_through
from sim.measures.row_sums import RowsOfTickets, RowsOfVisits, RowSums
from sim.measures.spans import Spans
from sim.measures.tables import Tables
from sim.tape import Bools, Cause, Floats

HOUR = 60.0


class View(Tables):
    """What happened, ready to be measured.

    Averages over time are over measured days, whenever what is under way then began.
    """

    @kept
    def opening(self) -> Opening:
        """The days as a clock, to be asked for the times of this trace."""
        return self.hall.opening.again()

    @kept
    def case_sums(self) -> RowSums:
        """What each case comes to."""
        return RowSums(self.trace)

    def ticket_sums(self, by: str) -> RowsOfTickets:
        """Numbers and sums of tickets of measured days in the levels of a dimension."""
        if by not in self._tickets_by:
            self._tickets_by[by] = RowsOfTickets(self, by)
        return self._tickets_by[by]

    @kept
    def _tickets_by(self) -> dict[str, RowsOfTickets]:
        return {}

    def visit_sums(self, by: str) -> RowsOfVisits:
        """Numbers and sums of visits of measured days in the levels of a dimension."""
        return RowsOfVisits(self, by)

    def waiting_minutes(self, by: str) -> Floats:
        """Minutes of opening hours of measured days that people waited, all together; by queue, and files."""
        return self.waiting.minutes(by, open_only=True)

    def busy_minutes(self, by: str) -> Floats:
        """Minutes that clerks were busy within their planned duties, all together."""
        return self.work.minutes(by, open_only=False)

    @kept
    def papers(self) -> Found:
        """What became of each paper that somebody lacked."""
        return look_through(self.trace)

    # Tickets and visits

    @kept
    def ended(self) -> Bools:
        """(s) The wait has come to an end."""
        return ~np.isnan(self.wait)

    @kept
    def service(self) -> Floats:
        """(s) Minutes of the session."""
        return self.trace.end - self.trace.start

    def late(self, limit: float) -> Bools:
        """(s) Served or given up, and waited longer than so many minutes."""
        if limit not in self._late:
            # As for patience and help, the sum is compared: a difference of two times may fall short of whole minutes.
            self._late[limit] = (self.wait_end > self.trace.ticket + limit) & (self.served | self.left)
        return self._late[limit]

    @kept
    def _late(self) -> dict[float, Bools]:
        return {}

    @kept
    def first_contact(self) -> Bools:
        """(v) The visit is the first contact of its case."""
        return np.equal(self.trace.visit_cause, Cause.FIRST)

    @kept
    def visit_minutes(self) -> Floats:
        """(v) Minutes from the door until leaving."""
        return self.trace.visit_left - self.trace.visit_arrival

    # Waits by other clocks

    @kept
    def wait_less_closures(self) -> Floats:
        """(s) Minutes of each wait, less closures within the day."""
        return self.opening.less_closures(self.wait_end) - self.opening.less_closures(self.trace.ticket)

    @kept
    def wait_from_door(self) -> Floats:
        """(v) Minutes from the door to the call of each visit's first ticket, if it was called and served."""
        trace, in_person = self.trace, np.flatnonzero(~self.of_file)
        called = np.full(len(trace.visit_case), np.nan)
        # From the last to the first: of several the one that is written last stays.
        backwards = in_person[::-1]
        called[trace.visit[backwards]] = np.where(self.served, trace.call, np.nan)[backwards]
        return called - trace.visit_arrival

    @kept
    def called_first(self) -> Bools:
        """(v) Whether the first ticket of the visit was called and served."""
        return ~np.isnan(self.wait_from_door)

    @kept
    def review_wait(self) -> Floats:
        """(s) Opening minutes from the ticket to the call, of files worked on in the back office."""
        return self._elapsed_of_files(self.trace.call)

    @kept
    def review_hours(self) -> Floats:
        """(s) Opening hours from the ticket to the end, of files worked on in the back office."""
        return self._elapsed_of_files(self.trace.end) / HOUR

    def _elapsed_of_files(self, until: Floats) -> Floats:
        row, found = np.flatnonzero(self.behind & self.served), np.full(len(until), np.nan)
        found[row] = self.opening.elapsed(until[row]) - self.opening.elapsed(self.trace.ticket[row])
        return found

    # Stretches of time

    def _so_far(self, end: Floats) -> Floats:
        """Ends of stretches; what is still under way ends with the days."""
        return np.where(np.isnan(end), self.horizon, end)

    @kept
    def waiting(self) -> Spans:
        """People waiting, each until called, gone or sent home: silent leavers no longer. Files, too, by queue."""
        return Spans(self.trace.ticket, self._so_far(self.wait_end), self.all_tickets, self.opening)

    @kept
    def displayed(self) -> Spans:
        """Numbers on display, those of silent leavers until called in vain or cleared."""
        return Spans(self.trace.ticket, self._so_far(self.trace.display_end), self.all_tickets, self.opening)

    @kept
    def inside(self) -> Spans:
        """People from the door until they leave, on each visit."""
        return Spans(self.trace.visit_arrival, self._so_far(self.trace.visit_left), self.all_visits, self.opening)

    @kept
    def backlog(self) -> Spans:
        """Files in the back office, until the work on them is done."""
        row = self.file_tickets.row
        every = Chosen(np.arange(len(row)), every=True)

        def cut(by: str) -> Cut:
            return Cut(self.names(by), every, self.all_files(by).level)

        return Spans(self.trace.ticket[row], self._so_far(self.trace.end[row]), cut, self.opening)

    @kept
    def work(self) -> Spans:
        """Clerks busy within their planned duty."""
        return Spans(self.busy[1], self.busy[2], self.worked, self.opening)
