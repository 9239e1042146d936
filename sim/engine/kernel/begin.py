"""The hall before anything has happened in it: the rows of cases and stages, as the plan has them."""

from __future__ import annotations

from math import inf, nan

from sim.engine.kernel.jit import compiled
from sim.engine.kernel.people import door
from sim.engine.kernel.rows import Hall
from sim.plan import NO_CASE, NO_QUEUE, Role
from sim.tape import Cause
from sim.trace import NOBODY, CaseOutcome


@compiled
def begin(w: Hall) -> None:
    """Fill in the rows that there is one of for every case and stage, and the order in which people come."""
    for case in range(len(w.cases)):
        expect_case(w, case)
        for stage in range(w.stages_at[case], w.stages_at[case + 1]):
            expect_stage(w, case, stage)
    put_in_order(w)
    w.world[0].begun = True


@compiled
def expect_case(w: Hall, case: int) -> None:
    """A case of which nothing has been seen."""
    c, coming, agent = w.cases[case], w.comings[case], w.agents[case]
    c.first, c.last = w.stages_at[case], w.stages_at[case + 1]
    c.awaits, c.outcome = w.awaits[case], CaseOutcome.IN_PROGRESS
    w.over[case] = nan
    coming.at, coming.cause, coming.agent = w.arrival[case], Cause.FIRST, NO_CASE
    opens = door(w, coming.at)
    coming.late = opens == inf
    stays_away = w.no_show[case] or w.online[case]
    coming.begin = coming.at if coming.late or stays_away else opens
    agent.agent = agent.following = agent.first_visit = agent.last_visit = agent.expects = NO_CASE


@compiled
def expect_stage(w: Hall, case: int, stage: int) -> None:
    """A stage of which nothing has been done."""
    c, s = w.cases[case], w.stages[stage]
    bit = 1 << int(stage - c.first)
    role, by_file, queue = w.role[stage], w.by_file[stage], w.queue[stage]
    s.case, s.role, s.queue, s.by_file, s.silent = case, role, queue, by_file, w.silent[stage]
    s.tasks, s.tasks_end = w.tasks_at[stage], w.tasks_at[stage + 1]
    s.minutes = w.lag_minutes[stage] if queue == NO_QUEUE else w.setup[stage]
    s.patience, s.accepted_at, s.accepted_by = w.patience[stage, 0], w.plan_accepted_at[stage], NOBODY
    s.mistaken, s.lacks = w.wrong_queue[stage] != NO_QUEUE, w.lacks_at[stage] < w.lacks_at[stage + 1]
    for row in range(s.tasks, s.tasks_end):
        task = w.tasks[row]
        task.work, task.check, task.kind = w.work[row], w.check[row], w.kind[row]
    s.head = 0 if len(w.heads) == 0 else w.heads[stage]
    needs = 0
    for place in range(w.needs_at[stage], w.needs_at[stage + 1]):
        needs |= 1 << int(w.needs[place] - c.first)
    s.needs = needs
    if role != Role.CONSULTATION and (by_file or queue == NO_QUEUE):
        c.behind |= bit
    if (role == Role.INTAKE or role == Role.ISSUE) and not by_file:
        c.in_person |= bit
    if role == Role.MACHINE or role == Role.ENQUIRY or role == Role.HELP or role == Role.GUIDANCE:
        c.at_desk |= bit
    elif role != Role.INSPECTION and role != Role.CONSULTATION:
        c.needed |= bit
    w.done[stage] = nan
    w.with_expert[stage] = NOBODY


@compiled
def put_in_order(w: Hall) -> None:
    """The order in which people come: two rows of people in order, those who come and those who do not, made one."""
    there = next_case_like(w, -1, False)
    away = next_case_like(w, -1, True)
    for place in range(len(w.order)):
        take_away = there == len(w.cases) or (
            away < len(w.cases)
            and (
                w.comings[away].begin < w.comings[there].begin
                or (w.comings[away].begin == w.comings[there].begin and away < there)
            )
        )
        if take_away:
            w.order[place] = away
            away = next_case_like(w, away, True)
        else:
            w.order[place] = there
            there = next_case_like(w, there, False)


@compiled
def next_case_like(w: Hall, case: int, away: bool) -> int:
    """The next case for which somebody comes, or nobody does; cases that an agent has besides come by themselves."""
    case += 1
    while case < len(w.cases) and (w.after_another[case] or (w.no_show[case] or w.online[case]) != away):
        case += 1
    return case
