"""Which of several things a uniform number means, by their shares: the inverse of a distribution function in steps."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sim.tape import Floats, Ints


class Steps:
    """Shares, one after another, added up."""

    def __init__(self, shares: Floats) -> None:
        self.upto = np.cumsum(shares)
        self.upto /= self.upto[-1]
        """(n) Up to which number each thing is meant: it and all before it."""
        cells = 1 << (CELLS_EACH * len(self.upto)).bit_length()
        self._least = np.searchsorted(self.upto, np.arange(cells) / cells, side="right")
        """(cells) What the least number of each cell means."""
        self._ends = np.append(self.upto, np.inf)
        self._begins = np.append(0.0, self.upto[:-1])
        self._widths = self.upto - self._begins

    def find(self, u: Floats) -> Ints:
        """Which one each number in [0, 1) means: the first with `upto` above it, as `numpy.searchsorted` finds it.

        That halves the table again and again, and a processor cannot foretell which half: it takes four times as long.
        Here the cell of the number says at once what it can mean at least, mostly all that it can mean (Chen and Asau
        1974). The number of cells is a power of 2, so that nothing is rounded.
        """
        found: Ints = self._least[(u * len(self._least)).astype(np.int64)]
        more = np.flatnonzero(self._ends[found] <= u)
        while len(more):
            found[more] += 1
            more = more[self._ends[found[more]] <= u[more]]
        return found

    def place(self, u: Floats) -> tuple[Ints, Floats]:
        """Which one each number means, and at which share of the way from its beginning to its end."""
        found = self.find(u)
        within = u - self._begins[found]
        within /= self._widths[found]
        return found, within


CELLS_EACH = 16
"""Cells for each thing."""


@lru_cache(maxsize=1024)
def steps(shares: tuple[float, ...]) -> Steps:
    """The steps of these shares, made once."""
    return Steps(np.array(shares))
