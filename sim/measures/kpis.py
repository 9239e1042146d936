"""Key figures as measures look at them, where no session was kept."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.measures.figures import Figures
from sim.measures.levels import levels_of
from sim.plan import Plan, Station
from sim.spec import Spec, Targets
from sim.tape import Floats
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

    def __init__(self, tally: Tally, rows: slice, waits: CountedWaits) -> None:
        self._tally, self._rows, self._waits = tally, rows, waits

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
        return self._waits.quantile(percent)[self._rows]


ENDS = np.append(ends_of_bins()[:-1], np.inf)
"""(BINS) The longest wait that each bin holds."""


class CountedWaits:
    """Waits of all levels that have them, by bins."""

    def __init__(self, tally: Tally) -> None:
        self._longest = tally.longest[: len(tally.waits)]
        # Most bins are for files that wait over a weekend: those beyond all waits need no look.
        used = min(int(np.searchsorted(ENDS, self._longest.max(initial=0.0))) + 2, BINS)
        self._upto = np.cumsum(tally.waits[:, :used], axis=1, dtype=np.int32)
        self._found: dict[int, Floats] = {}

    def quantile(self, percent: int) -> Floats:
        """(levels with waits) What `CountedTickets.wait_quantile` gives."""
        if percent not in self._found:
            number = self._upto[:, -1:]
            rank = np.maximum((percent * number.astype(np.int64) + 99) // 100, 1).astype(np.int32)
            end = ENDS[np.minimum(np.count_nonzero(self._upto < rank, axis=1), BINS - 1)]
            self._found[percent] = np.where(number[:, 0] > 0, np.minimum(end, self._longest), np.nan)
        return self._found[percent]


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
        self._tickets_by: dict[str, CountedTickets] = {}
        self._offsets: dict[tuple[str, ...], list[int]] = {
            names: tally.kpis.offsets(names).tolist() for names in (OF_TICKETS, OF_VISITS)
        }

    @property
    def case_sums(self) -> CaseSums:
        """What each case comes to over all its visits."""
        return self.tally.case_sums

    def ticket_sums(self, by: str) -> CountedTickets:
        """Numbers and sums of tickets of measured days in the levels of a dimension."""
        if by not in self._tickets_by:
            self._tickets_by[by] = CountedTickets(self.tally, self._rows(OF_TICKETS, by), self._waits)
        return self._tickets_by[by]

    @cached_property
    def _waits(self) -> CountedWaits:
        return CountedWaits(self.tally)

    def visit_sums(self, by: str) -> CountedVisits:
        """Numbers and sums of visits of measured days in the levels of a dimension."""
        return CountedVisits(self.tally, self._rows(OF_VISITS, by))

    def _rows(self, dimensions: tuple[str, ...], by: str) -> slice:
        at, place = self._offsets[dimensions], dimensions.index(by)
        return slice(at[place], at[place + 1])

    def waiting_minutes(self, by: str) -> Floats:
        """Minutes of opening hours of measured days that people waited, all together; by queue, and files."""
        if by == "queue":
            return np.asarray(self._open_waiting.sum(axis=1))
        together = self._waiting_at_windows
        return self.opening.gather(together, by) if by in ("half_hour", "day") else together.sum(axis=1)

    @cached_property
    def _open_waiting(self) -> Floats:
        """(q, cells) Minutes that people waited in opening hours."""
        return self.tally.waiting * self.opening.open

    @cached_property
    def _waiting_at_windows(self) -> Floats:
        """(1, cells) Those of all queues for windows together."""
        found: Floats = self._open_waiting[self.plan.station == Station.WINDOW].sum(axis=0, keepdims=True)
        return found

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
