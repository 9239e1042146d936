"""Where and when people, and files, wait: minutes of every queue in every half-hour of the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.plan import Plan, Station
from sim.spec import DAY, HALF_HOUR, Spec
from sim.tape import Bools, Floats, Ints
from sim.trace import NO_VISIT, CaseOutcome, Trace

SLOTS = int(DAY / HALF_HOUR)
AWAITING = "awaiting_results"
"""What waiting in the hall for a result is called, among the queues: without a ticket."""


@dataclass(frozen=True, eq=False)
class Waiting:
    """The waiting in one hall on the days that are measured."""

    queues: tuple[str, ...]
    """Names of the queues, and last AWAITING."""
    groups: tuple[tuple[str, ...], ...]
    """Names of the clerk groups that have each queue in their primary scope; for AWAITING those behind the windows."""
    people: Floats
    """(queues, half-hours of the day) Person-minutes waited."""
    files: Floats
    """(queues, half-hours of the day) File-minutes waited behind the windows."""
    open_days: int
    """Days measured on which the hall is open."""
    tickets: int
    """Tickets of people, taken on those days."""
    cases: int
    """Cases whose people came for the first time on those days."""
    days: float
    """Mean days from coming to the end of the case, of those of these cases that were done; perhaps not a number."""

    @property
    def per_day(self) -> float:
        """Person-minutes waited in a day."""
        return float(self.people.sum()) / self.open_days

    @property
    def per_case(self) -> float:
        """Person-minutes waited for a case that came; not a number where none did."""
        return float(self.people.sum()) / self.cases if self.cases else float("nan")

    @property
    def per_ticket(self) -> float:
        """Minutes waited for a ticket, waiting for results apart; not a number where there are no tickets."""
        return float(self.people[:-1].sum()) / self.tickets if self.tickets else float("nan")

    @property
    def files_per_day(self) -> float:
        """File-minutes waited behind the windows in a day."""
        return float(self.files.sum()) / self.open_days


def waiting(trace: Trace, spec: Spec) -> Waiting:
    """Look where people and files wait in a hall.

    A person waits from a ticket to the call, to giving up or to being sent home; at the window, until an expert comes;
    and in the hall, without a ticket, for results. What lies before the first ticket, at the door, is left out.
    Minutes belong to the half-hour in which they are waited.
    """
    plan, calendar = trace.plan, spec.calendar
    first, last = calendar.measured.start * DAY, calendar.measured.stop * DAY
    end = np.where(np.isnan(trace.wait_end), plan.days * DAY, trace.wait_end)
    person = (trace.visit != NO_VISIT) | (
        np.equal(plan.station[trace.queue], Station.EXPERTS) & ~plan.online[trace.case]
    )
    rows = len(plan.queue_names) + 1

    def spread(start: Floats, until: Floats, row: Ints) -> Floats:
        return by_half_hour(np.clip(start, first, last), np.clip(until, first, last), row, rows)

    since, until = _without_ticket(trace)
    awaited = spread(since, until, np.full(len(since), rows - 1))
    came = (plan.arrival >= first) & (plan.arrival < last) & ~plan.online & ~plan.no_show
    done = came & np.equal(trace.case_outcome, CaseOutcome.DONE)
    taken = (trace.visit != NO_VISIT) & (trace.ticket >= first) & (trace.ticket < last)
    return Waiting(
        (*plan.queue_names, AWAITING),
        tuple(_named(plan, serves) for serves in (*plan.primary.T, plan.behind)),
        spread(trace.ticket[person], end[person], trace.queue[person]) + awaited,
        spread(trace.ticket[~person], end[~person], trace.queue[~person]),
        sum(map(calendar.is_open, calendar.measured)),
        int(taken.sum()),
        int(came.sum()),
        float(np.mean((trace.over - plan.arrival)[done]) / DAY) if done.any() else float("nan"),
    )


def _named(plan: Plan, chosen: Bools) -> tuple[str, ...]:
    return tuple(plan.group_names[group] for group in np.flatnonzero(chosen))


def _without_ticket(trace: Trace) -> tuple[Floats, Floats]:
    """When people in the hall have no ticket and are not served, after their first ticket: starts and ends."""
    row = np.flatnonzero(trace.visit != NO_VISIT)
    row = row[np.lexsort((trace.ticket[row], trace.visit[row]))]
    visit, start = trace.visit[row], trace.end[row]
    last: Bools = np.append(visit[1:] != visit[:-1], True)[: len(row)]
    until = np.where(last, trace.visit_left[visit], np.append(trace.ticket[row][1:], 0.0)[: len(row)])
    some = until > start
    return start[some], until[some]


def by_half_hour(start: Floats, end: Floats, row: Ints, rows: int) -> Floats:
    """(rows, half-hours of the day) Minutes of the stretches of each row in each half-hour, days together."""
    found = np.zeros((rows, SLOTS))
    here, until, row = start, end, row
    while len(here):
        cell = np.floor(here / HALF_HOUR)
        stop = np.minimum((cell + 1.0) * HALF_HOUR, until)
        np.add.at(found, (row, cell.astype(np.int64) % SLOTS), stop - here)
        on = stop < until
        here, until, row = stop[on], until[on], row[on]
    return found
