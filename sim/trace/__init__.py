"""The trace: what happened. A row a session, a row a case, a row a clerk's duty."""

from sim.trace.laws import LawError
from sim.trace.records import CaseOutcome, Outcome, Trace

__all__ = ["CaseOutcome", "LawError", "Outcome", "Trace"]
