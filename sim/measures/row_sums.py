"""The sums that measures are made of, from a trace: each when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.kept import kept
from sim.measures.cuts import Cut
from sim.measures.loops import totals
from sim.plan import Role, Station
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace import Outcome, Trace

if TYPE_CHECKING:
    from sim.measures.view import View


class RowSums:
    """What each case comes to over all its visits (n cases), as in `sim.trace.tally.CaseSums`."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.plan = trace, trace.plan

    @kept
    def _role(self) -> Ints:
        """(s) The role of the stage of each ticket."""
        return self.plan.role[self.trace.stage]

    def _sum(self, case: Ints, values: Floats | Bools) -> Floats:
        return np.bincount(case, values, len(self.plan)).astype(np.float64, copy=False)

    @kept
    def _in_person(self) -> Ints:
        """Tickets of people."""
        return np.flatnonzero(~self.trace.of_file)

    def _minutes(self, row: Ints, until: Floats) -> Floats:
        """(n) Minutes of some tickets of each case."""
        return totals(self.trace.case.take(row), row, until - self.trace.ticket, len(self.plan))

    @kept
    def visits(self) -> Ints:
        """(n, causes) Visits by `Cause`."""
        at = self.trace.visit_case * len(Cause) + self.trace.visit_cause
        return np.bincount(at, minlength=len(self.plan) * len(Cause)).reshape(-1, len(Cause))

    @kept
    def in_hall(self) -> Floats:
        """(n) Minutes from the door until leaving, over all visits."""
        return self._sum(self.trace.visit_case, self.trace.visit_left - self.trace.visit_arrival)

    @kept
    def inside(self) -> Floats:
        """(n) Minutes from the first moment at which a ticket could be had until leaving, over all visits."""
        return self._sum(self.trace.visit_case, self.trace.visit_left - self.trace.visit_from)

    @property
    def left(self) -> Floats:
        """(n) When the person left the hall for the last time; not a number for who never came."""
        return self.trace.left

    @kept
    def waited(self) -> Floats:
        """(n) Minutes of waits in person, in all queues."""
        return self._minutes(self._in_person, self.trace.wait_end)

    @kept
    def at_stations(self) -> Floats:
        """(n) Minutes from the ticket until through with the station, in person, in all queues."""
        return self._minutes(self._in_person, self.trace.end)

    @kept
    def at_issue(self) -> Floats:
        """(n) Minutes from the ticket for the result until it is handed out."""
        return self._minutes(np.flatnonzero((self._role == Role.ISSUE) & ~self.trace.of_file), self.trace.end)

    @kept
    def window_tickets(self) -> Ints:
        """(n) Tickets for windows."""
        at_window = self.plan.station[self.trace.queue] == Station.WINDOW
        return np.bincount(self.trace.case[at_window], minlength=len(self.plan))

    @kept
    def turned_back(self) -> Bools:
        """(n) Whether the person was turned back for a paper, once or more often; or a file was."""
        found = np.zeros(len(self.plan), dtype=bool)
        found[self.trace.case[self.trace.outcome == Outcome.TURNED_BACK]] = True
        return found

    @property
    def seen(self) -> Bools:
        """(n) Whether the case was seen at a window to be accepted."""
        return self._first_session[0]

    @property
    def turned_back_at_first(self) -> Bools:
        """(n) Whether it was turned back when first seen there."""
        return self._first_session[1]

    @kept
    def _first_session(self) -> tuple[Bools, Bools]:
        trace = self.trace
        met = (self._role == Role.INTAKE) & ~trace.of_file & trace.attended
        row = np.flatnonzero(met & (trace.outcome != Outcome.WRONG_TICKET))
        seen, back = np.zeros(len(self.plan), dtype=bool), np.zeros(len(self.plan), dtype=bool)
        # From the last session to the first, whose outcome is the one that stays.
        case, outcome = trace.case[row[::-1]], trace.outcome[row[::-1]]
        seen[case], back[case] = True, outcome == Outcome.TURNED_BACK
        return seen, back

    @kept
    def errors(self) -> Ints:
        """(n) How many times an intake had to be done anew because of an error that was found behind."""
        chosen = (self._role == Role.INTAKE) & (self.trace.outcome == Outcome.SERVED)
        number = np.bincount(self.trace.stage[chosen], minlength=len(self.plan.case))
        anew = np.flatnonzero(number > 1)
        return np.bincount(self.plan.case[anew], number[anew] - 1, len(self.plan)).astype(np.int64)


class RowsOfTickets:
    """Numbers and sums of a trace's tickets, as in `sim.measures.figures.TicketSums`."""

    def __init__(self, view: View, by: str) -> None:
        self._view = view
        self._tickets = view.tickets(by)

    @kept
    def taken(self) -> Floats:
        """Tickets."""
        return self._tickets.count()

    @kept
    def served(self) -> Floats:
        """Those served."""
        return self._served.count()

    @kept
    def ended(self) -> Floats:
        """Those whose wait came to an end."""
        return self._ended.count()

    @kept
    def left(self) -> Floats:
        """Those given up."""
        return self._tickets.count_of(self._view.left)

    @kept
    def silent(self) -> Floats:
        """Those given up in silence."""
        return self._tickets.count_of(self._view.silent)

    @kept
    def wait(self) -> Floats:
        """Minutes of waits of those served."""
        return self._served.total(self._view.wait)

    @kept
    def any_wait(self) -> Floats:
        """Minutes of all waits that came to an end."""
        return self._ended.total(self._view.wait)

    @kept
    def service(self) -> Floats:
        """Minutes of sessions of those served."""
        return self._served.total(self._view.service)

    def late(self, limit: float) -> Floats:
        """Those served or given up that waited longer than so many minutes."""
        return self._tickets.count_of(self._view.late(limit))

    def wait_quantile(self, percent: int) -> Floats:
        """The smallest wait that at least so many percent of those served do not exceed."""
        return self._served.quantile(self._view.wait, percent)

    @kept
    def _served(self) -> Cut:
        return self._tickets.where(self._view.served)

    @kept
    def _ended(self) -> Cut:
        return self._tickets.where(self._view.ended)


class RowsOfVisits:
    """Numbers and sums of a trace's visits, as in `sim.measures.figures.VisitSums`."""

    def __init__(self, view: View, by: str) -> None:
        self._view, self._visits = view, view.visits(by)

    @property
    def number(self) -> Floats:
        """Visits."""
        return self._visits.count()

    @property
    def first(self) -> Floats:
        """Those that are the first contact of their case."""
        return self._visits.count_of(self._view.first_contact)

    @property
    def minutes(self) -> Floats:
        """Minutes from the door until leaving."""
        return self._visits.total(self._view.visit_minutes)
