"""Stretches of time, such as waits or clerks' duties: how long they are, and how many are under way at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.kept import kept
from sim.measures.chosen import Chosen
from sim.measures.cuts import Cut
from sim.measures.loops import Place, highest, most_at_once
from sim.measures.moments import SLOTS, Opening
from sim.tape import Bools, Floats, Ints

BY_THE_CLOCK = ("half_hour", "day", "group_half_hour")
"""Dimensions whose levels are stretches of time."""
Changes = tuple[Floats, Ints, NDArray[np.int8]]
"""One after the other, when a stretch begins (1) or ends (-1), and which."""


class Spans:
    """Stretches of time, and how they are cut: a row each of a table."""

    def __init__(self, start: Floats, end: Floats, cut: Callable[[str], Cut], opening: Opening) -> None:
        self.start, self.end, self.cut, self.opening = start, end, cut, opening
        self._minutes: dict[tuple[str, bool], Floats] = {}
        self._cells: dict[str, Floats] = {}
        self._changes_of: dict[int, tuple[Chosen, Changes]] = {}

    def minutes(self, by: str, *, open_only: bool) -> Floats:
        """Minutes of the stretches in each level, all together: of opening hours of measured days, or at any time."""
        if (by, open_only) not in self._minutes:
            self._minutes[by, open_only] = self._minutes_of(by, open_only=open_only)
        return self._minutes[by, open_only]

    def _minutes_of(self, by: str, *, open_only: bool) -> Floats:
        if by not in BY_THE_CLOCK:
            return self.cut(by).total(self._opened if open_only else self._lasted)
        cells = self._minutes_in_cells("group" if by == "group_half_hour" else "hall")
        return self.opening.gather(cells * self.opening.open if open_only else cells, by)

    @kept
    def _lasted(self) -> Floats:
        """Minutes of each."""
        return self.end - self.start

    @kept
    def _opened(self) -> Floats:
        """Minutes of each within opening hours of measured days."""
        return self.opening.clock(self.end) - self.opening.clock(self.start)

    @kept
    def _measured(self) -> Bools | None:
        """Which of them lie at least in part within the measured days; nothing where all days are measured."""
        opening = self.opening
        if np.isinf(opening.since) and np.isinf(opening.until):
            return None
        found: Bools = (self.end > opening.since) & (self.start < opening.until)
        return found

    def _measured_part(self, by: str) -> Cut:
        return self.cut(by) if self._measured is None else self.cut(by).where(self._measured)

    def _minutes_in_cells(self, by: str) -> Floats:
        """(levels, cells) Minutes that the stretches of measured days have in each cell."""
        if by not in self._cells:
            whose = self._measured_part(by)
            ends, starts = self._places
            if not whose.rows.every:
                row = whose.rows.row
                ends, starts = ((cell.take(row), minutes.take(row)) for cell, minutes in (ends, starts))
            self._cells[by] = self.opening.cells(ends, starts, whose.level, len(whose.names))
        return self._cells[by]

    @kept
    def _places(self) -> tuple[Place, Place]:
        """Where each ends, and where it starts."""
        return self.opening.place(self.end), self.opening.place(self.start)

    # How many are under way at once

    def peak(self, by: str) -> Floats:
        """The most of them under way at once in each level, at any time of the measured days.

        What begins as another ends does not meet it.
        """
        if by in BY_THE_CLOCK:
            return self._peak_by_the_clock(by)
        cut = self.cut(by)
        _, place, change = self._changes_among(cut.rows)
        return most_at_once(cut.level.take(place), change, len(cut.names))

    @kept
    def _changes(self) -> Changes:
        """All changes of measured days, in the order of time, which is kept within these days.

        In one instant ends come first, so that the number under way is never above the higher of that before and that
        after; what begins and ends in one instant is left out, as if it had never been.
        """
        lasts = self.end > self.start
        row = np.flatnonzero(lasts if self._measured is None else lasts & self._measured)
        time = np.append(self.end[row], self.start[row])
        order = time.argsort(kind="stable")  # quick, as most are in order
        change = np.repeat(np.array([-1, 1], np.int8), len(row))
        time = np.clip(time[order], self.opening.since, self.opening.until)
        return time, np.append(row, row)[order], change[order]

    def _changes_among(self, rows: Chosen) -> Changes:
        """Changes of some rows, by their places among these."""
        if id(rows) not in self._changes_of:
            time, row, change = self._changes
            which, place = rows.found(row)
            self._changes_of[id(rows)] = rows, (time.take(which), place, change.take(which))
        return self._changes_of[id(rows)][1]

    def _peak_by_the_clock(self, by: str) -> Floats:
        opening = self.opening
        labels, number = (opening.day - opening.days.start, len(opening.days)) if by == "day" else (opening.slot, SLOTS)
        highest = np.zeros(number)
        np.maximum.at(highest, labels[opening.measured], self._highest_in_cells[opening.measured])
        return highest

    @kept
    def _highest_in_cells(self) -> Floats:
        """(cells) The most under way at once in each cell, which begins with those under way when it does."""
        time, _, change = self._changes_among(self.cut("hall").rows)
        edges = self.opening.edges
        under_way = np.append(0, np.cumsum(change, dtype=np.int64))
        at_edges = under_way[np.searchsorted(time, edges[:-1], side="right")]
        # A number counts once all changes of its instant are made.
        lasting = np.append(time[1:] > time[:-1], True)[: len(time)]
        at = np.searchsorted(time, edges)
        within = highest((under_way[1:] * lasting)[at[0] : at[-1]], np.diff(at))
        return np.asarray(np.maximum(at_edges, within))
