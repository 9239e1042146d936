"""The laws of duty: clerks come when the calendar says, do one thing at a time, and go when they are due."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.plan import NEVER, Closes, Mark, Station
from sim.tape import Bools, Floats, Ints
from sim.trace.laws.agents import as_called
from sim.trace.laws.clerks import at_window_until, calls, comes_on_again, free, in_session, stays
from sim.trace.laws.looks import (
    NONE,
    breaches,
    closed,
    following,
    instants,
    latest,
    level,
    marked,
    numbers,
)
from sim.trace.records import Records


@as_called
def clerks_serve_one_at_a_time(trace: Records) -> Iterator[str]:
    """No clerk is in two sessions."""
    called = calls(trace)
    same = np.diff(trace.clerk[called]) == 0
    until = np.where(np.isnan(trace.released), NEVER, trace.released)[called]  # a file left over is still on the table
    overlap = same & (trace.call[called][1:] < until[:-1])
    yield from breaches(overlap, "a clerk calls while in a session")


@as_called
def clerks_start_on_duty(trace: Records) -> Iterator[str]:
    """A session starts within duty, or after closing with clerks who stay; it ends before the clerk goes off."""
    on, due, off = trace.duty_on, trace.duty_due, trace.duty_off
    yield from breaches(~((on <= due) & (due <= off)), "duty ends before it begins, or never")
    order = np.lexsort((on, trace.duty_clerk))
    again = np.diff(trace.duty_clerk[order]) == 0
    yield from breaches(again & (on[order][1:] < off[order][:-1]), "a clerk is on duty twice")
    called = calls(trace)
    clerk, now = trace.clerk[called], trace.call[called]
    duty = latest(trace.duty_clerk, on, clerk, now)
    yield from breaches((duty == NONE) | (now > np.append(off, -NEVER)[duty]), "a call by a clerk off duty")
    late = ~np.append(stays(trace), False)[duty] & (now >= np.append(due, NEVER)[duty])
    yield from breaches(late, "a call after the end of duty")
    row = in_session(trace, trace.duty_clerk, off)
    finishing = (row != NONE) & ~np.append(_may_be_put_down(trace), False)[row]
    yield from breaches(finishing & ~comes_on_again(trace), "a clerk goes in the middle of a session")


def _may_be_put_down(trace: Records) -> Bools:
    """(s) Whether it is a file that no window is waiting for."""
    found: Bools = trace.plan.station[trace.queue] == Station.BACK_OFFICE
    return found


@as_called
def duty_is_as_the_rosters_say(trace: Records) -> Iterator[str]:
    """Clerks with shifts come on, and are due, exactly when the calendar says."""
    plan = trace.plan
    named = ~_counted(trace)[plan.clerk_group[trace.duty_clerk]]
    for mark, times, what in ((Mark.ON, trace.duty_on, "begins"), (Mark.OFF, trace.duty_due, "is due to end")):
        rows = plan.calendar_mark == mark
        stated = _sorted(plan.calendar_index[rows], plan.calendar_time[rows])
        if not np.array_equal(stated, _sorted(trace.duty_clerk[named], times[named])):
            yield f"duty {what} at other times than the calendar says"


def _counted(trace: Records) -> Bools:
    """(g) Whether the calendar gives the group's number of windows."""
    plan = trace.plan
    groups: Bools = np.isin(np.arange(len(plan.group_names)), plan.calendar_index[plan.calendar_mark == Mark.COUNT])
    return groups


def _sorted(clerk: Ints, time: Floats) -> Floats:
    order = np.lexsort((time, clerk))
    return np.stack([clerk[order], time[order]])


@as_called
def windows_are_as_many_as_the_calendar_says(trace: Records) -> Iterator[str]:
    """Clerks come on, and are due, when the number of windows changes, and then there are as many as it says."""
    for group in numbers(_counted(trace) & (trace.plan.closes != Closes.HOLD)):
        name, (time, number, _) = trace.plan.group_names[group], _rows(trace, group)
        duty = trace.plan.clerk_group[trace.duty_clerk] == group
        on, due = trace.duty_on[duty], trace.duty_due[duty]
        if not np.isin(np.concatenate([on, due]), time).all():
            yield f"duty of {name} changes while the number of windows does not"
        if (wrong := level(on, due, time) != number).any():
            yield f"{name} has another number of windows at minute {time[wrong][0]}"


def _rows(trace: Records, group: int) -> tuple[Floats, Ints, Ints]:
    """When the number of a group's windows changes, to what, and the row of the draw that decides random closing."""
    plan = trace.plan
    rows = (plan.calendar_mark == Mark.COUNT) & (plan.calendar_index == group)
    return plan.calendar_time[rows], plan.calendar_value[rows], plan.calendar_draw[rows]


@as_called
def windows_are_held_until_a_session_ends(trace: Records) -> Iterator[str]:
    """Under `hold` there are as many windows as the number says; more only while all are busy, and nobody calls."""
    plan, idle, until = trace.plan, free(trace), at_window_until(trace)
    for group in numbers(_counted(trace) & (plan.closes == Closes.HOLD)):
        time, number, _ = _rows(trace, group)
        duty = plan.clerk_group[trace.duty_clerk] == group
        on, off, mine = trace.duty_on[duty], until[duty], idle.of(plan, group)
        starts = trace.call[trace.group == group]
        at = instants(time, on, off, mine.since, mine.until, starts)
        at = at[~(closed(plan, at) & plan.serve_out)]
        there, wanted = level(on, off, at), np.append(number, 0)[np.searchsorted(time, at, "right") - 1]
        wrong = (there < wanted) | ((there > wanted) & ((mine.number(at) > 0) | np.isin(at, starts)))
        if wrong.any():
            yield f"{plan.group_names[group]} holds another number of windows at minute {at[wrong][0]}"


