"""The laws of calls: whom a free clerk turns to, who turns to a ticket, and when somebody must."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.plan import NEVER, Mark, Plan
from sim.tape import Bools, Floats, Ints
from sim.trace.laws.agents import as_called
from sim.trace.laws.clerks import Free, free, free_of
from sim.trace.laws.looks import (
    NONE,
    Display,
    breaches,
    instants,
    is_down,
    is_tidal,
    just_after,
    latest,
    level,
    may_start,
    numbers,
    outlast,
    starts_at,
    stood_by,
)
from sim.trace.laws.seniority import first_of_scope, most_senior, seniority
from sim.trace.records import NOBODY, Records


@as_called
def sessions_start_in_opening_hours(trace: Records) -> Iterator[str]:
    """Windows call in opening hours, or after closing where those inside are served; nobody while a system is down."""
    plan, called = trace.plan, trace.clerk != NOBODY
    shut = ~may_start(plan, trace.call) & ~plan.behind_queue[trace.queue]
    yield from breaches(called & shut, "a call while the windows are closed")
    for group, name in enumerate(plan.group_names):
        calls = trace.call[trace.group == group]
        rows = plan.calendar_index == group
        down = plan.calendar_time[rows & (plan.calendar_mark == Mark.DOWN)]
        up = plan.calendar_time[rows & (plan.calendar_mark == Mark.UP)]
        if (level(down, up, calls) > 0).any():
            yield f"{name} calls while its system is down"


@as_called
def no_window_is_idle_while_its_tickets_wait(trace: Records) -> Iterator[str]:
    """A free clerk and a ticket of the clerk's primary scope never stay apart, not even while somebody gives up."""
    plan = trace.plan
    at = instants(trace.ticket, trace.display_end, free(trace).since, plan.calendar_time)
    end, queues = outlast(trace), range(len(plan.queue_names))
    waits = np.stack([Display(trace, q, trace.ticket, end).number(at) * starts_at(plan, q, at) for q in queues])
    for group in steady(plan):
        needed = waits[plan.primary[group]].sum(axis=0) > 0
        wrong = (free_of(trace)[group].number(at) > 0) & needed & ~is_down(plan, group, at)
        if wrong.any():
            yield f"{plan.group_names[group]} is idle at minute {at[wrong][0]} while a ticket waits"


@as_called
def help_is_given_when_it_is_due(trace: Records) -> Iterator[str]:
    """No clerk is free while help is due in a queue of the secondary scope, be it due by number or by the clock."""
    plan = trace.plan
    agents = trace.ticket[plan.after_another[trace.case]]  # who may have left another queue impatiently
    for queue, name in enumerate(plan.queue_names):
        display = Display(trace, queue, trace.ticket, outlast(trace))
        for group in np.intersect1d(numbers(plan.secondary[:, queue]), steady(plan)).tolist():
            mine = free_of(trace)[group]
            by_clock = display.ticket + plan.help_after[group]
            at = instants(display.ticket, by_clock[by_clock < NEVER], display.end, mine.since, plan.calendar_time)
            at = at[starts_at(plan, queue, at) & ~is_down(plan, group, at) & ~np.isin(at, agents)]
            wrong = (mine.number(at) > 0) & (display.number(at) > 0) & display.help_is_due(group, at)
            if wrong.any():
                yield f"{plan.group_names[group]} does not help {name} at minute {at[wrong][0]}"


@as_called
def helpers_keep_the_help_rule(trace: Records) -> Iterator[str]:
    """Clerks serve what is in their scope: at tidal windows while these are open, secondary when help is due."""
    plan, group, called = trace.plan, trace.group, trace.clerk != NOBODY
    own = called & plan.primary[group, trace.queue]
    helps = called & ~own & plan.secondary[group, trace.queue]
    at_front = called & plan.front[group, trace.queue]
    yield from breaches(called & ~own & ~helps & ~at_front, "a call outside every scope")
    tide_to = np.where(np.isnan(trace.tide_to), NEVER, just_after(trace.tide_to))
    for tidal in numbers(is_tidal(plan)):
        spells = trace.tide_group == tidal
        now = trace.call[at_front & (group == tidal)]
        if (level(trace.tide_from[spells], tide_to[spells], now) <= 0).any():
            yield f"{plan.group_names[tidal]} calls at windows that are shut"
    for queue, name in enumerate(plan.queue_names):
        display = Display(trace, queue, trace.ticket, just_after(trace.display_end))
        for helper in np.intersect1d(numbers(plan.secondary[:, queue]), steady(plan)).tolist():
            now = trace.call[helps & (group == helper) & (trace.queue == queue)]
            if (early := ~display.help_is_due(helper, now)).any():
                yield f"{plan.group_names[helper]} helps {name} at minute {now[early][0]}, but no help was due"


# The choice of a ticket


