"""The cases of the brute force: what people and files do next, and what becomes of a case.

Each rule is stated anew, without a look at `sim.engine`. A case is looked over from its first stage to its last
whenever something has happened to it; nothing is counted or remembered that can be found out so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from sim.plan import NEVER, Plan, Role
from sim.plan.arrays import FINAL, NO_CASE, NO_QUEUE
from sim.tape import Cause, Ints, return_column
from sim.trace import CaseOutcome, VisitOutcome

NAN = float("nan")
DAY = 1440.0
AGAIN = {
    VisitOutcome.TURNED_BACK: Cause.PAPERS,
    VisitOutcome.GAVE_UP: Cause.GAVE_UP,
    VisitOutcome.BALKED: Cause.GAVE_UP,
    VisitOutcome.SENT_HOME: Cause.CLOSING,
    VisitOutcome.TOO_LATE: Cause.CLOSING,
}
"""Why people come again who could not do all that they came for."""


@dataclass(eq=False)
class Visit:
    """A person in the hall."""

    number: int
    case: int
    cause: Cause
    arrival: float
    since: float
    left: float = NAN
    outcome: VisitOutcome = VisitOutcome.THROUGH
    been_at: set[Role] = field(default_factory=set)
    """Desks and windows."""
    waits_for_reviews: bool = False
    seeks_help: bool = False
    holds: bool = False
    """Whether the agent is busy with another case first."""
    ticket_for: Step | None = None
    """What the person has the right ticket for, or is being served with."""


@dataclass(eq=False)
class Step:
    """A stage of a case."""

    number: int
    role: Role
    in_person: bool
    done: float = NAN
    under_way: bool = False
    """A file waits or is worked on, or days go by."""
    held: bool = False
    """Filed online, and to be filed anew by the person."""
    tickets: int = 0
    errors: int = 0
    told: bool = False
    """Whether a clerk has said that the ticket is for another queue."""
    wrong: bool = False
    """Accepted, but with an error that has come to light and must be put right."""
    group: int = -1
    """Who accepted."""

    @property
    def is_done(self) -> bool:
        return self.done == self.done and not self.wrong


@dataclass(eq=False)
class Case:
    """A person's matter."""

    number: int
    steps: list[Step]
    missing: dict[int, int] = field(default_factory=dict)
    """How many more times the person will lack each paper."""
    told: set[int] = field(default_factory=set)
    """Papers that have been found missing since the person came, or filed, the last time."""
    visit: Visit | None = None
    begun: bool = False
    expected: bool = False
    """Whether the person will come again, or file anew."""
    returns: dict[Cause, int] = field(default_factory=dict)
    turned_back: int = 0
    by_machine: bool = False
    """A machine has done everything."""
    outcome: CaseOutcome | None = None
    over: float = NAN


