"""The law of papers: who is turned back, and who is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from sim.plan import Plan, Role
from sim.tape import OCCURRENCES
from sim.trace.laws.looks import NONE
from sim.trace.records import Outcome, Records


def papers_are_asked_for_once_they_are_missing(trace: Records) -> Iterator[str]:
    """A person is turned back if, and only if, a paper that is insisted on is missing and found so."""
    plan, asked = trace.plan, trace.outcome != Outcome.WRONG_TICKET
    rows = np.flatnonzero(trace.attended & asked)
    rows = rows[np.lexsort((rows, trace.call[rows], trace.case[rows]))]
    lacks = np.diff(plan.lacks_at)[trace.stage[rows]] > 0
    # Where nothing is lacking nothing can be found missing: only help may still turn somebody back.
    plain = ~lacks & (plan.role[trace.stage[rows]] != Role.HELP)
    back = trace.outcome[rows] == Outcome.TURNED_BACK
    for row in rows[plain & back].tolist():
        yield f"ticket {row} of case {trace.case[row]} is TURNED_BACK against the papers"
    times = _comings(trace)
    sessions = rows[~plain].tolist()
    columns = (trace.case, trace.stage, trace.call, trace.outcome)
    case_before, bag, comings = NONE, _Bag(plan), list[float]()
    for row, (case, stage, call, outcome) in zip(
        sessions, zip(*(column[sessions].tolist() for column in columns), strict=True), strict=True
    ):
        if case != case_before:
            case_before, bag, comings = case, _Bag(plan), sorted(times.get(case, []), reverse=True)
        while comings and comings[-1] <= call:
            comings.pop()
            bag.come()
        if bag.turns_back(stage) != (outcome == TURNED_BACK):
            yield f"ticket {row} of case {case} is {Outcome(outcome).name} against the papers"


TURNED_BACK = int(Outcome.TURNED_BACK)


def _comings(trace: Records) -> dict[int, list[float]]:
    """When people came, or filed, with papers, by case: at each visit, and at each ticket of what was filed before."""
    times: dict[int, list[float]] = defaultdict(list)
    for case, begin in zip(trace.visit_case.tolist(), trace.visit_from.tolist(), strict=True):
        times[case].append(begin)
    filed: set[int] = set()
    for row in np.flatnonzero(trace.of_file & (trace.plan.role[trace.stage] == Role.INTAKE)).tolist():
        stage = int(trace.stage[row])
        if stage in filed:
            times[int(trace.case[row])].append(float(trace.ticket[row]))
        filed.add(stage)
    return times


class _Bag:
    """The papers of one person, as sessions find them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.told: dict[int, int] = defaultdict(int)
        self.to_bring: set[int] = set()
        self.there: set[int] = set()
        self.accepted: set[int] = set()

    def come(self) -> None:
        """The person comes with what was missing before, unless it is missing again."""
        for paper in self.to_bring:
            self.told[paper] += 1
        self.to_bring.clear()

    def missing(self, stage: int) -> list[int]:
        """Papers that a stage insists on."""
        plan = self.plan
        rows = [p for p in plan.lacks_of(stage) if not plan.paper_tolerated[p] and p not in self.there]
        return [p for p in rows if self.told[p] < plan.paper_times[p]]

    def turns_back(self, stage: int) -> bool:
        """Whether a session of the stage ends for want of a paper, or of a way; it is told what is missing."""
        plan, role = self.plan, Role(self.plan.role[stage])
        if role is Role.HELP:
            self.there |= set() if plan.fails[stage] else set(self.missing(stage))
            return bool(plan.fails[stage])
        if role not in (Role.INTAKE, Role.GUIDANCE) or stage in self.accepted:
            return False
        found = self.missing(stage)
        if role is Role.GUIDANCE:
            known = [(p, min(self.told[p], OCCURRENCES - 1)) for p in found]
            self.there |= {p for p, k in known if plan.paper_found[p, k] and plan.paper_mended[p, k]}
            found = [p for p, k in known if plan.paper_found[p, k] and not plan.paper_mended[p, k]]
        elif not found:
            self.accepted.add(stage)
        self.to_bring.update(found)
        return bool(found)
