"""What a trace says, in rows that are written down, and compared, as on paper."""

from __future__ import annotations

import math
from typing import Any

from halls import tape
from sim.engine.reference import play
from sim.plan import Role, lay
from sim.spec import DAY, Spec
from sim.tape import Cause
from sim.trace import NO_VISIT, NOBODY, CaseOutcome, Outcome, Trace, VisitOutcome

NONE = None
"""A thing that did not happen."""


def played(of: Spec, *args: Any, **people: Any) -> Trace:
    """The trace of these people in this hall, held against the laws."""
    trace = play(lay(tape(*args, days=of.calendar.days, **people), of))
    trace.check()
    return trace


def at(day: int, minute: float) -> float:
    """That minute of a day."""
    return DAY * day + minute


def _time(value: float) -> float | None:
    return NONE if math.isnan(value) else value


def sessions(trace: Trace, *cases: int) -> list[tuple[Any, ...]]:
    """Of each ticket, in order: case, what for, ticket, call, start, end, outcome, clerk. Of some cases, or of all."""
    found = []
    for row in range(len(trace)):
        case = int(trace.case[row])
        if cases and case not in cases:
            continue
        times = (_time(float(time[row])) for time in (trace.ticket, trace.call, trace.start, trace.end))
        clerk = None if trace.clerk[row] == NOBODY else int(trace.clerk[row])
        role = Role(trace.plan.role[trace.stage[row]]).name.lower()
        found.append((case, role, *times, Outcome(trace.outcome[row]).name.lower(), clerk))
    return found


def spans(trace: Trace, *cases: int) -> list[tuple[Any, ...]]:
    """Of each ticket, in order: what for, call, end, clerk; when all goes well that says it all."""
    return [(role, call, end, clerk) for _, role, _, call, _, end, _, clerk in sessions(trace, *cases)]


def visits(trace: Trace) -> list[tuple[Any, ...]]:
    """Of each visit, in order: case, why, arrival, when the door lets the person in, when they leave, how it ends."""
    columns = (trace.visit_case, trace.visit_cause, trace.visit_arrival, trace.visit_from, trace.visit_left)
    return [
        (case, Cause(cause).name.lower(), arrival, begin, left, VisitOutcome(outcome).name.lower())
        for case, cause, arrival, begin, left, outcome in zip(
            *(column.tolist() for column in columns), trace.visit_outcome.tolist(), strict=True
        )
    ]


def ends(trace: Trace) -> list[tuple[str, float | None]]:
    """Of each case: how it ended, and when it was over."""
    pairs = zip(trace.case_outcome.tolist(), trace.over.tolist(), strict=True)
    return [(CaseOutcome(outcome).name.lower(), _time(over)) for outcome, over in pairs]


def done(trace: Trace, case: int) -> list[tuple[str, float | None]]:
    """Of each stage of a case: what it is, and when it was done."""
    stages = trace.plan.stages_of(case)
    return [(Role(trace.plan.role[s]).name.lower(), _time(float(trace.done[s]))) for s in stages]


def duties(trace: Trace) -> list[tuple[Any, ...]]:
    """Of each duty: clerk, on, due, off."""
    columns = (trace.duty_clerk, trace.duty_on, trace.duty_due, trace.duty_off)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def files(trace: Trace) -> list[tuple[Any, ...]]:
    """The sessions of files alone."""
    return [row for row, visit in zip(sessions(trace), trace.visit.tolist(), strict=True) if visit == NO_VISIT]
