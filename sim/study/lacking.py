"""Which papers of a case were found missing at which session, and which of these were put right there."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from sim.plan import Plan, Role
from sim.tape import OCCURRENCES
from sim.trace import ATTENDED, NO_VISIT, Outcome, Trace

COMES_AGAIN = -1
"""In place of a ticket: the person comes again, or files anew."""


class Found(NamedTuple):
    """What came of a look at the papers."""

    missing: tuple[int, ...] = ()
    """Rows of the plan's papers that were missing, and for which the case was sent back."""
    mended: tuple[int, ...] = ()
    """Rows of those that were put right on the spot."""


def papers_found(trace: Trace, case: int) -> dict[int, Found]:
    """What came of each look at the papers of a case (a row of the plan), by ticket.

    A trace tells how a session ended. Which papers it was about follows from the plan: who comes again, or files anew,
    brings what was missing, but for the papers that this person lacks once more.
    """
    times, right, known = Counter[int](), set[int](), set[int]()
    found = {}
    for _, ticket in _moments(trace, case):
        if ticket == COMES_AGAIN:
            times.update(known)
            known.clear()
            continue
        stage = int(trace.stage[ticket])
        lacked = [p for p in trace.plan.lacks_of(stage) if p not in right and times[p] < trace.plan.paper_times[p]]
        insisted = [p for p in lacked if not trace.plan.paper_tolerated[p]]
        found[ticket] = _look(trace.plan, stage, Outcome(trace.outcome[ticket]), insisted, times)
        right.update(found[ticket].mended)
        known.update(found[ticket].missing)
    return found


def _moments(trace: Trace, case: int) -> list[tuple[float, int]]:
    """Calls, each with its ticket, and moments at which the person comes again or files anew, in the order of time."""
    tickets = np.flatnonzero(trace.case == case).tolist()
    attended = np.isin(trace.outcome, ATTENDED)
    met = [t for t in tickets if attended[t] and trace.outcome[t] != Outcome.WRONG_TICKET]
    moments = [(float(trace.call[ticket]), ticket) for ticket in met]
    moments += [(time, COMES_AGAIN) for time in trace.visit_from[trace.visit_case == case].tolist()]
    filed = set[int]()
    for ticket in tickets:
        stage = int(trace.stage[ticket])
        if trace.visit[ticket] == NO_VISIT and trace.plan.role[stage] == Role.INTAKE:
            moments += [(float(trace.ticket[ticket]), COMES_AGAIN)] if stage in filed else []
            filed.add(stage)
    return sorted(moments)


def _look(plan: Plan, stage: int, outcome: Outcome, lacked: list[int], times: Counter[int]) -> Found:
    """One look at the papers that the case lacks, each after so many times of coming again for it."""
    role = plan.role[stage]
    if role == Role.GUIDANCE:
        draws = {p: min(times[p], OCCURRENCES - 1) for p in lacked}
        seen = [p for p in lacked if plan.paper_found[p, draws[p]]]
        mended = {p for p in seen if plan.paper_mended[p, draws[p]]}
        return Found(tuple(p for p in seen if p not in mended), tuple(sorted(mended)))
    if role == Role.INTAKE and outcome is Outcome.TURNED_BACK:
        return Found(missing=tuple(lacked))
    if role == Role.HELP and outcome is Outcome.SERVED:
        return Found(mended=tuple(lacked))
    return Found()
