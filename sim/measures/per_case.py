"""What each case comes to, over all its visits: an array each, a number a case."""

from __future__ import annotations

import numpy as np

from sim.kept import kept
from sim.measures.hall import hall_of
from sim.measures.papers import stages_that_lack
from sim.measures.row_sums import RowSums
from sim.measures.stages import Stages
from sim.plan import Role
from sim.spec import DAY, Spec
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace import CaseOutcome, Trace
from sim.trace.tally import CaseSums, Tally

Sums = CaseSums | RowSums
"""What cases come to, as counted while the hall was played, or from the rows of a trace."""


NEAR = 15.0
"""Minutes of the 15-minute circle around people's homes."""


class PerCase:
    """Sums and times of each case, whether it is measured or not (n cases)."""

    def __init__(self, record: Trace | Tally, spec: Spec, sums: Sums, stages: Stages | None = None) -> None:
        self.record, self.plan, self.spec, self.sums = record, record.plan, spec, sums
        self.stages = stages or Stages(hall_of(record.plan, spec), record.plan)

    def _sum(self, case: Ints, values: Floats | Bools) -> Floats:
        return np.bincount(case, values, len(self.plan)).astype(np.float64, copy=False)

    @kept
    def done(self) -> Bools:
        """Whether the case came to its result."""
        return np.equal(self.record.case_outcome, CaseOutcome.DONE)

    # Visits

    @kept
    def visits(self) -> Ints:
        """Visits; none of a case that is filed online and not collected."""
        return np.asarray(self._by_cause.sum(axis=0))

    @kept
    def one_visit(self) -> Bools:
        """Whether there is one visit at most."""
        return self.visits <= 1

    def visits_for(self, cause: Cause) -> Ints:
        """Visits for one cause."""
        return np.asarray(self._by_cause[cause])

    @kept
    def _by_cause(self) -> Ints:
        """(causes, n) Visits by `Cause`."""
        return np.ascontiguousarray(self.sums.visits.T)

    @kept
    def in_person(self) -> Bools:
        """Whether it is not filed online; only where the spec says where people live."""
        return ~self.plan.online & bool(self.spec.demand.zones)

    @kept
    def near(self) -> Bools:
        """Whether it is then within the circle around people's homes."""
        return self.in_person & (self.plan.travel <= NEAR)

    @kept
    def travel(self) -> Floats:
        """Minutes of the ways there and back, and whatever else a trip takes, over all visits.

        What an agent brings with another case needs no trip of its own at first.
        """
        trips = self.visits - (self.plan.after_another & (self.visits > 0))
        return trips * (2.0 * self.plan.travel + self.spec.demand.trip)

    @kept
    def door_to_door(self) -> Floats:
        """Minutes of the ways and in the hall, over all visits."""
        return self.sums.in_hall + self.travel

    @kept
    def awaiting(self) -> Floats:
        """Minutes in the hall without a ticket, while the case is worked on behind."""
        without = self.sums.inside - self.sums.at_stations
        return np.where(without > 1e-6, without, 0.0)  # what is less is rounding

    # The result

    @kept
    def result(self) -> Floats:
        """When the result was there, of cases done: with papers still to be sent in, before the case was over."""
        at_once = self.plan.awaits
        if self.stages.ways.by_machine:
            at_once = at_once & ~self._by_machine
        found: Floats = np.where(at_once, self._over_stages[0], self.record.over)
        return np.where(self.done, found, np.nan)

    @kept
    def _over_stages(self) -> tuple[Floats, Ints]:
        """When the last stage that the result needs was done; papers that were asked for in stages that were done."""
        return self.stages.over_stages(self.record.done)

    @kept
    def _by_machine(self) -> Bools:
        """Whether a machine did all of it."""
        plan = self.plan
        machine = np.flatnonzero(plan.role == Role.MACHINE)
        return self._sum(plan.case[machine], ~np.isnan(self.record.done[machine])) > 0

    @kept
    def at_once(self) -> Bools:
        """Whether the case was done on one visit, and the result there before the person left."""
        found: Bools = (self.visits == 1) & (self.result <= self.sums.left)
        return found

    @kept
    def days(self) -> Floats:
        """Days from first contact to the result, or to the end without one; not a number of what is under way."""
        return (np.where(self.done, self.result, self.record.over) - self.plan.arrival) / DAY

    @kept
    def open_days(self) -> Floats:
        """Open days after that of first contact up to that of the result, of cases done."""
        begins = self.plan.open_days * DAY
        until, since = begins.searchsorted(self.result, "right"), begins.searchsorted(self.plan.arrival, "right")
        return np.where(self.done, until - since, np.nan)

    # Papers and errors

    @kept
    def papers(self) -> Ints:
        """Papers handed in: at every intake that was done, those asked for, less those let pass."""
        plan = self.plan
        if not plan.paper_tolerated.any():
            return self._over_stages[1]
        let_pass = plan.paper_tolerated[plan.lacks]
        owed = np.bincount(stages_that_lack(plan)[let_pass], minlength=len(plan.case))
        accepted = ~np.isnan(self.record.done)
        number = np.where(accepted, plan.papers_asked - owed * (plan.papers_asked > 0), 0)
        return np.bincount(plan.case, number, len(plan)).astype(np.int64)

    # Satisfaction

    @kept
    def satisfied(self) -> Floats:
        """Chance that the person is satisfied, by the spec's survey; not a number of a case under way, or no-show."""
        told, visits = self.spec.survey, np.maximum(self.visits, 1.0)
        score = (
            told.intercept
            + told.wait * self.sums.waited / visits / 10.0
            + told.visits * (visits - 1.0)
            + told.days * self.days
            + told.turned_back * self.sums.turned_back
            + told.unserved * ~self.done
        )
        outcome = self.record.case_outcome
        came = (outcome != CaseOutcome.IN_PROGRESS) & (outcome != CaseOutcome.NO_SHOW)
        with np.errstate(over="ignore"):  # beyond what a float holds the chance is 0
            return np.where(came, 1.0 / (1.0 + np.exp(-score)), np.nan)

    @kept
    def asked(self) -> Bools:
        """Whether the person is asked: the case came to an end, and somebody came."""
        return ~np.isnan(self.satisfied)
