"""A trace as measures look at it: its tables, and the stretches of time in which something is under way."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.measures.duties import BY_THE_CLOCK
from sim.measures.moments import Spans, peaks, peaks_by
from sim.measures.papers import Found, look_through
from sim.measures.row_sums import RowsOfTickets, RowsOfVisits, RowSums
from sim.measures.tables import Tables
from sim.tape import Floats


class View(Tables):
    """What happened, ready to be measured.

    Averages over time are over measured days, whenever what is under way then began.
    """

    @cached_property
    def case_sums(self) -> RowSums:
        """What each case comes to."""
        return RowSums(self.trace)

    def ticket_sums(self, by: str) -> RowsOfTickets:
        """Numbers and sums of tickets of measured days in the levels of a dimension."""
        if by not in self._tickets_by:
            self._tickets_by[by] = RowsOfTickets(self, by)
        return self._tickets_by[by]

    @cached_property
    def _tickets_by(self) -> dict[str, RowsOfTickets]:
        return {}

    def visit_sums(self, by: str) -> RowsOfVisits:
        """Numbers and sums of visits of measured days in the levels of a dimension."""
        return RowsOfVisits(self, by)

    def waiting_minutes(self, by: str) -> Floats:
        """Minutes of opening hours of measured days that people waited, all together; by queue, and files."""
        return self.minutes(self.waiting, by, open_only=True)

    def busy_minutes(self, by: str) -> Floats:
        """Minutes that clerks were busy within their planned duties, all together."""
        return self.minutes(self.work, by, open_only=False)

    @cached_property
    def papers(self) -> Found:
        """What became of each paper that somebody lacked."""
        return look_through(self.trace)

    # Waits by other clocks

    @cached_property
    def wait_less_closures(self) -> Floats:
        """(s) Minutes of each wait, less closures within the day."""
        return self.opening.less_closures(self.wait_end) - self.opening.less_closures(self.trace.ticket)

    @cached_property
    def wait_from_door(self) -> Floats:
        """(v) Minutes from the door to the call of each visit's first ticket, if it was called and served."""
        trace, in_person = self.trace, np.flatnonzero(~self.of_file)
        first = in_person[np.unique(trace.visit[in_person], return_index=True)[1]]
        first = first[self.served[first]]
        called = np.full(len(trace.visit_case), np.nan)
        called[trace.visit[first]] = trace.call[first]
        return called - trace.visit_arrival

    @cached_property
    def review_wait(self) -> Floats:
        """(s) Opening minutes from the ticket to the call."""
        return self.opening.elapsed(self.trace.call) - self.opening.elapsed(self.trace.ticket)

    @cached_property
    def review_time(self) -> Floats:
        """(s) Opening minutes from the ticket to the end."""
        return self.opening.elapsed(self.trace.end) - self.opening.elapsed(self.trace.ticket)

    # Stretches of time

    def _so_far(self, end: Floats) -> Floats:
        """Ends of stretches; what is still under way ends with the days."""
        return np.where(np.isnan(end), self.horizon, end)

    @cached_property
    def waiting(self) -> Spans:
        """People waiting, each until called, gone or sent home: silent leavers no longer. Files, too, by queue."""
        return Spans(self.trace.ticket, self._so_far(self.wait_end), self.all_tickets)

    @cached_property
    def displayed(self) -> Spans:
        """Numbers on display, those of silent leavers until called in vain or cleared."""
        return Spans(self.trace.ticket, self._so_far(self.trace.display_end), self.all_tickets)

    @cached_property
    def inside(self) -> Spans:
        """People from the door until they leave, on each visit."""
        return Spans(self.trace.visit_arrival, self._so_far(self.trace.visit_left), self.all_visits)

    @cached_property
    def backlog(self) -> Spans:
        """Files in the back office, until the work on them is done."""
        return Spans(self.trace.ticket, self._so_far(self.trace.end), self.all_files)

    @cached_property
    def work(self) -> Spans:
        """Clerks busy within their planned duty."""
        return Spans(self.busy[1], self.busy[2], self.worked)

    def peak(self, spans: Spans, by: str) -> Floats:
        """The most stretches under way at once in each level, at any time of the measured days."""
        clocked = by in BY_THE_CLOCK
        cut = self._measured_part(spans, "hall" if clocked else by)
        since, until = self.opening.since, self.opening.until
        start, end = (np.clip(time[cut.row], since, until) for time in (spans.start, spans.end))
        return peaks_by(self.opening, start, end, by) if clocked else peaks(start, end, cut.level, len(cut.names))
