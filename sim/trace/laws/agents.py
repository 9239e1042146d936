"""The laws of agents with several cases: one after the other, with a ticket for each or with one for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import wraps

import numpy as np

from sim.plan import NO_CASE, Plan, Role
from sim.tape import Bools, Cause, Ints
from sim.trace.laws.looks import NONE, Law, breaches
from sim.trace.laws.once import once
from sim.trace.records import Outcome, Records

OF_TICKETS = ("stage", "queue", "ticket", "call", "start", "end", "released", "clerk", "outcome", "visit")
EARLY = (Role.MACHINE, Role.ENQUIRY, Role.GUIDANCE)
"""What comes before the window on a first visit."""


def agent_of(plan: Plan) -> Ints:
    """(n) The first case of the agent who brings each; of anybody else the case itself."""
    agent = np.arange(len(plan))
    for case in np.flatnonzero(plan.next_case != NO_CASE).tolist():
        agent[plan.next_case[case]] = agent[case]
    return agent


@once
def by_one_ticket(trace: Records) -> Bools:
    """(v) Whether it is the first visit for a case of an agent who has one ticket for all."""
    plan = trace.plan
    brought = plan.after_another | (plan.next_case != NO_CASE)
    return np.asarray(plan.one_ticket & brought[trace.visit_case] & (trace.visit_cause == Cause.FIRST))


@once
def goes_on_from(trace: Records) -> Ints:
    """(s) The session under whose ticket the clerk goes on with each agent's case, or NONE."""
    head = np.full(len(trace), NONE)
    for row, (visit, _) in _first_tickets(trace).items():
        before = _at_window_until(trace, visit, row)
        same = before != NONE and trace.clerk[before] == trace.clerk[row] and trace.queue[before] == trace.queue[row]
        at_once = trace.ticket[row] == trace.call[row] == trace.start[row]
        if same and at_once and trace.plan.role[trace.stage[row]] == Role.INTAKE:
            head[row] = before
    return head


def _first_tickets(trace: Records) -> dict[int, tuple[int, int]]:
    """The first ticket of each further case of an agent with one ticket for all: its visit, and case."""
    further = by_one_ticket(trace) & trace.plan.after_another[trace.visit_case]
    rows = np.flatnonzero(~trace.of_file)[::-1]
    first = np.full(len(trace.visit_case), NONE)
    first[trace.visit[rows]] = rows
    visits = np.flatnonzero(further & (first != NONE)).tolist()
    return {int(first[visit]): (visit, int(trace.visit_case[visit])) for visit in visits}


def _at_window_until(trace: Records, visit: int, ticket: int) -> int:
    """An agent's last session before the first ticket for a case, if a clerk may have gone on from there; or NONE."""
    time, plan, case = float(trace.visit_arrival[visit]), trace.plan, int(trace.visit_case[visit])
    agent = agent_of(plan)
    mine = by_one_ticket(trace)[trace.visit] & ~trace.of_file & (trace.case < case) & (agent[trace.case] == agent[case])
    row = int(np.flatnonzero(mine[:ticket]).max(initial=NONE))
    attended = trace.outcome[row] in (Outcome.SERVED, Outcome.TURNED_BACK)
    goes_on = attended and trace.end[row] == time and plan.role[trace.stage[row]] == Role.INTAKE
    return row if row != NONE and goes_on else NONE


def an_agent_goes_on_at_the_window(trace: Records) -> Iterator[str]:
    """With one ticket for all the clerk goes on with the next case, if it is for the same queue and no desk first."""
    plan = trace.plan
    head = goes_on_from(trace)
    for row, (visit, case) in _first_tickets(trace).items():
        before = _at_window_until(trace, visit, row)
        stages = np.arange(plan.stages[case], plan.stages[case + 1])
        opens = stages[np.isin(plan.role[stages], (*EARLY, Role.INTAKE))][0]
        if before == NONE or not np.isin(trace.visit, _case_before(trace, case)).any():
            continue  # the case before found too many waiting, and took no ticket
        wanted = plan.role[opens] == Role.INTAKE and trace.queue[before] == plan.queue[opens]
        if wanted and head[row] == NONE:
            yield f"case {case} of an agent is not taken on under ticket {before}"


def _case_before(trace: Records, case: int) -> Ints:
    """The first visit for the case that an agent took up before this one."""
    mine = trace.plan.next_case[trace.visit_case] == case
    found: Ints = np.flatnonzero(mine & (trace.visit_cause == Cause.FIRST))
    return found


def an_agent_is_in_one_place(trace: Records) -> Iterator[str]:
    """However many cases an agent has in the hall, there is one ticket or session at a time."""
    agent = agent_of(trace.plan)
    rows = np.flatnonzero(~trace.of_file & np.append(by_one_ticket(trace), False)[trace.visit])
    rows = rows[np.lexsort((rows, trace.ticket[rows], agent[trace.case[rows]]))]
    who = agent[trace.case[rows]]
    overlap = (np.diff(who) == 0) & (trace.ticket[rows][1:] < trace.end[rows][:-1])
    yield from breaches(overlap, "an agent in two queues")


def as_called(law: Law) -> Law:
    """A law of tickets and calls: what a clerk goes on with under one ticket is part of the session that was called."""

    @wraps(law)
    def judged(trace: Records) -> Iterator[str]:
        yield from law(joined(trace) if trace.plan.one_ticket else trace)

    return judged


@once
def joined(trace: Records) -> Records:
    """The trace with one row for all that happened under one ticket at a window."""
    head = goes_on_from(trace)
    released = trace.released.copy()
    for row in np.flatnonzero(head != NONE)[::-1].tolist():
        released[head[row]] = released[row]
    kept = head == NONE
    columns = {name: getattr(trace, name)[kept] for name in OF_TICKETS}
    return replace(trace, **(columns | {"released": released[kept]}))
