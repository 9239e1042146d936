"""The trace: what happened. A row a session, a row a case, a row a clerk's duty."""

from sim.trace.laws import LawError
from sim.trace.records import NOBODY, CaseOutcome, Outcome
from sim.trace.trace import Trace, trace_of

__all__ = ["NOBODY", "CaseOutcome", "LawError", "Outcome", "Trace", "trace_of"]
