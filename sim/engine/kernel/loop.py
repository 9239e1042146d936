"""The loop: what comes next, and what it is."""

from __future__ import annotations

from math import inf

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.begin import begin, expect_all, look_at_calendar, look_who_comes
from sim.engine.kernel.behind import begin_behind, days_are_over, file_anew
from sim.engine.kernel.calendar import turn
from sim.engine.kernel.cases import end_case
from sim.engine.kernel.counts import count_the_rest
from sim.engine.kernel.dispatch import dispatch
from sim.engine.kernel.events import (
    COMES,
    DAYS_OVER,
    DEPARTURE,
    END,
    FILE_ANEW,
    HAND_IN,
    MOVE,
    TIDE,
    key_of,
    look_everywhere,
    next_to_go_on,
    slot_of,
    strike,
    turn_to_slot,
)
from sim.engine.kernel.forget import forget
from sim.engine.kernel.jit import compiled
from sim.engine.kernel.lines import lose_patience, take_ticket
from sim.engine.kernel.sessions import end_session
from sim.engine.kernel.stretches import begin_to_count
from sim.engine.kernel.tides import turn_tide
from sim.engine.kernel.visits import come, go_on, go_to
from sim.engine.rules import Kind
from sim.plan import NO_CASE
from sim.trace import CaseOutcome


@compiled
def run(w: Hall) -> bool:
    """Let everybody come and go; whether all is over, or more room is wanted to go on."""
    world = w.world[0]
    if not world.begun:
        begin(w)
        if world.counting:
            begin_to_count(w)
    steps = 0
    while True:
        if steps == 0:
            steps = steps_with_room(w)
            if steps == 0 and world.counting:
                steps = steps_with_room_made(w)
            if steps == 0:
                return False
        steps -= 1
        if world.first_to_go_on != NO_CASE:
            go_on(w, next_to_go_on(w))
            continue
        happens = w.soon[0].time if world.soon > 0 else inf
        time = min(happens, world.turns_at, world.comes_at)
        if world.dispatch_is_due and (world.now < time or comes_after_dispatch(w, time)):
            dispatch(w)
        elif time * world.slots_a_minute >= world.next_slot:
            turn_to_slot(w, slot_of(w, time))
        elif time == inf:
            if world.counting:
                count_the_rest(w)
            return True
        else:
            source = ARRIVAL
            if happens == world.turns_at or happens == world.comes_at or world.turns_at == world.comes_at:
                source = first_of(w, time)
            elif happens == time:
                source = HAPPENS
            elif world.turns_at == time:
                source = CALENDAR
            world.now = time
            if source == ARRIVAL:
                arrive(w)
            elif source == HAPPENS:
                happen(w)
            else:
                row = world.next_row
                look_at_calendar(w, row + 1)
                turn(w, row)


HAPPENS, CALENDAR, ARRIVAL = range(3)


@compiled
def first_of(w: Hall, time: float) -> int:
    """What comes first of all that comes at one time."""
    world = w.world[0]
    found, least = ARRIVAL, LAST
    if world.soon > 0 and w.soon[0].time == time:
        found, least = HAPPENS, w.soon[0].key
    if world.turns_at == time and key_of(Kind.CALENDAR, world.next_row) <= least:
        found, least = CALENDAR, key_of(Kind.CALENDAR, world.next_row)
    if world.comes_at == time and key_of(Kind.ARRIVAL, w.stages_at[world.comes]) <= least:
        found = ARRIVAL
    return found


LAST = (1 << 63) - 1


@compiled
def comes_after_dispatch(w: Hall, time: float) -> bool:
    """Whether what comes first at this time, if anything, waits until clerks and tickets have been matched."""
    world = w.world[0]
    if world.turns_at == time or world.comes_at == time:
        return False
    return world.soon == 0 or w.soon[0].key > key_of(Kind.DISPATCH, 0)


@compiled
def steps_with_room(w: Hall) -> int:
    """For how many steps there is room, whatever they bring about; if for none, it is noted for want of what."""
    world, most = w.world[0], w.world[0].margin
    newcomers = world.tickets - world.first_newcomer
    events = world.soon + world.later + newcomers  # what is announced may all fall into one slot of time
    world.wants = LATER
    steps = max(len(w.later) - world.later - newcomers - 1, 0) // most
    if max(len(w.soon) - events - 1, 0) // most < steps:
        world.wants, steps = SOON, max(len(w.soon) - events - 1, 0) // most
    if max(len(w.tickets) - world.tickets - 1, 0) // 2 < steps:
        world.wants, steps = TICKETS, max(len(w.tickets) - world.tickets - 1, 0) // 2
    if max(len(w.visits) - world.visits - 1, 0) // 2 < steps:
        world.wants, steps = VISITS, max(len(w.visits) - world.visits - 1, 0) // 2
    if max(len(w.spells) - world.spells - 1, 0) // (len(w.groups) + 1) < steps:
        world.wants, steps = SPELLS, max(len(w.spells) - world.spells - 1, 0) // (len(w.groups) + 1)
    return steps


LATER, SOON, TICKETS, VISITS, SPELLS = range(5)


@compiled
def steps_with_room_made(w: Hall) -> int:
    """The same once what is done with has made room, where that is wanted: none, if it is not half of the rows."""
    world = w.world[0]
    if world.wants != TICKETS and world.wants != VISITS:
        return 0
    forget(w)
    kept, of = world.tickets, len(w.tickets)
    if world.wants == VISITS:
        kept, of = world.visits, len(w.visits)
    return steps_with_room(w) if 2 * kept <= of else 0


@compiled
def arrive(w: Hall) -> None:
    """Somebody comes for the first time, or stays away, or files online."""
    case = w.world[0].comes
    expect_all(w, case)
    look_who_comes(w)
    if w.world[0].some_stay_away and w.no_show[case]:
        end_case(w, case, CaseOutcome.NO_SHOW)
    elif w.world[0].some_stay_away and w.online[case]:
        begin_behind(w, case)
    else:
        come(w, case)


@compiled
def happen(w: Hall) -> None:
    """The first of the events that were announced comes true."""
    event = w.soon[0]
    what, index, serial = event.what, event.index, event.serial
    strike(w)
    if what == END:
        c = w.clerks[index]
        if c.at_work and c.ends == serial:
            end_session(w, index)
    elif what == COMES:
        come(w, index)
    elif what == MOVE:
        go_to(w, w.stages[index].case, index)
    elif what == HAND_IN:
        take_ticket(w, index, NO_CASE)
    elif what == DAYS_OVER:
        days_are_over(w, index)
    elif what == FILE_ANEW:
        file_anew(w, index)
    elif what == DEPARTURE:
        lose_patience(w, index)
    elif what == TIDE:
        turn_tide(w, index, serial)
    else:
        look_everywhere(w)
