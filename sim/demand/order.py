"""The order in which people come: by the first digits of their times, then by a look at neighbours."""

from __future__ import annotations

import numpy as np

from sim.tape import Floats, Ints

CELLS = 2**16 - 1
"""Cells that a stretch of time is divided into: numpy sorts numbers of 16 bits by their digits, several times faster
than it compares times (Knuth 1998, 5.2.5)."""
PASSES = 16
"""Looks at neighbours before all are compared after all, since times are not spread out."""


def nearly_in_order(time: Floats) -> Ints:
    """The rows in the order of their cells of time; those of one cell as they stand."""
    low = time.min(initial=np.inf)
    spread = time.max(initial=-np.inf) - low
    if not spread > 0.0:
        return np.arange(len(time))
    order: Ints = np.argsort(((time - low) * (CELLS / spread)).astype(np.uint16), kind="stable")
    return order


def put_right(order: Ints, time: Floats) -> tuple[Ints, Floats]:
    """The rows in the order of their times, and these times, from an order in which few stand wrong.

    Of those at one time, and in one cell, whoever stands first stays first: only neighbours of which the second comes
    earlier change places. Writes to `order`.
    """
    times = time[order]
    for _ in range(PASSES):
        wrong = np.flatnonzero(times[1:] < times[:-1])
        if len(wrong) == 0:
            return order, times
        # Of three in a row that stand wrong, the first two change places first.
        first = wrong[np.diff(wrong, prepend=-2) > 1]
        for rows in (order, times):
            rows[first], rows[first + 1] = rows[first + 1], rows[first]
    order = np.argsort(time, kind="stable")
    return order, time[order]