class Cases:
    """Everything about cases; the hall itself knows time, queues and clerks."""

    plan: Plan
    now: float
    closed: bool
    at: Callable[..., None]
    ticket_machine: Callable[[Visit, Step], None]
    file: Callable[[Step], None]

    def start_cases(self) -> None:
        """First arrivals; but who has booked and does not come, or comes with the case of another."""
        plan = self.plan
        self.open_days: list[int] = plan.open_days.tolist()
        self.case_before = {after: case for case, after in enumerate(plan.next_case.tolist()) if after != NO_CASE}
        self.visits: list[Visit] = []
        self.steps: list[Step] = []
        self.cases: list[Case] = []
        self.case_number: list[int] = plan.case.tolist()
        self.needs = slices(plan.needs, plan.needs_at)
        self.lacks = slices(plan.lacks, plan.lacks_at)
        for stage, role in enumerate(plan.role.tolist()):
            in_person = bool(plan.queue[stage] != NO_QUEUE and not plan.by_file[stage])
            self.steps.append(Step(stage, Role(role), in_person))
        for number in range(len(plan)):
            case = Case(number, self.steps[plan.stages[number] : plan.stages[number + 1]])
            self.cases.append(case)
            case.missing = {p: int(plan.paper_times[p]) for step in case.steps for p in self.papers(step)}
            if plan.no_show[number]:
                case.outcome, case.over = CaseOutcome.NO_SHOW, float(plan.arrival[number])
            elif plan.online[number]:
                self.at(float(plan.arrival[number]), "ARRIVAL", int(plan.stages[number]), self.file_online, case)
            elif not plan.after_another[number]:
                self.first_visit(case, float(plan.ticket_from[number]))

    def first_visit(self, case: Case, time: float) -> None:
        late, arrival = bool(self.plan.late[case.number]), float(self.plan.arrival[case.number])
        self.at(time, "ARRIVAL", case.steps[0].number, self.come, case, Cause.FIRST, arrival, late)

    # What can be done

    def case_of(self, step: Step) -> Case:
        return self.cases[self.case_number[step.number]]

    def papers(self, step: Step) -> list[int]:
        """Papers that are asked for and that the person lacks at first."""
        return self.lacks[step.number]

    def lacking(self, step: Step) -> list[int]:
        """Papers without which the case is not accepted, and that the person lacks now."""
        missing = self.case_of(step).missing
        return [p for p in self.papers(step) if missing[p] > 0 and not self.plan.paper_tolerated[p]]

    def is_ready(self, step: Step) -> bool:
        """Whether all is done that must be done before, and the stage itself is not."""
        return not step.is_done and all(self.steps[need].is_done for need in self.needs[step.number])

    def next_step(self, case: Case) -> Step | None:
        """What a person in the hall takes the next ticket for."""
        if case.by_machine:
            return None
        if case.visit is not None and case.visit.seeks_help and Role.HELP not in case.visit.been_at:
            return next(step for step in case.steps if step.role is Role.HELP)
        return next((step for step in case.steps if step.in_person and self.is_next(case, step)), None)

    def is_next(self, case: Case, step: Step) -> bool:
        if step.role in (Role.MACHINE, Role.ENQUIRY):
            return case.visit is not None and case.visit.cause == Cause.FIRST and step.role not in case.visit.been_at
        if step.role is Role.GUIDANCE:
            due = next((s for s in case.steps if s.in_person and s.role in COMES_FOR and self.is_ready(s)), None)
            new = due is not None and due.role is Role.INTAKE and not due.wrong
            return new and (case.visit is None or step.role not in case.visit.been_at)
        return step.role in COMES_FOR and self.is_ready(step)

    # Visits

    def come(self, case: Case, cause: Cause, arrival: float, late: bool) -> None:
        """At the machine, from the door."""
        if case.outcome is not None:
            return
        self.is_here_again(case)
        visit = self.enter(case, cause, arrival)
        if late:
            self.leave(visit, VisitOutcome.TOO_LATE)
        else:
            step = self.next_step(case)
            assert step is not None
            self.ticket_machine(visit, step)

    def enter(self, case: Case, cause: Cause, arrival: float) -> Visit:
        """A person is in the hall for a case."""
        visit = Visit(len(self.visits), case.number, cause, arrival, self.now)
        self.visits.append(visit)
        case.visit, case.begun = visit, True
        return visit

    def is_here_again(self, case: Case) -> None:
        """Better prepared: a paper that was found missing is now missing once less."""
        case.expected = False
        for paper in case.told:
            case.missing[paper] -= 1
        case.told.clear()

    def go_on(self, visit: Visit) -> None:
        """To the next queue; or wait for reviews; or home."""
        case = self.cases[visit.case]
        step = self.next_step(case)
        waits = bool(self.plan.awaits[case.number]) and self.reviews_go_on(case) and not self.closed
        visit.waits_for_reviews = False
        if step is None and not waits:
            self.leave(visit, VisitOutcome.THROUGH)
        elif self.is_elsewhere(case):
            visit.holds = True
            self.agents_turn(case)
        elif step is not None:
            self.at(self.now, "ARRIVAL", step.number, self.ticket_machine, visit, step)
        else:
            visit.waits_for_reviews = True

    def reviews_go_on(self, case: Case) -> bool:
        """Whether there is something behind for which a person waits."""
        return not case.by_machine and any(step.role is Role.REVIEW and not step.is_done for step in case.steps)

    def closing_time(self) -> None:
        """Nobody waits for reviews any longer."""
        for case in self.cases:
            if case.visit is not None and case.visit.waits_for_reviews:
                self.leave(case.visit, VisitOutcome.THROUGH)

    def leave(self, visit: Visit, outcome: VisitOutcome) -> None:
        """Out of the hall; perhaps to come again. An agent goes on with the next case."""
        case = self.cases[visit.case]
        too_late = outcome in (VisitOutcome.SENT_HOME, VisitOutcome.TOO_LATE)
        to_collect = too_late and self.only_collects(case)
        visit.left, visit.outcome, case.visit = self.now, outcome, None
        if outcome is not VisitOutcome.THROUGH and case.outcome is None:
            cause = Cause.COLLECT if to_collect else AGAIN[outcome]
            self.again(case, cause, CaseOutcome[outcome.name])
        else:
            self.ask_person(case)
        if visit.cause is Cause.FIRST:
            self.agents_turn(case, late=outcome is VisitOutcome.TOO_LATE)

    # Agents

    def bundle(self, case: Case) -> list[Case]:
        """All cases of the agent who has brought this one, in order."""
        first = case.number
        while first in self.case_before:
            first = self.case_before[first]
        numbers = [first]
        while self.plan.next_case[numbers[-1]] != NO_CASE:
            numbers.append(int(self.plan.next_case[numbers[-1]]))
        return [self.cases[number] for number in numbers]

    def in_hall_together(self, case: Case) -> list[Visit]:
        """First visits of an agent who is in the hall with several cases at a time, in order of the cases."""
        visits = [other.visit for other in self.bundle(case) if other.visit is not None]
        return [visit for visit in visits if visit.cause is Cause.FIRST]

    def is_elsewhere(self, case: Case) -> bool:
        """Whether the agent is at a window with another case, or has to go on with an earlier one first."""
        if case.visit is None or case.visit.cause is not Cause.FIRST:
            return False
        others = [visit for visit in self.in_hall_together(case) if visit is not case.visit]
        return any(visit.case < case.number or not visit.holds for visit in others)

    def agents_turn(self, case: Case, late: bool = False) -> None:
        """Unless the agent is busy with a case, the first that waits goes on; if none does, the next one begins."""
        visits = self.in_hall_together(case)
        if any(not visit.holds for visit in visits):
            return
        if visits:
            visits[0].holds = False
            self.go_on(visits[0])
            return
        following = next((other for other in self.bundle(case) if not other.begun), None)
        if following is not None:
            first = following.steps[0].number
            self.at(self.now, "ARRIVAL", first, self.come, following, Cause.FIRST, self.now, late)

    def another_step(self, case: Case, queue: int) -> Step | None:
        """What a clerk can go on with under the same ticket: an agent's next case, if it begins in the same queue."""
        following = next((other for other in self.bundle(case) if not other.begun), None)
        first_time = case.visit is not None and case.visit.cause is Cause.FIRST
        if not self.plan.one_ticket or not first_time or following is None:
            return None
        early = (Role.MACHINE, Role.ENQUIRY, Role.GUIDANCE)
        steps = [step for step in following.steps if step.role in (*early, Role.INTAKE)]
        return steps[0] if steps[0].role is Role.INTAKE and self.plan.queue[steps[0].number] == queue else None

    def only_collects(self, case: Case) -> bool:
        step = self.next_step(case)
        return step is not None and step.role is Role.ISSUE

    def again(self, case: Case, cause: Cause, outcome: CaseOutcome) -> None:
        """Another day, or never again."""
        occurrence = case.returns.get(cause, 0)
        case.returns[cause] = occurrence + 1
        column = return_column(cause, occurrence)
        if not self.plan.again[case.number, column]:
            case.outcome, case.over = outcome, self.now
            return
        case.expected = True
        days, time = int(self.plan.again_days[case.number, column]), float(self.plan.again_time[case.number, column])
        place = bisect_right(self.open_days, self.now // DAY) - 1 + days
        if place >= len(self.open_days):
            return
        arrival = self.open_days[place] * DAY + time
        if any(step.held for step in case.steps):
            self.at(arrival, "ARRIVAL", case.steps[0].number, self.file_online, case)
            return
        door = self.plan.door(arrival)
        late = door == NEVER
        self.at(arrival if late else door, "ARRIVAL", case.steps[0].number, self.come, case, cause, arrival, late)

    def ask_person(self, case: Case) -> None:
        """Somebody must come, who is not in the hall and will not come anyway."""
        step = self.next_step(case)
        if case.visit is not None or case.expected or case.outcome is not None:
            return
        if any(step.held for step in case.steps):
            self.again(case, Cause.ERROR, CaseOutcome.TURNED_BACK)
        elif step is not None:
            needed = next(s for s in case.steps if s.in_person and self.is_ready(s) and s.role in COMES_FOR)
            cause = Cause.ERROR if needed.wrong else COMES_FOR[needed.role]
            self.again(case, cause, CaseOutcome.TURNED_BACK)

    # Sessions end

    def is_turned_back(self, step: Step) -> bool:
        """Whether a session will end because of a paper."""
        if step.role is Role.GUIDANCE:
            return any(not mended for _, mended in self.found(step))
        return step.role is Role.INTAKE and bool(self.lacking(step))

    def found(self, step: Step) -> list[tuple[int, bool]]:
        """Papers that guidance finds to be missing, and whether it mends each."""
        plan, missing = self.plan, self.case_of(step).missing
        found = []
        for paper in self.lacking(step):
            occurrence = min(int(plan.paper_times[paper]) - missing[paper], plan.paper_found.shape[1] - 1)
            if plan.paper_found[paper, occurrence]:
                found.append((paper, bool(plan.paper_mended[paper, occurrence])))
        return found

    def note_papers(self, step: Step) -> None:
        """Guidance or window looks at the papers."""
        case = self.case_of(step)
        if step.role is Role.GUIDANCE:
            for paper, mended in self.found(step):
                if mended:
                    case.missing[paper] = 0
                else:
                    case.told.add(paper)
        elif step.role is Role.INTAKE:
            case.told.update(self.lacking(step))

    def turned_back(self, step: Step) -> None:
        """Home, to come again; or to the desk for those who cannot be served."""
        case = self.case_of(step)
        case.turned_back += 1
        if case.visit is None:
            step.under_way, step.held = False, True
            if not case.expected and case.outcome is None:
                self.again(case, Cause.PAPERS, CaseOutcome.TURNED_BACK)
            return
        desk = next((s for s in case.steps if s.role is Role.HELP), None)
        case.visit.seeks_help = desk is not None and case.turned_back == self.plan.last_resort and step is not desk
        if case.visit.seeks_help:
            self.go_on(case.visit)
        else:
            self.leave(case.visit, VisitOutcome.TURNED_BACK)

    def served(self, step: Step, group: int) -> None:
        """The session did what it was for."""
        case = self.case_of(step)
        step.group = group
        if step.role is Role.HELP:
            case.missing.update(dict.fromkeys(self.papers(step), 0))
        case.by_machine |= step.role is Role.MACHINE
        self.finish(step)
        if step.in_person:
            assert case.visit is not None
            self.go_on(case.visit)

    def finish(self, step: Step) -> None:
        """A stage is done; what needed it can begin, or the case is over."""
        case = self.case_of(step)
        step.done, step.under_way, step.wrong = self.now, False, False
        self.look_over(case)

    def look_over(self, case: Case) -> None:
        """Is the case done? Which files come, which days begin, and must somebody come, or need not wait?"""
        all_done = case.by_machine or all(step.is_done for step in case.steps if step.role not in FINAL)
        if case.outcome is None and all_done:
            case.outcome, case.over = CaseOutcome.DONE, self.now
        for step in case.steps:
            if not step.in_person and not step.under_way and self.is_ready(step):
                self.begin(step)
        if case.visit is not None and case.visit.waits_for_reviews:
            if self.next_step(case) is not None or not self.reviews_go_on(case):
                self.go_on(case.visit)
        else:
            self.ask_person(case)

    def begin(self, step: Step) -> None:
        """A file comes, or days go by."""
        if step.role is Role.CONSULTATION or step.held:
            return
        step.under_way = True
        if self.plan.queue[step.number] != NO_QUEUE:
            self.at(self.now, "ARRIVAL", step.number, self.file, step)
            return
        time = self.later(int(self.plan.lag_days[step.number]), float(self.plan.lag_minutes[step.number]))
        if time < NEVER:
            self.at(time, "ARRIVAL", step.number, self.days_are_over, step)

    def later(self, days: int, minutes: float) -> float:
        """So many open days and minutes from now; what begins on a closed day begins at its end."""
        today = self.now // DAY
        place = bisect_left(self.open_days, today)
        of_day = self.now - today * DAY if today in self.open_days else 0.0
        of_day, place = of_day + minutes, place + days
        if of_day >= DAY:
            of_day, place = of_day - DAY, place + 1
        return self.open_days[place] * DAY + of_day if place < len(self.open_days) else NEVER

    def days_are_over(self, step: Step) -> None:
        """A decision is made, a paper sent in or not, a result delivered."""
        case = self.case_of(step)
        if step.role is Role.SUPPLEMENT and self.plan.lapses[case.number]:
            if case.outcome is None:
                case.outcome, case.over = CaseOutcome.LAPSED, self.now
        elif self.has_error(step):
            self.error(step)
        else:
            self.finish(step)

    # Errors

    def has_error(self, step: Step) -> bool:
        """Whether something comes to light that was overlooked when the case was accepted."""
        accepted = int(self.plan.accepted_at[step.number])
        if step.role not in (Role.REVIEW, Role.DECISION) or accepted < 0 or step.errors >= 2:
            return False
        share = float(self.plan.error_share[self.steps[accepted].group])
        return bool(self.plan.error_mark[step.number, step.errors] < share)

    def error(self, step: Step) -> None:
        """The case must be accepted anew, and then looked at again."""
        case = self.case_of(step)
        step.errors, step.under_way = step.errors + 1, False
        intake = self.steps[int(self.plan.accepted_at[step.number])]
        intake.wrong, intake.held = True, not intake.in_person
        self.look_over(case)

    # Online

    def file_online(self, case: Case) -> None:
        """Filed, at first or anew."""
        if case.outcome is not None:
            return
        self.is_here_again(case)
        for step in case.steps:
            step.held = False
        self.look_over(case)


def slices(values: Ints, at: Ints) -> list[list[int]]:
    """Values of each stage, as numbers of Python: they are asked for all the time."""
    return [values[first:last].tolist() for first, last in pairwise(at.tolist())]


COMES_FOR: dict[Role, Cause] = {Role.INTAKE: Cause.RESULT, Role.ISSUE: Cause.COLLECT}
