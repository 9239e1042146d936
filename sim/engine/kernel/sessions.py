"""Calls, sessions, and the experts who are asked to them."""

from __future__ import annotations

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.behind import bring_news, finish
from sim.engine.kernel.cases import (
    WITH_TICKET,
    agent_of,
    bit_of,
    first_session,
    following_of,
    is_wrong,
    next_consultation,
)
from sim.engine.kernel.counts import count_ticket
from sim.engine.kernel.crew import engage, release
from sim.engine.kernel.events import END, HAND_IN, announce, ask_for_dispatch
from sim.engine.kernel.jit import compiled, written_out
from sim.engine.kernel.lines import NO_OUTCOME, clear, end_wait, is_over, most_senior, number, take_off
from sim.engine.kernel.papers import find_a_way, has_error, hold, look_through, send_back, tell_what_is_lacking
from sim.engine.kernel.rows import NO_TICKET, SAME
from sim.engine.kernel.stretches import count_busy, wait_no_more
from sim.engine.kernel.visits import enter
from sim.engine.rules import Kind
from sim.plan import NO_CASE, NO_STAGE, Role
from sim.tape import Cause
from sim.trace import Outcome


@compiled
def call(w: Hall, clerk: int, ticket: int) -> None:
    """A clerk calls a number: the person walks up and is served, or nobody comes; or takes up a file."""
    now, t = w.world[0].now, w.tickets[ticket]
    take_off(w, ticket)
    engage(w, clerk)
    t.call, t.clerk = now, clerk
    if t.outcome == Outcome.LEFT_IN_SILENCE:
        work_until(w, now + w.world[0].recall, clerk, ticket, Outcome.LEFT_IN_SILENCE)
    else:
        if w.world[0].counting:
            wait_no_more(w, t.queue)
        serve(w, clerk, ticket, now + w.queues[t.queue].walk, False)


@compiled
def serve(w: Hall, clerk: int, ticket: int, start: float, goes_on: bool) -> None:
    """A session begins; perhaps an expert is asked for first."""
    t = w.tickets[ticket]
    t.start = start
    outcome, minutes = meet(w, ticket, clerk, goes_on)
    if outcome == Outcome.SERVED and w.world[0].experts and not is_wrong(w, t.stage):
        expert = next_consultation(w, t.stage, w.clerks[clerk].group)
        if expert != NO_STAGE:
            take_up(w, clerk, ticket, outcome, minutes)
            w.with_expert[t.stage] = clerk
            ask_expert(w, expert, start)
            return
    work_until(w, start + minutes, clerk, ticket, outcome)


@compiled
def ask_expert(w: Hall, stage: int, time: float) -> None:
    """From then on the window waits for an expert."""
    w.cases[w.stages[stage].case].begun |= bit_of(w, stage)
    announce(w, time, Kind.ARRIVAL, stage, HAND_IN, stage)


@compiled
def go_on_without(w: Hall, queue: int) -> None:
    """No expert is there, or comes today: the windows that wait go on without."""
    while w.queues[queue].waiting > 0:
        ticket = most_senior(w, queue)
        end_wait(w, ticket, Outcome.SENT_HOME)
        clear(w, ticket)
        consulted(w, w.tickets[ticket].stage)


@compiled
def consulted(w: Hall, stage: int) -> None:
    """A consultation is over, or will not be: the next expert is asked for, or the session goes on."""
    intake = w.stages[stage].accepted_at
    clerk = w.with_expert[intake]
    c = w.clerks[clerk]
    expert = next_consultation(w, intake, c.group)
    if expert != NO_STAGE:
        ask_expert(w, expert, w.world[0].now)
    else:
        work_until(w, w.world[0].now + c.until, clerk, c.ticket, c.will_be)


@compiled
def meet(w: Hall, ticket: int, clerk: int, goes_on: bool) -> tuple[int, float]:
    """What comes of a session, and how long it takes."""
    t = w.tickets[ticket]
    stage, s = t.stage, w.stages[t.stage]
    outcome, papers_only = Outcome.SERVED + 0, is_wrong(w, stage)
    if t.queue != s.queue:
        s.told = True
        return Outcome.WRONG_TICKET + 0, w.world[0].tell
    if s.role == Role.INTAKE:
        if tell_what_is_lacking(w, stage):
            outcome, papers_only = Outcome.TURNED_BACK + 0, True
    elif s.role == Role.GUIDANCE:
        if look_through(w, stage):
            outcome = Outcome.TURNED_BACK + 0
    elif s.role == Role.REVIEW:
        if has_error(w, stage):
            outcome = Outcome.ERROR + 0
    elif s.role == Role.MACHINE:
        if w.fails[stage]:
            outcome = Outcome.FAILED + 0
    elif s.role == Role.HELP:
        if w.fails[stage]:
            outcome = Outcome.TURNED_BACK + 0
        else:
            find_a_way(w, stage)
    return outcome, service_minutes(w, stage, clerk, papers_only, goes_on)


