"""The loops of `sim.measures.loops` as compiled code, which gives the same to the last bit.

Sums are made in the order of the rows, as numpy.bincount makes them; orders are those of a stable sort.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types

DIGIT = 8
"""Bits of a digit by which numbers are sorted, lowest first."""
DIGITS = 8
KEYS = 1 << DIGIT
SIGN, EVERY_BIT = np.uint64(1 << 63), np.uint64(2**64 - 1)
HALF_HOUR = 30.0
MOVES = 16
"""Moves for each row, on average, beyond which rows are not put into their order one by one."""


def _in_order(values: Any) -> Any:
    """The order of values, equal ones in the order in which they stand; what is not a number comes last."""
    number = len(values)
    keys, order = (values + 0.0).view(np.uint64), np.arange(number)  # 0 has one sign
    count = np.zeros((DIGITS, KEYS), dtype=np.int64)
    for i in range(number):
        key = keys[i]
        key ^= EVERY_BIT if key >= SIGN else SIGN
        if values[i] != values[i]:
            key = EVERY_BIT
        keys[i] = key
        for digit in range(DIGITS):
            count[digit, (key >> np.uint64(DIGIT * digit)) & np.uint64(KEYS - 1)] += 1
    other_keys, other = np.empty_like(keys), np.empty_like(order)
    for digit in range(DIGITS if number else 0):
        shift, places = np.uint64(DIGIT * digit), count[digit]
        if places[(keys[0] >> shift) & np.uint64(KEYS - 1)] == number:
            continue
        begin = 0
        for key in range(KEYS):
            begin, places[key] = begin + places[key], begin
        for i in range(number):
            here = (keys[i] >> shift) & np.uint64(KEYS - 1)
            other_keys[places[here]], other[places[here]] = keys[i], order[i]
            places[here] += 1
        keys, other_keys = other_keys, keys
        order, other = other, order
    return order


def _grouped(order: Any, level: Any, levels: Any) -> Any:
    """`order`, one level after another."""
    begins = np.zeros(levels + 1, dtype=np.int64)
    for i in range(len(level)):
        begins[level[i] + 1] += 1
    for i in range(levels):
        begins[i + 1] += begins[i]
    found = np.empty_like(order)
    for i in range(len(order)):
        of = level[order[i]]
        found[begins[of]] = order[i]
        begins[of] += 1
    return found


def _sorted_within(level: Any, values: Any, levels: Any) -> Any:
    """The order by level, and by value within each: by insertion, as most stand in their order; else by sorting."""
    order = _grouped_code(np.arange(len(level)), level, levels)
    begin = 0
    while begin < len(order):
        end, moves = begin + 1, 0
        while end < len(order) and level[order[end]] == level[order[begin]]:
            end += 1
        most = MOVES * (end - begin)
        for i in range(begin + 1, end):
            row, place = order[i], i
            while place > begin and values[order[place - 1]] > values[row] and moves <= most:
                order[place] = order[place - 1]
                place -= 1
                moves += 1
            order[place] = row
        if moves > most:
            rows = np.sort(order[begin:end])
            order[begin:end] = rows[np.argsort(values[rows], kind="mergesort")]
        begin = end
    return order


def _totals(level: Any, row: Any, values: Any, levels: Any) -> Any:
    """Sums by level of the values of some rows."""
    found = np.zeros(levels)
    if levels == 1:
        total = 0.0
        for i in range(len(row)):
            total += values[row[i]]
        found[0] = total
        return found
    for i in range(len(row)):
        found[level[i]] += values[row[i]]
    return found


def _places(time: Any, edges: Any, cell_of_half: Any, most: Any) -> Any:
    """The cell of each time, and the minutes of it before then."""
    cells, minutes, last = np.empty(len(time), dtype=np.int64), np.empty(len(time)), len(edges) - 2
    for i in range(len(time)):
        inside = min(max(time[i], edges[0]), edges[-1])
        cell = cell_of_half[int(inside / HALF_HOUR)]
        for _ in range(1, most):
            if edges[cell + 1] <= inside and cell < last:
                cell += 1
        if edges[cell] > inside:
            cell -= 1
        cells[i], minutes[i] = cell, inside - edges[cell]
    return cells, minutes


def _highest(level: Any, change: Any, levels: Any) -> Any:
    """The most that are under way at once in each level, of changes one after another."""
    found, under_way = np.zeros(levels), np.zeros(levels, dtype=np.int64)
    for i in range(len(level)):
        of = level[i]
        under_way[of] += change[i]
        found[of] = max(found[of], under_way[of])
    return found


def _overlaps(owner: Any, start: Any, end: Any, whose: Any, since: Any, until: Any) -> Any:
    """Where stretches lie over others of their owner, both in order by owner and time."""
    most, number, first = len(owner) + len(whose), 0, 0
    who, begin, over = np.empty(most, dtype=np.int64), np.empty(most), np.empty(most)
    for that in range(len(whose)):
        while first < len(owner) and (
            owner[first] < whose[that] or (owner[first] == whose[that] and end[first] <= since[that])
        ):
            first += 1
        this = first
        while this < len(owner) and owner[this] == whose[that] and start[this] < until[that]:
            who[number] = whose[that]
            begin[number], over[number] = max(start[this], since[that]), min(end[this], until[that])
            number += over[number] > begin[number]
            this += 1
    return who[:number].copy(), begin[:number].copy(), over[:number].copy()


def _over_stages(stages: Any, first: Any, done: Any, needed: Any, asked: Any) -> Any:
    """Of each case when the last needed stage was done, and the papers that stages which were done had asked for."""
    last, papers = np.empty(len(first)), np.empty(len(first), dtype=np.int64)
    for case in range(len(first)):
        when, number, row = -np.inf, 0, first[case]
        for stage in range(stages[case], stages[case + 1]):
            if done[stage] == done[stage]:
                number += asked[row]
                if needed[row] and done[stage] > when:
                    when = done[stage]
            row += 1
        last[case], papers[case] = when, number
    return last, papers


def _cells(width: Any, rows: Any, end: Any, until: Any, start: Any, since: Any, row: Any) -> Any:
    """Of each row how many stretches end, less those that start, in each cell, and the minutes up to these."""
    number, minutes = np.zeros((rows, width), dtype=np.int64), np.zeros((rows, width))
    for i in range(len(end)):
        number[row[i], end[i]] += 1
        minutes[row[i], end[i]] += until[i]
    for i in range(len(start)):
        number[row[i], start[i]] -= 1
        minutes[row[i], start[i]] -= since[i]
    return number, minutes


def _ranked(counts: Any, used: Any, percent: Any) -> Any:
    """How many there are in each row, and the bin in which so many percent of them are reached."""
    number, place = np.zeros(len(counts), dtype=np.int64), np.zeros(len(counts), dtype=np.int64)
    for row in range(len(counts)):
        for at in range(used):
            number[row] += counts[row, at]
        rank, upto, at = max((percent * number[row] + 99) // 100, 1), 0, 0
        while at < used and upto + counts[row, at] < rank:
            upto += counts[row, at]
            at += 1
        place[row] = at
    return number, place


_grouped_code = njit(nogil=True)(_grouped)


def _list(kind: Any) -> Any:
    return types.Array(kind, 1, "C", readonly=True)


_INTS, _FLOATS, _BOOLS = _list(types.int64), _list(types.float64), _list(types.boolean)


def _compiled(function: Callable[..., Any], *kinds: tuple[Any, ...]) -> Any:
    """Compiled, or from disk; where nothing can be written, compiled each time."""
    try:
        return njit(list(kinds), nogil=True, cache=True)(function)
    except RuntimeError:
        return njit(list(kinds), nogil=True)(function)


in_order = _compiled(_in_order, (_FLOATS,))
grouped = _compiled(_grouped, (_INTS, _INTS, types.int64))
sorted_within = _compiled(_sorted_within, (_INTS, _FLOATS, types.int64))
cells = _compiled(_cells, (types.int64, types.int64, _INTS, _FLOATS, _INTS, _FLOATS, _INTS))
totals = _compiled(_totals, *((_INTS, _INTS, values, types.int64) for values in (_FLOATS, _INTS, _BOOLS)))
places = _compiled(_places, (_FLOATS, _FLOATS, _INTS, types.int64))
highest = _compiled(_highest, (_INTS, _list(types.int8), types.int64))
overlaps = _compiled(_overlaps, (_INTS, _FLOATS, _FLOATS, _INTS, _FLOATS, _FLOATS))
ranked = _compiled(_ranked, (types.Array(types.int32, 2, "C", readonly=True), types.int64, types.int64))
over_stages = _compiled(_over_stages, (_INTS, _INTS, _FLOATS, _BOOLS, _INTS))
