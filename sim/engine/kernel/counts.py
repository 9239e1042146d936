"""What is counted where no session is kept: tickets as they are done with, visits, and how long clerks are busy."""

from __future__ import annotations

from math import ceil, inf, isnan, log

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.jit import compiled, written_out
from sim.engine.kernel.stretches import A_DAY, add_edge, count_busy, day_of, half_hour_at, is_measured
from sim.plan import Role, Station
from sim.tape import Cause
from sim.trace import NO_VISIT, NOBODY, Outcome
from sim.trace.tally import BINS, EVEN, EVEN_BINS, LONGEST, RATIO, WIDTH

# Where the levels of each dimension stand in `levels_at`, and in `visits_at`; the hall is the sum of its days.
HALL, DEPARTMENT, MATTER, QUEUE, PRIORITY, SITE, HALF_HOURS, DAYS, GROUP, MINUTES = range(10)
V_HALL, V_MATTER, V_PRIORITY, V_SITE, V_CAUSE, V_HALF_HOURS, V_DAYS = range(7)


@compiled
def is_attended(outcome: int) -> bool:
    """Whether a clerk sat with the person, or worked on the file, to the end."""
    return (
        outcome == Outcome.SERVED
        or outcome == Outcome.TURNED_BACK
        or outcome == Outcome.WRONG_TICKET
        or outcome == Outcome.ERROR
        or outcome == Outcome.FAILED
    )


@compiled
def is_given_up(outcome: int) -> bool:
    """Whether the person gave up waiting."""
    return outcome == Outcome.LEFT or outcome == Outcome.LEFT_IN_SILENCE


@compiled
def count_ticket(w: Hall, ticket: int) -> None:
    """A ticket is done with, or the days are over."""
    t = w.tickets[ticket]
    served = is_attended(t.outcome)
    ends = t.call if served or t.outcome == Outcome.OPEN else t.end
    at_window = w.queues[t.queue].station == Station.WINDOW
    sum_up(w, ticket, ends, served, at_window)
    if not is_measured(w, t.time):
        return
    wait, over = ends - t.time, limits_passed(w, t.time, ends)
    bin = bin_of(wait) if served else 0
    count_in(w, QUEUE, t.queue, ticket, served, wait, over, bin)
    if t.clerk != NOBODY:
        count_in(w, GROUP, w.clerks[t.clerk].group, ticket, served, wait, over, bin)
    if not at_window:
        return
    case = w.stages[t.stage].case
    count_in(w, MATTER, w.matter[case], ticket, served, wait, over, bin)
    count_in(w, PRIORITY, w.priority[case], ticket, served, wait, over, bin)
    count_in(w, SITE, w.site[case], ticket, served, wait, over, bin)
    half_hour = half_hour_at(t.time)
    count_in(w, HALF_HOURS, half_hour % A_DAY, ticket, served, wait, over, bin)
    count_in(w, DAYS, day_of(w, half_hour) - w.world[0].first_day, ticket, served, wait, over, bin)
    count_by_department(w, ticket, served, wait, over, bin)
    if not isnan(wait):
        # The difference of two times may fall short of a whole minute by rounding.
        w.levels[w.levels_at[MINUTES] + min(int(wait + 1e-9), LONGEST)].taken += 1


@written_out
def count_by_department(w: Hall, ticket: int, served: bool, wait: float, over: int, bin: int) -> None:
    """A ticket counts once for each department that has a task in its session."""
    s = w.stages[w.tickets[ticket].stage]
    for row in range(s.tasks, s.tasks_end):
        kind, is_new = w.pieces[row].kind, True
        if kind >= len(w.kind_department):
            continue
        for earlier in range(s.tasks, row):
            known = w.pieces[earlier].kind
            is_new = is_new and (known >= len(w.kind_department) or w.kind_department[known] != w.kind_department[kind])
        if is_new:
            count_in(w, DEPARTMENT, w.kind_department[kind], ticket, served, wait, over, bin)


@written_out
def limits_passed(w: Hall, time: float, ends: float) -> int:
    """How many limits a wait is longer than: the first ones, since they are in order."""
    passed = 0
    # As for patience and help, the sum is compared: a difference of two times may fall short.
    while passed < len(w.limits) and ends > time + w.limits[passed]:
        passed += 1
    return passed


@written_out
def count_in(w: Hall, dimension: int, place: int, ticket: int, served: bool, wait: float, over: int, bin: int) -> None:
    """A ticket counts in one level of a dimension, unless that has one level only: then it is the whole hall.

    Of most tickets that is no more than once: `sum_up_levels` makes the other numbers of it.
    """
    if w.alone[dimension]:
        return
    at = w.levels_at[dimension] + place
    if not served:
        count_unserved(w, at, ticket, wait, over)
        return
    t, level = w.tickets[ticket], w.levels[at]
    level.served += 1
    level.any_wait += wait
    level.wait += wait
    level.service += t.end - t.start
    if wait > level.longest:
        level.longest = wait
    w.waits[at, bin] += 1
    if over > 0:
        w.late[at, over - 1] += 1


