"""What is to happen, in the order of the rules, and who goes on within this instant."""

from __future__ import annotations

from math import nan

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.jit import compiled, written_out
from sim.plan import NO_CASE
from sim.trace import NOBODY

# What an event is about; those of one kind that fall together come in the order in which they were announced.
END, TIDE, COMES, HAND_IN, DAYS_OVER, FILE_ANEW, MOVE, TIMER, DEPARTURE = range(9)

KIND = 1 << 40
"""More than there are numbers of one kind."""


@compiled
def key_of(kind: int, number: int) -> int:
    """What orders events of one instant."""
    return kind * KIND + int(number)


@compiled
def slot_of(w: Hall, time: float) -> int:
    """The slot of time that a moment is in; all beyond the days of the plan are in the last one."""
    last = len(w.slots) - 1
    place = time * w.world[0].slots_a_minute
    return last if place >= last else int(place)


@written_out
def announce(w: Hall, time: float, kind: int, number: int, what: int, index: int) -> int:
    """An event that is to happen; the number by which it is known.

    Ends of sessions, and what happens in this slot of time, are in order. Of all else only the slot is known: most of
    it is never put in order, since people are called before their patience ends.
    """
    world = w.world[0]
    world.serial += 1
    key = key_of(kind, number)
    if what == END:
        put_in_order(w, time, key, world.serial, index, what)
        return world.serial
    slot = slot_of(w, time)
    if slot <= world.slot:
        put_in_order(w, time, key, world.serial, index, what)
        return world.serial
    place = world.spare
    if place == NO_EVENT:
        place = world.later
        world.later += 1
    else:
        world.spare = w.later[place].after
    event = w.later[place]
    event.time, event.key, event.serial, event.index, event.what = time, key, world.serial, index, what
    event.after = w.slots[slot]
    w.slots[slot] = place
    return world.serial


NO_EVENT = -1


@written_out
def put_in_order(w: Hall, time: float, key: int, serial: int, index: int, what: int) -> None:
    """Put an event in its place among those that happen soon: a heap, each with up to four below it."""
    world = w.world[0]
    place = world.soon
    world.soon += 1
    while place > 0:
        above = (place - 1) >> 2
        other = w.soon[above]
        if time > other.time or (
            time == other.time and (key > other.key or (key == other.key and serial > other.serial))
        ):
            break
        w.soon[place] = other
        place = above
    event = w.soon[place]
    event.time, event.key, event.serial, event.index, event.what = time, key, serial, index, what


@compiled
def turn_to_slot(w: Hall, slot: int) -> None:
    """Put in order what happens next, up to and in a slot of time, but for tickets that were called in the meantime."""
    world = w.world[0]
    before = world.soon
    while world.slot < slot and world.soon == before:
        world.slot += 1
        place = w.slots[world.slot]
        w.slots[world.slot] = NO_EVENT
        while place != NO_EVENT:
            event = w.later[place]
            if event.what != DEPARTURE or w.tickets[event.index].clerk == NOBODY:
                put_in_order(w, event.time, event.key, event.serial, event.index, event.what)
            after = event.after
            event.after = world.spare
            world.spare = place
            place = after
    # All beyond the days of the plan is in the last slot: none comes after it, at no time at all.
    world.next_slot = nan if world.slot == len(w.slots) - 1 else world.slot + 1.0


@compiled
def is_before(w: Hall, one: int, other: int) -> bool:
    """Whether one of the events that happen soon comes before another one of the same instant."""
    a, b = w.soon[one], w.soon[other]
    return a.key < b.key or (a.key == b.key and a.serial < b.serial)


@compiled
def first_of_instant(w: Hall, time: float, begin: int, end: int) -> int:
    """Of some of the events that happen soon, of which none comes earlier, the first one that comes at that time."""
    first = -1
    for place in range(begin, end):
        if w.soon[place].time == time and (first == -1 or is_before(w, place, first)):
            first = place
    return first


@compiled
def strike(w: Hall) -> None:
    """The first of the events that happen soon has come: what comes next is first now."""
    world = w.world[0]
    world.soon -= 1
    last = world.soon
    place, time_of_last = 0, w.soon[last].time
    while True:
        below = 4 * place + 1
        if below >= last:
            break
        end = min(below + 4, last)
        first, time, tied = below, w.soon[below].time, False
        # Which of them comes first nobody can foretell, a processor neither: it is chosen without a branch.
        for other in range(below + 1, end):
            its_time = w.soon[other].time
            tied |= its_time == time
            first = other if its_time < time else first
            time = min(its_time, time)
        if tied:
            first = first_of_instant(w, time, below, end)
        if time_of_last < time or (time_of_last == time and is_before(w, last, first)):
            break
        w.soon[place] = w.soon[first]
        place = first
    w.soon[place] = w.soon[last]


@written_out
def let_go_on(w: Hall, case: int) -> None:
    """A person goes on as soon as what happens now has happened, before anything else does."""
    world = w.world[0]
    if world.first_to_go_on == NO_CASE:
        world.first_to_go_on = case
    else:
        w.cases[world.last_to_go_on].next_to_go_on = case
    world.last_to_go_on = case
    w.cases[case].next_to_go_on = NO_CASE


@compiled
def next_to_go_on(w: Hall) -> int:
    """Who goes on next."""
    world = w.world[0]
    case = world.first_to_go_on
    world.first_to_go_on = w.cases[case].next_to_go_on
    return case


@compiled
def ask_for_dispatch(w: Hall) -> None:
    """Tickets and clerks are matched once all else of this instant has happened."""
    w.world[0].dispatch_is_due = True


@compiled
def look_everywhere(w: Hall) -> None:
    """At the next dispatch somebody may be called in any queue: a rule of the hall, or the clock, has made it so."""
    w.world[0].dispatch_is_due = w.world[0].look_everywhere = True
