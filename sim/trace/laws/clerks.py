"""Ways to look at the clerks of a trace that several laws share: who was in a session, who stayed, who was free."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.plan import NEVER, Closes, Mark, Plan
from sim.tape import Bools, Floats, Ints
from sim.trace.laws.looks import NONE, closed, following, latest, level, marked
from sim.trace.laws.once import once
from sim.trace.records import NOBODY, Records


@once
def calls(trace: Records) -> Ints:
    """Rows of the tickets that were called, by clerk and time."""
    called = np.flatnonzero(trace.clerk != NOBODY)
    return called[np.lexsort((trace.released[called], trace.call[called], trace.clerk[called]))]


def in_session(trace: Records, clerk: Ints, at: Floats) -> Ints:
    """The ticket that each clerk was busy with as the calendar was read at an instant, or NONE."""
    called = calls(trace)
    last = latest(trace.clerk[called], trace.call[called], clerk, at, "left")
    row = np.append(called, NONE)[last]
    until = np.append(np.where(np.isnan(trace.released), NEVER, trace.released), NEVER)[row]
    return np.where((last != NONE) & (until > at), row, NONE)


@once
def stays(trace: Records) -> Bools:
    """(d) Whether the clerk was bound to stay when duty ended: after closing, where those inside are served."""
    in_front: Bools = ~trace.plan.behind[trace.plan.clerk_group[trace.duty_clerk]]
    return np.asarray(closed(trace.plan, trace.duty_due) & trace.plan.serve_out & in_front)


@once
def at_window_until(trace: Records) -> Floats:
    """(d) Until when the clerk was at a window, not just about to leave it."""
    plan, due, off = trace.plan, trace.duty_due, trace.duty_off
    held = (plan.closes[plan.clerk_group[trace.duty_clerk]] == Closes.HOLD) & ~closed(plan, due)
    morning = following(marked(plan, Mark.MORNING), due)
    return np.where(stays(trace), np.minimum(off, morning), np.where(held, off, due))


@once
def comes_on_again(trace: Records) -> Bools:
    """(d) Whether the clerk's next duty begins as this one ends."""
    found = latest(trace.duty_clerk, trace.duty_on, trace.duty_clerk, trace.duty_off)
    row = np.arange(len(found))
    again: Bools = (found != row) & (np.append(trace.duty_on, NEVER)[found] == trace.duty_off)
    return again


class Free(NamedTuple):
    """Stretches in which clerks were on duty and not in a session; each ends with whatever happens to the clerk."""

    clerk: Ints
    since: Floats
    until: Floats

    def of(self, plan: Plan, group: int) -> Free:
        """Those of a group, the longest idle first, then the lowest number."""
        mine = np.flatnonzero(plan.clerk_group[self.clerk] == group)
        mine = mine[np.lexsort((self.clerk[mine], self.since[mine]))]
        return Free(self.clerk[mine], self.since[mine], self.until[mine])

    def only(self, which: Bools) -> Free:
        """Some of them."""
        return Free(self.clerk[which], self.since[which], self.until[which])

    def number(self, at: Floats) -> Ints:
        """How many are free, after all that an instant brought."""
        return level(self.since, self.until, at)


@once
def free(trace: Records) -> Free:
    """When each clerk was free."""
    called = calls(trace)
    clerk = np.concatenate([trace.duty_clerk, trace.duty_clerk, trace.clerk[called], trace.clerk[called]])
    time = np.concatenate([trace.duty_on, trace.duty_off, trace.call[called], trace.released[called]])
    change = np.repeat([1, -1, -1, 1], [len(trace.duty_on)] * 2 + [len(called)] * 2)
    order = np.lexsort((time, clerk))
    clerk, time, idle = clerk[order], time[order], np.cumsum(change[order]) > 0
    moved = np.flatnonzero((np.diff(time) != 0) & (np.diff(clerk) == 0) & idle[:-1])
    return Free(clerk[moved], time[moved], time[moved + 1])


@once
def free_of(trace: Records) -> list[Free]:
    """By group when its clerks were free."""
    return [free(trace).of(trace.plan, group) for group in range(len(trace.plan.group_names))]
