"""A trace as measures look at it: its tables, and the stretches of time in which something is under way."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from sim.measures.cuts import Cut
from sim.measures.duties import Duties
from sim.measures.moments import Opening, peaks, peaks_by
from sim.measures.papers import Found, look_through
from sim.measures.per_case import PerCase
from sim.tape import Floats

BY_THE_CLOCK = ("half_hour", "day", "group_half_hour")
"""Dimensions whose levels are stretches of time."""


class Spans:
    """Stretches of time, such as people's waits or clerks' duties, and how they are cut."""

    def __init__(self, start: Floats, end: Floats, cut: Callable[[str], Cut]) -> None:
        self.start, self.end, self.cut = start, end, cut
        self._opened: Floats | None = None

    def opened(self, opening: Opening) -> Floats:
        """Minutes of each within opening hours of measured days."""
        if self._opened is None:
            self._opened = opening.clock(self.end) - opening.clock(self.start)
        return self._opened


class View(Duties):
    """What happened, ready to be measured.

    Averages over time are over measured days, whenever what is under way then began.
    """

    @cached_property
    def opening(self) -> Opening:
        """The days as a clock."""
        return Opening(self.plan, self.days)

    @cached_property
    def per_case(self) -> PerCase:
        """What each case comes to."""
        return PerCase(self.trace, self.spec)

    @cached_property
    def papers(self) -> Found:
        """What became of each paper that somebody lacked."""
        return look_through(self.trace)

    def done_cases(self, by: str) -> Cut:
        """Cases of measured days that came to their result."""
        if ("done cases", by) not in self._cuts:
            self._cuts["done cases", by] = self.cases(by).where(self.per_case.done)
        return self._cuts["done cases", by]

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
    def duty(self) -> Spans:
        """Duties as planned, without overtime."""
        return Spans(self.trace.duty_on, self.trace.duty_due, self.duties)

    @cached_property
    def open_seats(self) -> Spans:
        """Windows open, a clerk on planned duty at each."""
        return Spans(self.posts[1], self.posts[2], self.seats)

    @cached_property
    def on_duty(self) -> Spans:
        """Clerks on planned duty, each in a role."""
        return Spans(self.posts[1], self.posts[2], self.staffing)

    @cached_property
    def work(self) -> Spans:
        """Clerks busy within their planned duty."""
        return Spans(self.busy[1], self.busy[2], self.worked)

    def minutes(self, spans: Spans, by: str, *, open_only: bool) -> Floats:
        """Minutes of the stretches in each level, all together: of opening hours of measured days, or at any time."""
        if by not in BY_THE_CLOCK:
            return spans.cut(by).total(spans.opened(self.opening) if open_only else spans.end - spans.start)
        whose = self._measured_part(spans, "group" if by == "group_half_hour" else "hall")
        cells = self.opening.cells(spans.start[whose.row], spans.end[whose.row], whose.level, len(whose.names))
        return self.opening.gather(cells * self.opening.open if open_only else cells, by)

    def _measured_part(self, spans: Spans, by: str) -> Cut:
        """The stretches that lie at least in part within the measured days."""
        found, opening = spans.cut(by), self.opening
        if len(self.days) == self.plan.days:
            return found
        return found.where((spans.end > opening.since) & (spans.start < opening.until))

    def peak(self, spans: Spans, by: str) -> Floats:
        """The most stretches under way at once in each level, at any time of the measured days."""
        clocked = by in BY_THE_CLOCK
        cut = self._measured_part(spans, "hall" if clocked else by)
        since, until = self.opening.since, self.opening.until
        start, end = (np.clip(time[cut.row], since, until) for time in (spans.start, spans.end))
        return peaks_by(self.opening, start, end, by) if clocked else peaks(start, end, cut.level, len(cut.names))
