"""Visits: a person comes, goes from queue to queue, and leaves."""

from __future__ import annotations

from math import inf, nan

from sim.engine.kernel.agents import may_await, must_hold, next_turn, part_from_agent
from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.behind import bring_news, come_again
from sim.engine.kernel.cases import (
    AWAITING,
    HAS_NEWS,
    HOLDING,
    ON_THE_WAY,
    WITH_TICKET,
    agent_of,
    is_over,
    look_ahead,
    next_session,
    only_collects,
)
from sim.engine.kernel.counts import count_visit
from sim.engine.kernel.events import (
    MOVE,
    announce,
    ask_for_dispatch,
)
from sim.engine.kernel.jit import compiled
from sim.engine.kernel.lines import queue_for, take_ticket
from sim.engine.kernel.papers import is_prepared, turn_back
from sim.engine.rules import Kind
from sim.plan import NO_CASE, NO_STAGE, Role
from sim.tape import Cause
from sim.trace import CaseOutcome, Outcome, VisitOutcome

NO_CAUSE = -1


@compiled
def come(w: Hall, case: int) -> None:
    """A person comes."""
    coming = w.comings[case]
    w.cases[case].coming = False
    if is_over(w, case):
        return
    is_prepared(w, case)
    enter(w, case, coming.cause, coming.at, coming.begin, coming.agent)
    if coming.late:
        leave(w, case, VisitOutcome.TOO_LATE)
    else:
        go_to(w, case, next_session(w, case))


@compiled
def enter(w: Hall, case: int, cause: int, arrival: float, begin: float, agent: int) -> None:
    """A person is in the hall; an agent perhaps with one case more."""
    world, c = w.world[0], w.cases[case]
    c.inside, c.place_inside = True, world.inside
    w.inside[world.inside] = case
    world.inside += 1
    c.visit = world.visits
    world.visits += 1
    visit = w.visits[c.visit]
    visit.case, visit.cause, visit.arrival, visit.begin = case, cause, arrival, begin
    visit.left, visit.outcome = nan, VisitOutcome.THROUGH
    c.cause, c.passed, c.seeks_help, c.stage, c.state = cause, 0, False, NO_STAGE, ON_THE_WAY
    if not world.agents:
        if world.closed or c.expects:
            look_ahead(w, case)
        return
    if cause == Cause.FIRST and agent == NO_CASE and w.next_case[case] != NO_CASE:
        agent = case
    a = w.agents[case]
    a.agent = agent
    if agent == NO_CASE:
        look_ahead(w, case)
        return
    of = w.agents[agent]
    of.following = w.next_case[case]
    a.visit_before, a.visit_after = of.last_visit, NO_CASE
    if of.last_visit == NO_CASE:
        of.first_visit = case
    else:
        w.agents[of.last_visit].visit_after = case
    of.last_visit = case
    each = of.first_visit
    while each != NO_CASE:
        look_ahead(w, each)
        each = w.agents[each].visit_after


@compiled
def go_to(w: Hall, case: int, stage: int) -> None:
    """A person is at the machine for a ticket, takes it or is turned away; or leaves, with nothing left to do."""
    outcome = VisitOutcome.THROUGH if stage == NO_STAGE else turned_away(w, stage)
    if outcome == NOT_TURNED_AWAY:
        w.cases[case].state = WITH_TICKET
        take_ticket(w, stage, case)
    else:
        leave(w, case, outcome)


NOT_TURNED_AWAY = -1


@compiled
def turned_away(w: Hall, stage: int) -> int:
    """Why a person takes no ticket, if there is a reason: the hall sends people home, or too many wait."""
    world, role = w.world[0], w.stages[stage].role
    if world.closed and not world.serve_out:
        return VisitOutcome.SENT_HOME
    too_many = w.queues[queue_for(w, stage)].waiting > world.balking
    if too_many and role != Role.ISSUE and role != Role.HELP:
        return VisitOutcome.BALKED
    return NOT_TURNED_AWAY


