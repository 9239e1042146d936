"""One period of many days at once, from where a pool may stand at its start; and the best of two such places.

Where a pool stands is kept as in `sim.staffing.poolplay` under `hold`: who is called next, and the ends of the sessions
under way, in their order. Beside it is kept what has come of those who came in the last few periods, of whom somebody
may still be waiting (late, or minutes waited), and of all before them together.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from sim.staffing.compiling import array, compiled
from sim.staffing.poolplay import IDLE, hold_code

NEVER = np.inf


def _score(minutes: float, limit: float, cap: float) -> float:
    """What a wait counts for: 1 where it is longer than the limit; minutes up to `cap`, where `limit` is below 0."""
    if limit < 0.0:
        return min(minutes, cap)
    return 1.0 if minutes > limit else 0.0


def _carried(
    days: Any, first: Any, cells: Any, arrive: Any, serve: Any, patience: Any, edges: Any, period: int, windows: int,
    limits: Any, caps: Any, rows: Any, called: Any, sums: Any, new_rows: Any, new_called: Any, new_sums: Any,
    backlog: Any, wait: Any,
) -> None:  # fmt: skip
    """Days from the start of a period to its end, with so many windows.

    `sums` are (kinds, periods back, days), what came of the period itself first and of all that are further back last.
    `backlog` is the minutes of service that are left to do at the end.
    """
    last_one = period + 2 >= len(edges)
    begin, end = edges[period], NEVER if last_one else edges[period + 1]
    kinds, back = sums.shape[0], sums.shape[1]
    most = 0
    for day in range(days[0], days[1]):
        most = max(most, first[day + 1] - first[day])
    ends = np.empty(rows.shape[1] + most)
    for day in range(days[0], days[1]):
        row = new_rows[day]
        for place in range(len(row)):
            row[place] = rows[day, place]
        before, upto = called[day], cells[day, period + 1]
        after = hold_code(row, before, upto, arrive, serve, patience, windows, begin, end, wait, ends)
        new_called[day] = after
        for kind in range(kinds):
            older = sums[kind, back - 1, day] + sums[kind, back - 2, day]
            if period >= back - 1:  # who came so long ago and still waits counts for at least this long a wait
                for one in range(max(cells[day, period - back + 1], before), cells[day, period - back + 2]):
                    older += _score_code(begin - arrive[one], limits[kind], caps[kind])
            new_sums[kind, back - 1, day] = older
            for ago in range(back - 2, -1, -1):
                total = sums[kind, ago - 1, day] if ago > 0 else 0.0
                if period >= ago:
                    for one in range(max(cells[day, period - ago], before), min(cells[day, period - ago + 1], after)):
                        total += _score_code(wait[one], limits[kind], caps[kind])
                new_sums[kind, ago, day] = total
        left = 0.0
        if not last_one:
            for place in range(len(row)):
                if row[place] != IDLE:
                    left += row[place] - end
            for one in range(after, upto):
                left += serve[one]
        backlog[day] = left


def _at_least(
    cells: Any, arrive: Any, period: int, now: float, limits: Any, caps: Any, called: Any, sums: Any, found: Any
) -> None:
    """What comes of the last few periods at the least, by who has been called, and how long others wait already."""
    kinds, back = sums.shape[0], sums.shape[1]
    for kind in range(kinds):
        for day in range(len(called)):
            for ago in range(back):
                found[kind, ago, day] = sums[kind, ago, day]
            for ago in range(min(back - 1, period + 1)):
                for one in range(max(cells[day, period - ago], called[day]), cells[day, period - ago + 1]):
                    found[kind, ago, day] += _score_code(now - arrive[one], limits[kind], caps[kind])


def _reach(
    cells: Any, arrive: Any, serve: Any, period: int, now: float, limits: Any, caps: Any, day: int, since: int,
    until: int, row: Any, sums: Any, room: Any,
) -> None:  # fmt: skip
    """Let those who still wait be called now, all at once, though no windows may be free: none could be sooner."""
    kinds, back, under = sums.shape[0], sums.shape[1], 0
    while under < len(row) and row[under] != IDLE:
        room[under] = row[under]
        under += 1
    for one in range(since, until):
        ends, place = now + serve[one], under
        while place > 0 and room[place - 1] > ends:
            room[place] = room[place - 1]
            place -= 1
        room[place] = ends
        under += 1
    skip = max(0, under - len(row))
    for place in range(len(row)):
        row[place] = room[skip + place] if skip + place < under else IDLE
    for kind in range(kinds):
        for ago in range(min(back - 1, period + 1)):
            low, high = max(since, cells[day, period - ago]), min(until, cells[day, period - ago + 1])
            for one in range(low, high):
                sums[kind, ago, day] += _score_code(now - arrive[one], limits[kind], caps[kind])


def _met(
    first: Any, cells: Any, arrive: Any, serve: Any, period: int, now: float, limits: Any, caps: Any, rows: Any,
    called: Any, sums: Any, other_rows: Any, other_called: Any, other_sums: Any,
) -> None:  # fmt: skip
    """Put down, in the place of the first, a pool that is on no day behind either: nobody will be called sooner.

    The other is no longer what it was, either.
    """
    slots, most = rows.shape[1], 0
    for day in range(len(called)):
        most = max(most, first[day + 1] - first[day])
    room = np.empty(slots + most)
    kinds, back = sums.shape[0], sums.shape[1]
    for day in range(len(called)):
        one, other = called[day], other_called[day]
        both = max(one, other)
        if one < both:
            _reach_code(cells, arrive, serve, period, now, limits, caps, day, one, both, rows[day], sums, room)
        if other < both:
            _reach_code(
                cells, arrive, serve, period, now, limits, caps, day, other, both, other_rows[day], other_sums, room
            )
        mine, theirs = 0, 0
        while mine < slots and rows[day, mine] != IDLE:
            mine += 1
        while theirs < slots and other_rows[day, theirs] != IDLE:
            theirs += 1
        under = min(mine, theirs)
        for place in range(under):
            rows[day, place] = min(rows[day, mine - under + place], other_rows[day, theirs - under + place])
        for place in range(under, slots):
            rows[day, place] = IDLE
        called[day] = both
        for kind in range(kinds):
            for ago in range(back):
                sums[kind, ago, day] = min(sums[kind, ago, day], other_sums[kind, ago, day])


def _nearest(known: Any, number: int, near: Any, one: int, scale: float) -> None:
    """(known, known) Put down for one of `number` known places how much is lost if it is met with each other.

    A place is a row of costs, what it has cost first; what is lost is by how much the place where both meet is below
    the lower one, the less the further that is from the lowest of all.
    """
    lowest = np.inf
    totals = np.empty(number)
    for other in range(number):
        total = 0.0
        for part in range(known.shape[1]):
            total += known[other, part]
        totals[other] = total
        lowest = min(lowest, total)
    for other in range(number):
        if other == one:
            continue
        total = 0.0
        for part in range(known.shape[1]):
            total += min(known[one, part], known[other, part])
        lost = (min(totals[one], totals[other]) - total) * np.exp(-(total - lowest) / scale)
        near[one, other] = lost
        near[other, one] = lost


_score_code = njit(nogil=True)(_score)
_reach_code = njit(nogil=True)(_reach)
_INT, _FLOAT, _INTS, _FLOATS = types.int64, types.float64, array(types.int64, 1), array(types.float64, 1)
_CELLS, _ROWS, _SUMS = array(types.int64, 2), array(types.float64, 2), array(types.float64, 3)
_PLACE = (_ROWS, _INTS, _SUMS)
carried = compiled(
    _carried, _INTS, _INTS, _CELLS, *(_FLOATS,) * 4, _INT, _INT, _FLOATS, _FLOATS, *_PLACE, *_PLACE, _FLOATS, _FLOATS
)
at_least = compiled(_at_least, _CELLS, _FLOATS, _INT, _FLOAT, _FLOATS, _FLOATS, _INTS, _SUMS, _SUMS)
met = compiled(_met, _INTS, _CELLS, _FLOATS, _FLOATS, _INT, _FLOAT, _FLOATS, _FLOATS, *_PLACE, *_PLACE)
nearest = compiled(_nearest, _ROWS, _INT, _ROWS, _INT, _FLOAT)
