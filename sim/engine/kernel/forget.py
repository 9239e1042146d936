"""Where sessions are not kept: the rows of tickets and visits that are done with make room for others."""

from __future__ import annotations

from math import isnan, nan

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.events import DEPARTURE, KIND, NO_EVENT, put_in_order
from sim.engine.kernel.jit import compiled
from sim.engine.kernel.rows import NO_TICKET


@compiled
def forget(w: Hall) -> None:
    """Without tickets that are done with and visits that are over; all else keeps its order.

    Whoever comes first is still the most senior, since later tickets have higher numbers than those that stay. Which
    visit a ticket belongs to is not asked any more, only whether it does to one.
    """
    number_tickets(w)
    renumber_lanes(w)
    renumber_at_clerks(w)
    forget_departures_soon(w)
    forget_departures_later(w)
    move_tickets(w)
    move_visits(w)


@compiled
def number_tickets(w: Hall) -> None:
    """The new number of each ticket that stays: until all have moved it stands, below zero, where it is released."""
    world, stay, newcomers_before = w.world[0], 0, 0
    for ticket in range(world.tickets):
        t = w.tickets[ticket]
        if isnan(t.released):
            newcomers_before += ticket < world.first_newcomer
            t.released = -1.0 - stay
            stay += 1
    world.first_newcomer = newcomers_before


@compiled
def new_number(w: Hall, ticket: int) -> int:
    """The new number of a ticket; none, of one that is done with, or of none."""
    if ticket == NO_TICKET or w.tickets[ticket].released >= 0.0:
        return NO_TICKET
    return int(-1.0 - w.tickets[ticket].released)


@compiled
def renumber_lanes(w: Hall) -> None:
    """Who is first and last in each lane, and who comes before and after each ticket."""
    for place in range(len(w.lanes)):
        lane = w.lanes[place]
        lane.first, lane.last = new_number(w, lane.first), new_number(w, lane.last)
    for ticket in range(w.world[0].tickets):
        t = w.tickets[ticket]
        if t.released < 0.0:
            t.before, t.after = new_number(w, t.before), new_number(w, t.after)


@compiled
def renumber_at_clerks(w: Hall) -> None:
    """What clerks are busy with, and what was left on their tables."""
    for clerk in range(len(w.clerks)):
        c = w.clerks[clerk]
        if c.at_work:
            c.ticket = new_number(w, c.ticket)
        if c.put_down:
            c.ticket_left = new_number(w, c.ticket_left)


@compiled
def forget_departures_soon(w: Hall) -> None:
    """Nobody with a ticket that is done with will run out of patience; what else happens soon stays, in its order."""
    world = w.world[0]
    events = world.soon
    world.soon = 0
    for place in range(events):
        event = w.soon[place]
        index, key = event.index, event.key
        if event.what == DEPARTURE:
            index = new_number(w, index)
            key = key // KIND * KIND + index
        if index != NO_TICKET:
            put_in_order(w, event.time, key, event.serial, index, event.what)


@compiled
def forget_departures_later(w: Hall) -> None:
    """The same of what happens in other slots of time; of one slot the order does not matter."""
    world = w.world[0]
    for slot in range(world.slot + 1, len(w.slots)):
        place = w.slots[slot]
        w.slots[slot] = NO_EVENT
        while place != NO_EVENT:
            event = w.later[place]
            after = event.after
            if event.what == DEPARTURE:
                event.index = new_number(w, event.index)
                event.key = event.key // KIND * KIND + event.index
            if event.index == NO_TICKET:
                event.after, world.spare = world.spare, place
            else:
                event.after, w.slots[slot] = w.slots[slot], place
            place = after


@compiled
def move_tickets(w: Hall) -> None:
    """Tickets that stay move up, none beyond where it was."""
    world, stay = w.world[0], 0
    for ticket in range(world.tickets):
        if w.tickets[ticket].released < 0.0:
            w.tickets[stay] = w.tickets[ticket]
            w.tickets[stay].released = nan
            stay += 1
    world.tickets = stay


@compiled
def move_visits(w: Hall) -> None:
    """So do visits that are not over."""
    world, stay = w.world[0], 0
    for visit in range(world.visits):
        if isnan(w.visits[visit].left):
            w.visits[stay] = w.visits[visit]
            w.cases[w.visits[stay].case].visit = stay
            stay += 1
    world.visits = stay
