"""What became of each paper that somebody lacked: found missing, mended, or there by rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.plan import Plan, Role
from sim.tape import OCCURRENCES, Bools, Ints
from sim.trace import Outcome, Trace


@dataclass(frozen=True, eq=False)
class Found:
    """p papers that somebody lacked, as the rows of the plan."""

    case: Ints
    """(p) The case."""
    times: Ints
    """(p) How many times it was found missing, and the person was told."""
    mended: Bools
    """(p) Whether guidance mended it."""
    cut_short: Bools
    """(p) Whether it was there in the end only because no more occurrences than the stated number are drawn."""


def look_through(trace: Trace) -> Found:
    """Go through the sessions of each case in order, and see what each found of every paper.

    The trace says that a session ended because of papers; which ones follows from the plan: those that the person
    still lacked, of those that the stage asks for, and at guidance of those that it finds.
    """
    plan, ticket, paper = trace.plan, *_looks(trace)
    role, outcome = plan.role[trace.stage[ticket]], trace.outcome[ticket]
    number = len(plan.paper_times)
    times, mended, helped = np.zeros(number, np.int64), np.zeros(number, bool), np.zeros(number, bool)
    cut_short = np.zeros(number, bool)
    rank = np.arange(len(paper)) - np.searchsorted(paper, paper)
    for turn in range(int(rank.max(initial=-1)) + 1):
        at = np.flatnonzero(rank == turn)
        here, what, came_of = paper[at], role[at], outcome[at]
        known = mended[here] | helped[here]
        lacking = ~known & (times[here] < plan.paper_times[here]) & ~plan.paper_tolerated[here]
        seen = np.minimum(times[here], OCCURRENCES - 1)
        noticed = lacking & (what == Role.GUIDANCE) & plan.paper_found[here, seen]
        at_once = noticed & plan.paper_mended[here, seen]
        mended[here] |= at_once
        helped[here] |= lacking & (what == Role.HELP) & (came_of == Outcome.SERVED)
        accepted = (what == Role.INTAKE) & (came_of == Outcome.SERVED)
        cut_short[here] |= accepted & ~known & (times[here] == OCCURRENCES)
        times[here] += (noticed & ~at_once) | (lacking & (what == Role.INTAKE) & (came_of == Outcome.TURNED_BACK))
    case = np.zeros(number, dtype=np.int64)
    case[plan.lacks] = plan.case[stages_that_lack(plan)]
    return Found(case, times, mended, cut_short)


def stages_that_lack(plan: Plan) -> Ints:
    """The stage of each entry of the plan's `lacks`."""
    return np.repeat(np.arange(len(plan.case)), np.diff(plan.lacks_at))


def _looks(trace: Trace) -> tuple[Ints, Ints]:
    """Each ticket and paper where somebody looked for the one in the session of the other: by paper, then by call."""
    plan, none = trace.plan, np.zeros(0, dtype=np.int64)
    if not len(plan.lacks):
        return none, none
    looked = np.isin(plan.role[trace.stage], (Role.GUIDANCE, Role.INTAKE, Role.HELP))
    looked &= trace.attended & (trace.outcome != Outcome.WRONG_TICKET)
    number = np.diff(plan.lacks_at)[trace.stage]
    row = np.flatnonzero(looked & (number > 0))
    row = row[np.argsort(trace.call[row], kind="stable")]
    ticket = np.repeat(row, number[row])
    before = np.cumsum(number[row]) - number[row]
    within = np.arange(len(ticket)) - np.repeat(before, number[row])
    paper = plan.lacks[plan.lacks_at[trace.stage[ticket]] + within]
    order = np.argsort(paper, kind="stable")
    return ticket[order], paper[order]
