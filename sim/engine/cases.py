"""What has become of each case: which stages are done, which papers are there, what comes next."""

from __future__ import annotations

from sim.engine.rules import DESKS, IN_PERSON
from sim.engine.ticket import NOT_YET
from sim.engine.visit import Agent, Visit
from sim.plan import FINAL, NO_CASE, NO_QUEUE, NO_STAGE, Plan, Role
from sim.tape import OCCURRENCES, Cause, return_column
from sim.trace import NO_VISIT, NOBODY, CaseOutcome


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
        in_person = [role in IN_PERSON and not by_file for role, by_file in zip(self.role, self.by_file, strict=True)]
        self.in_person = self._by_case(in_person)
        """By case: stages for which the person comes."""
        self.at_desks = self._by_case([role in DESKS for role in self.role])
        """By case: desks and machines that the person may go to besides."""
        behind = [by_file or not queues for by_file, queues in zip(self.by_file, self.queues, strict=True)]
        self.behind = self._by_case([b and r is not Role.CONSULTATION for b, r in zip(behind, self.role, strict=True)])
        """By case: stages that begin without the person."""
        self.needed = self._by_case([role not in FINAL for role in self.role])
        """By case: stages without which it has no result."""
        self.next_case: list[int] = plan.next_case.tolist()
        self.by_machine = [False] * len(plan)
        """Done by a machine: nothing else is needed."""
        self.done = [NOT_YET] * stages
        self.begun = [False] * stages
        self.wrong = [False] * stages
        """Accepted with an error that has come to light, and not been put right yet."""
        self.errors = [0] * stages
        self.accepted_by = [NOBODY] * stages
        self.tickets = [0] * stages
        """How many tickets were taken for each."""
        self.times = [0] * papers
        """How many times a paper was found missing, before the person came again."""
        self.known: dict[int, list[int]] = {}
        """By case: papers of which the person knows that they are missing, and has not come again with them."""
        self.mended = [False] * papers
        self.told = [False] * stages
        """The first ticket was for another queue, and the person has been told."""
        self.turned_back = [0] * len(plan)
        self.held: set[int] = set()
        """Filed online, and sent back to the person."""
        self.returns: dict[tuple[int, Cause], int] = {}
        self.outcome = [CaseOutcome.IN_PROGRESS] * len(plan)
        self.over = [NOT_YET] * len(plan)

    def _by_case(self, chosen: list[bool]) -> list[list[int]]:
        """The chosen stages of each case."""
        return [[stage for stage in self.of(case) if chosen[stage]] for case in range(len(self.plan))]

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
        return next((stage for stage in self.in_person[case] if self.is_due(stage)), NO_STAGE)

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
        desks = {self.role[desk]: desk for desk in self.at_desks[visit.case]}
        return next((desks[r] for r in wanted if wanted[r] and r in desks and r not in visit.passed), stage)

    def first_visit(self, case: int) -> Visit:
        """The first visit for a case, as an agent who is in the hall with another one has it in mind."""
        return Visit(NO_VISIT, case, Cause.FIRST, NOT_YET, NOT_YET, Agent(self.next_case[case]))

    def ahead(self, visit: Visit) -> set[int]:
        """Sessions that a person may still come to on a visit without waiting for anything from behind.

        An agent may come to those of the next cases, too.
        """
        found: set[int] = set()
        for stage in self.in_person[visit.case]:
            known = all(self.settled(need) or need in found for need in self.needs[stage])
            if known and not self.settled(stage):
                found.add(stage)
        to_accept = any(self.role[stage] is Role.INTAKE and not self.wrong[stage] for stage in found)
        for stage in self.at_desks[visit.case]:
            at_first = self.role[stage] in (Role.MACHINE, Role.ENQUIRY) and visit.cause is Cause.FIRST
            wanted = at_first or (self.role[stage] is Role.GUIDANCE and to_accept)
            if wanted and self.role[stage] not in visit.passed:
                found.add(stage)
        found.discard(visit.stage)
        following = visit.agent.following
        more = set() if following == NO_CASE else self.ahead(self.first_visit(following))
        return more if self.by_machine[visit.case] else found | more

    def due_behind(self, case: int) -> list[int]:
        """Stages that begin without the person: files to work on, days to go by."""
        begins = (stage for stage in self.behind[case] if not self.begun[stage] and stage not in self.held)
        return [stage for stage in begins if self.is_due(stage)]

    def patience(self, stage: int) -> float:
        """Minutes that the person is ready to wait with the ticket just taken."""
        patience = self.plan.patience[stage]
        return float(patience[min(self.tickets[stage], len(patience)) - 1])

    def consultations(self, stage: int) -> list[int]:
        """Experts who are still to be called to a session."""
        later = range(stage + 1, self.stages[int(self.plan.case[stage]) + 1])
        calls = (s for s in later if self.role[s] is Role.CONSULTATION and self.plan.accepted_at[s] == stage)
        return [call for call in calls if not self.begun[call]]

    def is_over(self, case: int) -> bool:
        """Whether nothing more is to be expected of a case: it has its result, or will never have one."""
        return self.outcome[case] is not CaseOutcome.IN_PROGRESS

    def is_done(self, case: int) -> bool:
        """Whether a case has come to its result."""
        return self.by_machine[case] or all(self.settled(stage) for stage in self.needed[case])

    def is_worth_waiting(self, case: int) -> bool:
        """Whether something is still under way behind for which a person stays; not what is to be sent in later."""
        needed = (stage for stage in self.needed[case] if self.role[stage] is not Role.SUPPLEMENT)
        return not self.by_machine[case] and not all(self.settled(stage) for stage in needed)

    # Papers and errors

    def lacking(self, stage: int) -> list[int]:
        """Papers that a stage insists on and the person has not brought."""
        plan = self.plan
        missing = (p for p in plan.lacks_of(stage) if not self.mended[p] and self.times[p] < plan.paper_times[p])
        return [paper for paper in missing if not plan.paper_tolerated[paper]]

    def tell(self, stage: int, papers: list[int]) -> None:
        """The person is told which papers are missing, all at once."""
        if papers:
            case = int(self.plan.case[stage])
            self.known[case] = sorted({*self.known.get(case, []), *papers})

    def is_prepared(self, case: int) -> None:
        """A person comes again, or files anew: with the papers that were missing, unless they still are."""
        for paper in self.known.pop(case, []):
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

    def only_collects(self, case: int) -> bool:
        """Whether all that a person still has to come for is the result."""
        stage = self.due_in_person(case)
        return stage != NO_STAGE and self.role[stage] is Role.ISSUE

    def comes_again(self, case: int, cause: Cause) -> int | None:
        """The column of the draws about coming again for this cause, if the person does."""
        number = self.returns.get((case, cause), 0)
        self.returns[case, cause] = number + 1
        column = return_column(cause, number)
        return column if self.plan.again[case, column] else None