@compiled
def count_unserved(w: Hall, at: int, ticket: int, wait: float, over: int) -> None:
    """A ticket that nobody was served with counts in a level."""
    outcome, level = w.tickets[ticket].outcome, w.levels[at]
    if not isnan(wait):
        level.any_wait += wait
    if is_given_up(outcome):
        level.left += 1
        level.silent += outcome == Outcome.LEFT_IN_SILENCE
        if over > 0:
            w.late[at, over - 1] += 1
        return
    level.taken += 1
    level.ended += not isnan(wait)


@compiled
def sum_up_levels(w: Hall) -> None:
    """The days are over: who was served, or gave up, took a ticket, too, and waited; who passed a limit, all before it.

    Until then only the last limit passed was counted.
    """
    for at in range(len(w.levels)):
        level = w.levels[at]
        gone = level.served + level.left
        level.taken += gone
        level.ended += gone
        for limit in range(len(w.limits) - 1, 0, -1):
            w.late[at, limit - 1] += w.late[at, limit]


CLOSE = 1e-6
"""Rounding must not lift a whole number of bins into the next one: a share of a bin."""
STEP = log(RATIO)


@compiled
def bin_of(wait: float) -> int:
    """The bin of a wait."""
    if wait <= EVEN:
        return ceil(wait / WIDTH - CLOSE)
    return min(EVEN_BINS + ceil(log(wait / EVEN) / STEP - CLOSE), BINS - 1)


@compiled
def sum_up(w: Hall, ticket: int, ends: float, served: bool, at_window: bool) -> None:
    """What a ticket means for its case."""
    t = w.tickets[ticket]
    s = w.stages[t.stage]
    sums = w.sums[s.case]
    if t.outcome == Outcome.TURNED_BACK:
        sums.turned_back = True
    if s.role == Role.INTAKE and t.outcome == Outcome.SERVED and s.accepted_by != NOBODY:
        sums.errors += 1
    if t.visit == NO_VISIT:
        if at_window:
            sums.window_tickets += 1
        return
    sums.window_tickets += at_window
    sums.waited += ends - t.time
    sums.at_stations += t.end - t.time
    if s.role == Role.ISSUE:
        sums.at_issue += t.end - t.time
    elif s.role == Role.INTAKE and served and t.outcome != Outcome.WRONG_TICKET and not sums.seen:
        sums.seen, sums.turned_back_at_first = True, t.outcome == Outcome.TURNED_BACK


@compiled
def count_visit(w: Hall, visit: int) -> None:
    """A visit is over, or the days are."""
    v = w.visits[visit]
    sums = w.sums[v.case]
    w.coming_for[v.case, v.cause] += 1
    sums.in_hall += v.left - v.arrival
    sums.inside += v.left - v.begin
    if not isnan(v.left):
        sums.left = v.left
    if not is_measured(w, v.arrival):
        return
    first, minutes = v.cause == Cause.FIRST, v.left - v.arrival
    count_visit_in(w, V_MATTER, w.matter[v.case], first, minutes)
    count_visit_in(w, V_PRIORITY, w.priority[v.case], first, minutes)
    count_visit_in(w, V_SITE, w.site[v.case], first, minutes)
    count_visit_in(w, V_CAUSE, v.cause, first, minutes)
    half_hour = half_hour_at(v.arrival)
    count_visit_in(w, V_HALF_HOURS, half_hour % A_DAY, first, minutes)
    count_visit_in(w, V_DAYS, day_of(w, half_hour) - w.world[0].first_day, first, minutes)


@written_out
def count_visit_in(w: Hall, dimension: int, place: int, first: bool, minutes: float) -> None:
    """A visit counts in one level of a dimension, unless that has one level only: then it is the whole hall."""
    if w.visits_alone[dimension]:
        return
    level = w.visit_levels[w.visits_at[dimension] + place]
    level.visits += 1
    level.first += first
    level.minutes += minutes


@compiled
def count_the_rest(w: Hall) -> None:
    """The days are over: what is still under way counts as it stands."""
    world, horizon = w.world[0], w.edges[len(w.edges) - 1]
    for duty in range(world.duties):
        off = w.duties[duty].off
        horizon = max(horizon, -inf if isnan(off) else off)
    for ticket in range(world.tickets):
        t = w.tickets[ticket]
        if isnan(t.released):
            count_ticket(w, ticket)
            if t.clerk == NOBODY and t.outcome == Outcome.OPEN:
                add_edge(w, t.queue, horizon, len(w.edges) - 1, 1.0)
    for visit in range(world.visits):
        if isnan(w.visits[visit].left):
            count_visit(w, visit)
    for clerk in range(len(w.clerks)):
        if w.clerks[clerk].busy:
            count_busy(w, clerk, horizon)
    sum_up_levels(w)
