"""Key figures as measures look at them, where no session was kept."""

from __future__ import annotations

import numpy as np

from sim.measures.figures import Figures
from sim.measures.levels import levels_of
from sim.plan import Plan, Station
from sim.spec import Spec, Targets
from sim.tape import Floats, Ints
from sim.trace.tally import BINS, OF_TICKETS, OF_VISITS, CaseSums, Kpis, Minutes, Number, Tally, ends_of_bins

IN_BINS = ("median_wait", "p90_wait", "p95_wait")
"""Measures that are read off bins."""


def kpis_of(plan: Plan, spec: Spec) -> Kpis:
    """What must be counted while a plan is played, so that the measures of `spec` can be told."""
    sizes = {name: len(levels) for name, levels in levels_of(plan, spec).items()}
    limits = {*Targets().wait_limits, *spec.targets.wait_limits}
    return Kpis(spec.calendar.measured, tuple(sorted(limits)), sizes)


class CountedTickets:
    """Numbers and sums of tickets, as in `sim.measures.figures.TicketSums`."""

    def __init__(self, tally: Tally, rows: slice, quantiles: dict[int, Floats]) -> None:
        self._tally, self._rows, self._quantiles = tally, rows, quantiles

    def _number(self, what: Number) -> Floats:
        return self._tally.number[self._rows, what].astype(np.float64)

    @property
    def taken(self) -> Floats:
        """Tickets."""
        return self._number(Number.TAKEN)

    @property
    def served(self) -> Floats:
        """Those served."""
        return self._number(Number.SERVED)

    @property
    def ended(self) -> Floats:
        """Those whose wait came to an end."""
        return self._number(Number.ENDED)

    @property
    def left(self) -> Floats:
        """Those given up."""
        return self._number(Number.LEFT)

    @property
    def silent(self) -> Floats:
        """Those given up in silence."""
        return self._number(Number.SILENT)

    @property
    def wait(self) -> Floats:
        """Minutes of waits of those served."""
        return self._tally.minutes[self._rows, Minutes.WAIT]

    @property
    def any_wait(self) -> Floats:
        """Minutes of all waits that came to an end."""
        return self._tally.minutes[self._rows, Minutes.ANY_WAIT]

    @property
    def service(self) -> Floats:
        """Minutes of sessions of those served."""
        return self._tally.minutes[self._rows, Minutes.SERVICE]

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
        if percent not in self._quantiles:
            self._quantiles[percent] = wait_quantiles(self._tally, percent)
        return self._quantiles[percent][self._rows]


def wait_quantiles(tally: Tally, percent: int) -> Floats:
    """(levels with waits) What `CountedTickets.wait_quantile` gives."""
    ends, longest = ends_of_bins(), tally.longest[: len(tally.waits)]
    # Most bins are for files that wait over a weekend: those beyond all waits need no look.
    used = min(int(np.searchsorted(ends, longest.max(initial=0.0))) + 2, BINS)
    upto = np.cumsum(tally.waits[:, :used], axis=1, dtype=np.int32)
    number = upto[:, -1:].astype(np.int64)
    rank = np.maximum((percent * number + 99) // 100, 1)
    found = np.append(ends[:-1], np.inf)[np.minimum((upto < rank).sum(axis=1), BINS - 1)]
    return np.where(number[:, 0] > 0, np.minimum(found, longest), np.nan)


class CountedVisits:
    """Numbers and sums of visits, as in `sim.measures.figures.VisitSums`."""

    def __init__(self, tally: Tally, rows: slice) -> None:
        self.number = tally.visits[rows].astype(np.float64)
        self.first = tally.first_visits[rows].astype(np.float64)
        self.minutes = tally.visit_minutes[rows]


class KpiView(Figures):
    """Key figures, ready to be measured."""

    def __init__(self, tally: Tally, spec: Spec) -> None:
        super().__init__(tally, spec)
        self.tally = tally
        self._quantiles: dict[int, Floats] = {}
        self._offsets: dict[tuple[str, ...], Ints] = {
            names: tally.kpis.offsets(names) for names in (OF_TICKETS, OF_VISITS)
        }

    @property
    def case_sums(self) -> CaseSums:
        """What each case comes to over all its visits."""
        return self.tally.case_sums

    def ticket_sums(self, by: str) -> CountedTickets:
        """Numbers and sums of tickets of measured days in the levels of a dimension."""
        return CountedTickets(self.tally, self._rows(OF_TICKETS, by), self._quantiles)

    def visit_sums(self, by: str) -> CountedVisits:
        """Numbers and sums of visits of measured days in the levels of a dimension."""
        return CountedVisits(self.tally, self._rows(OF_VISITS, by))

    def _rows(self, dimensions: tuple[str, ...], by: str) -> slice:
        at, place = self._offsets[dimensions], dimensions.index(by)
        return slice(int(at[place]), int(at[place + 1]))

    def waiting_minutes(self, by: str) -> Floats:
        """Minutes of opening hours of measured days that people waited, all together; by queue, and files."""
        minutes = self.tally.waiting * self.opening.open
        if by == "queue":
            return np.asarray(minutes.sum(axis=1))
        at_windows = minutes[self.plan.station == Station.WINDOW]
        together = at_windows.sum(axis=0, keepdims=True)
        return self.opening.gather(together, by) if by in ("half_hour", "day") else together.sum(axis=1)

    def busy_minutes(self, by: str) -> Floats:
        """Minutes that clerks were busy within their planned duties, all together."""
        group = self.plan.clerk_group
        if by == "clerk":
            return np.where(self.serves[group], self.tally.busy_of, 0.0)
        if by in ("group", "hall"):
            of_group = np.bincount(group, self.tally.busy_of, len(self.serves)).astype(np.float64, copy=False)
            return np.where(self.serves, of_group, 0.0) if by == "group" else of_group[self.windows].sum(keepdims=True)
        if by == "group_half_hour":
            return self.opening.gather(self.tally.busy * self.serves[:, None], by)
        return self.opening.gather(self.tally.busy[self.windows].sum(axis=0, keepdims=True), by)
