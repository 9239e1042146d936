"""Days of several classes and groups of clerks, played by compiled code, from any period on.

First come, first served within each class. A clerk who is free takes, of the classes that the group serves, the one
whose first has waited longest; who comes and finds clerks free goes to the group that is first in the order of the
class, which is that of the narrowest scope (`sim.engine.rules.clerk_rank`; groups as narrow as each other come in their
order). Where windows close, a group begins no session until fewer are under way than it has windows (`hold`).

Where all stands at the start of a period, before its windows open or close, is for each group a row of the ends of the
sessions under way, in their order, and for each class the person who is called next.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

IDLE = -1.0
"""Stands in a row where no session is under way."""
NEVER = np.inf


def _stretch(
    row: Any, called: Any, last: Any, arrive: Any, serve: Any, order: Any, windows: Any, begin: float, end: float,
    wait: Any, ends: Any, tails: Any, free: Any,
) -> None:  # fmt: skip
    """Calls from `begin` until `end`. `wait` of each is put down; `row` and `called` go on to where all stands then.

    In `ends` are those of all sessions of a group, in their order, up to its tail: it is free for one more from when
    the one as many places before the tail ends as it has windows.
    """
    groups, room = row.shape
    for group in range(groups):
        tail = 0
        while tail < room and row[group, tail] != IDLE:
            ends[group, tail] = row[group, tail]
            tail += 1
        tails[group], number = tail, windows[group]
        free[group] = NEVER if number <= 0 else begin if tail < number else ends[group, tail - number]
    while True:
        calls, now, since = -1, end, NEVER
        for one in range(len(called)):
            if called[one] < last[one]:
                came, soonest = arrive[called[one]], NEVER
                for place in range(groups):
                    group = order[one, place]
                    if group < 0:
                        break
                    soonest = min(soonest, free[group])
                soonest = max(soonest, came, begin)
                if soonest < now or (soonest == now and soonest < end and came < since):
                    calls, now, since = one, soonest, came
        if calls < 0:
            break
        group = order[calls, 0]
        for place in range(groups):
            group = order[calls, place]
            if free[group] <= now:
                break
        person = called[calls]
        wait[person] = now - since
        called[calls] += 1
        until, place = now + serve[person], tails[group]
        while place > 0 and ends[group, place - 1] > until:
            ends[group, place] = ends[group, place - 1]
            place -= 1
        ends[group, place] = until
        tails[group] += 1
        number = windows[group]
        if tails[group] >= number:
            free[group] = ends[group, tails[group] - number]
    if end < NEVER:
        for group in range(groups):
            tail = tails[group]
            head = tail
            while head > 0 and ends[group, head - 1] > end:
                head -= 1
            for place in range(room):
                row[group, place] = ends[group, head + place] if head + place < tail else IDLE


def _play(
    days: Any, cells: Any, arrive: Any, serve: Any, edges: Any, order: Any, windows: Any, start: int, settled: int,
    limit: float, rows: Any, called: Any, wait: Any, late: Any, keep: bool, new_rows: Any, new_called: Any,
    new_wait: Any, new_late: Any,
) -> None:  # fmt: skip
    """Days from the start of a period on, beside a base whose windows before it are the same.

    From period `settled` on the windows are those of the base, too: where all stands as it did, the rest of the day
    is as it was. How many of each class and period wait longer than `limit` is put down in `new_late`; the rest only
    where it is to be kept.
    """
    periods, classes = len(edges) - 1, cells.shape[1]
    groups, room = rows.shape[2], rows.shape[3]
    most = 0
    for day in range(days[0], days[1]):
        most = max(most, cells[day, classes - 1, periods] - cells[day, 0, 0])
    ends, tails, free = np.empty((groups, room + most)), np.empty(groups, np.int64), np.empty(groups)
    row, following, last = np.empty((groups, room)), np.empty(classes, np.int64), np.empty(classes, np.int64)
    for day in range(days[0], days[1]):
        row[:] = rows[day, start]
        following[:] = called[day, start]
        last[:] = cells[day, :, periods]
        new_late[day] = late[day]
        if keep:
            new_rows[day, :start], new_called[day, :start] = rows[day, :start], called[day, :start]
        again = periods
        for period in range(start, periods):
            if period >= settled and _same_code(row, following, rows[day, period], called[day, period]):
                again = period
                break
            if keep:
                new_rows[day, period], new_called[day, period] = row, following
            end = edges[period + 1] if period + 2 < len(edges) else NEVER
            _stretch_code(
                row, following, last, arrive, serve, order, windows[:, period], edges[period], end, new_wait, ends,
                tails, free,
            )  # fmt: skip
        for one in range(classes):
            if again == periods:
                for person in range(following[one], last[one]):
                    new_wait[person] = NEVER
                following[one] = last[one]
            period = 0
            for person in range(called[day, start, one], following[one]):
                while person >= cells[day, one, period + 1]:
                    period += 1
                new_late[day, one, period] += (new_wait[person] > limit) * 1.0 - (wait[person] > limit) * 1.0
            if keep:
                for person in range(cells[day, one, 0], called[day, start, one]):
                    new_wait[person] = wait[person]
                for person in range(following[one], last[one]):
                    new_wait[person] = wait[person]
        if keep:
            new_rows[day, again:], new_called[day, again:] = rows[day, again:], called[day, again:]


def _same(row: Any, called: Any, other: Any, then: Any) -> bool:
    for one in range(len(called)):
        if called[one] != then[one]:
            return False
    for group in range(len(row)):
        for place in range(row.shape[1]):
            if row[group, place] != other[group, place]:
                return False
            if row[group, place] == IDLE:
                break
    return True


def _array(kind: Any, dimensions: int, layout: str = "C") -> Any:
    return types.Array(kind, dimensions, layout)


_same_code, _stretch_code = njit(nogil=True)(_same), njit(nogil=True)(_stretch)
_INTS, _FLOATS, _INT, _FLOAT = _array(types.int64, 1), _array(types.float64, 1), types.int64, types.float64
_STANDS = (_array(types.float64, 4), _array(types.int64, 3), _FLOATS, _array(types.float64, 3))
_KINDS = (
    _INTS, _array(types.int64, 3), *(_FLOATS,) * 3, _array(types.int64, 2), _array(types.int64, 2), _INT, _INT, _FLOAT,
    *_STANDS, types.boolean, *_STANDS,
)  # fmt: skip
try:
    play = njit([_KINDS], nogil=True, cache=True)(_play)
except RuntimeError:  # where nothing can be written, it is compiled each time
    play = njit([_KINDS], nogil=True)(_play)
