"""Where sessions are not kept: the rows of tickets and visits that are done with make room for others."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.events import DEPARTURE, KIND, NO_EVENT, TIMER
from sim.engine.kernel.rows import NO_TICKET, Rows, room
from sim.tape import Bools, Ints
from sim.trace import NO_VISIT


def without_the_past(hall: Hall) -> Hall:
    """The same hall, without tickets that are done with and visits that are over; all else in its order.

    Whoever comes first is still the most senior, since later tickets have higher numbers than those that stay.
    """
    world = hall.world[0]
    tickets, visits = hall.tickets[: world.tickets], hall.visits[: world.visits]
    still = np.isnan(tickets.released)
    inside = np.isnan(visits.left)
    inside[tickets.visit[still & (tickets.visit != NO_VISIT)]] = True
    ticket, visit = _numbers(still), _numbers(inside)
    hall.lanes.first, hall.lanes.last = ticket[hall.lanes.first], ticket[hall.lanes.last]
    hall.clerks.ticket, hall.clerks.ticket_left = ticket[hall.clerks.ticket], ticket[hall.clerks.ticket_left]
    there = hall.inside[: world.inside]
    hall.cases.visit[there] = visit[hall.cases.visit[there]]
    world.first_newcomer = still[: world.first_newcomer].sum()
    stay = tickets[still]
    stay.before, stay.after, stay.visit = ticket[stay.before], ticket[stay.after], visit[stay.visit]
    world.tickets, world.visits = still.sum(), inside.sum()
    _forget_departures(hall, ticket)
    return hall._replace(tickets=_kept(hall.tickets, stay), visits=_kept(hall.visits, visits[inside]))


def _numbers(keep: Bools) -> Ints:
    """The new number of each row that is kept, and -1 of all others, of a row that there is not (-1) too."""
    number = np.where(keep, np.cumsum(keep) - 1, NO_TICKET)
    return np.append(number, NO_TICKET)


def _kept(rows: Rows, those: Rows) -> Rows:
    """As many rows, those in the first of them."""
    found = room(rows.dtype, len(rows))
    found[: len(those)] = those
    return found


def _forget_departures(hall: Hall, ticket: Ints) -> None:
    """Nobody with a ticket that is done with will run out of patience; all other events stay, in their order."""
    world = hall.world[0]
    soon = hall.soon[: world.soon]
    soon = _renumbered(soon[_is_to_come(soon, ticket)], ticket)
    # In order is a heap, too.
    hall.soon[: len(soon)] = soon[np.lexsort((soon.serial, soon.key, soon.time))]
    world.soon = len(soon)
    place, slot = _announced(hall)
    later = hall.later[place]
    stays = _is_to_come(later, ticket)
    later, slot = _renumbered(later[stays], ticket), slot[stays]
    order = np.argsort(slot, kind="stable")
    later, slot = later[order], slot[order]
    first = np.append(True, slot[1:] != slot[:-1])[: len(slot)]
    later.after = np.where(first, NO_EVENT, np.arange(len(slot)) - 1)
    hall.slots[:] = NO_EVENT
    hall.slots[slot] = np.arange(len(slot))  # of several in one slot the last one counts
    hall.later[: len(later)] = later
    world.later, world.spare = len(later), NO_EVENT


def _announced(hall: Hall) -> tuple[Ints, Ints]:
    """The rows of `later` that are in use, and the slot of time that each is in."""
    places, slots = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    slot = np.flatnonzero(hall.slots != NO_EVENT)
    place: Any = hall.slots[slot]
    while len(place):
        places.append(place)
        slots.append(slot)
        after = hall.later.after[place]
        place, slot = after[after != NO_EVENT].astype(np.int64), slot[after != NO_EVENT]
    return np.concatenate(places), np.concatenate(slots)


def _is_to_come(events: Rows, ticket: Ints) -> Bools:
    gone: Bools = (events.what == DEPARTURE) & (ticket[np.where(events.what == DEPARTURE, events.index, -1)] == -1)
    return ~gone


def _renumbered(events: Rows, ticket: Ints) -> Rows:
    """Events of tickets by their new numbers; a look at the clock for one that is done with is anybody's."""
    about = (events.what == DEPARTURE) | (events.what == TIMER)
    number = np.maximum(ticket[np.where(about, events.index, -1)], 0)
    events.index = np.where(about, number, events.index)
    events.key = np.where(about, events.key // KIND * KIND + number, events.key)
    return events