@compiled
def service_minutes(w: Hall, stage: int, clerk: int, papers_only: bool, goes_on: bool) -> float:
    """Minutes of a session: set-up, then the tasks in their order, each at the slowness of the clerk."""
    s, group = w.stages[stage], w.clerks[clerk].group
    minutes = 0.0 if goes_on else s.minutes
    finished = w.sessions[clerk, w.matter[s.case]] if w.world[0].paces > 1 else 0
    pace = w.pace[group, min(finished, w.world[0].paces - 1)]
    for row in range(s.tasks, s.tasks_end):
        piece = w.pieces[row]
        minutes += w.slowness[group, piece.kind] * pace * (piece.check if papers_only else work_of(w, s.case, row))
    return minutes


@compiled
def work_of(w: Hall, case: int, row: int) -> float:
    """Minutes of a piece of work for a standard clerk."""
    piece = w.pieces[row]
    if piece.column == SAME:
        return piece.minutes
    return w.drawn[w.person[case], piece.column] * piece.factor + piece.minutes


@written_out
def take_up(w: Hall, clerk: int, ticket: int, outcome: int, until: float) -> None:
    """What a clerk is busy with from now on."""
    c = w.clerks[clerk]
    c.at_work, c.ticket, c.will_be, c.until, c.ends = True, ticket, outcome, until, 0


@written_out
def work_until(w: Hall, time: float, clerk: int, ticket: int, outcome: int) -> None:
    """A clerk is busy with a ticket until that time, unless it is a file and the duty ends before."""
    take_up(w, clerk, ticket, outcome, time)
    w.clerks[clerk].ends = announce(w, time, Kind.END, clerk, END, clerk)


@compiled
def end_session(w: Hall, clerk: int) -> None:
    """The person or file goes on, and the clerk is free or off duty."""
    c = w.clerks[clerk]
    ticket, another = c.ticket, NO_STAGE
    c.at_work = False
    t = w.tickets[ticket]
    t.released = w.world[0].now
    if t.outcome == NO_OUTCOME:
        t.outcome, t.end = c.will_be, w.world[0].now
        if w.world[0].counting:
            count_ticket(w, ticket)
        conclude(w, ticket, clerk)
        another = another_stage(w, ticket)
        is_over(w, ticket)
    elif w.world[0].counting:
        count_ticket(w, ticket)
    if another == NO_STAGE:
        release(w, clerk)
        # Not before: a window that should have closed a while ago may close only now, and then as of that time.
        if w.world[0].counting:
            count_busy(w, clerk, w.world[0].now)
    else:
        go_on_with(w, another, clerk, agent_of(w, w.stages[t.stage].case))
    ask_for_dispatch(w)


@compiled
def conclude(w: Hall, ticket: int, clerk: int) -> None:
    """What the end of a session means for the case, and for the clerk's experience."""
    t = w.tickets[ticket]
    stage, s = t.stage, w.stages[t.stage]
    if t.outcome == Outcome.SERVED:
        if w.world[0].paces > 1:
            w.sessions[clerk, w.matter[s.case]] += 1
        if s.role == Role.MACHINE:
            w.cases[s.case].by_machine = True
        w.stages[stage].accepted_by = w.clerks[clerk].group
        finish(w, stage)
        if s.role == Role.CONSULTATION:
            consulted(w, stage)
    elif t.outcome == Outcome.ERROR:
        send_back(w, stage)
        bring_news(w, s.case)
    elif t.outcome == Outcome.TURNED_BACK and s.by_file:
        hold(w, stage)
        bring_news(w, s.case)


@compiled
def another_stage(w: Hall, ticket: int) -> int:
    """What a clerk goes on with under the same ticket, if anything: the first session of an agent's next case."""
    t = w.tickets[ticket]
    s = w.stages[t.stage]
    if not w.world[0].one_ticket or s.role != Role.INTAKE or s.by_file:
        return NO_STAGE
    if t.outcome != Outcome.SERVED and t.outcome != Outcome.TURNED_BACK:
        return NO_STAGE
    following = following_of(w, s.case)
    if following == NO_CASE:
        return NO_STAGE
    another = first_session(w, following)
    return another if another != NO_STAGE and w.stages[another].queue == t.queue else NO_STAGE


@compiled
def go_on_with(w: Hall, stage: int, clerk: int, agent: int) -> None:
    """The clerk goes on with an agent's next case: without a call, a walk, or set-up."""
    now, case = w.world[0].now, w.stages[stage].case
    enter(w, case, Cause.FIRST, now, now, agent)
    ticket = number(w, stage, w.stages[stage].queue, case)
    w.cases[case].state = WITH_TICKET
    w.stages[stage].told = True
    w.tickets[ticket].call, w.tickets[ticket].clerk = now, clerk
    w.tickets[ticket].before = w.tickets[ticket].after = NO_TICKET
    serve(w, clerk, ticket, now, True)