@compiled
def go_on(w: Hall, case: int) -> None:
    """A person goes on from where the ticket, the other case or the result was waited for."""
    c = w.cases[case]
    if c.state == WITH_TICKET:
        c.state = ON_THE_WAY
        if c.ended == Outcome.TURNED_BACK:
            turn_back(w, case)
        outcome = sent_away(c.ended)
        if outcome != NOT_TURNED_AWAY and not (c.seeks_help and not c.passed >> Role.HELP & 1):
            leave(w, case, outcome)
            return
        if w.world[0].agents and must_hold(w, case):
            c.state = HOLDING
            next_turn(w, agent_of(w, case), w.world[0].now)
            return
    stage = next_session(w, case)
    if stage == NO_STAGE and c.awaits and c.state != HAS_NEWS and may_await(w, case):
        c.state = AWAITING
        return
    c.state = ON_THE_WAY
    if stage == NO_STAGE:
        leave(w, case, VisitOutcome.THROUGH)
    else:
        announce(w, w.world[0].now, Kind.ARRIVAL, stage, MOVE, stage)


@compiled
def sent_away(outcome: int) -> int:
    """How the visit ends, too, with a session that has ended so."""
    if outcome == Outcome.LEFT or outcome == Outcome.LEFT_IN_SILENCE:
        return VisitOutcome.GAVE_UP
    if outcome == Outcome.SENT_HOME:
        return VisitOutcome.SENT_HOME
    if outcome == Outcome.TURNED_BACK:
        return VisitOutcome.TURNED_BACK
    return NOT_TURNED_AWAY


@compiled
def look_ahead_for_all(w: Hall) -> None:
    """The hall closes, or a new day begins."""
    for place in range(w.world[0].inside):
        look_ahead(w, w.inside[place])


@compiled
def leave(w: Hall, case: int, outcome: int) -> None:
    """A person leaves the hall, perhaps to come again; nobody need wait for the sessions that stay undone."""
    world, c = w.world[0], w.cases[case]
    visit = w.visits[c.visit]
    visit.left, visit.outcome = world.now, outcome
    if world.counting:
        count_visit(w, c.visit)
    world.inside -= 1
    last = w.inside[world.inside]
    w.inside[c.place_inside] = last
    w.cases[last].place_inside = c.place_inside
    c.inside = False
    if world.agents:
        part_from_agent(w, case)
    if world.closed or c.expects:
        look_ahead(w, case)
    if world.agents:
        next_turn(w, agent_of(w, case), inf if outcome == VisitOutcome.TOO_LATE else world.now)
    if not is_over(w, case):
        cause = comes_for(outcome)
        if cause == NO_CAUSE:
            bring_news(w, case)
        else:
            collects = cause == Cause.CLOSING and only_collects(w, case)
            come_again(w, case, Cause.COLLECT if collects else cause, case_outcome(outcome))
    ask_for_dispatch(w)


@compiled
def comes_for(outcome: int) -> int:
    """Why a person comes again after a visit that ended so, before its time."""
    if outcome == VisitOutcome.GAVE_UP or outcome == VisitOutcome.BALKED:
        return Cause.GAVE_UP
    if outcome == VisitOutcome.SENT_HOME or outcome == VisitOutcome.TOO_LATE:
        return Cause.CLOSING
    return Cause.PAPERS if outcome == VisitOutcome.TURNED_BACK else NO_CAUSE


@compiled
def case_outcome(outcome: int) -> int:
    """How a case ends whose last visit ended so."""
    if outcome == VisitOutcome.GAVE_UP:
        return CaseOutcome.GAVE_UP
    if outcome == VisitOutcome.BALKED:
        return CaseOutcome.BALKED
    if outcome == VisitOutcome.SENT_HOME:
        return CaseOutcome.SENT_HOME
    return CaseOutcome.TOO_LATE if outcome == VisitOutcome.TOO_LATE else CaseOutcome.TURNED_BACK
