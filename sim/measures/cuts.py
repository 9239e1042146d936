"""Rows of a table put into levels, and what is said of each level: how many, the mean, a quantile."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.measures.chosen import Chosen
from sim.tape import Bools, Floats, Ints


class Cut:
    """Rows of a table (tickets, cases, duties) sorted into the levels of a dimension.

    A row may be in no level, in one, or in several (a session in each department that has a task in it). All that
    is said of the levels comes as an array in the order of their names, not a number where there is no row.
    """

    def __init__(self, names: tuple[str, ...], rows: Chosen | Ints, level: Ints) -> None:
        self.names = names
        """Name of each level."""
        self.rows = rows if isinstance(rows, Chosen) else Chosen(rows)
        """The rows (r), which cuts by other dimensions share."""
        self.level = level
        """(r) The level that each is in."""
        self._parts: dict[int, tuple[Bools, Cut]] = {}
        self._last: tuple[Floats | None, Floats] = (None, np.empty(0))

    def where(self, chosen: Bools) -> Cut:
        """Only the rows that are `chosen`, given for all rows of the table."""
        if id(chosen) not in self._parts:
            places, rows = self.rows.where(chosen)
            self._parts[id(chosen)] = chosen, Cut(self.names, rows, self.level.take(places))
        return self._parts[id(chosen)][1]

    def count(self) -> Floats:
        """Number of rows; 0 where there is none."""
        return self._count

    @cached_property
    def _number(self) -> Ints:
        return self._numbers_in(self.level)

    def _numbers_in(self, level: Ints) -> Ints:
        if len(self.names) == 1:
            return np.array([len(level)])
        return np.bincount(level, minlength=len(self.names))

    @cached_property
    def _count(self) -> Floats:
        return self._number.astype(np.float64)

    def count_of(self, chosen: Bools) -> Floats:
        """Number of the rows that are `chosen`."""
        return self._numbers_in(self.level.take(self.rows.places(chosen))).astype(np.float64)

    def total(self, values: Floats | Ints) -> Floats:
        """Sum of the rows' values; 0 where there is no row."""
        found = self.rows.of(values)
        if len(self.names) == 1 and found.dtype.kind in "iu":
            return np.array([found.sum()], np.float64)  # the order is all one
        # Without any row numpy answers with whole numbers in spite of the weights.
        return np.bincount(self.level, found, len(self.names)).astype(np.float64, copy=False)

    def mean(self, values: Floats | Ints) -> Floats:
        """Mean of the rows' values."""
        return ratio(self.total(values), self._count)

    def share(self, chosen: Bools) -> Floats:
        """Share of the rows that are `chosen`."""
        return ratio(self.count_of(chosen), self._count)

    def quantile(self, values: Floats, percent: int) -> Floats:
        """The smallest value that at least `percent` of the rows do not exceed (numpy's `inverted_cdf`).

        It is one of the values, and at most x if, and only if, at least `percent` of the values are at most x. So it
        and a share over a limit tell the same story. The rank is reckoned in whole numbers, free of rounding.
        """
        in_order, number = self._in_order(values), self._number
        found, some = np.full(len(number), np.nan), number > 0
        rank = np.maximum((percent * number + 99) // 100, 1)
        found[some] = in_order[(np.cumsum(number) - number + rank - 1)[some]]
        return found

    def _in_order(self, values: Floats) -> Floats:
        """(r) Values of the rows, one level after the other, and in order within each."""
        # Several quantiles of the same values take one sorting; level by level is quicker than to sort by both.
        if self._last[0] is not values:
            found = self.rows.of(values).take(by_level(self.level))
            start = 0
            for end in np.cumsum(self._number).tolist():
                found[start:end].sort()
                start = end
            self._last = values, found
        return self._last[1]


def ratio(above: Floats, below: Floats) -> Floats:
    """`above` over `below` (one for each, or one for all), and not a number where nothing is below."""
    return above / np.where(below > 0.0, below, np.nan)


def by_level(level: Ints) -> Ints:
    """The order by level; rows of one level stay in their order."""
    # numpy sorts small whole numbers by their digits.
    return np.argsort(level.astype(np.min_scalar_type(np.max(level, initial=0))), kind="stable")


def sorted_within(level: Ints, values: Floats) -> Ints:
    """The order by level, and by value within each level; equal values stay in their order.

    As `np.lexsort`, several times faster.
    """
    order = np.argsort(values, kind="stable")
    return order.take(by_level(level.take(order)))
