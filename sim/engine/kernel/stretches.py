"""Stretches of time, counted by cells of it where no session is kept: how long people wait, and clerks are busy."""

from __future__ import annotations

from math import inf, isnan

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.jit import apart, compiled, written_out
from sim.spec import DAY, HALF_HOUR


@compiled
def begin_to_count(w: Hall) -> None:
    """What begins from when until when counts: the measured days, and with the last day what is after all days."""
    world = w.world[0]
    world.days = int(w.edges[len(w.edges) - 1] / DAY)
    world.counts_from = world.first_day * DAY
    world.counts_until = inf if world.first_day < world.days <= world.last_day else world.last_day * DAY


@written_out
def is_measured(w: Hall, time: float) -> bool:
    """Whether what begins at a time counts."""
    return w.world[0].counts_from <= time < w.world[0].counts_until


@written_out
def half_hour_at(time: float) -> int:
    """The half-hour, from the first midnight on, that a moment is in."""
    half_hour = int(time * HALF_HOURS_A_MINUTE)
    # The product may be rounded down or up to another half-hour.
    if half_hour * HALF_HOUR > time:
        return half_hour - 1
    return half_hour + ((half_hour + 1) * HALF_HOUR <= time)


@written_out
def day_of(w: Hall, half_hour: int) -> int:
    """The day of a half-hour; what is after all days belongs to the last."""
    return min(half_hour // A_DAY, w.world[0].days - 1)


A_DAY = 48
"""Half-hours of a day."""
HALF_HOURS_A_MINUTE = 1.0 / HALF_HOUR


@written_out
def cell_now(w: Hall) -> int:
    """The cell that it is in now; the last edge, after all cells."""
    if w.world[0].now >= w.world[0].cell_until:
        turn_to_cell_now(w)
    return w.world[0].cell


@compiled
def turn_to_cell_now(w: Hall) -> None:
    """Another cell of time has begun."""
    world, last = w.world[0], len(w.edges) - 1
    while world.cell < last and w.edges[world.cell + 1] <= world.now:
        world.cell += 1
    world.cell_until = w.edges[world.cell + 1] if world.cell < last else inf


@written_out
def cell_before(w: Hall, time: float, cell: int) -> int:
    """The cell of time that a moment is in, which is not beyond a cell: seldom much before it."""
    while w.edges[cell] > time:
        cell -= 1
    return cell


@compiled
def count_busy(w: Hall, clerk: int, until: float) -> None:
    """A clerk was busy until then, or still is; what lies within the planned duty counts."""
    c = w.clerks[clerk]
    duty = w.duties[c.duty]
    begin, end = max(c.since, duty.on), until if isnan(duty.due) else min(until, duty.due)
    if end > begin and is_measured(w, duty.on):
        w.busy_of[clerk] += end - begin
        place = len(w.queues) + c.group
        # What is not past is after all days: they are over.
        cell = len(w.edges) - 1 if end > w.world[0].now else cell_before(w, end, cell_now(w))
        add_edge(w, place, end, cell, 1.0)
        add_edge(w, place, begin, cell_before(w, begin, cell), -1.0)
    c.since = until


@apart
def begin_to_wait(w: Hall, queue: int) -> None:
    """Somebody, or a file, waits in a queue from now on."""
    add_edge(w, queue, w.world[0].now, cell_now(w), -1.0)


@apart
def wait_no_more(w: Hall, queue: int) -> None:
    """Somebody, or a file, has waited in a queue until now."""
    add_edge(w, queue, w.world[0].now, cell_now(w), 1.0)


@written_out
def add_edge(w: Hall, place: int, time: float, cell: int, sign: float) -> None:
    """What lies before a time, in the cell that it is in and in all earlier ones, counts with a sign.

    A stretch is what lies before its end less what lies before its beginning; what lies beyond the last edge is in none
    of the cells.
    """
    w.cells[place, 2 * cell] += sign
    w.cells[place, 2 * cell + 1] += sign * (time - w.edges[cell])
