"""Days of a pool played by compiled code: first come first served, windows by period, from any period on.

Where the pool stands at the start of a period, before its windows open or close, is a number and a row: the next
person to be called, and under `hold` the ends of the sessions under way in their order; under the other rules of each
clerk the end of the session, whether on duty, and idle since when. Within one instant sessions end, then windows
change, then people come, then they are called, as in `sim.engine.rules`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from sim.staffing.compiling import array, compiled

HOLD, IDLE_FIRST, RANDOM, BUSY_FIRST, LAST_FIRST = range(5)
"""What happens where windows close; with LAST_FIRST those clerks go first who would be free last, and where the first
number that is drawn for a period is above 0 all clerks are relieved at its start."""
IDLE = -1.0
"""Stands in a row where no session is under way."""
NEVER = np.inf


def _hold(
    row: Any, next_one: int, last: int, arrive: Any, serve: Any, patience: Any, windows: int, begin: float, end: float,
    wait: Any, ends: Any,
) -> int:  # fmt: skip
    """Calls from `begin` until `end`, with that many windows; who is called next then. `wait` of each is put down.

    The ends of the sessions under way are in `ends`, from `head` up to `tail`.
    """
    head, tail, now = 0, 0, begin
    while tail < len(row) and row[tail] != IDLE:
        ends[tail] = row[tail]
        tail += 1
    while next_one < last:
        now = max(now, arrive[next_one])
        if windows <= 0 or now >= end:
            break
        while head < tail and ends[head] <= now:
            head += 1
        if tail - head >= windows:
            now = ends[tail - windows]
            if now >= end:
                break
            head = tail - windows + 1
            while head < tail and ends[head] <= now:
                head += 1
        if now > arrive[next_one] + patience[next_one]:
            wait[next_one] = patience[next_one]
        else:
            wait[next_one] = now - arrive[next_one]
            until, place = now + serve[next_one], tail
            if until > now:
                while place > head and ends[place - 1] > until:
                    ends[place] = ends[place - 1]
                    place -= 1
                ends[place] = until
                tail += 1
        next_one += 1
    if end < NEVER:
        while head < tail and ends[head] <= end:
            head += 1
        for place in range(len(row)):
            row[place] = ends[head + place] if head + place < tail else IDLE
    return next_one


def _open(row: Any, rule: int, windows: int, begin: float, draw: Any) -> None:
    """Clerks come on duty or go at the start of a period, until there are that many windows."""
    clerks = len(row) // 3
    on = 0
    for clerk in range(clerks):
        if rule == LAST_FIRST and draw[0] > 0.0:
            row[clerks + clerk] = 0.0
        on += row[clerks + clerk] > 0.0
    for busy in range(2):  # who is at home comes before who still finishes a session
        for clerk in range(clerks):
            if on < windows and row[clerks + clerk] == 0.0 and (row[clerk] != IDLE) == (busy == 1):
                row[clerks + clerk] = 1.0
                if row[clerk] == IDLE:
                    row[2 * clerks + clerk] = begin
                on += 1
    while on > windows:
        goes, best = -1, NEVER
        for clerk in range(clerks - 1, -1, -1):
            if row[clerks + clerk] > 0.0:
                key = 0.0 if (row[clerk] != IDLE) == (rule == BUSY_FIRST) else 1.0
                if rule == RANDOM:
                    key = draw[clerk]
                elif rule == LAST_FIRST:
                    key = -row[clerk]
                if key < best:
                    goes, best = clerk, key
        row[clerks + goes] = 0.0
        on -= 1


def _finish(
    row: Any, next_one: int, last: int, arrive: Any, serve: Any, patience: Any, windows: int, begin: float, end: float,
    wait: Any,
) -> int:  # fmt: skip
    """As `_hold`, where clerks who go off finish outside the count."""
    clerks, now = len(row) // 3, begin
    while next_one < last:
        now = max(now, arrive[next_one])
        if now >= end:
            break
        calls, since, soonest = -1, NEVER, NEVER
        for clerk in range(clerks):
            if row[clerks + clerk] > 0.0:
                until = row[clerk]
                idle = row[2 * clerks + clerk] if until == IDLE else until
                if until > now:
                    soonest = min(soonest, until)
                elif idle < since:
                    calls, since = clerk, idle
        if calls < 0:
            now = soonest
            if now >= end:
                break
            continue
        if now > arrive[next_one] + patience[next_one]:
            wait[next_one] = patience[next_one]
        else:
            wait[next_one] = now - arrive[next_one]
            row[calls] = now + serve[next_one]
        next_one += 1
    if end < NEVER:
        for clerk in range(clerks):
            if row[clerk] != IDLE and row[clerk] <= end:
                row[2 * clerks + clerk], row[clerk] = row[clerk], IDLE
            if row[clerk] == IDLE and row[clerks + clerk] == 0.0:
                row[2 * clerks + clerk] = 0.0
    return next_one


def _stretch(
    rule: int, row: Any, next_one: int, last: int, arrive: Any, serve: Any, patience: Any, windows: Any, period: int,
    edges: Any, draw: Any, wait: Any, ends: Any,
) -> Any:  # fmt: skip
    """One period of a day, the last with all that comes after it."""
    end = edges[period + 1] if period + 2 < len(edges) else NEVER
    begin = edges[period]
    if rule == HOLD:
        return hold_code(row, next_one, last, arrive, serve, patience, windows[period], begin, end, wait, ends)
    _open_code(row, rule, windows[period], begin, draw[period])
    return _finish_code(row, next_one, last, arrive, serve, patience, windows[period], begin, end, wait)


def _play(
    rule: int, days: Any, first: Any, arrive: Any, serve: Any, patience: Any, edges: Any, draw: Any, windows: Any,
    start: int, settled: int, rows: Any, called: Any, wait: Any, new_rows: Any, new_called: Any, new_wait: Any,
) -> None:  # fmt: skip
    """Days from the start of a period on, put down beside a base whose windows before it are the same.

    From period `settled` on the windows are those of the base, too: where the pool stands as it did, the rest of the
    day is as it was.
    """
    periods, ends = len(edges) - 1, _room_code(rows, first)
    for day in range(days[0], days[1]):
        row, next_one = rows[day, start].copy(), called[day, start]
        for period in range(start):
            new_rows[day, period], new_called[day, period] = rows[day, period], called[day, period]
        for place in range(first[day], next_one):
            new_wait[place] = wait[place]
        for period in range(start, periods):
            new_rows[day, period], new_called[day, period] = row, next_one
            if period >= settled and next_one == called[day, period] and _same_code(row, rows[day, period]):
                break
            next_one = _stretch_code(
                rule, row, next_one, first[day + 1], arrive, serve, patience, windows, period, edges, draw[day],
                new_wait, ends,
            )  # fmt: skip
        else:
            for late in range(next_one, first[day + 1]):
                new_wait[late] = NEVER
            continue
        for place in range(next_one, first[day + 1]):
            new_wait[place] = wait[place]
        for later in range(period, periods):
            new_rows[day, later], new_called[day, later] = rows[day, later], called[day, later]


def _tried(
    rule: int, days: Any, first: Any, arrive: Any, serve: Any, patience: Any, edges: Any, draw: Any, windows: Any,
    start: int, settled: int, rows: Any, called: Any, wait: Any, cells: Any, since: int, until: int, limit: float,
    cap: float, scratch: Any, found: Any,
) -> None:  # fmt: skip
    """What comes of other windows for those who come in periods `since` to `until`, a number a day.

    How many wait longer than the limit; or minutes waited, each counted up to `cap`, where `limit` is below 0.
    """
    periods, ends = len(edges) - 1, _room_code(rows, first)
    for day in range(days[0], days[1]):
        low, high = cells[day, since], cells[day, until]
        row, next_one, old = rows[day, start].copy(), called[day, start], called[day, start]
        for period in range(start, periods):
            if next_one >= high:
                break
            if period >= settled and next_one == called[day, period] and _same_code(row, rows[day, period]):
                break
            next_one = _stretch_code(
                rule, row, next_one, high, arrive, serve, patience, windows, period, edges, draw[day], scratch, ends
            )
        else:
            for place in range(next_one, high):
                scratch[place] = NEVER
            next_one = high
        total = 0.0
        for place in range(low, high):
            minutes = scratch[place] if old <= place < next_one else wait[place]
            if limit < 0.0:
                total += min(minutes, cap)
            elif minutes > limit:
                total += 1.0
        found[day] = total


def _same(one: Any, other: Any) -> bool:
    place = 0
    while place < len(one) and one[place] == other[place]:
        place += 1
    return place == len(one)


def _room(rows: Any, first: Any) -> Any:
    """Room for the ends of all sessions of any day, and those under way at its start."""
    most = 0
    for day in range(len(first) - 1):
        most = max(most, first[day + 1] - first[day])
    return np.empty(rows.shape[2] + most)


hold_code, _open_code, _finish_code, _same_code, _room_code = (
    njit(nogil=True)(function) for function in (_hold, _open, _finish, _same, _room)
)
_stretch_code = njit(nogil=True)(_stretch)


_INTS, _FLOATS, _INT, _FLOAT = array(types.int64, 1), array(types.float64, 1), types.int64, types.float64
_DAYS = (_INT, _INTS, _INTS, *(_FLOATS,) * 4, array(types.float64, 3), _INTS, _INT, _INT)
_STANDS = (array(types.float64, 3), array(types.int64, 2), _FLOATS)
play = compiled(_play, *_DAYS, *_STANDS, *_STANDS)
tried = compiled(_tried, *_DAYS, *_STANDS, array(types.int64, 2), _INT, _INT, _FLOAT, _FLOAT, _FLOATS, _FLOATS)
