"""Key figures as measures look at them, where no session was kept."""

from __future__ import annotations

import numpy as np

from sim.kept import kept
from sim.measures.figures import Figures
from sim.measures.hall import hall_of, rows_of
from sim.measures.loops import ranked
from sim.plan import Plan
from sim.spec import Spec
from sim.tape import Floats
from sim.trace.tally import BINS, CaseSums, Kpis, Minutes, Tally, ends_of_bins

IN_BINS = ("median_wait", "p90_wait", "p95_wait")
"""Measures that are read off bins."""


def kpis_of(plan: Plan, spec: Spec) -> Kpis:
    """What must be counted while a plan is played, so that the measures of `spec` can be told."""
    return hall_of(plan, spec).kpis


class CountedTickets:
    """Numbers and sums of tickets, as in `sim.measures.figures.TicketSums`."""

    def __init__(self, tally: Tally, number: Floats, rows: slice) -> None:
        self._tally, self._rows = tally, rows
        self.taken, self.served, self.ended, self.left, self.silent = number[:, rows]
        """Tickets: all, those served, whose wait came to an end, given up, given up in silence, as in `Number`."""
        minutes = tally.minutes[rows]
        self.wait = minutes[:, Minutes.WAIT]
        """Minutes of waits of those served."""
        self.any_wait = minutes[:, Minutes.ANY_WAIT]
        """Minutes of all waits that came to an end."""
        self.service = minutes[:, Minutes.SERVICE]
        """Minutes of sessions of those served."""

    def late(self, limit: float) -> Floats:
        """Those served or given up that waited longer than so many minutes.

        Raises `ValueError` for a limit that was not counted.
        """
        return self._tally.late[self._rows, self._tally.kpis.limits.index(limit)].astype(np.float64)

    def wait_quantile(self, percent: int) -> Floats:
        """The wait that at least so many percent of those served do not exceed: the end of the bin that it is in.

        Or the longest wait, where that is less. So it is never below the smallest such wait; how far it may be above
        is said in `sim.trace.tally`.
        """
        waits, longest = self._tally.waits[self._rows], self._tally.longest[self._rows]
        # Most bins are for files that wait over a weekend: those beyond all waits need no look.
        used = min(int(ENDS.searchsorted(longest.max(initial=0.0))) + 2, BINS)
        number, place = ranked(waits, used, percent)
        return np.where(number > 0, np.minimum(ENDS.take(place, mode="clip"), longest), np.nan)


ENDS = np.append(ends_of_bins()[:-1], np.inf)
"""(BINS) The longest wait that each bin holds."""


class CountedVisits:
    """Numbers and sums of visits, as in `sim.measures.figures.VisitSums`."""

    def __init__(self, tally: Tally, rows: slice) -> None:
        self.number = tally.visits[rows].astype(np.float64)
        self.first = tally.first_visits[rows].astype(np.float64)
        self.minutes = tally.visit_minutes[rows]


class KpiView(Figures):
    """Key figures, ready to be measured."""

    def __init__(self, tally: Tally, spec: Spec, *, several: bool = True) -> None:
        super().__init__(tally, spec, several=several)
        self.tally = tally
        self._ticket_rows, self._visit_rows = self.hall.rows if tally.kpis is self.hall.kpis else rows_of(tally.kpis)
        self._tickets_by: dict[str, CountedTickets] = {}

    @property
    def case_sums(self) -> CaseSums:
        """What each case comes to over all its visits."""
        return self.tally.case_sums

    def ticket_sums(self, by: str) -> CountedTickets:
        """Numbers and sums of tickets of measured days in the levels of a dimension."""
        if by not in self._tickets_by:
            self._tickets_by[by] = CountedTickets(self.tally, self._number, self._ticket_rows[by])
        return self._tickets_by[by]

    @kept
    def _number(self) -> Floats:
        """(Number, levels) How many tickets."""
        return self.tally.number.T.astype(np.float64, order="C")

    def visit_sums(self, by: str) -> CountedVisits:
        """Numbers and sums of visits of measured days in the levels of a dimension."""
        return CountedVisits(self.tally, self._visit_rows[by])

    def waiting_minutes(self, by: str) -> Floats:
        """Minutes of opening hours of measured days that people waited, all together; by queue, and files."""
        if by == "queue":
            return np.asarray((self.tally.waiting * self.hall.opening.open).sum(axis=1))
        together = self._waiting_at_windows
        return self.opening.gather(together, by) if by in ("half_hour", "day") else together.sum(axis=1)

    @kept
    def _waiting_at_windows(self) -> Floats:
        """(1, cells) Minutes that people waited for windows in opening hours, in all queues together."""
        found: Floats = (self.tally.waiting[self.hall.at_window] * self.hall.opening.open).sum(axis=0, keepdims=True)
        return found

    def busy_minutes(self, by: str) -> Floats:
        """Minutes that clerks were busy within their planned duties, all together."""
        hall, tally = self.hall, self.tally
        if by == "clerk":
            return np.where(hall.serves[hall.clerk_group], tally.busy_of, 0.0)
        if by in ("group", "hall"):
            of_group = np.bincount(hall.clerk_group, tally.busy_of, len(hall.serves)).astype(np.float64, copy=False)
            return np.where(hall.serves, of_group, 0.0) if by == "group" else of_group[hall.windows].sum(keepdims=True)
        if by == "group_half_hour":
            return self.opening.gather(tally.busy * hall.serves[:, None], by)
        return self.opening.gather(tally.busy[hall.windows].sum(axis=0, keepdims=True), by)
