"""The compiled engine: the rules of `sim.engine.reference` as a loop over rows of numbers."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
from numba import config, njit, types
from numba.core.caching import FunctionCache
from numba.extending import overload

from sim.engine.kernel.begin import begin, expect_all, look_who_comes
from sim.engine.kernel.calendar import turn
from sim.engine.kernel.cases import end_case
from sim.engine.kernel.dispatch import dispatch, turn_tide
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
from sim.engine.kernel.hall import hall_at, words_of
from sim.engine.kernel.jit import compile_all, compiled, fingerprint
from sim.engine.kernel.lines import lose_patience, take_ticket
from sim.engine.kernel.pack import ROOM, hall_of
from sim.engine.kernel.people import begin_behind, come, days_are_over, file_anew, go_on, go_to
from sim.engine.kernel.rows import Hall, Rows, empty
from sim.engine.kernel.sessions import end_session
from sim.engine.rules import Kind
from sim.plan import NO_CASE, Plan
from sim.trace import CaseOutcome, Trace, trace_from


def play(plan: Plan) -> Trace:
    """What happens in the hall of `plan`, on all its days: the same to the last bit as the reference engine's trace."""
    hall = hall_of(plan)
    while not goes_to_the_end(hall):
        hall = with_more_room(hall)
    return trace(plan, hall)


def goes_to_the_end(hall: Hall) -> bool:
    """Play on; whether all is over, or more room is wanted."""
    return loop(hall) if config.DISABLE_JIT else play_on(words_of(hall))


GROWS = ("later", "soon", "tickets", "visits", "spells")
"""Arrays of which nobody knows beforehand how many rows will be wanted."""


def with_more_room(hall: Hall) -> Hall:
    """The same hall, with twice the room for what the loop stopped for want of."""
    name = GROWS[hall.world[0].wants]
    rows: Rows = getattr(hall, name)
    more = empty(rows.dtype, 2 * len(rows) + ROOM)
    more[: len(rows)] = rows
    return hall._replace(**{name: more})


def trace(plan: Plan, hall: Hall) -> Trace:
    """What the loop has written down."""
    world = hall.world[0]
    tickets, visits = hall.tickets[: world.tickets], hall.visits[: world.visits]
    duties, spells = hall.duties[: world.duties], hall.spells[: world.spells]
    still = np.flatnonzero(hall.groups.tide_is_open)
    begin = np.append(spells.begin, hall.groups.opened[still])
    group = np.append(spells.group, still)
    order = np.lexsort((group, begin))
    columns: dict[str, Any] = {
        "stage": tickets.stage,
        "queue": tickets.queue,
        "ticket": tickets.time,
        "call": tickets.call,
        "start": tickets.start,
        "end": tickets.end,
        "released": tickets.released,
        "clerk": tickets.clerk,
        "outcome": tickets.outcome,
        "visit": tickets.visit,
        "visit_case": visits.case,
        "visit_cause": visits.cause,
        "visit_arrival": visits.arrival,
        "visit_from": visits.begin,
        "visit_left": visits.left,
        "visit_outcome": visits.outcome,
        "done": hall.done,
        "case_outcome": hall.cases.outcome,
        "over": hall.over,
        "duty_clerk": duties.clerk,
        "duty_on": duties.on,
        "duty_due": duties.due,
        "duty_off": duties.off,
        "tide_group": group[order],
        "tide_from": begin[order],
        "tide_to": np.append(spells.end, np.full(len(still), np.nan))[order],
    }
    return trace_from(plan, columns)


@compiled
def run(w: Hall) -> bool:
    """Let everybody come and go; whether all is over, or more room is wanted to go on."""
    world = w.world[0]
    if not world.begun:
        begin(w)
    days = len(w.calendar)
    while has_room(w):
        if world.first_to_go_on != NO_CASE:
            go_on(w, next_to_go_on(w))
            continue
        time, key, source = inf, 0, NOTHING
        if world.soon > 0:
            time, key, source = w.soon[0].time, w.soon[0].key, HAPPENS
        if world.next_row < days:
            row_time, row_key = w.calendar[world.next_row].time, key_of(Kind.CALENDAR, world.next_row)
            if row_time < time or (row_time == time and row_key <= key):
                time, key, source = row_time, row_key, CALENDAR
        if world.comes != NO_CASE and world.comes_at <= time:
            arrival_key = key_of(Kind.ARRIVAL, w.stages_at[world.comes])
            if world.comes_at < time or arrival_key <= key:
                time, key, source = world.comes_at, arrival_key, ARRIVAL
        if world.dispatch_is_due and (world.now < time or key > key_of(Kind.DISPATCH, 0)):
            dispatch(w)
        elif slot_of(w, time) > world.slot:
            turn_to_slot(w, slot_of(w, time))
        elif source == NOTHING:
            return True
        else:
            world.now = time
            if source == ARRIVAL:
                arrive(w)
            elif source == CALENDAR:
                world.next_row += 1
                turn(w, world.next_row - 1)
            else:
                happen(w)
    return False


NOTHING, HAPPENS, CALENDAR, ARRIVAL = range(4)


@compiled
def has_room(w: Hall) -> bool:
    """Whether there is room for all that one event may bring about; if not, it is noted where not."""
    world = w.world[0]
    events = world.later + world.margin + world.tickets - world.first_newcomer
    if events >= len(w.later):
        world.wants = LATER
    elif world.soon + events >= len(w.soon):
        world.wants = SOON
    elif world.tickets + 2 >= len(w.tickets):
        world.wants = TICKETS
    elif world.visits + 2 >= len(w.visits):
        world.wants = VISITS
    elif world.spells + len(w.groups) >= len(w.spells):
        world.wants = SPELLS
    else:
        return True
    return False


LATER, SOON, TICKETS, VISITS, SPELLS = range(5)


@compiled
def arrive(w: Hall) -> None:
    """Somebody comes for the first time, or stays away, or files online."""
    case = w.world[0].comes
    expect_all(w, case)
    look_who_comes(w)
    if w.no_show[case]:
        end_case(w, case, CaseOutcome.NO_SHOW)
    elif w.online[case]:
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


def loop(w: Hall) -> bool:
    """The loop, as a part of what is kept on disk."""
    done: bool = run(w)
    return done


@overload(loop)
def _when_nothing_is_kept(w):  # type: ignore[no-untyped-def]  # numba holds names and annotations against the loop's
    """Called by numba while it compiles, and not when it has found on disk what it compiled before."""
    compile_all()
    return lambda w: run(w)


def _kept(made_of: str) -> Any:
    """The loop from disk, if it was made of the same; else compiled, and kept for the next time.

    Where nothing can be written, beside this file or in the user's folder for such things, it is compiled every time.
    """

    def play_on(words: Any) -> bool:
        made_of  # noqa: B018, what a function encloses is part of the name under which numba keeps it
        return loop(hall_at(words.ctypes.data))

    try:
        return njit(nogil=True, cache=True)(play_on)
    except RuntimeError:
        return njit(nogil=True)(play_on)


play_on = _kept(fingerprint(__file__))


def is_compiled() -> bool:
    """Whether the loop has been compiled on this machine, so that it need only be loaded."""
    if config.DISABLE_JIT or play_on.signatures:
        return True
    kept = play_on._cache
    if not isinstance(kept, FunctionCache):
        return False
    key = kept._index_key((types.Array(types.int64, 2, "C"),), play_on.targetctx.codegen())
    return key in kept._cache_file._load_index()
