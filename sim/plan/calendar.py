"""When the hall is open and who is on duty, as calendar rows in the order in which an engine reads them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from sim.plan.arrays import Mark
from sim.spec import DAY, HALF_HOUR, Spec
from sim.spec.staff import ClerkGroup, RosterLine, Shift
from sim.tape import Floats

Span = tuple[float, float]


class Row(NamedTuple):
    """One calendar row; rows are read in ascending order."""

    time: float
    mark: Mark
    subject: int = 0
    value: int = 0


def opening(spec: Spec) -> list[Span]:
    """Stretches in which the windows are open, in minutes; neighbours are joined, over midnight too."""
    joined: list[Span] = []
    for day, weekday in spec.calendar.open_days().items():
        for interval in spec.hall.hours_on(weekday):
            start, end = day * DAY + interval.start, day * DAY + interval.end
            if joined and joined[-1][1] == start:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
    return joined


def closing_times(spec: Spec) -> Floats:
    """(days) Closing time of each day in minutes; not a number on closed days."""
    times = np.full(spec.calendar.days, np.nan)
    for day, weekday in spec.calendar.open_days().items():
        times[day] = day * DAY + spec.hall.hours_on(weekday)[-1].end
    return times


def hall_rows(spec: Spec) -> Iterator[Row]:
    """Mornings, opening, closures and closing."""
    closings = set(closing_times(spec).tolist())
    spans = opening(spec)
    for (start, end), first in zip(spans, after_rest(spec, spans), strict=True):
        if first:
            yield Row(min(start, first_ticket(spec, start)), Mark.MORNING)
        yield Row(start, Mark.OPEN)
        yield Row(end, Mark.CLOSE if end in closings else Mark.PAUSE)


def after_rest(spec: Spec, spans: list[Span]) -> list[bool]:
    """Whether each stretch of opening is the first after the hall was closed for the night, not for a while."""
    closings = set(closing_times(spec).tolist())
    return [i == 0 or spans[i - 1][1] in closings for i in range(len(spans))]


def first_ticket(spec: Spec, start: float) -> float:
    """When the first ticket is given on a day whose windows open at `start`."""
    return start if spec.hall.tickets_from is None else start // DAY * DAY + spec.hall.tickets_from


def doors(spec: Spec) -> tuple[Floats, Floats]:
    """When first tickets are given: starts and ends of stretches, ascending, each within one day."""
    spans, closing = opening(spec), closing_times(spec)
    found: list[Span] = []
    for i, ((start, end), first) in enumerate(zip(spans, after_rest(spec, spans), strict=True)):
        resumed = spans[i - 1][1] if spec.hall.tickets_in_closures else start
        begins = first_ticket(spec, start) if first else resumed
        for day in range(int(begins // DAY), int(-(-end // DAY))):
            last = DAY if spec.hall.last_ticket is None else spec.hall.last_ticket
            stretch = max(begins, day * DAY), min(end, closing[day], day * DAY + last)
            found += [stretch] if stretch[0] < stretch[1] else []
    array = np.array(found).reshape(-1, 2)
    return array[:, 0].copy(), array[:, 1].copy()


def _duty(shift: Shift) -> list[Span]:
    """A shift without its breaks."""
    edges = [
        shift.start,
        *(edge for rest in sorted(shift.breaks, key=lambda b: b.start) for edge in (rest.start, rest.end)),
    ]
    spans = zip(edges[::2], [*edges[1::2], shift.end], strict=True)
    return [(float(start), float(end)) for start, end in spans if start < end]


def lines(group: ClerkGroup) -> tuple[RosterLine, ...]:
    """The roster of a group, one line for all where it is given as a number of clerks."""
    if group.clerks:
        return (RosterLine(clerks=group.clerks, shifts=group.shifts),)
    return group.roster


def roster_rows(spec: Spec, name: str, first_clerk: int, absence: Floats) -> Iterator[Row]:
    """Duty of a group's named clerks, who are numbered from `first_clerk` line by line, but for those who are away.

    `absence` (days, clerks) are their marks; there may be no rows.
    """
    group = spec.staff.groups[name]
    ill = _ill(spec, name)
    for line in lines(group):
        spans = sorted(span for name in line.shifts for span in _duty(spec.staff.shifts[name]))
        for day, weekday in spec.calendar.open_days().items():
            if line.weekdays is not None and weekday not in line.weekdays:
                continue
            for clerk in range(first_clerk, first_clerk + line.clerks):
                away = group.attendance < 1.0 and len(absence) > 0 and absence[day, clerk] < 1.0 - group.attendance
                if away:
                    continue
                if ill.get(day, 0):
                    ill[day] -= 1
                    continue
                for place, (start, end) in enumerate(spans, 1):
                    yield Row(day * DAY + start, Mark.ON, clerk)
                    yield Row(day * DAY + end, Mark.OFF, clerk, int(place < len(spans)))
        first_clerk += line.clerks


def _ill(spec: Spec, name: str) -> dict[int, int]:
    """How many clerks of a group are ill on each day: those with the lowest numbers of who would be there."""
    found: dict[int, int] = {}
    for trouble in spec.hall.disturbances:
        if trouble.kind == "ill" and name in trouble.groups:
            for day in trouble.days or spec.calendar.open_days():
                found[day] = found.get(day, 0) + trouble.clerks
    return found


def down_rows(spec: Spec) -> Iterator[Row]:
    """When systems are down and groups cannot start sessions."""
    for trouble in spec.hall.disturbances:
        if trouble.kind != "system_down":
            continue
        assert trouble.start is not None
        assert trouble.end is not None
        for day in trouble.days or spec.calendar.open_days():
            for name in trouble.groups:
                group = list(spec.staff.groups).index(name)
                yield Row(day * DAY + trouble.start, Mark.DOWN, group)
                yield Row(day * DAY + trouble.end, Mark.UP, group)


def window_steps(spec: Spec, group: ClerkGroup) -> list[tuple[float, int]]:
    """Numbers of windows as steps (minute, number), none outside opening hours; only changes are listed."""
    assert group.windows is not None
    wanted = [
        (day * DAY + time, number)
        for day, weekday in spec.calendar.open_days().items()
        for time, number in sorted({0: 0, **group.weekday_windows.get(weekday, group.windows)}.items())
    ]
    steps = []
    for start, end in opening(spec):
        first, last = bisect_right(wanted, start, key=itemgetter(0)), bisect_left(wanted, end, key=itemgetter(0))
        steps += [(start, wanted[first - 1][1]), *wanted[first:last], (end, 0)]
    return [step for i, step in enumerate(steps) if step[1] != (steps[i - 1][1] if i else 0)]


def window_clerks(steps: list[tuple[float, int]], holds: bool) -> int:
    """Clerks needed so that whoever comes on finds a window even while those who went off still finish.

    Twice the largest number at most: beyond that, who is finishing stays on in place of a new clerk.
    """
    numbers = [number for _, number in steps]
    largest = max(numbers, default=0)
    by_day: dict[float, int] = {}
    for (time, now), before in zip(steps, [0, *numbers], strict=False):
        by_day[time // DAY] = by_day.get(time // DAY, 0) + max(now - before, 0)
    rises = max(by_day.values(), default=0)
    return largest if holds else max(largest, min(rises, 2 * largest))


def draw_row(time: float, days: int) -> int:
    """The row of random numbers that decides which windows close at `time`; at the very end the last one."""
    return min(int(time // HALF_HOUR), int(days * DAY // HALF_HOUR) - 1)
