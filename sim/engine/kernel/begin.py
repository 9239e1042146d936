"""Who comes next, and the rows of cases and stages, as the plan has them before anything has happened."""

from __future__ import annotations

from math import inf, nan

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.days import door_at
from sim.engine.kernel.jit import compiled
from sim.plan import NO_CASE, NO_QUEUE, NO_STAGE
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
    look_at_calendar(w, 0)


@compiled
def look_at_calendar(w: Hall, row: int) -> None:
    """The row of the calendar that comes next, and when."""
    world = w.world[0]
    world.next_row = row
    world.turns_at = w.calendar[row].time if row < len(w.calendar) else inf


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
    coming = w.comings[case]
    coming.begin, coming.late = w.world[0].comes_at, w.world[0].opens == inf
    while case != NO_CASE:
        expect_case(w, case)
        case = w.next_case[case] if w.world[0].agents else NO_CASE


@compiled
def expect_case(w: Hall, case: int) -> None:
    """A case of which nothing has been seen: it is as all are that go the same way."""
    world, first, last = w.world[0], w.stages_at[case], w.stages_at[case + 1]
    w.cases[case] = w.ways[w.way[case]]
    c, coming = w.cases[case], w.comings[case]
    pattern = c.first
    c.first, c.last = first, last
    w.over[case], w.outcomes[case] = nan, CaseOutcome.IN_PROGRESS
    if world.counting:
        w.sums[case].left = nan
    coming.at, coming.cause, coming.agent = w.arrival[case], Cause.FIRST, NO_CASE
    if world.agents:
        agent = w.agents[case]
        agent.agent = agent.following = agent.first_visit = agent.last_visit = agent.expects = NO_CASE
    for stage in range(first, last):
        w.stages[stage] = w.patterns[pattern]
        w.stages[stage].case = case
        w.done[stage] = nan
        pattern += 1
        if world.differ:
            tell_apart(w, stage, first)


@compiled
def tell_apart(w: Hall, stage: int, first: int) -> None:
    """What is not the same for all who go one way. What nobody has is not in the plan that the loop is given."""
    s = w.stages[stage]
    if s.accepted_at != NO_STAGE:
        s.accepted_at += first
    if s.queue == NO_QUEUE:
        s.minutes = w.lag_minutes[stage]
    if w.world[0].occurrences > 0:
        s.patience = w.patience[stage, 0]
    s.silent = len(w.silent) > 0 and w.silent[stage]
    s.mistaken = len(w.wrong_queue) > 0 and w.wrong_queue[stage] != NO_QUEUE
    s.lacks = len(w.lacks_at) > 0 and w.lacks_at[stage] < w.lacks_at[stage + 1]
    if len(w.heads) > 0:
        s.head = w.heads[stage]
    if w.world[0].experts:
        w.with_expert[stage] = NOBODY
