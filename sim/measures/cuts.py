"""Rows of a table put into levels, and what is said of each level: how many, the mean, a quantile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.kept import kept
from sim.measures.chosen import Chosen
from sim.measures.loops import grouped, totals
from sim.tape import Bools, Floats, Ints

NOTHING, ONE = np.empty(0), np.ones(1)
FEW = 1000
"""Rows of which a quantile is found by itself."""


class Ratio(NamedTuple):
    """Shares or means, a number a level, not divided yet: those of all measures are divided in one go."""

    above: Floats
    below: Floats
    """One for each, or one for all."""

    @property
    def value(self) -> Floats:
        """`above` over `below`, and not a number where nothing is below."""
        return self.above / np.where(self.below > 0.0, self.below, np.nan)

    def first(self, number: int) -> Ratio:
        """Those of the first levels; `below` has one for each."""
        return Ratio(self.above[:number], self.below[:number])


def ratio(above: Floats, below: Floats) -> Ratio:
    """`above` over `below` (one for each, or one for all), and not a number where nothing is below."""
    return Ratio(above, below if len(below) == len(above) else np.repeat(below, len(above)))


def together(parts: Sequence[Ratio | Floats]) -> Floats:
    """The values of all of these, one after another."""
    above, below = [NOTHING], [NOTHING]
    for part in parts:
        if isinstance(part, Ratio):
            above.append(part.above)
            below.append(part.below)
        else:
            above.append(part)
            below.append(ONE if len(part) == 1 else np.ones(len(part)))
    return Ratio(np.concatenate(above), np.concatenate(below)).value


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
        self._last: tuple[Floats | None, Ints] = (None, level)

    def where(self, chosen: Bools) -> Cut:
        """Only the rows that are `chosen`, given for all rows of the table."""
        if id(chosen) not in self._parts:
            places, rows = self.rows.where(chosen)
            self._parts[id(chosen)] = chosen, Cut(self.names, rows, self.level.take(places))
        return self._parts[id(chosen)][1]

    def count(self) -> Floats:
        """Number of rows; 0 where there is none."""
        return self._count

    @kept
    def _number(self) -> Ints:
        return self._numbers_in(self.level)

    def _numbers_in(self, level: Ints) -> Ints:
        if len(self.names) == 1:
            return np.array([len(level)])
        return np.bincount(level, minlength=len(self.names))

    @kept
    def _count(self) -> Floats:
        return self._number.astype(np.float64)

    def count_of(self, chosen: Bools) -> Floats:
        """Number of the rows that are `chosen`."""
        if len(self.names) == 1:
            return np.array([self.rows.number_of(chosen)], np.float64)
        return totals(self.level, self.rows.row, chosen, len(self.names))

    def total(self, values: Floats | Ints) -> Floats:
        """Sum of the rows' values; 0 where there is no row."""
        return totals(self.level, self.rows.row, values, len(self.names))

    def mean(self, values: Floats | Ints) -> Ratio:
        """Mean of the rows' values."""
        return ratio(self.total(values), self._count)

    def share(self, chosen: Bools) -> Ratio:
        """Share of the rows that are `chosen`."""
        return ratio(self.count_of(chosen), self._count)

    def quantile(self, values: Floats, percent: int) -> Floats:
        """The smallest value that at least `percent` of the rows do not exceed (numpy's `inverted_cdf`).

        It is one of the values, and at most x if, and only if, at least `percent` of the values are at most x. So it
        and a share over a limit tell the same story. The rank is reckoned in whole numbers, free of rounding.
        """
        if len(self.names) == 1 and len(self.level) < FEW:
            # To sort them all would take longer.
            at = max((percent * len(self.level) + 99) // 100, 1) - 1
            return np.partition(self.rows.of(values), at)[at : at + 1] if len(self.level) else np.full(1, np.nan)
        number = self._number
        found, some = np.full(len(number), np.nan), number > 0
        rank = np.maximum((percent * number + 99) // 100, 1)
        place = self._in_order(values).take((np.cumsum(number) - number + rank - 1)[some])
        found[some] = self.rows.of(values).take(place)
        return found

    def _in_order(self, values: Floats) -> Ints:
        """(r) Places of the rows, one level after the other, and by value within each."""
        # Several quantiles of the same values, over dimensions that share their rows, take one sorting.
        last = self._last
        if last[0] is not values:
            order = self.rows.in_order(values)
            last = values, grouped(order, self.level, len(self.names))
            self._last = last
        return last[1]


Rows = tuple[Chosen | Ints, Ints]
"""Numbers of rows of a table, and the level that each is in."""


class Cuts:
    """The cuts of some tables over dimensions, each made once."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self.names = names
        """The levels of each dimension."""
        self._made: dict[tuple[str, str], Cut] = {}

    def of(self, table: str, by: str, make: Callable[[str], Cut]) -> Cut:
        """The cut of a table over a dimension, as `make` makes it."""
        found = self._made.get((table, by))
        if found is None:
            found = self._made[table, by] = make(by)
        return found

    def rows(self, table: str, by: str, find: Callable[[str], Rows]) -> Cut:
        """The same of the rows and levels that are found; there are none where the dimension has no levels."""
        return self.of(table, by, lambda by: self._cut(by, find))

    def _cut(self, by: str, find: Callable[[str], Rows]) -> Cut:
        none = np.zeros(0, dtype=np.int64)
        return Cut(self.names[by], *(find(by) if self.names[by] else (none, none)))
