"""Some rows of a table, as they are shared by cuts over several dimensions."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from sim.tape import Bools, Ints


class Chosen:
    """Rows of a table, in its order; one that is in several levels of a dimension is there as often.

    Most measures look up the same values of the same rows for one dimension after the other: what was looked up last
    is kept, and so is what is left of these rows where some of them are chosen.
    """

    def __init__(self, row: Ints, *, every: bool = False, once: bool = False) -> None:
        self.row, self.every, self.once = row, every, every or once
        """(r) The rows; whether they are all of the table; and whether none of them is there more often than once."""
        self._last: tuple[Any, Any] = (None, None)
        self._last_places: tuple[Bools | None, Ints] = (None, row)
        self._parts: dict[int, tuple[Bools, Ints, Chosen]] = {}

    def of(self, values: Any) -> Any:
        """(r) Values of these rows, given for all of the table."""
        if self.every:
            return values
        if self._last[0] is not values:
            self._last = values, values.take(self.row)
        return self._last[1]

    def places(self, chosen: Bools) -> Ints:
        """Places among these rows of those that are `chosen`, given for all of the table."""
        if self._last_places[0] is not chosen:
            self._last_places = chosen, np.flatnonzero(chosen if self.every else chosen.take(self.row))
        return self._last_places[1]

    def where(self, chosen: Bools) -> tuple[Ints, Chosen]:
        """Places among these rows of those that are `chosen`, and those rows."""
        if id(chosen) not in self._parts:
            places = self.places(chosen)
            self._parts[id(chosen)] = chosen, places, Chosen(self.row.take(places), once=self.once)
        return self._parts[id(chosen)][1:]

    def found(self, row: Ints) -> tuple[Ints, Ints]:
        """Which of some rows are among these, each as often as it is, and their places; in the order of `row`."""
        if self.every:
            return np.arange(len(row)), row
        if self.once:
            place = self._place.take(row, mode="clip")  # what is beyond the last of these rows is not among them
            which = np.flatnonzero(place >= 0)
            return which, place.take(which)
        first, number = self._first
        times = number.take(row, mode="clip")
        which = np.repeat(np.arange(len(row)), times)
        within = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
        return which, first.take(row.take(which)) + within

    @cached_property
    def _place(self) -> Ints:
        """Of each row of the table, and of one more, the place at which it is among these, or -1."""
        place = np.full(self.row[-1] + 2 if len(self.row) else 1, -1)
        place[self.row] = np.arange(len(self.row))
        return place

    @cached_property
    def _first(self) -> tuple[Ints, Ints]:
        """Of each row of the table the first place at which it is among these, and how often it is; none at the end."""
        number = np.append(np.bincount(self.row), 0)
        return np.cumsum(number) - number, number
