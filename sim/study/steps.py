"""The steps of one case through a hall, read off its trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.kept import kept
from sim.plan import NO_CASE, NO_QUEUE, Role
from sim.spec import DAY, Spec
from sim.study.events import BY_FILE, DAYS, ENDS, IN_PERSON, OTHERWISE, Event
from sim.study.lacking import Found, papers_found
from sim.tape import Bools, Cause
from sim.trace import NO_VISIT, CaseOutcome, Outcome, Trace, VisitOutcome

_NEWS, _PERSON, _HANDED_IN, _TAKEN_UP, _END = range(5)
"""Order of what happens at one instant: news from behind, the person, files handed in, taken up, the end."""


class Steps:
    """The steps of one case through a hall."""

    def __init__(self, trace: Trace, case: int, spec: Spec) -> None:
        """`case` is a row of the plan, `spec` that of the hall."""
        self.trace, self.plan, self.case = trace, trace.plan, case
        self.papers = list(list(spec.matters.values())[int(self.plan.matter[case])].papers)
        self.departments = list(spec.departments)
        self.stages = self.plan.stages_of(case)
        self.tickets = np.flatnonzero(trace.case == case).tolist()
        self.visits = np.flatnonzero(trace.visit_case == case).tolist()

    def events(self) -> list[Event]:
        """All events, in the order of time; of one instant in the order in which one brings about another."""
        ranked = [*self._person(), *self._behind(), *self._days(), self._end()]
        return [event for _, event in sorted(ranked, key=lambda pair: (pair[1].minute, pair[0]))]

    @property
    def way(self) -> float:
        """Minutes of the way to the hall, one way."""
        return float(self.plan.travel[self.case])

    def travels(self, visit: int) -> bool:
        """Whether there is a way to a visit: an agent who has just been through with another case is there."""
        first = self.trace.visit_cause[visit] == Cause.FIRST
        return self.way > 0.0 and not (first and bool(self.plan.after_another[self.case]))

    # The person

    def _person(self) -> Iterator[tuple[int, Event]]:
        plan, arrival = self.plan, float(self.plan.arrival[self.case])
        if plan.online[self.case]:
            yield _PERSON, Event(arrival, "filed")
        for number, visit in enumerate(self.visits, 1):
            for event in self._visit(visit):
                yield _PERSON, event._replace(visit=number)

    def _visit(self, visit: int) -> Iterator[Event]:
        trace, plan = self.trace, self.plan
        came, begin = float(trace.visit_arrival[visit]), float(trace.visit_from[visit])
        cause = Cause(trace.visit_cause[visit])
        if self.travels(visit):
            yield Event(came - self.way, "set_out", minutes=self.way)
        if cause is Cause.FIRST and (plan.next_case[self.case] != NO_CASE or plan.after_another[self.case]):
            yield Event(came, "by_agent")
        yield Event(came, "came", cause=cause.name.lower())
        if begin > came:
            yield Event(begin, "let_in", waited=begin - came)
        own = [ticket for ticket in self.tickets if trace.visit[ticket] == visit]
        left = float(trace.visit_left[visit])
        for number, ticket in enumerate(own, 1):
            goes_on = number < len(own)
            yield from self._ticket(ticket)
            then = float(trace.ticket[own[number]]) if goes_on else left
            yield from self._awaiting(float(trace.end[ticket]), then, goes_on)
        yield from self._leaving(visit, left, own)

    def _awaiting(self, since: float, then: float, goes_on: bool) -> Iterator[Event]:
        """Who is through with one queue and not yet in the next waits for a result that is worked on behind."""
        if then > since:
            yield Event(since, "awaiting")
            if goes_on:
                yield Event(then, "ready", waited=then - since)

    def _leaving(self, visit: int, left: float, tickets: list[int]) -> Iterator[Event]:
        outcome = VisitOutcome(self.trace.visit_outcome[visit])
        ends = {VisitOutcome.THROUGH: "left", VisitOutcome.BALKED: "balked", VisitOutcome.TOO_LATE: "too_late"}
        if outcome in ends:
            yield Event(left, ends[outcome])
        elif outcome is VisitOutcome.SENT_HOME and not (
            tickets and self.trace.outcome[tickets[-1]] == Outcome.SENT_HOME
        ):
            yield Event(left, "sent_home")

    # Tickets

    def _ticket(self, ticket: int) -> Iterator[Event]:
        """What happens between a ticket, a person's or a file's, and the end of its session."""
        trace, plan, by_file = self.trace, self.plan, self.trace.visit[ticket] == NO_VISIT
        stage, queue = int(trace.stage[ticket]), plan.queue_names[trace.queue[ticket]]
        role, outcome = Role(plan.role[stage]), Outcome(trace.outcome[ticket])
        about = Event(float(trace.ticket[ticket]), "ticket", place=stage - self.stages.start, queue=queue)
        taken = "expert_called" if role is Role.CONSULTATION else "handed_in" if by_file else "ticket"
        yield about._replace(what=taken, ahead=self._ahead(ticket))
        waited = float(trace.wait_end[ticket] - trace.ticket[ticket])
        if not (self._attended[ticket] or outcome is Outcome.OPEN):
            what = "no_expert" if by_file else OTHERWISE[outcome]
            yield about._replace(minute=float(trace.end[ticket]), what=what, waited=waited)
            return
        if np.isnan(trace.call[ticket]):
            return
        about = about._replace(group=plan.group_names[trace.group[ticket]])
        called = "expert_came" if role is Role.CONSULTATION else "taken_up" if by_file else "called"
        yield about._replace(minute=float(trace.call[ticket]), what=called, waited=waited)
        if trace.start[ticket] > trace.call[ticket]:
            yield about._replace(minute=float(trace.start[ticket]), what="started")
        if outcome is not Outcome.OPEN:
            yield self._ended(ticket, role, outcome, by_file, about)

    def _ended(self, ticket: int, role: Role, outcome: Outcome, by_file: bool, about: Event) -> Event:
        what = (BY_FILE if by_file else IN_PERSON)[role] if outcome is Outcome.SERVED else OTHERWISE[outcome]
        if outcome is Outcome.TURNED_BACK:
            what = "sent_back" if by_file else "no_help" if role is Role.HELP else what
        missing, mended = map(self._names, self._found.get(ticket, Found()))
        end, minutes = float(self.trace.end[ticket]), float(self.trace.end[ticket] - self.trace.call[ticket])
        return about._replace(minute=end, what=what, minutes=minutes, missing=missing, mended=mended)

    @kept
    def _attended(self) -> Bools:
        return self.trace.attended

    def _ahead(self, ticket: int) -> int:
        """Numbers on display in the queue when this one is taken that would be called before it.

        Of a number called at that very instant: calls follow tickets within an instant, so it was still ahead.
        """
        trace = self.trace
        seniority = trace.ticket[:ticket] - self.plan.head_start[trace.stage[:ticket]]
        mine = trace.ticket[ticket] - self.plan.head_start[trace.stage[ticket]]
        there = (trace.queue[:ticket] == trace.queue[ticket]) & ~(trace.display_end[:ticket] < trace.ticket[ticket])
        return int((there & (seniority <= mine)).sum())

    @kept
    def _found(self) -> dict[int, Found]:
        return papers_found(self.trace, self.case)

    def _names(self, papers: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.papers[self.plan.paper_number[paper]] for paper in papers)

    # Behind

    def _behind(self) -> Iterator[tuple[int, Event]]:
        """Files, and experts who are called to the window."""
        ranks = {"handed_in": _HANDED_IN, "expert_called": _HANDED_IN, "taken_up": _TAKEN_UP, "expert_came": _TAKEN_UP}
        for ticket in self.tickets:
            if self.trace.visit[ticket] == NO_VISIT:
                for event in self._ticket(ticket):
                    yield ranks.get(event.what, _NEWS), event

    def _days(self) -> Iterator[tuple[int, Event]]:
        """Days that go by without a clerk; where they begin anew after an error, the last time."""
        for stage in self.stages:
            if self.plan.queue[stage] != NO_QUEUE:
                continue
            begins, ends = DAYS[Role(self.plan.role[stage])]
            done = float(self.trace.done[stage])
            needs = [self._ends_of(need, done) for need in self.plan.needs_of(stage)]
            if not needs or not all(needs):
                continue
            begun = max(found[0] if begins == "owes" else found[-1] for found in needs)
            about = Event(begun, begins, place=stage - self.stages.start, queue=self._department(stage))
            yield _HANDED_IN, about._replace(missing=self._owed() if begins == "owes" else ())
            if not np.isnan(done):
                yield _NEWS, about._replace(minute=done, what=ends)

    def _ends_of(self, stage: int, until: float) -> list[float]:
        """When a stage was done, ascending: more than once after an error; not after `until`, if that is a number."""
        own = [t for t in self.tickets if self.trace.stage[t] == stage and self.trace.outcome[t] == Outcome.SERVED]
        ends = [float(self.trace.end[t]) for t in own] or [float(self.trace.done[stage])]
        return [end for end in ends if not (np.isnan(end) or end > until)]

    def _owed(self) -> tuple[str, ...]:
        """Papers without which the case was accepted."""
        lacked = {p for stage in self.stages for p in self.plan.lacks_of(stage) if self.plan.paper_tolerated[p]}
        return self._names(sorted(lacked))

    def _department(self, stage: int) -> str:
        """The department whose work a decision follows; empty where there are several."""
        rows = [row for need in self.plan.needs_of(stage) for row in self.plan.tasks_of(need)]
        kinds = [int(self.plan.kind[row]) for row in rows]
        known = {int(self.plan.kind_department[kind]) for kind in kinds if kind < len(self.plan.kind_department)}
        return self.departments[known.pop()] if len(known) == 1 and self.plan.role[stage] == Role.DECISION else ""

    def _end(self) -> tuple[int, Event]:
        outcome, over = CaseOutcome(self.trace.case_outcome[self.case]), float(self.trace.over[self.case])
        end = self.plan.days * DAY if np.isnan(over) else over
        return _END, Event(end, ENDS.get(outcome, "not_again"))
