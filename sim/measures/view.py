"""A trace as measures look at it: its tables, and the stretches of time in which something is under way."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.measures.cuts import Cut
from sim.measures.duties import Duties
from sim.measures.moments import Opening, peaks, peaks_by
from sim.measures.papers import Found, look_through
from sim.measures.per_case import PerCase
from sim.tape import Floats

BY_THE_CLOCK = ("half_hour", "day", "group_half_hour")
"""Dimensions whose levels are stretches of time."""


class Spans(NamedTuple):
    """Stretches of time, such as people's waits or clerks' duties, and how they are cut."""

    start: Floats
    end: Floats
    cut: Callable[[str], Cut]


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

    def _so_far(self, end: Floats) -> Floats:
        """Ends of stretches; what is still under way ends with the days."""
        return np.where(np.isnan(end), self.horizon, end)

    @cached_property
    def waiting(self) -> Spans:
        """People waiting, each until called, gone or sent home: silent leavers no longer. Files, too, by queue."""
        return Spans(self.trace.ticket, self._so_far(self.trace.wait_end), self.all_tickets)

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
            start, end = (self.opening.clock(t) if open_only else t for t in (spans.start, spans.end))
            return spans.cut(by).total(end - start)
        whose = spans.cut("group" if by == "group_half_hour" else "hall")
        cells = self.opening.cells(spans.start[whose.row], spans.end[whose.row], whose.level, len(whose.names))
        return self.opening.gather(cells * self.opening.open if open_only else cells, by)

    def peak(self, spans: Spans, by: str) -> Floats:
        """The most stretches under way at once in each level, at any time of the measured days."""
        clocked = by in BY_THE_CLOCK
        cut = spans.cut("hall" if clocked else by)
        kept = (np.clip(time[cut.row], self.opening.since, self.opening.until) for time in (spans.start, spans.end))
        start, end = kept
        return peaks_by(self.opening, start, end, by) if clocked else peaks(start, end, cut.level, len(cut.names))
