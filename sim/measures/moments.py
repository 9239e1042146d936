"""Time: the opening hours as a clock, and how many things are under way at once, added up exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.measures.cuts import Cut, sorted_within
from sim.plan import Plan
from sim.spec import DAY, HALF_HOUR
from sim.tape import Floats, Ints
from sim.trace.tally import cells_of

SLOTS = int(DAY / HALF_HOUR)
"""Half-hours of a day."""


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
        self._elapsed = np.append(0.0, np.cumsum(self.width * ever))
        self._closures = _closures(plan)

    def clock(self, time: Floats) -> Floats:
        """A clock that runs in opening hours of measured days only: minutes of it before `time`."""
        return np.asarray(np.interp(time, self.edges, np.append(0.0, np.cumsum(self.width * self.open))))

    def elapsed(self, time: Floats) -> Floats:
        """A clock that runs in the opening hours of all days: minutes of it before `time`."""
        return np.asarray(np.interp(time, self.edges, self._elapsed))

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
            return np.full(1, np.sum(self.width[self.open]))
        return self.gather(np.tile(self.width * self.open, (groups if by == "group_half_hour" else 1, 1)), by)

    def gather(self, cells: Floats, by: str) -> Floats:
        """Sums of (rows, cells) over the cells of each half-hour or day that is measured, row by row."""
        cells = cells[:, self.measured]
        place, number = (self.day - self.days.start, len(self.days)) if by == "day" else (self.slot, SLOTS)
        at = np.arange(len(cells))[:, None] * number + place[self.measured]
        sums: Floats = np.bincount(at.ravel(), cells.ravel(), len(cells) * number).astype(np.float64, copy=False)
        return sums

    def cells(self, start: Floats, end: Floats, row: Ints, rows: int) -> Floats:
        """(rows, cells) Minutes that the stretches from `start` to `end`, each of one row, have in each cell.

        Up to a time, a stretch without beginning fills all earlier cells and a part of the cell that the time is in;
        a stretch is what lies up to its end less what lies up to its start.
        """
        time = np.clip(np.concatenate([end, start]), self.edges[0], self.edges[-1])
        sign = np.repeat([1.0, -1.0], len(start))
        cell = np.minimum(np.searchsorted(self.edges, time, side="right") - 1, len(self.width) - 1)
        at, shape = np.tile(row, 2) * len(self.width) + cell, (rows, len(self.width))
        here = np.bincount(at, sign, rows * len(self.width)).reshape(shape)
        part = np.bincount(at, sign * (time - self.edges[cell]), rows * len(self.width)).reshape(shape)
        later = np.cumsum(here[:, ::-1], axis=1)[:, ::-1] - here
        return part + later * self.width


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


def _closures(plan: Plan) -> Floats:
    """Start and end of each closure within a day, one after the other: shut, but not for the night."""
    at_rest = np.isin(plan.open_to[:-1], plan.closing)
    return np.column_stack([plan.open_to[:-1], plan.open_from[1:]])[~at_rest].ravel()


def peaks(start: Floats, end: Floats, row: Ints, rows: int) -> Floats:
    """(rows) The most stretches of each row under way at once; what begins as another ends does not meet it."""
    time, change = _events(start, end)
    return _highest(time, change, np.tile(row, 2), np.tile(row, 2), rows)


def peaks_by(opening: Opening, start: Floats, end: Floats, by: str) -> Floats:
    """The most stretches under way at once in each half-hour of the day or on each day, shut hours included.

    Stretches must keep to the time measured.
    """
    time, change = _events(start, end)
    edges = opening.edges[(opening.edges >= opening.since) & (opening.edges <= opening.until)]
    time, change = np.append(time, edges), np.append(change, np.zeros(len(edges), np.int64))
    day = time // DAY - opening.days.start
    moment, labels = (day, len(opening.days)) if by == "day" else (time % DAY // HALF_HOUR, SLOTS)
    # What is left after the last midnight belongs to no day played.
    inside = time < min(opening.edges[-1], opening.until)
    label = np.where(inside, moment, 0).astype(np.int64)
    return _highest(time, np.where(inside, change, 0), np.zeros_like(label), label, labels)


def _events(start: Floats, end: Floats) -> tuple[Floats, Ints]:
    return np.append(start, end), np.repeat(np.array([1, -1]), len(start))


def _highest(time: Floats, change: Ints, row: Ints, label: Ints, labels: int) -> Floats:
    """(labels) The highest level of each label's row; a level counts once all changes of its instant are made."""
    order = sorted_within(row, time)
    time, row, level = time[order], row[order], np.cumsum(change[order])
    lasting = np.append((np.diff(time) > 0) | (np.diff(row) > 0), np.ones(min(len(time), 1), bool))
    highest = np.zeros(labels, dtype=np.int64)
    np.maximum.at(highest, label[order][lasting], level[lasting])
    return highest.astype(np.float64)


Owned = tuple[Ints, Floats, Floats]
"""Stretches of time: the owner, start and end of each."""


def overlap(these: Owned, those: Owned) -> Owned:
    """Where stretches of the one kind and of the other, of the same owner, lie over one another.

    Stretches of one kind and owner must not overlap among themselves.
    """
    owner = np.concatenate([these[0], these[0], those[0], those[0]])
    time = np.concatenate([*these[1:], *those[1:]])
    sizes = [len(these[0])] * 2 + [len(those[0])] * 2
    change = np.repeat(np.array([1, -1, 1, -1]), sizes)
    order = sorted_within(owner, time)  # what is on between two instants does not hang on the order within one
    owner, time, both = owner[order], time[order], np.cumsum(change[order]) == 2
    at = np.flatnonzero(both[:-1] & (np.diff(time) > 0))
    return owner[at], time[at], time[at + 1]
