"""What became of each paper that somebody lacked: found missing, mended, or there by rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.kept import kept
from sim.measures.loops import sorted_within
from sim.plan import Plan, Role
from sim.tape import OCCURRENCES, Bools, Floats, Ints
from sim.trace import Outcome, Trace

LOOKS = np.isin(sorted(Role), (Role.GUIDANCE, Role.INTAKE, Role.HELP))
"""By `Role` whether somebody looks for papers there."""


@dataclass(frozen=True, eq=False)
class Found:
    """p papers that somebody lacked, as the rows of the plan, and what they come to for each of n cases."""

    cases: int
    """n."""
    case: Ints
    """(p) The case."""
    times: Ints
    """(p) On how many visits, or filings, it was found missing, and the person was told."""
    mended: Bools
    """(p) Whether guidance mended it."""
    cut_short: Bools
    """(p) Whether it was there in the end only because no more occurrences than the stated number are drawn."""

    @kept
    def mended_of_case(self) -> Ints:
        """(n) Papers that guidance mended."""
        return np.bincount(self.case[self.mended], minlength=self.cases)

    @kept
    def told_of_case(self) -> Floats:
        """(n) How many times a paper was found missing, and the person told."""
        return np.bincount(self.case, self.times, self.cases).astype(np.float64, copy=False)

    @kept
    def case_cut_short(self) -> Bools:
        """(n) Whether a paper was there only because of that number."""
        return np.bincount(self.case[self.cut_short], minlength=self.cases) > 0


def look_through(trace: Trace) -> Found:
    """Go through the sessions of each case in order, and see what each found of every paper.

    The trace says that a session ended because of papers; which ones follows from the plan: those that the person
    still lacked, of those that the stage asks for, and at guidance of those that it finds.
    """
    plan, ticket, paper = trace.plan, *_looks(trace)
    concerned = np.zeros(len(plan), dtype=bool)
    concerned[trace.case[ticket]] = True
    role, outcome, turn = plan.role[trace.stage[ticket]], trace.outcome[ticket], _turns(trace, concerned)[ticket]
    number = len(plan.paper_times)
    times, told_at = np.zeros(number, np.int64), np.full(number, -1)
    mended, helped, cut_short = (np.zeros(number, bool) for _ in range(3))
    at_guidance, at_intake = role == int(Role.GUIDANCE), role == int(Role.INTAKE)
    served, back = outcome == int(Outcome.SERVED), at_intake & (outcome == int(Outcome.TURNED_BACK))
    helps, accepted = served & (role == int(Role.HELP)), served & at_intake
    rank = np.arange(len(paper)) - np.searchsorted(paper, paper)
    for at in _by_rank(rank):
        here = paper[at]
        there = mended[here] | helped[here]
        # What is known to be missing is brought, if it is, when the person comes again, or files anew.
        before = times[here] - (told_at[here] == turn[at])
        lacking = ~there & (before < plan.paper_times[here]) & ~plan.paper_tolerated[here]
        seen = np.minimum(before, OCCURRENCES - 1)
        noticed = lacking & at_guidance[at] & plan.paper_found[here, seen]
        at_once = noticed & plan.paper_mended[here, seen]
        mended[here] |= at_once
        helped[here] |= lacking & helps[at]
        cut_short[here] |= accepted[at] & ~there & (before == OCCURRENCES)
        told = (noticed & ~at_once) | (lacking & back[at])
        times[here] += told & (told_at[here] < turn[at])
        told_at[here[told]] = turn[at[told]]
    case = np.zeros(number, dtype=np.int64)
    case[plan.lacks] = plan.case[stages_that_lack(plan)]
    return Found(len(plan), case, times, mended, cut_short)


def _by_rank(rank: Ints) -> list[Ints]:
    """The places at which each rank is, from 0 on."""
    return np.split(rank.argsort(kind="stable"), np.cumsum(np.bincount(rank))[:-1]) if len(rank) else []


def _turns(trace: Trace, concerned: Bools) -> Ints:
    """(s) How often the person had come, or filed anew, by each call; of the cases that are `concerned` (n) alone."""
    plan, mine = trace.plan, np.flatnonzero(concerned[trace.case])
    filed = mine[(plan.role[trace.stage[mine]] == Role.INTAKE) & trace.of_file[mine]]
    first = filed[np.unique(trace.stage[filed], return_index=True)[1]]
    anew = np.setdiff1d(filed, first)
    visit = np.flatnonzero(concerned[trace.visit_case])
    case = np.concatenate([trace.visit_case[visit], trace.case[anew]])
    time = np.concatenate([trace.visit_from[visit], trace.ticket[anew]])
    called = mine[~np.isnan(trace.call[mine])]
    # One line of all turns and calls, by case and time; turns, which stand before calls, first in an instant.
    whose, when = np.concatenate([case, trace.case[called]]), np.concatenate([time, trace.call[called]])
    is_call = np.arange(len(whose)) >= len(case)
    order = sorted_within(whose, when)
    count = np.cumsum(~is_call[order])
    turns = np.zeros(len(trace), dtype=np.int64)
    of_call = is_call[order]
    turns[called[order[of_call] - len(case)]] = count[of_call]
    return turns


def stages_that_lack(plan: Plan) -> Ints:
    """The stage of each entry of the plan's `lacks`."""
    return np.repeat(np.arange(len(plan.case)), np.diff(plan.lacks_at))


def _looks(trace: Trace) -> tuple[Ints, Ints]:
    """Each ticket and paper where somebody looked for the one in the session of the other: by paper, then by call."""
    plan, none = trace.plan, np.zeros(0, dtype=np.int64)
    if not len(plan.lacks):
        return none, none
    lacking = np.diff(plan.lacks_at)
    row = np.flatnonzero((lacking > 0)[trace.stage])
    looked = LOOKS.take(plan.role[trace.stage[row]])
    row = row[looked & trace.attended[row] & (trace.outcome[row] != int(Outcome.WRONG_TICKET))]
    row = row[np.argsort(trace.call[row], kind="stable")]
    number = lacking[trace.stage[row]]
    ticket = np.repeat(row, number)
    within = np.arange(len(ticket)) - np.repeat(np.cumsum(number) - number, number)
    paper = plan.lacks[plan.lacks_at[trace.stage[ticket]] + within]
    order = np.argsort(paper, kind="stable")
    return ticket[order], paper[order]
