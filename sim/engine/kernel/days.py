"""Which day it is, days from now, and when the door gives tickets."""

from __future__ import annotations

from math import inf

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.jit import compiled
from sim.spec import DAY


@compiled
def look_at_date(w: Hall) -> None:
    """See how many open days come before today, and whether today is one; once a day."""
    world = w.world[0]
    if world.now < world.midnight:
        return
    today = world.now // DAY
    world.midnight = (today + 1.0) * DAY
    while world.open_days_before < len(w.open_days) and w.open_days[world.open_days_before] < today:
        world.open_days_before += 1
    place = world.open_days_before
    world.is_open_today = place < len(w.open_days) and w.open_days[place] == today


@compiled
def later(w: Hall, days: int, minutes: float) -> float:
    """The time so many open days and minutes after now."""
    look_at_date(w)
    world = w.world[0]
    place = world.open_days_before + days
    time_of_day = (world.now - (world.midnight - DAY) if world.is_open_today else 0.0) + minutes
    if time_of_day >= DAY:
        place, time_of_day = place + 1, time_of_day - DAY
    return w.open_days[place] * DAY + time_of_day if place < len(w.open_days) else inf


@compiled
def next_visit(w: Hall, days: int, time_of_day: float) -> float:
    """That time of day so many open days after today."""
    look_at_date(w)
    place = w.world[0].open_days_before + w.world[0].is_open_today - 1 + days
    return w.open_days[place] * DAY + time_of_day if place < len(w.open_days) else inf


@compiled
def door(w: Hall, arrival: float) -> float:
    """When the door lets a person who arrives take a ticket on that day; never if it is too late for one."""
    low, high = 0, len(w.doors)
    while low < high:
        middle = (low + high) // 2
        if w.doors[middle, 1] <= arrival:
            low = middle + 1
        else:
            high = middle
    return door_at(w, low, arrival)


@compiled
def door_at(w: Hall, place: int, arrival: float) -> float:
    """When that door, the first which is not shut by then, lets a person who arrives take a ticket on that day."""
    if place == len(w.doors) or arrival < w.doors[place, 2]:
        return inf
    return max(arrival, w.doors[place, 0])
