"""Some rows of a table, as they are shared by cuts over several dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.kept import kept
from sim.measures.loops import in_order
from sim.tape import Bools, Floats, Ints


class Orders:
    """Orders by value of all rows of a table, for whoever asks for those of some of them over several dimensions."""

    def __init__(self) -> None:
        self._last: tuple[Floats | None, Ints] = (None, np.empty(0, dtype=np.int64))

    def of(self, values: Floats) -> Ints:
        """The rows of the table by value."""
        last = self._last
        if last[0] is not values:
            last = self._last = values, in_order(values)
        return last[1]


class Chosen:
    """Rows of a table, in its order; one that is in several levels of a dimension is there as often.

    Most measures look up the same values of the same rows for one dimension after the other: what was looked up last
    is kept, and so is what is left of these rows where some of them are chosen.
    """

    def __init__(self, row: Ints, *, every: bool = False, once: bool = False, orders: Orders | None = None) -> None:
        self.row, self.every, self.once, self.orders = row, every, every or once, orders
        """(r) The rows; whether they are all of the table; and whether none of them is there more often than once."""
        # Two threads may look up different values of the rows of one hall's duties: what is read is put down at once.
        self._last: tuple[Any, Any] = (None, None)
        self._last_places: tuple[Bools | None, Ints] = (None, row)
        self._last_order: tuple[Floats | None, Ints] = (None, row)
        self._parts: dict[int, tuple[Bools, Ints, Chosen]] = {}

    def of(self, values: Any) -> Any:
        """(r) Values of these rows, given for all of the table."""
        if self.every:
            return values
        last = self._last
        if last[0] is not values:
            last = self._last = values, values.take(self.row)
        return last[1]

    def in_order(self, values: Floats) -> Ints:
        """(r) Places among these rows by value, which is given for all of the table."""
        last = self._last_order
        if last[0] is not values:
            last = self._last_order = values, self._in_order(values)
        return last[1]

    def _in_order(self, values: Floats) -> Ints:
        # To look up some rows in the order of all takes a fraction of the time of sorting them.
        if self.orders is None or 2 * len(self.row) < len(values):
            return in_order(self.of(values))
        return self.found(self.orders.of(values))[1]

    def places(self, chosen: Bools) -> Ints:
        """Places among these rows of those that are `chosen`, given for all of the table."""
        last = self._last_places
        if last[0] is not chosen:
            last = self._last_places = chosen, (chosen if self.every else chosen.take(self.row)).nonzero()[0]
        return last[1]

    def number_of(self, chosen: Bools) -> int:
        """How many of these rows are `chosen`, given for all of the table."""
        return int(np.count_nonzero(chosen if self.every else chosen.take(self.row)))

    def where(self, chosen: Bools) -> tuple[Ints, Chosen]:
        """Places among these rows of those that are `chosen`, and those rows."""
        if id(chosen) not in self._parts:
            places = self.places(chosen)
            self._parts[id(chosen)] = chosen, places, Chosen(self.row.take(places), once=self.once, orders=self.orders)
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

    @kept
    def _place(self) -> Ints:
        """Of each row of the table, and of one more, the place at which it is among these, or -1."""
        place = np.full(self.row[-1] + 2 if len(self.row) else 1, -1)
        place[self.row] = np.arange(len(self.row))
        return place

    @kept
    def _first(self) -> tuple[Ints, Ints]:
        """Of each row of the table the first place at which it is among these, and how often it is; none at the end."""
        number = np.append(np.bincount(self.row), 0)
        return np.cumsum(number) - number, number