@as_called
def no_junior_passes_a_senior(trace: Records) -> Iterator[str]:
    """A call passes no more senior ticket of its queue, nor, for the clerk's own work, of the whole primary scope."""
    plan, called = trace.plan, np.flatnonzero(trace.clerk != NOBODY)
    place, (at, first) = seniority(trace), most_senior(trace)
    column = np.searchsorted(at, trace.call[called])
    passed = first[trace.queue[called], column] < place[called]
    yield from breaches(passed, "a call passes a more senior ticket of its queue")
    scope = first_of_scope(first, plan.primary, trace.group[called], column)
    own = plan.primary[trace.group[called], trace.queue[called]] & ~is_tidal(plan)[trace.group[called]]
    yield from breaches(own & (scope < place[called]), "a call passes a more senior ticket of the primary scope")


@as_called
def own_work_comes_before_help(trace: Records) -> Iterator[str]:
    """A clerk helps only if no ticket of the primary scope waits, and then the most senior one whose help is due."""
    plan, place, called = trace.plan, seniority(trace), np.flatnonzero(trace.clerk != NOBODY)
    helps = ~plan.primary[trace.group[called], trace.queue[called]] & ~is_tidal(plan)[trace.group[called]]
    helping = called[helps]
    group, now = trace.group[helping], trace.call[helping]
    at, first = most_senior(trace)
    column = np.searchsorted(at, now)
    waits = first_of_scope(first, plan.primary, group, column) < len(trace)
    yield from breaches(waits, "a clerk helps while a ticket of the primary scope waits")
    due: Bools = np.zeros((len(plan.queue_names), len(helping)), dtype=bool)
    start, end = stood_by(trace), outlast(trace)
    for queue, helper in np.argwhere(plan.secondary.T).tolist():
        mine = group == helper
        due[queue, mine] = Display(trace, queue, start, end).help_is_due(helper, now[mine])
    passed = due & (first[:, column] < place[helping])
    yield from breaches(np.asarray(passed.any(axis=0)), "a helper passes a more senior ticket whose help is due")


def steady(plan: Plan) -> list[int]:
    """Groups whose scopes do not change with the tide."""
    return numbers(~is_tidal(plan))


# The choice of a clerk


@as_called
def the_right_clerk_calls(trace: Records) -> Iterator[str]:
    """No own clerk who was free is passed over for a helper, nor a free clerk for one who is later by the routing."""
    plan, called = trace.plan, np.flatnonzero(trace.clerk != NOBODY)
    breadth = np.zeros_like(plan.breadth) if plan.alis else plan.breadth
    since, start, end = _idle_since(trace, free(trace), called), stood_by(trace), outlast(trace)
    for queue, name in enumerate(plan.queue_names):
        rows, asked = called[trace.queue[called] == queue], since[trace.queue[called] == queue]
        display = Display(trace, queue, start, end)
        own = plan.primary[trace.group[rows], queue]
        for group in np.intersect1d(numbers(plan.primary[:, queue] | plan.secondary[:, queue]), steady(plan)).tolist():
            other, longest = _longest_idle(free_of(trace)[group], trace.call[rows])
            before = _before((breadth[group], longest, other), (breadth[trace.group[rows]], asked, trace.clerk[rows]))
            if plan.primary[group, queue]:
                passed = (other != NONE) & (before | ~own)
            else:
                due = display.help_is_due(group, trace.call[rows], trace.ticket[rows], more=1)
                passed = (other != NONE) & before & due & ~own
            passed &= ~is_down(plan, group, trace.call[rows]) & ~is_tidal(plan)[trace.group[rows]]
            if passed.any():
                yield f"{plan.group_names[group]} is passed over for ticket {rows[passed][0]} of {name}"


def _idle_since(trace: Records, idle: Free, called: Ints) -> Floats:
    """Since when each clerk who called had been free."""
    now = trace.call[called]
    last = latest(idle.clerk, idle.until, trace.clerk[called], now)
    until, since = np.append(idle.until, NONE)[last], np.append(idle.since, NONE)[last]
    return np.where(until == now, since, now)


def _longest_idle(idle: Free, at: Floats) -> tuple[Ints, Floats]:
    """Of those free before and after each instant the longest idle: the clerk, or NONE, and since when."""
    first = np.searchsorted(np.maximum.accumulate(idle.until), at, "right")
    clerk, since = np.append(idle.clerk, NONE)[first], np.append(idle.since, NEVER)[first]
    return np.where(since < at, clerk, NONE), since


def _before(one: tuple[Ints, Floats, Ints], other: tuple[Ints, Floats, Ints]) -> Bools:
    """Whether one rank comes before another."""
    (a, b, c), (x, y, z) = one, other
    return np.asarray((a < x) | ((a == x) & ((b < y) | ((b == y) & (c < z)))))
