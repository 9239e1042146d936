"""What each case comes to, over all its visits: an array each, a number a case."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.measures.papers import stages_that_lack
from sim.plan import FINAL, Role
from sim.spec import DAY, Spec
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace import CaseOutcome, Outcome, Trace


class PerCase:
    """Sums and times of each case, whether it is measured or not (n cases)."""

    def __init__(self, trace: Trace, spec: Spec) -> None:
        self.trace, self.plan, self.spec = trace, trace.plan, spec
        self._in_person = ~trace.of_file
        self._role: Ints = trace.plan.role[trace.stage]

    def _sum(self, case: Ints, values: Floats | Bools) -> Floats:
        return np.bincount(case, values, len(self.plan)).astype(np.float64, copy=False)

    @cached_property
    def done(self) -> Bools:
        """Whether the case came to its result."""
        return np.equal(self.trace.case_outcome, CaseOutcome.DONE)

    # Visits

    @cached_property
    def visits(self) -> Floats:
        """Visits; none of a case that is filed online and not collected."""
        return np.bincount(self.trace.visit_case, minlength=len(self.plan)).astype(np.float64)

    def visits_for(self, cause: Cause) -> Floats:
        """Visits for one cause."""
        return self._sum(self.trace.visit_case, self.trace.visit_cause == cause)

    @cached_property
    def in_hall(self) -> Floats:
        """Minutes from the door until leaving, over all visits."""
        return self._sum(self.trace.visit_case, self.trace.visit_left - self.trace.visit_arrival)

    @cached_property
    def travel(self) -> Floats:
        """Minutes of the ways there and back, and whatever else a trip takes, over all visits.

        What an agent brings with another case needs no trip of its own at first.
        """
        trips = self.visits - (self.plan.after_another & (self.visits > 0))
        return trips * (2.0 * self.plan.travel + self.spec.demand.trip)

    # Time in the hall, in parts

    def _minutes(self, chosen: Bools, until: Floats) -> Floats:
        chosen = chosen & self._in_person
        return self._sum(self.trace.case[chosen], (until - self.trace.ticket)[chosen])

    @cached_property
    def waited(self) -> Floats:
        """Minutes of waits in person, in all queues."""
        return self._minutes(self._in_person, self.trace.wait_end)

    @cached_property
    def at_issue(self) -> Floats:
        """Minutes from the ticket for the result until it is handed out."""
        return self._minutes(self._role == Role.ISSUE, self.trace.end)

    @cached_property
    def awaiting(self) -> Floats:
        """Minutes in the hall without a ticket, while the case is worked on behind."""
        inside = self._sum(self.trace.visit_case, self.trace.visit_left - self.trace.visit_from)
        busy = self._minutes(self._in_person, self.trace.end)
        return np.where(inside - busy > 1e-6, inside - busy, 0.0)  # what is less is rounding

    # The result

    @cached_property
    def result(self) -> Floats:
        """When the result was there, of cases done: with papers still to be sent in, before the case was over."""
        plan = self.plan
        needed = ~np.isin(plan.role, (*FINAL, Role.SUPPLEMENT))
        last = np.full(len(plan), -np.inf)
        np.maximum.at(last, plan.case[needed], np.nan_to_num(self.trace.done[needed], nan=-np.inf))
        machine = plan.role == Role.MACHINE
        by_machine = self._sum(plan.case[machine], ~np.isnan(self.trace.done[machine])) > 0
        found: Floats = np.where(plan.awaits & ~by_machine, last, self.trace.over)
        return np.where(self.done, found, np.nan)

    @cached_property
    def at_once(self) -> Bools:
        """Whether the case was done on one visit, and the result there before the person left."""
        found: Bools = (self.visits == 1) & (self.result <= self.trace.left)
        return found

    @cached_property
    def days(self) -> Floats:
        """Days from first contact to the result, or to the end without one; not a number of what is under way."""
        return (np.where(self.done, self.result, self.trace.over) - self.plan.arrival) / DAY

    @cached_property
    def open_days(self) -> Floats:
        """Open days after that of first contact up to that of the result, of cases done."""
        opened = self.plan.open_days
        until = np.searchsorted(opened, np.where(self.done, self.result, 0.0) // DAY, side="right")
        since = np.searchsorted(opened, self.plan.arrival // DAY, side="right")
        return np.where(self.done, until - since, np.nan)

    # Papers and errors

    @cached_property
    def papers(self) -> Floats:
        """Papers handed in: at every intake that was done, those asked for, less those let pass."""
        plan = self.plan
        let_pass = plan.paper_tolerated[plan.lacks]
        owed = np.bincount(stages_that_lack(plan)[let_pass], minlength=len(plan.case))
        accepted = ~np.isnan(self.trace.done)
        return self._sum(plan.case, np.where(accepted, plan.papers_asked - owed * (plan.papers_asked > 0), 0.0))

    @cached_property
    def turned_back(self) -> Bools:
        """Whether the person was turned back for a paper, once or more often."""
        chosen = self.trace.outcome == Outcome.TURNED_BACK
        return self._sum(self.trace.case[chosen], chosen[chosen]) > 0

    @cached_property
    def first_session(self) -> tuple[Bools, Bools]:
        """Whether the case was seen at a window to be accepted, and whether it was turned back when first seen."""
        trace = self.trace
        met = (self._role == Role.INTAKE) & self._in_person & trace.attended
        row = np.flatnonzero(met & (trace.outcome != Outcome.WRONG_TICKET))
        first = row[np.unique(trace.case[row], return_index=True)[1]]
        seen, back = np.zeros(len(self.plan), dtype=bool), np.zeros(len(self.plan), dtype=bool)
        seen[trace.case[first]], back[trace.case[first]] = True, trace.outcome[first] == Outcome.TURNED_BACK
        return seen, back

    @cached_property
    def errors(self) -> Floats:
        """How many times an intake had to be done anew because of an error that was found behind."""
        chosen = (self._role == Role.INTAKE) & (self.trace.outcome == Outcome.SERVED)
        number = np.bincount(self.trace.stage[chosen], minlength=len(self.plan.case))
        return self._sum(self.plan.case, np.maximum(number - 1, 0).astype(np.float64))

    # Satisfaction

    @cached_property
    def satisfied(self) -> Floats:
        """Chance that the person is satisfied, by the spec's survey; not a number of a case under way, or no-show."""
        told = self.spec.survey
        score = (
            told.intercept
            + told.wait * self.waited / np.maximum(self.visits, 1.0) / 10.0
            + told.visits * np.maximum(self.visits - 1.0, 0.0)
            + told.days * self.days
            + told.turned_back * self.turned_back
            + told.unserved * ~self.done
        )
        came = ~np.isin(self.trace.case_outcome, (CaseOutcome.IN_PROGRESS, CaseOutcome.NO_SHOW))
        with np.errstate(over="ignore"):  # beyond what a float holds the chance is 0
            return np.where(came, 1.0 / (1.0 + np.exp(-score)), np.nan)
