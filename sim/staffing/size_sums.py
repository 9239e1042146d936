"""Sums of the tickets of a hall that is sized, by pool, half-hour and weekday, which its conditions are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.measures import View
from sim.measures.moments import whole
from sim.spec import DAY, HALF_HOUR, WEEKDAYS
from sim.staffing.size_goals import OVER, RATIOS, Condition
from sim.staffing.size_pools import Pool, pool_of_queue
from sim.tape import Bools, Floats

SLOTS = int(DAY / HALF_HOUR)
WEEK = len(WEEKDAYS)
OF_WORK = ("taken", "busy")
"""Sums that work by half-hour is made of."""


def parts_of(one: Condition) -> tuple[str, str]:
    """The sums that are above and below the line of a ratio of tickets."""
    return RATIOS.get(one.measure, (one.measure, "decided"))


def sums_of(view: View, pools: Sequence[Pool], names: Iterable[str]) -> dict[str, Floats]:
    """(pools, half-hours of the day, weekdays) Sums over tickets taken on measured days, as `sim.measures` has them."""
    trace, plan, start = view.trace, view.plan, view.spec.calendar.start.weekday()
    day = view.hall.day_of(trace.ticket)
    pool = pool_of_queue(pools, len(plan.station)).take(trace.queue)
    counted = view.hall.is_measured(day) & (pool >= 0)
    weekday = ((start + np.arange(plan.days)) % WEEK).take(day)
    cell = (pool * SLOTS + whole(trace.ticket, HALF_HOUR) % SLOTS) * WEEK + weekday
    shape = (len(pools), SLOTS, WEEK)

    def total(name: str) -> Floats:
        chosen, of = _of_tickets(view, name)
        row = np.flatnonzero(chosen & counted)
        weights = None if of is None else of.take(row)
        found = np.bincount(cell.take(row), weights, int(np.prod(shape)))
        return found.astype(np.float64, copy=False).reshape(shape)

    return {name: total(name) for name in names}


def _of_tickets(view: View, name: str) -> tuple[Bools, Floats | None]:
    """(tickets) Which are counted, or which minutes of these are summed up."""
    if name.startswith(OVER):
        return view.late(float(name.removeprefix(OVER))), None
    if name == "wait":
        return view.served, view.wait
    if name == "any_wait":
        return view.ended, view.wait
    if name == "busy":
        busy = view.trace.released - view.trace.call
        return ~np.isnan(busy), busy
    everybody: Bools = np.ones(len(view.wait), dtype=bool)
    numbers = {"taken": everybody, "served": view.served, "ended": view.ended, "left": view.left}
    numbers |= {"silent": view.silent, "decided": view.served | view.left}
    return numbers[name], None
