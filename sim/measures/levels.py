"""The levels of every dimension, and the cases of a hall cut by them."""

from __future__ import annotations

import numpy as np

from sim.kept import kept
from sim.measures.chosen import Chosen
from sim.measures.cuts import Cut, Cuts, Rows
from sim.measures.hall import hall_of
from sim.measures.moments import SLOTS, whole
from sim.measures.stages import Stages
from sim.spec import DAY, HALF_HOUR, Spec
from sim.tape import Bools, Floats, Ints
from sim.trace import CaseOutcome, Trace
from sim.trace.tally import Tally


class Levels:
    """What happened to each case, and which of it is measured.

    Cases count by the day on which they are first seen, all else by the day on which it begins.
    """

    def __init__(self, record: Trace | Tally, spec: Spec, *, several: bool = True) -> None:
        self.record, self.plan, self.spec = record, record.plan, spec
        self.hall = hall_of(record.plan, spec)
        """What is the same, whoever comes."""
        self.days = self.hall.days
        self.horizon = float(max(self.plan.days * DAY, np.max(record.duty_off, initial=0.0)))
        """The minute at which all is over, that which is still under way too."""
        self.cuts = Cuts(self.hall.names)
        self.several = several
        """Whether it is told over several dimensions."""

    def names(self, by: str) -> tuple[str, ...]:
        """The levels of a dimension."""
        return self.hall.names[by]

    def _level(self, by: str, case: Ints, time: Floats) -> Ints:
        """The level of each row, whose case and time are given."""
        if by in ("matter", "priority", "site"):
            of_case: Ints = getattr(self.plan, by)
            return of_case[case]
        if by == "half_hour":
            return whole(time, HALF_HOUR) % SLOTS
        if by == "day":
            return self.hall.day_of(time) - self.days.start
        return np.zeros(len(case), dtype=np.int64)

    # Cases

    def cases(self, by: str) -> Cut:
        """Cases first seen on measured days, in time by when they are at the door, or filed."""
        return self.cuts.of("cases", by, self._measured_cases)

    def _measured_cases(self, by: str) -> Cut:
        found = self.cuts.rows("all cases", by, self._cases)
        return found if self._every_case_measured else found.where(self._measured_case)

    def _cases(self, by: str) -> Rows:
        if by == "department":
            return self._departments
        if by in ("matter", "priority", "site"):
            return self._every_case, getattr(self.plan, by)
        return self._every_case, self._level(by, self._every_case.row, self.plan.arrival)

    @kept
    def _every_case(self) -> Chosen:
        return Chosen(np.arange(len(self.plan)), every=True)

    @kept
    def _every_case_measured(self) -> bool:
        """Whether all are first seen on measured days: they are in the order in which they come."""
        arrival, days = self.plan.arrival, self.days
        return not len(arrival) or bool(arrival[0] >= days.start * DAY and arrival[-1] < days.stop * DAY)

    @kept
    def _measured_case(self) -> Bools:
        """(n) Whether each case is first seen on a measured day."""
        return self.hall.is_measured(self.plan.case_day)

    def done_cases(self, by: str) -> Cut:
        """Those of them that came to their result."""
        return self.cuts.of("done cases", by, lambda by: self.cases(by).where(self.done))

    @kept
    def done(self) -> Bools:
        """(n) Whether each case came to its result."""
        return np.equal(self.record.case_outcome, CaseOutcome.DONE)

    def cases_by_outcome(self, by: str) -> Floats:
        """(levels, outcomes) Number of those cases by `CaseOutcome`."""
        if by not in self._outcomes:
            cut, kinds = self.cases(by), len(CaseOutcome)
            outcome = cut.rows.of(self.record.case_outcome)
            at = outcome if len(cut.names) == 1 else cut.level * kinds + outcome
            number = np.bincount(at, minlength=len(cut.names) * kinds)
            self._outcomes[by] = number.astype(np.float64).reshape(-1, kinds)
        return self._outcomes[by]

    @kept
    def _outcomes(self) -> dict[str, Floats]:
        return {}

    @kept
    def stages(self) -> Stages:
        """What the stages of cases are."""
        return Stages(self.hall, self.plan)

    @kept
    def _departments(self) -> tuple[Chosen, Ints]:
        """Cases and the departments that they have a task of, a pair each."""
        case, department = self.stages.departments_of_cases()
        return Chosen(case), department
