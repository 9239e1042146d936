"""The trace: what happened. A row a session, a row a case, a row a clerk's duty."""

from sim.trace.laws import LawError
from sim.trace.records import ATTENDED, NO_VISIT, NOBODY, CaseOutcome, Outcome, VisitOutcome
from sim.trace.trace import Trace, trace_from, trace_of

__all__ = [
    "ATTENDED",
    "NOBODY",
    "NO_VISIT",
    "CaseOutcome",
    "LawError",
    "Outcome",
    "Trace",
    "VisitOutcome",
    "trace_from",
    "trace_of",
]
