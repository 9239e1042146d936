"""Rows of a table put into levels, and what is said of each level: how many, the mean, a quantile."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.tape import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Cut:
    """Rows of a table (tickets, cases, duties) sorted into the levels of a dimension.

    A row may be in no level, in one, or in several (a session in each department that has a task in it). All that
    is said of the levels comes as an array in the order of their names, not a number where there is no row.
    """

    names: tuple[str, ...]
    """Name of each level."""
    row: Ints
    """(r) Number of a row."""
    level: Ints
    """(r) The level that this row is in."""
    _sorted: dict[int, tuple[Floats, Floats]] = field(default_factory=dict, repr=False)
    """By the identity of values, these and what they are of the rows in order: several quantiles take one sorting."""

    def where(self, chosen: Bools) -> Cut:
        """Only the rows that are `chosen`, given for all rows of the table."""
        keep = chosen[self.row]
        return Cut(self.names, self.row[keep], self.level[keep])

    def count(self) -> Floats:
        """Number of rows; 0 where there is none."""
        return self._count

    @cached_property
    def _count(self) -> Floats:
        return np.bincount(self.level, minlength=len(self.names)).astype(np.float64)

    def total(self, values: Floats) -> Floats:
        """Sum of the rows' values; 0 where there is no row."""
        # Without any row numpy answers with whole numbers in spite of the weights.
        return np.bincount(self.level, values[self.row], len(self.names)).astype(np.float64, copy=False)

    def mean(self, values: Floats) -> Floats:
        """Mean of the rows' values."""
        return ratio(self.total(values), self.count())

    def share(self, chosen: Bools) -> Floats:
        """Share of the rows that are `chosen`."""
        return ratio(self.where(chosen).count(), self.count())

    def quantile(self, values: Floats, percent: int) -> Floats:
        """The smallest value that at least `percent` of the rows do not exceed (numpy's `inverted_cdf`).

        It is one of the values, and at most x if, and only if, at least `percent` of the values are at most x. So it
        and a share over a limit tell the same story. The rank is reckoned in whole numbers, free of rounding.
        """
        if id(values) not in self._sorted:
            found = values[self.row]
            self._sorted[id(values)] = values, found[sorted_within(self.level, found)]
        in_order = self._sorted[id(values)][1]
        number = np.bincount(self.level, minlength=len(self.names))
        rank = np.maximum((percent * number + 99) // 100, 1)
        at = np.cumsum(number) - number + rank - 1
        return np.where(number > 0, np.append(in_order, np.nan)[np.where(number > 0, at, -1)], np.nan)


def ratio(above: Floats, below: Floats) -> Floats:
    """`above` over `below` (one for each, or one for all), and not a number where nothing is below."""
    if below.shape != above.shape:
        below = np.broadcast_to(below, above.shape)
    found = np.full(above.shape, np.nan)
    np.divide(above, below, out=found, where=below > 0)
    return found


def sorted_within(level: Ints, values: Floats) -> Ints:
    """The order by level, and by value within each level; equal values come in any order.

    As `np.lexsort`, several times faster: numpy sorts small whole numbers by their digits.
    """
    order = np.argsort(values)
    small = np.min_scalar_type(np.max(level, initial=0))
    return order[np.argsort(level[order].astype(small), kind="stable")]
