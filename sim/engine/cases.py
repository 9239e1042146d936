"""What has become of each case: which stages are done, which papers are there, what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.engine.ticket import NOT_YET
from sim.plan import FINAL, NO_QUEUE, NO_STAGE, Plan, Role
from sim.tape import OCCURRENCES, Cause, return_column
from sim.trace import NOBODY, CaseOutcome

IN_PERSON = (Role.INTAKE, Role.ISSUE)
"""Stages for which a person comes, or comes again."""


@dataclass
class Visit:
    """A person's trip to the hall."""

    number: int
    case: int
    cause: Cause
    arrival: float
    begin: float
    passed: set[Role] = field(default_factory=set)
    """Desks and machines that the person has been to, or queued for."""
    seeks_help: bool = False
    """Was turned back once too often, and goes to the desk for that."""
    expected: set[int] = field(default_factory=set)
    """Sessions that the person may still want on this visit, and has no ticket for."""


class Cases:
    """The cases of a plan, on their way from first contact to result."""

    def __init__(self, plan: Plan) -> None:
        stages, papers = len(plan.case), len(plan.paper_times)
        self.plan = plan
        self.stages: list[int] = plan.stages.tolist()
        self.role = [Role(role) for role in plan.role.tolist()]
        self.queues = (plan.queue != NO_QUEUE).tolist()
        self.by_file: list[bool] = plan.by_file.tolist()
        self.needs = [plan.needs_of(stage) for stage in range(stages)]
        self.by_machine = [False] * len(plan)
        """Done by a machine: nothing else is needed."""
        self.done = [NOT_YET] * stages
        self.begun = [False] * stages
        self.wrong = [False] * stages
        """Accepted with an error that has come to light, and not been put right yet."""
        self.errors = [0] * stages
        self.accepted_by = [NOBODY] * stages
        self.times = [0] * papers
        """How many times a paper was found missing."""
        self.mended = [False] * papers
        self.told = [False] * stages
        """The first ticket was for another queue, and the person has been told."""
        self.turned_back = [0] * len(plan)
        self.held: set[int] = set()
        """Filed online, and sent back to the person."""
        self.returns: dict[tuple[int, Cause], int] = {}
        self.outcome = [CaseOutcome.IN_PROGRESS] * len(plan)
        self.over = [NOT_YET] * len(plan)

    # Stages

    def of(self, case: int) -> range:
        """The stages of a case, in order."""
        return range(self.stages[case], self.stages[case + 1])

    def settled(self, stage: int) -> bool:
        """Whether a stage is done, and was done right as far as anybody knows."""
        return self.done[stage] == self.done[stage] and not self.wrong[stage]

    def is_due(self, stage: int) -> bool:
        """Whether a stage can be done now: it has not been, and all that it needs has."""
        return not self.settled(stage) and all(self.settled(need) for need in self.needs[stage])

    def due_in_person(self, case: int) -> int:
        """What a person has to come for, if anything."""
        if self.by_machine[case]:
            return NO_STAGE
        due = (stage for stage in self.of(case) if self.role[stage] in IN_PERSON and not self.by_file[stage])
        return next((stage for stage in due if self.is_due(stage)), NO_STAGE)

    def next_session(self, visit: Visit) -> int:
        """What a person queues for next on a visit, if for anything: questions and guidance come before the ticket."""
        stage = self.due_in_person(visit.case)
        is_new = stage != NO_STAGE and self.role[stage] is Role.INTAKE and not self.wrong[stage]
        wanted = {
            Role.MACHINE: visit.cause is Cause.FIRST,
            Role.ENQUIRY: visit.cause is Cause.FIRST and not self.by_machine[visit.case],
            Role.HELP: visit.seeks_help,
            Role.GUIDANCE: is_new,
        }
        desks = {self.role[desk]: desk for desk in self.of(visit.case) if self.role[desk] in wanted}
        return next((desks[r] for r in wanted if wanted[r] and r in desks and r not in visit.passed), stage)

    def ahead(self, visit: Visit) -> set[int]:
        """Sessions that a person may come to on a visit without waiting for anything from behind."""
        found: set[int] = set()
        for stage in self.of(visit.case):
            in_person = self.role[stage] in IN_PERSON and not self.by_file[stage]
            known = all(self.settled(need) or need in found for need in self.needs[stage])
            if in_person and known and not self.settled(stage):
                found.add(stage)
        to_accept = any(self.role[stage] is Role.INTAKE and not self.wrong[stage] for stage in found)
        for stage in self.of(visit.case):
            at_first = self.role[stage] in (Role.MACHINE, Role.ENQUIRY) and visit.cause is Cause.FIRST
            if at_first or (self.role[stage] is Role.GUIDANCE and to_accept):
                found.add(stage)
        return found

    def due_behind(self, case: int) -> list[int]:
        """Stages that begin without the person: files to work on, days to go by."""
        behind = (stage for stage in self.of(case) if self.by_file[stage] or not self.queues[stage])
        begins = (stage for stage in behind if not self.begun[stage] and stage not in self.held)
        return [stage for stage in begins if self.is_due(stage) and self.role[stage] is not Role.CONSULTATION]

    def consultations(self, stage: int) -> list[int]:
        """Experts who are still to be called to a session."""
        later = range(stage + 1, self.stages[int(self.plan.case[stage]) + 1])
        calls = (s for s in later if self.role[s] is Role.CONSULTATION and self.plan.accepted_at[s] == stage)
        return [call for call in calls if not self.settled(call)]

    def is_done(self, case: int) -> bool:
        """Whether a case has come to its result."""
        needed = (stage for stage in self.of(case) if self.role[stage] not in FINAL)
        return self.by_machine[case] or all(self.settled(stage) for stage in needed)

    def is_worth_waiting(self, case: int) -> bool:
        """Whether something is still under way behind for which a person stays; not what is to be sent in later."""
        needed = (stage for stage in self.of(case) if self.role[stage] not in (*FINAL, Role.SUPPLEMENT))
        return not self.by_machine[case] and not all(self.settled(stage) for stage in needed)

    # Papers and errors

    def lacking(self, stage: int) -> list[int]:
        """Papers that a stage insists on and the person has not brought."""
        plan = self.plan
        missing = (p for p in plan.lacks_of(stage) if not self.mended[p] and self.times[p] < plan.paper_times[p])
        return [paper for paper in missing if not plan.paper_tolerated[paper]]

    def tell(self, papers: list[int]) -> None:
        """The person is told which papers are missing, all at once."""
        for paper in papers:
            self.times[paper] += 1

    def find_a_way(self, stage: int) -> None:
        """Nothing that this stage asks for is missing any more."""
        for paper in self.lacking(stage):
            self.mended[paper] = True

    def turn_back(self, visit: Visit) -> None:
        """A person is turned back on a visit; for some that is once too often, if there is a desk for it."""
        self.turned_back[visit.case] += 1
        has_desk = any(self.role[stage] is Role.HELP for stage in self.of(visit.case))
        visit.seeks_help = has_desk and self.turned_back[visit.case] == self.plan.last_resort

    def look_through(self, stage: int) -> list[int]:
        """Guidance looks through the papers and mends what it can; those that it found missing and could not mend."""
        plan, missing = self.plan, []
        for paper in self.lacking(stage):
            occurrence = min(self.times[paper], OCCURRENCES - 1)
            if plan.paper_found[paper, occurrence]:
                self.mended[paper] = bool(plan.paper_mended[paper, occurrence])
                missing += [] if self.mended[paper] else [paper]
        return missing

    def has_error(self, stage: int) -> bool:
        """Whether an error of the intake comes to light in this stage."""
        intake, known = int(self.plan.accepted_at[stage]), self.errors[stage]
        if intake == NO_STAGE or known == self.plan.error_mark.shape[1]:
            return False
        return bool(self.plan.error_mark[stage, known] < self.plan.error_share[self.accepted_by[intake]])

    def send_back(self, stage: int) -> None:
        """The intake is to be put right, and then this stage begins anew."""
        intake = int(self.plan.accepted_at[stage])
        self.errors[stage] += 1
        self.begun[stage] = False
        self.wrong[intake] = True
        if self.by_file[intake]:
            self.hold(intake)

    def hold(self, stage: int) -> None:
        """What was filed online goes back to the person."""
        self.begun[stage] = False
        self.held.add(stage)

    def held_of(self, case: int) -> list[int]:
        """What a person who filed online has to file anew."""
        return [stage for stage in self.of(case) if stage in self.held]

    # Coming again

    def reason_to_come(self, stage: int) -> Cause:
        """Why a person comes, or files, for a stage that is due."""
        if self.wrong[stage]:
            return Cause.ERROR
        if self.by_file[stage]:
            return Cause.PAPERS
        return Cause.COLLECT if self.role[stage] is Role.ISSUE else Cause.RESULT

    def comes_again(self, case: int, cause: Cause) -> int | None:
        """The column of the draws about coming again for this cause, if the person does."""
        number = self.returns.get((case, cause), 0)
        self.returns[case, cause] = number + 1
        column = return_column(cause, number)
        return column if self.plan.again[case, column] else None
