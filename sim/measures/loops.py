"""Loops over many rows: by numpy, or by compiled code where somebody has loaded numba in any case, to the same bits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.spec import HALF_HOUR
from sim.tape import Bools, Floats, Ints

_compiled: Any = None
"""`sim.measures.compiled`, once it is loaded."""


def get_ready() -> None:
    """Go through rows by compiled code from now on, as `sim.streams.get_ready`."""
    global _compiled
    from numba import config

    if not config.DISABLE_JIT:
        from sim.measures import compiled

        _compiled = compiled


def in_order(values: Floats) -> Ints:
    """The order of values; equal ones stay in the order in which they stand."""
    if _compiled is not None:
        order: Ints = _compiled.in_order(np.ascontiguousarray(values))
        return order
    return values.argsort(kind="stable")


def grouped(order: Ints, level: Ints, levels: int) -> Ints:
    """`order`, one level after another: those of each stay in their order."""
    if levels == 1:
        return order
    if _compiled is not None:
        found: Ints = _compiled.grouped(order, level, levels)
        return found
    # numpy sorts small whole numbers by their digits.
    small = level.take(order).astype(np.min_scalar_type(levels))
    return order.take(small.argsort(kind="stable"))


def sorted_within(level: Ints, values: Floats) -> Ints:
    """The order by level, and by value within each level; equal values stay in their order.

    As `np.lexsort`, several times faster.
    """
    levels = int(level.max(initial=0)) + 1
    if _compiled is not None:
        order: Ints = _compiled.sorted_within(level, values, levels)
        return order
    return grouped(in_order(values), level, levels)


def totals(level: Ints, row: Ints, values: NDArray[Any], levels: int) -> Floats:
    """Sums by level of the values of some rows, added up in their order; 0 where there is no row."""
    if _compiled is not None and values.flags.c_contiguous:
        sums: Floats = _compiled.totals(level, row, values, levels)
        return sums
    found = values.take(row)
    # Without any row numpy answers with whole numbers in spite of the weights.
    return np.bincount(level, found, levels).astype(np.float64, copy=False)


Place = tuple[Ints, Floats]
"""The cell that each of some times is in, and the minutes of it before that time."""


def places(time: Floats, edges: Floats, cell_of_half: Ints, most: int) -> Place:
    """The cell that each time is in, and the minutes of it before then.

    Given are the edges of the cells, the cell that begins with each half-hour, and how many may do so at most.
    """
    if _compiled is not None:
        cell, minutes = _compiled.places(np.ascontiguousarray(time), edges, cell_of_half, most)
        return cell, minutes
    # By half-hours, which takes a third of the time of a search among the edges.
    inside = np.clip(time, edges[0], edges[-1])
    cell = cell_of_half.take((inside / HALF_HOUR).astype(np.int64))
    for _ in range(1, most):
        cell += (edges.take(cell + 1) <= inside) & (cell < len(edges) - 2)
    cell -= edges.take(cell) > inside  # the quotient may be rounded up to the next whole number
    return cell, inside - edges.take(cell)


def cells(shape: tuple[int, int], ends: Place, starts: Place, row: Ints) -> tuple[Ints, Floats]:
    """(rows, cells) How many stretches, each of one row, end in each cell, less those that start there.

    And the minutes of the cell before those ends, less those before the starts.
    """
    (end, until), (start, since), (rows, width) = ends, starts, shape
    if _compiled is not None:
        number, minutes = _compiled.cells(width, rows, end, until, start, since, row)
        return number, minutes
    if rows > 1:
        end, start = end + row * width, start + row * width
    number = np.bincount(end, minlength=rows * width) - np.bincount(start, minlength=rows * width)
    minutes = np.bincount(np.append(end, start), np.append(until, -since), rows * width)
    return number.reshape(shape), minutes.astype(np.float64, copy=False).reshape(shape)


def most_at_once(level: Ints, change: NDArray[np.int8], levels: int) -> Floats:
    """The most that are under way at once in each level, of changes by 1 in their order, which come to 0 in the end."""
    if _compiled is not None:
        most: Floats = _compiled.highest(level, change, levels)
        return most
    order = grouped(np.arange(len(level)), level, levels)
    return highest(np.cumsum(change.take(order), dtype=np.int64), np.bincount(level, minlength=levels))


def highest(values: Ints, number: Ints) -> Floats:
    """(groups) The highest of so many values, one group after the other; 0 where there is none."""
    some = number > 0
    found = np.zeros(len(number))
    if some.any():
        found[some] = np.maximum.reduceat(values, (np.cumsum(number) - number)[some])
    return found


Owned = tuple[Ints, Floats, Floats]
"""Stretches of time: the owner, start and end of each."""


def overlaps(these: Owned, those: Owned) -> Owned:
    """Where stretches of the one kind and of the other, of the same owner, lie over one another.

    Both are in order by owner and time, and last; those of one kind and owner do not overlap among themselves.
    """
    if _compiled is not None:
        who, since, until = _compiled.overlaps(*these, *those)
        return who, since, until
    (owner, start, end), (whose, since, until) = these, those
    # Each of those meets a run of these of its owner, which are in order by their ends, too.
    low, high = np.searchsorted(owner, whose), np.searchsorted(owner, whose, side="right")
    first, last = _first_true(end, since, low, high, np.greater), _first_true(start, until, low, high, np.greater_equal)
    number = np.maximum(last - first, 0)
    that = np.repeat(np.arange(len(whose)), number)
    this = np.arange(len(that)) + np.repeat(first - (np.cumsum(number) - number), number)
    begin = np.maximum(start.take(this), since.take(that))
    over = np.minimum(end.take(this), until.take(that))
    at = np.flatnonzero(over > begin)
    return whose.take(that.take(at)), begin.take(at), over.take(at)


def _first_true(values: Floats, limit: Floats, low: Ints, high: Ints, holds: np.ufunc) -> Ints:
    """Of each limit the first place from `low` on at which `holds(value, limit)`, or `high`; halving what is left.

    Between these places values must be in order.
    """
    while (low < high).any():
        middle = (low + high) // 2
        is_so = holds(values.take(middle, mode="clip"), limit)
        high = np.where(is_so & (low < high), middle, high)
        low = np.where(is_so | (low >= high), low, middle + 1)
    return low


def over_stages(stages: Ints, first: Ints, done: Floats, needed: Bools, asked: Ints) -> tuple[Floats, Ints]:
    """Of each case when the last stage that its result needs was done, and how many papers those done asked for.

    Stages of case i are those from stages[i] up to stages[i + 1], their times in `done`, not a number where a stage was
    not done; what they are is told from first[i] on. Minus infinity where no needed stage was done.
    """
    if _compiled is not None:
        last, papers = _compiled.over_stages(stages, first, done, needed, asked)
        return last, papers
    begins, ends = stages[:-1], stages[1:]
    row = np.repeat(first - begins, ends - begins) + np.arange(len(done))
    # One more, as nothing can be looked up beyond the last.
    times = np.append(np.fmax(np.where(needed.take(row), done, -np.inf), -np.inf), -np.inf)
    last = np.maximum.reduceat(times, begins) if len(begins) else np.empty(0)
    last[begins == ends] = -np.inf
    upto = np.append(0, np.cumsum(np.where(np.isnan(done), 0, asked.take(row))))
    return last, np.diff(upto.take(stages))


def ranked(counts: NDArray[np.int32], used: int, percent: int) -> tuple[Ints, Ints]:
    """Of each row of counts (rows, bins) their sum, and the bin in which `percent` of it are reached.

    Only the first `used` bins are looked at; the rank is reckoned in whole numbers.
    """
    if _compiled is not None:
        number, place = _compiled.ranked(counts, used, percent)
        return number, place
    # One line of all of them, row after row: how many there are up to the end of each bin.
    upto = np.append(0, np.cumsum(counts[:, :used], dtype=np.int64))
    before = upto[:-1:used]
    number = upto[used::used] - before
    rank = np.maximum((percent * number + 99) // 100, 1)
    return number, upto[1:].searchsorted(before + rank) - np.arange(len(counts)) * used
