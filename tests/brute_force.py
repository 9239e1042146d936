"""A second engine, as naive as can be, for parity: it looks at every ticket and every clerk whenever it decides.

It states each rule of a hall anew and shares no code with `sim.engine`: no generators, no queues kept in order, no
sets of free clerks, no counts kept up to date. There is one list of numbers on display, one list of clerks, one heap
of things to come, and whatever a rule speaks of is looked up there when it is needed. Slow, therefore, and easy to
believe. What it writes down is a trace like any other, to be compared to the last bit.

This module is the hall: time, queues, sessions. What people and files do next is in `brute_force_cases`, who is there
to serve them in `brute_force_staff`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Any

from brute_force_cases import Step, Visit
from brute_force_staff import LEAVING, Clerk, Staff, Ticket
from sim.plan import NEVER, Plan, Role
from sim.plan.arrays import NO_QUEUE
from sim.tape import Cause
from sim.trace import NO_VISIT, CaseOutcome, Outcome, Trace, VisitOutcome, trace_of

KINDS = ("END", "CALENDAR", "ARRIVAL", "TIMER", "DISPATCH", "DEPARTURE")
"""Within one instant: sessions end, the calendar turns, people come to a machine and files to a desk, time is up for
help and tides; then clerks call; then people lose patience. Equals by the number of the clerk, row, stage or ticket."""


def play(plan: Plan) -> Trace:
    """What happens in the hall of `plan`, on all its days."""
    return BruteForce(plan).play()


class BruteForce(Staff):
    """A hall at work."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.now = 0.0
        self.coming: list[tuple[float, int, int, int, Callable[..., None], tuple[Any, ...]]] = []
        self.put_down = 0
        self.unsettled = False
        self.tickets: list[Ticket] = []
        self.display: list[Ticket] = []

    # Time

    def play(self) -> Trace:
        """One thing after another, until nothing is to come."""
        self.start_cases()
        self.start_staff()
        dispatch = KINDS.index("DISPATCH")
        while self.coming or self.unsettled:
            if self.unsettled and not (self.coming and self.coming[0][:2] < (self.now, dispatch)):
                self.dispatch()
            else:
                self.now, _, _, _, act, args = heappop(self.coming)
                self.unsettled = True
                act(*args)
        return self.trace()

    def at(self, time: float, kind: str, number: int, act: Callable[..., None], *args: Any) -> None:
        """Something will happen: at an instant, in its turn there."""
        self.put_down += 1
        heappush(self.coming, (time, KINDS.index(kind), number, self.put_down, act, args))

    def trace(self) -> Trace:
        """What has happened, once nothing more will."""
        assert all(self.behind[ticket.queue] for ticket in self.display)
        assert all(case.visit is None for case in self.cases)
        tickets = [
            (t.step.number, t.queue, t.time, t.call, t.start, t.end, t.released, t.clerk, *self.told_of(t))
            for t in self.tickets
        ]
        visits = [(v.case, v.cause, v.arrival, v.since, v.left, v.outcome) for v in self.visits]
        done = [(step.done,) for step in self.steps]
        cases = [(CaseOutcome.IN_PROGRESS if c.outcome is None else c.outcome, c.over) for c in self.cases]
        duties = [(d.clerk, d.on, d.due, d.off) for d in self.duties]
        tides = sorted(self.tides, key=lambda tide: (tide[1], tide[0]))
        return trace_of(self.plan, tickets, visits, done, cases, duties, tides)

    def told_of(self, ticket: Ticket) -> tuple[int, int]:
        """What came of a ticket, and on which visit it was taken."""
        outcome = Outcome.OPEN if ticket.outcome is None else ticket.outcome
        return outcome, NO_VISIT if ticket.visit is None else ticket.visit.number

    # People and files

    def ticket_machine(self, visit: Visit, step: Step) -> None:
        """Before the next queue."""
        queue, impatient = self.queue_for(step), step.role not in (Role.ISSUE, Role.HELP)
        if self.closed and not self.plan.serve_out:
            self.leave(visit, VisitOutcome.SENT_HOME)
        elif impatient and len(self.shown(queue)) > self.plan.balking:
            self.leave(visit, VisitOutcome.BALKED)
        else:
            visit.been_at.add(step.role)
            visit.ticket_for = step if queue == self.plan.queue[step.number] else None
            self.take_ticket(step, queue, visit)

    def queue_for(self, step: Step) -> int:
        """A ticket may be for the wrong queue, until a clerk has told."""
        wrong = int(self.plan.wrong_queue[step.number])
        return wrong if wrong != NO_QUEUE and not step.told else int(self.plan.queue[step.number])

    def file(self, step: Step) -> None:
        """A file comes to its desk; or a window begins to wait for an expert."""
        self.take_ticket(step, int(self.plan.queue[step.number]), None)

    def take_ticket(self, step: Step, queue: int, visit: Visit | None) -> None:
        plan, number = self.plan, len(self.tickets)
        ticket = self.number(step, queue, visit)
        self.display.append(ticket)
        for group in self.groups:
            for scope, minutes in ((self.secondary, plan.help_after[group]), (self.front, plan.open_after[group])):
                if scope[group][queue] and minutes < NEVER:
                    self.at(self.now + float(minutes), "TIMER", number, lambda: None)
        patience = plan.patience[step.number]
        minutes = float(patience[min(step.tickets - 1, len(patience) - 1)])
        if visit is not None and minutes < NEVER:
            self.at(self.now + minutes, "DEPARTURE", number, self.lose_patience, ticket)

    def number(self, step: Step, queue: int, visit: Visit | None) -> Ticket:
        """The next number."""
        rank = (self.now - float(self.plan.head_start[step.number]), len(self.tickets))
        ticket = Ticket(len(self.tickets), step, queue, visit, self.now, rank)
        step.tickets += 1
        self.tickets.append(ticket)
        return ticket

    def lose_patience(self, ticket: Ticket) -> None:
        """Only who still waits; a silent leaver's number stays on display."""
        if ticket not in self.display or ticket.outcome is not None:
            return
        ticket.end = self.now
        if self.plan.silent[ticket.step.number]:
            ticket.outcome = Outcome.LEFT_IN_SILENCE
        else:
            ticket.outcome = Outcome.LEFT
            self.clear(ticket)
        assert ticket.visit is not None
        self.leave(ticket.visit, VisitOutcome.GAVE_UP)

    def send_home(self, tickets: Iterable[Ticket]) -> None:
        """Numbers are cleared; who has not left in silence goes."""
        for ticket in list(tickets):
            self.clear(ticket)
            if ticket.outcome is None:
                ticket.outcome, ticket.end = Outcome.SENT_HOME, self.now
                assert ticket.visit is not None
                self.leave(ticket.visit, VisitOutcome.SENT_HOME)

    def clear(self, ticket: Ticket) -> None:
        ticket.released = self.now
        self.display.remove(ticket)
        self.unsettled = True

    def shown(self, queue: int) -> list[Ticket]:
        """Numbers of a queue on display."""
        return [ticket for ticket in self.display if ticket.queue == queue]

    def in_hall(self) -> list[Ticket]:
        """Numbers of people."""
        return [ticket for ticket in self.display if not self.behind[ticket.queue]]

    # Who serves whom

    def dispatch(self) -> None:
        """Of all pairs the best own one, again and again; if there is none the best helping one, and begin again."""
        self.unsettled = False
        while True:
            pairs = self.pairs(self.serves) or self.pairs(self.helps)
            if pairs:
                self.call(*min(pairs, key=lambda pair: self.order(*pair)))
            elif not self.turn_tides():
                break
        if self.closed:
            self.after_closing()
        self.go_on_without_experts()

    def pairs(self, may: Callable[[int, int], bool]) -> list[tuple[Ticket, Clerk]]:
        """Every number on display with every free clerk who may call it."""
        serving = self.open or (self.closed and self.plan.serve_out)
        free = [clerk for clerk in self.clerks if clerk.free and not self.down[clerk.group]]
        shown = [ticket for ticket in self.display if serving or self.behind[ticket.queue]] if free else []
        groups, queues = {clerk.group for clerk in free}, {ticket.queue for ticket in shown}
        may_call = {(group, queue) for group in groups for queue in queues if may(group, queue)}
        if not may_call:
            return []
        return [(ticket, clerk) for clerk in free for ticket in shown if (clerk.group, ticket.queue) in may_call]

    def order(self, ticket: Ticket, clerk: Clerk) -> tuple[float, ...]:
        """The most senior ticket; then narrowest scope (unless ALIS), longest idle, lowest number."""
        breadth = 0 if self.plan.alis else int(self.plan.breadth[clerk.group])
        return (*ticket.seniority, breadth, clerk.idle_since, clerk.number)

    def call(self, ticket: Ticket, clerk: Clerk) -> None:
        """The walk and the session; or, if nobody comes, the time lost."""
        plan = self.plan
        self.display.remove(ticket)
        ticket.call, ticket.clerk, clerk.ticket = self.now, clerk.number, ticket
        if ticket.outcome is Outcome.LEFT_IN_SILENCE:
            self.ends(clerk, self.now + plan.recall)
            return
        self.serve(ticket, clerk, self.now + float(plan.walk[ticket.queue]))

    def serve(self, ticket: Ticket, clerk: Clerk, start: float, *, goes_on: bool = False) -> None:
        """A session begins."""
        plan, ticket.start = self.plan, start
        if ticket.queue != plan.queue[ticket.step.number]:
            ticket.minutes, ticket.step.told = plan.tell, True
            self.ends(clerk, ticket.start + ticket.minutes)
            return
        ticket.turned_back = self.is_turned_back(ticket.step)
        ticket.minutes = self.minutes(ticket, clerk, 0.0 if goes_on else float(plan.setup[ticket.step.number]))
        ticket.error = ticket.step.role is Role.REVIEW and self.has_error(ticket.step)
        self.note_papers(ticket.step)
        expert = None if ticket.turned_back or ticket.step.wrong else self.expert_for(ticket.step, clerk)
        if expert is None:
            self.ends(clerk, ticket.start + ticket.minutes)
        else:
            self.at(ticket.start, "ARRIVAL", expert.number, self.file, expert)

    def ends(self, clerk: Clerk, time: float) -> None:
        assert clerk.ticket is not None
        clerk.ticket.ends = time
        self.at(time, "END", clerk.number, self.end, clerk, clerk.ticket)

    def minutes(self, ticket: Ticket, clerk: Clerk, minutes: float) -> float:
        """Set-up, then task after task; of each its papers alone if one is missing, or an error is put right."""
        plan, step = self.plan, ticket.step
        papers_only = step.role is Role.INTAKE and (ticket.turned_back or step.wrong)
        work = plan.check if papers_only else plan.work
        matter = int(plan.matter[plan.case[step.number]])
        pace = float(plan.pace[clerk.group, min(clerk.finished.get(matter, 0), plan.pace.shape[1] - 1)])
        for row in range(plan.tasks[step.number], plan.tasks[step.number + 1]):
            minutes = minutes + float(plan.slowness[clerk.group, plan.kind[row]]) * pace * float(work[row])
        return minutes

    def expert_for(self, step: Step, clerk: Clerk) -> Step | None:
        """Who must still come to the window; a clerk who could be called asks nobody."""
        for other in self.case_of(step).steps:
            if other.role is Role.CONSULTATION and not other.tickets:
                able = self.primary[clerk.group][self.plan.queue[other.number]]
                if self.plan.accepted_at[other.number] == step.number and not able:
                    return other
        return None

    def after_expert(self, expert: Step) -> None:
        """The next expert, or the window goes on."""
        intake = self.steps[int(self.plan.accepted_at[expert.number])]
        clerk = next(c for c in self.clerks if c.ticket is not None and c.ticket.step is intake)
        assert clerk.ticket is not None
        other = self.expert_for(intake, clerk)
        if other is not None:
            self.at(self.now, "ARRIVAL", other.number, self.file, other)
        else:
            self.ends(clerk, self.now + clerk.ticket.minutes)

    def go_on_without_experts(self) -> None:
        """A window does not wait for an expert where none is there, nor comes today."""
        for ticket in list(self.display):
            if self.experts[ticket.queue] and not self.has_own(ticket.queue):
                self.clear(ticket)
                ticket.outcome, ticket.end = Outcome.SENT_HOME, self.now
                self.after_expert(ticket.step)

    def end(self, clerk: Clerk, ticket: Ticket) -> None:
        """The person goes on to the next queue, or out; the clerk is free, or goes."""
        if clerk.ticket is not ticket or ticket.ends != self.now:
            return
        ticket.released, clerk.ticket = self.now, None
        if ticket.outcome is None:
            ticket.end = self.now
            another = self.another(ticket)
            visit = None if another is None else self.enter(self.case_of(another), Cause.FIRST, self.now)
            self.outcome_of(ticket, clerk)
            if another is not None and visit is not None:
                self.go_on_with(another, visit, clerk)
                return
        if clerk.place == LEAVING:
            self.go_home(clerk)
        elif self.falls[clerk.group]:
            self.go_off(clerk, self.falls[clerk.group].pop(0))
        else:
            clerk.idle_since = self.now

    def another(self, ticket: Ticket) -> Step | None:
        """What the clerk goes on with, once the person has been accepted or turned back at the right window."""
        at_window = ticket.visit is not None and ticket.step.role is Role.INTAKE
        if not at_window or ticket.queue != self.plan.queue[ticket.step.number]:
            return None
        return self.another_step(self.case_of(ticket.step), ticket.queue)

    def go_on_with(self, step: Step, visit: Visit, clerk: Clerk) -> None:
        """An agent's next case, without call, walk or set-up."""
        ticket = self.number(step, int(self.plan.queue[step.number]), visit)
        visit.been_at.add(step.role)
        visit.ticket_for, step.told = step, True
        ticket.call, ticket.clerk, clerk.ticket = self.now, clerk.number, ticket
        self.serve(ticket, clerk, self.now, goes_on=True)

    def outcome_of(self, ticket: Ticket, clerk: Clerk) -> None:
        """What came of a session."""
        step, plan = ticket.step, self.plan
        if ticket.queue != plan.queue[step.number]:
            ticket.outcome = Outcome.WRONG_TICKET
            assert ticket.visit is not None
            ticket.visit.ticket_for = None
            self.go_on(ticket.visit)
            return
        if ticket.turned_back or (step.role is Role.HELP and plan.fails[step.number]):
            ticket.outcome = Outcome.TURNED_BACK
            self.turned_back(step)
        elif step.role is Role.MACHINE and plan.fails[step.number]:
            ticket.outcome = Outcome.FAILED
            assert ticket.visit is not None
            self.go_on(ticket.visit)
        elif ticket.error:
            ticket.outcome = Outcome.ERROR
            self.error(step)
        else:
            ticket.outcome = Outcome.SERVED
            matter = int(plan.matter[plan.case[step.number]])
            clerk.finished[matter] = clerk.finished.get(matter, 0) + 1
            self.served(step, clerk.group)
            if step.role is Role.CONSULTATION:
                self.after_expert(step)