@as_called
def the_first_to_leave_has_been_due_longest(trace: Records) -> Iterator[str]:
    """Under `hold` clerks are due at a fall of the number, each fall for no more than its size, the earliest first."""
    plan = trace.plan
    for group in numbers(_counted(trace) & (plan.closes == Closes.HOLD)):
        time, number, _ = _rows(trace, group)
        duty = plan.clerk_group[trace.duty_clerk] == group
        if not (np.isin(trace.duty_on[duty], time) & np.isin(trace.duty_due[duty], time)).all():
            yield f"duty of {plan.group_names[group]} changes while the number of windows does not"
            continue
        duty &= ~closed(plan, trace.duty_due)
        due, off = trace.duty_due[duty], trace.duty_off[duty]
        leavers = np.bincount(np.searchsorted(time, due), minlength=len(time))
        too_many = leavers > np.maximum(-np.diff(number, prepend=0), 0)
        if too_many.any() or (np.diff(due[np.lexsort((due, off))]) < 0).any():
            yield f"clerks of {plan.group_names[group]} leave for the wrong fall of the number of windows"


@as_called
def windows_close_in_the_stated_order(trace: Records) -> Iterator[str]:
    """When the number falls the idle close first, or the busy, or by the smallest draws; of equals the highest number.

    Under `hold` only the idle close at once.
    """
    plan = trace.plan
    for group in numbers(_counted(trace)):
        time, _, draws = _rows(trace, group)
        row, duty = _pairs(trace, np.flatnonzero(plan.clerk_group[trace.duty_clerk] == group), time)
        clerk, leaves = trace.duty_clerk[duty], trace.duty_due[duty] == time[row]
        busy = in_session(trace, clerk, time[row]) != NONE
        if plan.closes[group] == Closes.HOLD:
            idle = ~busy
            row, clerk, leaves, busy = row[idle], clerk[idle], leaves[idle], busy[idle]
        rank = (busy != (plan.closes[group] == Closes.BUSY_FIRST)).astype(float)
        if plan.closes[group] == Closes.RANDOM:
            rank = plan.closing_draw[draws[row], clerk - np.flatnonzero(plan.clerk_group == group)[0]]
        order = np.lexsort((-clerk, rank, row))
        wrong = (np.diff(row[order]) == 0) & leaves[order][1:] & ~leaves[order][:-1]
        if wrong.any():
            when = time[row[order][1:][wrong][0]]
            yield f"windows of {plan.group_names[group]} close in another order at minute {when}"


@as_called
def windows_open_in_order_of_numbers(trace: Records) -> Iterator[str]:
    """When the number of windows rises those at home come on, the lowest number first, then who finishes a session."""
    plan, until = trace.plan, at_window_until(trace)
    for group in numbers(_counted(trace)):
        time, _, _ = _rows(trace, group)
        members = np.flatnonzero(plan.clerk_group == group)
        row, clerk = np.repeat(np.arange(len(time)), len(members)), np.tile(members, len(time))
        last = latest(trace.duty_clerk, trace.duty_on, clerk, time[row], "left")
        rests = (last == NONE) | (np.append(until, -NEVER)[last] <= time[row])
        row, clerk = row[rests], clerk[rests]
        now = latest(trace.duty_clerk, trace.duty_on, clerk, time[row])
        comes = np.append(trace.duty_on, NEVER)[now] == time[row]
        order = np.lexsort((clerk, in_session(trace, clerk, time[row]) != NONE, row))
        wrong = (np.diff(row[order]) == 0) & comes[order][1:] & ~comes[order][:-1]
        if wrong.any():
            when = time[row[order][1:][wrong][0]]
            yield f"windows of {plan.group_names[group]} open in another order at minute {when}"


def _pairs(trace: Records, duties: Ints, time: Floats) -> tuple[Ints, Ints]:
    """Pairs of a time and a duty that had begun before it and was due then, or later."""
    first = np.searchsorted(time, trace.duty_on[duties], "right")
    number = np.maximum(np.searchsorted(time, trace.duty_due[duties], "right") - first, 0)
    starts = np.repeat(first - np.cumsum(number) + number, number)
    return starts + np.arange(number.sum()), np.repeat(duties, number)


@as_called
def who_is_due_goes(trace: Records) -> Iterator[str]:
    """Clerks go when they are due, but for a session under way, or to come on again; who stays, by next morning."""
    due, off = trace.duty_due, trace.duty_off
    due = np.where(stays(trace), following(marked(trace.plan, Mark.MORNING), due), due)
    row = in_session(trace, trace.duty_clerk, due)
    finishing = (row != NONE) & (off == np.append(trace.released, NEVER)[row])
    at_once = finishing | ((row != NONE) & comes_on_again(trace))
    yield from breaches((off > due) & ~at_once, "a clerk lingers")
