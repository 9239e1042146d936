"""Who comes next, and the rows of cases and stages, as the plan has them before anything has happened."""

from __future__ import annotations

from math import inf, nan

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.days import door_at
from sim.engine.kernel.jit import compiled
from sim.plan import NO_CASE, NO_QUEUE, NO_STAGE, Role
from sim.tape import Cause
from sim.trace import NOBODY, CaseOutcome


@compiled
def begin(w: Hall) -> None:
    """Look who comes first."""
    world = w.world[0]
    world.there = next_case_like(w, -1, False)
    world.away = next_case_like(w, -1, True)
    world.begun = True
    look_who_comes(w)


@compiled
def look_who_comes(w: Hall) -> None:
    """Who comes next and when: of those who come and of those who do not, each in order, whoever is first."""
    world = w.world[0]
    cases = len(w.cases)
    there, away, opens = inf, inf, inf
    if world.there < cases:
        arrival = w.arrival[world.there]
        while world.door < len(w.doors) and w.doors[world.door, 1] <= arrival:
            world.door += 1
        opens = door_at(w, world.door, arrival)
        there = arrival if opens == inf else opens
    if world.away < cases:
        away = w.arrival[world.away]
    if away < there or (away == there and world.away < world.there):
        world.comes, world.comes_at = world.away, away
        world.away = next_case_like(w, world.away, True)
    elif world.there < cases:
        world.comes, world.comes_at, world.opens = world.there, there, opens
        world.there = next_case_like(w, world.there, False)
    else:
        world.comes, world.comes_at = NO_CASE, inf


@compiled
def next_case_like(w: Hall, case: int, away: bool) -> int:
    """The next case for which somebody comes, or nobody does; cases that an agent has besides come by themselves."""
    world = w.world[0]
    if not (world.some_stay_away or world.agents):
        return len(w.cases) if away else case + 1
    case += 1
    while case < len(w.cases) and (w.after_another[case] or (w.no_show[case] or w.online[case]) != away):
        case += 1
    return case


@compiled
def expect_all(w: Hall, case: int) -> None:
    """Lay out the rows of whoever comes now: not before, so that they are still at hand when they are used."""
    world = w.world[0]
    coming = w.comings[case]
    coming.begin, coming.late = world.comes_at, world.opens == inf
    while case != NO_CASE:
        expect_case(w, case)
        for stage in range(w.stages_at[case], w.stages_at[case + 1]):
            expect_stage(w, case, stage)
        case = w.next_case[case] if world.agents else NO_CASE


@compiled
def expect_case(w: Hall, case: int) -> None:
    """A case of which nothing has been seen."""
    c, coming = w.cases[case], w.comings[case]
    c.first, c.last = w.stages_at[case], w.stages_at[case + 1]
    c.awaits, c.outcome = len(w.awaits) > 0 and w.awaits[case], CaseOutcome.IN_PROGRESS
    w.over[case] = nan
    if w.world[0].counting:
        w.sums[case].left = nan
    coming.at, coming.cause, coming.agent = w.arrival[case], Cause.FIRST, NO_CASE
    if w.world[0].agents:
        agent = w.agents[case]
        agent.agent = agent.following = agent.first_visit = agent.last_visit = agent.expects = NO_CASE


@compiled
def expect_stage(w: Hall, case: int, stage: int) -> None:
    """A stage of which nothing has been done. What nobody has is not in the plan that the loop is given."""
    c, s = w.cases[case], w.stages[stage]
    bit = 1 << int(stage - c.first)
    role, by_file, queue = w.role[stage], len(w.by_file) > 0 and w.by_file[stage], w.queue[stage]
    s.case, s.role, s.queue, s.by_file = case, role, queue, by_file
    s.silent = len(w.silent) > 0 and w.silent[stage]
    s.tasks, s.tasks_end = w.tasks_at[stage], w.tasks_at[stage + 1]
    s.minutes = w.lag_minutes[stage] if queue == NO_QUEUE else w.setup[stage]
    s.patience = w.patience[stage, 0] if w.world[0].occurrences > 0 else inf
    s.accepted_at, s.accepted_by = NO_STAGE, NOBODY
    if len(w.plan_accepted_at) > 0:
        s.accepted_at = w.plan_accepted_at[stage]
    s.mistaken = len(w.wrong_queue) > 0 and w.wrong_queue[stage] != NO_QUEUE
    s.lacks = len(w.lacks_at) > 0 and w.lacks_at[stage] < w.lacks_at[stage + 1]
    for row in range(s.tasks, s.tasks_end):
        task = w.tasks[row]
        task.work, task.check, task.kind = w.work[row], w.check[row], w.kind[row]
    s.head = 0 if len(w.heads) == 0 else w.heads[stage]
    needs = 0
    if len(w.needs) > 0:
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
    if w.world[0].experts:
        w.with_expert[stage] = NOBODY
