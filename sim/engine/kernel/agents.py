"""Agents, who are in the hall with several cases."""

from __future__ import annotations

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.behind import will_come
from sim.engine.kernel.cases import (
    CALLED_ON,
    HOLDING,
    agent_of,
    is_worth_waiting,
    next_session,
)
from sim.engine.kernel.events import (
    let_go_on,
)
from sim.engine.kernel.jit import compiled
from sim.plan import NO_CASE, NO_STAGE
from sim.tape import Cause


@compiled
def may_await(w: Hall, case: int) -> bool:
    """Whether a person stays in the hall for a result that is being worked on behind."""
    return w.cases[case].awaits and not w.world[0].closed and is_worth_waiting(w, case)


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
