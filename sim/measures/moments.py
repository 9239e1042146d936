"""Time: the opening hours as a clock, and what lies within them, added up exactly."""

from __future__ import annotations

from copy import copy

import numpy as np

from sim.measures.loops import Owned, Place, cells, overlaps, places, sorted_within
from sim.plan import Plan
from sim.spec import DAY, HALF_HOUR
from sim.tape import Bools, Floats, Ints
from sim.trace.tally import cells_of

SLOTS = int(DAY / HALF_HOUR)
"""Half-hours of a day."""


def whole(time: Floats, unit: float) -> Ints:
    """How many whole units each time holds: as `time // unit`, for units of whole minutes, several times faster."""
    found = np.floor(time / unit)
    found -= found * unit > time  # the quotient may be rounded up to the next whole number
    return found.astype(np.int64)


class Opening:
    """The days of a plan in cells, each within one half-hour, and either open throughout or shut throughout.

    Days that are played but not measured, for warm-up or drain, are shut; durations alone run on through them.
    """

    def __init__(self, plan: Plan, measured: range) -> None:
        self.days = measured
        """The days measured."""
        self.since = measured.start * DAY if measured.start else -np.inf
        """Minute at which measuring begins; what was before all days played belongs to the first of them,"""
        self.until = measured.stop * DAY if measured.stop < plan.days else np.inf
        """and ends; what comes after all of them belongs to the last."""
        self.edges = cells_of(plan)
        """(cells + 1) Minutes at which cells begin and end."""
        start = self.edges[:-1]
        opened = np.searchsorted(plan.open_from, start, side="right")
        ever = opened > np.searchsorted(plan.open_to, start, side="right")
        self.day = (start // DAY).astype(np.int64)
        """(cells) Day."""
        self.measured = (self.day >= measured.start) & (self.day < measured.stop)
        """(cells) Whether the day is measured."""
        self.open = ever & self.measured
        """(cells) Whether the windows are open on a measured day."""
        self.width = np.diff(self.edges)
        """(cells) Minutes."""
        self.slot = (start % DAY // HALF_HOUR).astype(np.int64)
        """(cells) Half-hour of the day."""
        self._open_clock, self._ever_clock = self._clock(self.open), self._clock(ever)
        self._closures = _closures(plan)
        halves = np.arange(int(self.edges[-1] // HALF_HOUR) + 1) * HALF_HOUR
        begins = np.searchsorted(self.edges, halves, side="right") - 1
        self._cells_a_half = int(np.max(np.diff(begins), initial=1))
        # The end of the last day belongs to its last cell.
        self._cell_of_half = np.minimum(begins, len(self.width) - 1)
        self._measured_slot = self.slot[self.measured]
        self._measured_day = self.day[self.measured] - measured.start
        self._minutes: dict[str, Floats] = {}
        self._places: tuple[tuple[Floats, Place], ...] = ()

    def again(self) -> Opening:
        """The same days, to be asked for the places of other times."""
        found = copy(self)
        found._places = ()
        return found

    def clock(self, time: Floats) -> Floats:
        """A clock that runs in opening hours of measured days only: minutes of it before `time`."""
        return self._minutes_before(time, *self._open_clock)

    def elapsed(self, time: Floats) -> Floats:
        """A clock that runs in the opening hours of all days: minutes of it before `time`."""
        return self._minutes_before(time, *self._ever_clock)

    def _minutes_before(self, time: Floats, runs: Floats, before: Floats) -> Floats:
        """Minutes of the cells in which a clock runs (1, else 0) before each time, and before each cell."""
        cell, minutes = self.place(time)
        return np.asarray(minutes * runs.take(cell) + before.take(cell))

    def _clock(self, runs: Bools) -> tuple[Floats, Floats]:
        """(cells, cells + 1) Whether a clock runs (1, else 0), and its minutes before each cell."""
        return runs.astype(np.float64), np.append(0.0, np.cumsum(self.width * runs))

    def less_closures(self, time: Floats) -> Floats:
        """A clock that stands still only while the hall is shut within a day, over lunch say."""
        if not len(self._closures):
            return time
        shut = np.diff(self._closures, prepend=self._closures[0])
        shut[::2] = 0.0  # from the end of a closure to the next one nothing is added
        return time - np.interp(time, self._closures, np.cumsum(shut))

    def minutes(self, by: str, groups: int = 1) -> Floats:
        """Minutes of opening in each half-hour (days together) or day, else in all; by group, `groups` times over.

        Of measured days.
        """
        if by not in ("half_hour", "day", "group_half_hour"):
            by = "hall"
        if by not in self._minutes:
            if by == "hall":
                self._minutes[by] = np.full(1, np.sum(self.width[self.open]))
            else:
                self._minutes[by] = self.gather((self.width * self.open)[None, :], by)
        return np.tile(self._minutes[by], groups) if by == "group_half_hour" else self._minutes[by]

    def gather(self, cells: Floats, by: str) -> Floats:
        """Sums of (rows, cells) over the cells of each half-hour or day that is measured, row by row."""
        if not self.measured.all():
            cells = cells[:, self.measured]
        place, number = (self._measured_day, len(self.days)) if by == "day" else (self._measured_slot, SLOTS)
        at = place if len(cells) == 1 else (np.arange(len(cells))[:, None] * number + place).ravel()
        sums: Floats = np.bincount(at, cells.ravel(), len(cells) * number).astype(np.float64, copy=False)
        return sums

    def place(self, time: Floats) -> Place:
        """The cell that each time is in, and the minutes of it before then; within the days played."""
        for known, place in self._places:
            if known is time:
                return place
        # Asked for time after time of the same times: when tickets are taken, when people leave the queue, and so on.
        place = places(time, self.edges, self._cell_of_half, self._cells_a_half)
        self._places = (*self._places[-3:], (time, place))
        return place

    def cells(self, ends: Place, starts: Place, row: Ints, rows: int) -> Floats:
        """(rows, cells) Minutes that stretches, each of one row, have in each cell.

        Given are the places (see `place`) of their ends and of their starts. Up to a time, a stretch without beginning
        fills all earlier cells and a part of the cell that the time is in; a stretch is what lies up to its end less
        what lies up to its start.
        """
        here, part = cells((rows, len(self.width)), ends, starts, row)
        later = np.cumsum(here[:, ::-1], axis=1)[:, ::-1] - here
        return np.asarray(part + later * self.width)


def _closures(plan: Plan) -> Floats:
    """Start and end of each closure within a day, one after the other: shut, but not for the night."""
    at_rest = np.isin(plan.open_to[:-1], plan.closing)
    return np.column_stack([plan.open_to[:-1], plan.open_from[1:]])[~at_rest].ravel()


def overlap(these: Owned, those: Owned) -> Owned:
    """Where stretches of the one kind and of the other, of the same owner, lie over one another.

    Stretches of one kind and owner must not overlap among themselves.
    """
    return overlaps(_in_order(these), _in_order(those))


def _in_order(stretches: Owned) -> Owned:
    """By owner and time, without those that are over as they begin."""
    owner, start, end = stretches
    lasts = np.flatnonzero(end > start)
    order = lasts.take(sorted_within(owner.take(lasts), start.take(lasts)))
    return owner.take(order), start.take(order), end.take(order)
