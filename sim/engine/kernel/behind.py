"""Coming again, and what goes on behind."""

from __future__ import annotations

from math import inf

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.cases import (
    AWAITING,
    HAS_NEWS,
    bit_of,
    column_of_return,
    due_in_person,
    end_case,
    is_done,
    is_over,
    is_worth_waiting,
    look_ahead,
    reason_to_come,
)
from sim.engine.kernel.days import door, later, next_visit
from sim.engine.kernel.events import (
    COMES,
    DAYS_OVER,
    FILE_ANEW,
    HAND_IN,
    announce,
    let_go_on,
)
from sim.engine.kernel.jit import compiled
from sim.engine.kernel.papers import first_held, has_error, is_prepared, send_back
from sim.engine.rules import Kind
from sim.plan import NO_CASE, NO_QUEUE, NO_STAGE, Role
from sim.trace import CaseOutcome


@compiled
def will_come(w: Hall, case: int, cause: int, time: float, opens: float, agent: int) -> None:
    """A person is on the way, to be there at `time`; the door gives tickets from `opens` on, or none any more."""
    coming = w.comings[case]
    coming.cause, coming.at, coming.late, coming.agent = cause, time, opens == inf, agent
    coming.begin = time if coming.late else opens
    announce(w, coming.begin, Kind.ARRIVAL, w.cases[case].first, COMES, case)


@compiled
def come_again(w: Hall, case: int, cause: int, otherwise: int) -> None:
    """A person comes again another day, or files anew; or does not, and that is the end of the case."""
    column = column_of_return(w, case, cause)
    if len(w.again) == 0 or not w.again[case, column]:
        end_case(w, case, otherwise)
        return
    c = w.cases[case]
    c.coming = True
    time = next_visit(w, w.again_days[case, column], w.again_time[case, column])
    if time == inf:
        return
    if first_held(w, case) != NO_STAGE:
        announce(w, time, Kind.ARRIVAL, c.first, FILE_ANEW, case)
    else:
        will_come(w, case, cause, time, door(w, time), NO_CASE)


@compiled
def bring_news(w: Hall, case: int) -> None:
    """Something has happened behind: who waits in the hall goes on, who is at home comes for a reason."""
    c = w.cases[case]
    if c.inside:
        if w.world[0].closed or c.expects:
            look_ahead(w, case)
        if c.state == AWAITING and (due_in_person(w, case) != NO_STAGE or not is_worth_waiting(w, case)):
            c.state = HAS_NEWS
            let_go_on(w, case)
    elif not is_over(w, case) and not c.coming:
        stage = due_in_person(w, case)
        if stage == NO_STAGE:
            stage = first_held(w, case)
        if stage != NO_STAGE:
            come_again(w, case, reason_to_come(w, stage), CaseOutcome.TURNED_BACK)


@compiled
def finish(w: Hall, stage: int) -> None:
    """A stage is done; what waited for it begins."""
    case, bit = w.stages[stage].case, bit_of(w, stage)
    c = w.cases[case]
    w.done[stage] = w.world[0].now
    c.settled |= bit
    c.wrong &= ~bit
    if not is_over(w, case) and is_done(w, case):
        end_case(w, case, CaseOutcome.DONE)
    if c.behind != 0:
        begin_behind(w, case)
    bring_news(w, case)


@compiled
def begin_behind(w: Hall, case: int) -> None:
    """What needs no person begins: files go to the departments, days begin to go by."""
    c = w.cases[case]
    waiting, bit, stage = c.behind & ~c.begun & ~c.held & ~c.settled, 1, c.first - 1
    while waiting != 0:
        begins, waiting, stage, bit = waiting & 1, waiting >> 1, stage + 1, bit << 1
        if not begins or w.stages[stage].needs & ~c.settled:
            continue
        c.begun |= bit >> 1
        if w.stages[stage].queue != NO_QUEUE:
            announce(w, w.world[0].now, Kind.ARRIVAL, stage, HAND_IN, stage)
            continue
        time = later(w, w.lag_days[stage], w.stages[stage].minutes)
        if time != inf:
            announce(w, time, Kind.ARRIVAL, stage, DAYS_OVER, stage)


@compiled
def days_are_over(w: Hall, stage: int) -> None:
    """A decision is there, or a delivery; or a paper, or the news that it will never come."""
    case = w.stages[stage].case
    if w.stages[stage].role == Role.SUPPLEMENT and w.lapses[case]:
        if not is_over(w, case):
            end_case(w, case, CaseOutcome.LAPSED)
    elif has_error(w, stage):
        send_back(w, stage)
        bring_news(w, case)
    else:
        finish(w, stage)


@compiled
def file_anew(w: Hall, case: int) -> None:
    """A person who filed online sends in what was missing, or wrong."""
    w.cases[case].coming = False
    if is_over(w, case):
        return
    is_prepared(w, case)
    w.cases[case].held = 0
    begin_behind(w, case)
