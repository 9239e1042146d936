"""Visits, agents, coming again, and what goes on behind."""

from __future__ import annotations

from math import inf, nan

from sim.engine.kernel.cases import (
    AWAITING,
    CALLED_ON,
    HAS_NEWS,
    HOLDING,
    ON_THE_WAY,
    WITH_TICKET,
    agent_of,
    bit_of,
    column_of_return,
    due_in_person,
    end_case,
    first_held,
    has_error,
    is_done,
    is_over,
    is_prepared,
    is_worth_waiting,
    look_ahead,
    next_session,
    only_collects,
    reason_to_come,
    send_back,
    turn_back,
)
from sim.engine.kernel.events import (
    COMES,
    DAYS_OVER,
    FILE_ANEW,
    HAND_IN,
    MOVE,
    announce,
    ask_for_dispatch,
    let_go_on,
)
from sim.engine.kernel.jit import compiled
from sim.engine.kernel.lines import queue_for, take_ticket
from sim.engine.kernel.rows import Hall
from sim.engine.rules import Kind
from sim.plan import NO_CASE, NO_QUEUE, NO_STAGE, Role
from sim.spec import DAY
from sim.tape import Cause
from sim.trace import CaseOutcome, Outcome, VisitOutcome

NO_CAUSE = -1

# Times


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


# Visits


@compiled
def will_come(w: Hall, case: int, cause: int, time: float, opens: float, agent: int) -> None:
    """A person is on the way, to be there at `time`; the door gives tickets from `opens` on, or none any more."""
    coming = w.comings[case]
    coming.cause, coming.at, coming.late, coming.agent = cause, time, opens == inf, agent
    coming.begin = time if coming.late else opens
    announce(w, coming.begin, Kind.ARRIVAL, w.cases[case].first, COMES, case)


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
        if must_hold(w, case):
            c.state = HOLDING
            next_turn(w, agent_of(w, case), w.world[0].now)
            return
    stage = next_session(w, case)
    if stage == NO_STAGE and c.state != HAS_NEWS and may_await(w, case):
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
def may_await(w: Hall, case: int) -> bool:
    """Whether a person stays in the hall for a result that is being worked on behind."""
    return w.cases[case].awaits and not w.world[0].closed and is_worth_waiting(w, case)


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
    world.inside -= 1
    last = w.inside[world.inside]
    w.inside[c.place_inside] = last
    w.cases[last].place_inside = c.place_inside
    c.inside = False
    part_from_agent(w, case)
    look_ahead(w, case)
    next_turn(w, agent_of(w, case), inf if outcome == VisitOutcome.TOO_LATE else world.now)
    cause = comes_for(outcome)
    if cause == NO_CAUSE:
        bring_news(w, case)
    elif not is_over(w, case):
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


# Agents


@compiled
def part_from_agent(w: Hall, case: int) -> None:
    """One visit less of those that an agent is in the hall for."""
    if agent_of(w, case) == NO_CASE:
        return
    a = w.agents[case]
    of = w.agents[a.agent]
    if a.visit_before == NO_CASE:
        of.first_visit = a.visit_after
    else:
        w.agents[a.visit_before].visit_after = a.visit_after
    if a.visit_after == NO_CASE:
        of.last_visit = a.visit_before
    else:
        w.agents[a.visit_after].visit_before = a.visit_before


@compiled
def must_hold(w: Hall, case: int) -> bool:
    """Whether an agent cannot go on with a case now: another one is at the window, or comes before it."""
    if agent_of(w, case) == NO_CASE or (next_session(w, case) == NO_STAGE and not may_await(w, case)):
        return False
    a = w.agents[case]
    if a.visit_before != NO_CASE:
        return True
    other = a.visit_after
    while other != NO_CASE:
        if w.cases[other].state != HOLDING:
            return True
        other = w.agents[other].visit_after
    return False


@compiled
def next_turn(w: Hall, agent: int, opens: float) -> None:
    """An agent goes on with the first case that had to wait, else with the next one; unless one is under way."""
    if agent == NO_CASE:
        return
    of = w.agents[agent]
    each = of.first_visit
    while each != NO_CASE:
        if w.cases[each].state != HOLDING:
            return
        each = w.agents[each].visit_after
    if of.first_visit != NO_CASE:
        w.cases[of.first_visit].state = CALLED_ON
        let_go_on(w, of.first_visit)
    elif of.following != NO_CASE:
        will_come(w, of.following, Cause.FIRST, w.world[0].now, opens, agent)


# Coming again


@compiled
def come_again(w: Hall, case: int, cause: int, otherwise: int) -> None:
    """A person comes again another day, or files anew; or does not, and that is the end of the case."""
    column = column_of_return(w, case, cause)
    if not w.again[case, column]:
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


# Cases


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
