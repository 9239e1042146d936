"""The rules of a hall, to be read: all in this one file, since they are read in one piece.

Whatever is random was decided before. Here people come, take numbers and wait, clerks call, and the clock runs.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Generator, Iterable
from dataclasses import astuple
from functools import partial
from typing import Any

from simpy import Event

from sim.engine.clock import Clock
from sim.engine.roster import Roster
from sim.engine.rules import Kind, clerk_rank, help_is_due, service_minutes
from sim.engine.ticket import NOT_YET, Ticket
from sim.plan import NEVER, Mark, Plan
from sim.trace import NOBODY, CaseOutcome, Outcome, Trace, trace_of

Groups = Callable[[int], list[int]]
AFTER = {
    Outcome.SERVED: CaseOutcome.DONE,
    Outcome.LEFT: CaseOutcome.GAVE_UP,
    Outcome.LEFT_IN_SILENCE: CaseOutcome.GAVE_UP,
    Outcome.SENT_HOME: CaseOutcome.SENT_HOME,
}
"""What the end of a session makes of the case, if no other session follows."""


def play(plan: Plan) -> Trace:
    """What happens in the hall of `plan`, on all its days."""
    return Hall(plan).play()


class Hall:
    """A hall at work."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.clock = Clock()
        self.roster = Roster(plan)
        self.tickets: list[Ticket] = []
        self.waiting: list[list[Ticket]] = [[] for _ in plan.queue_names]
        self.expected = [0] * len(plan.queue_names)
        self.cases: list[tuple[float, CaseOutcome]] = [(NOT_YET, CaseOutcome.TOO_LATE)] * len(plan)
        self.open = False
        self.closed = False
        self.dispatch_is_due = False

    def play(self) -> Trace:
        """Let everybody come and go."""
        for case in range(len(self.plan)):
            self.clock.process(self.visit(case))
        self.clock.process(self.keep_calendar())
        self.clock.run()
        return trace_of(
            self.plan, [t.row() for t in self.tickets], self.cases, [astuple(duty) for duty in self.roster.duties]
        )

    # People

    def visit(self, case: int) -> Generator[Event, Any, None]:
        """A person comes, goes through one queue after another, and leaves when all is done, or before."""
        yield self.clock.at(float(self.plan.ticket_from[case]), Kind.ARRIVAL, case)
        if self.plan.late[case]:
            self.leave(case, CaseOutcome.TOO_LATE)
            return
        ahead = list(self.plan.stages_of(case))
        self.expect(ahead, +1)
        while (outcome := self.turned_away(ahead[0])) is None:
            ticket = self.take_ticket(ahead.pop(0))
            yield ticket.over
            outcome = AFTER[ticket.ended()]
            if not ahead or outcome is not CaseOutcome.DONE:
                break
            yield self.clock.at(self.clock.now, Kind.ARRIVAL, case)
        self.leave(case, outcome, ahead)

    def turned_away(self, stage: int) -> CaseOutcome | None:
        """Why a person takes no ticket, if there is a reason: the hall sends people home, or too many wait."""
        if self.closed and not self.plan.serve_out:
            return CaseOutcome.SENT_HOME
        if len(self.waiting[self.plan.queue[stage]]) > self.plan.balking:
            return CaseOutcome.BALKED
        return None

    def leave(self, case: int, outcome: CaseOutcome, undone: Iterable[int] = ()) -> None:
        """A person leaves the hall; nobody need wait for the sessions that stay undone."""
        self.cases[case] = (self.clock.now, outcome)
        self.expect(undone, -1)
        self.ask_for_dispatch()

    def expect(self, stages: Iterable[int], change: int) -> None:
        """People inside will need these sessions, or will not any more."""
        for stage in stages:
            self.expected[self.plan.queue[stage]] += change

    # Tickets

    def take_ticket(self, stage: int) -> Ticket:
        """A person takes a number and joins the queue."""
        plan, now = self.plan, self.clock.now
        queue = int(plan.queue[stage])
        ticket = Ticket(len(self.tickets), stage, queue, now, float(plan.head_start[stage]), self.clock.event())
        self.tickets.append(ticket)
        insort(self.waiting[queue], ticket)
        for minutes in self.roster.help_minutes[queue]:
            self.clock.call_at(now + minutes, Kind.TIMER, ticket.number, self.ask_for_dispatch)
        if plan.patience[stage] < NEVER:
            limit = now + float(plan.patience[stage])
            self.clock.call_at(limit, Kind.DEPARTURE, ticket.number, partial(self.lose_patience, ticket))
        self.ask_for_dispatch()
        return ticket

    def lose_patience(self, ticket: Ticket) -> None:
        """Who has not been called by now leaves; a silent leaver's number stays on display."""
        if ticket.clerk != NOBODY or ticket.outcome is not None:
            return
        if self.plan.silent[ticket.stage]:
            self.end_wait(ticket, Outcome.LEFT_IN_SILENCE)
        else:
            self.end_wait(ticket, Outcome.LEFT)
            self.clear(ticket)

    def end_wait(self, ticket: Ticket, outcome: Outcome) -> None:
        """A person's wait ends without a call."""
        ticket.outcome = outcome
        ticket.end = self.clock.now
        ticket.over.succeed()

    def clear(self, ticket: Ticket) -> None:
        """A number that nobody will call goes off the display."""
        self.waiting[ticket.queue].remove(ticket)
        self.expect([ticket.stage], -1)
        ticket.released = self.clock.now

    def send_home(self, queue: int) -> None:
        """All who wait in a queue are sent home, and its display is empty."""
        for ticket in list(self.waiting[queue]):
            if ticket.outcome is None:
                self.end_wait(ticket, Outcome.SENT_HOME)
            self.clear(ticket)

    # Clerks

    def call(self, clerk: int, ticket: Ticket) -> None:
        """A clerk calls a number: the person walks up and is served, or nobody comes."""
        plan, now = self.plan, self.clock.now
        self.waiting[ticket.queue].remove(ticket)
        self.expect([ticket.stage], -1)
        self.roster.engage(clerk)
        ticket.call, ticket.clerk = now, clerk
        if ticket.outcome is Outcome.LEFT_IN_SILENCE:
            free = now + plan.recall
        else:
            ticket.start = now + float(plan.walk[ticket.queue])
            free = ticket.start + service_minutes(plan, ticket.stage, self.roster.group[clerk])
        self.clock.call_at(free, Kind.END, clerk, partial(self.end_session, clerk, ticket))

    def end_session(self, clerk: int, ticket: Ticket) -> None:
        """The person goes on, and the clerk is free or off duty."""
        ticket.released = self.clock.now
        if ticket.outcome is None:
            ticket.outcome, ticket.end = Outcome.SERVED, self.clock.now
            ticket.over.succeed()
        self.roster.release(clerk, self.clock.now)
        self.ask_for_dispatch()

    def ask_for_dispatch(self) -> None:
        """Tickets and clerks are matched once all else of this instant has happened."""
        if not self.dispatch_is_due:
            self.dispatch_is_due = True
            self.clock.call_at(self.clock.now, Kind.DISPATCH, 0, self.dispatch)

    def dispatch(self) -> None:
        """The most senior ticket that has a free primary clerk, again and again; then one with a helper."""
        self.dispatch_is_due = False
        while self.sessions_may_start() and (self.call_next(self.own) or self.call_next(self.helpers)):
            pass
        if self.closed:
            self.let_go()

    def sessions_may_start(self) -> bool:
        """In opening hours, and after closing if those inside are still served."""
        return self.open or (self.closed and self.plan.serve_out)

    def call_next(self, groups: Groups) -> bool:
        """One call, if a ticket waits for which one of these groups has a free clerk."""
        queues = [q for q, line in enumerate(self.waiting) if line and any(self.roster.free[g] for g in groups(q))]
        if not queues:
            return False
        ticket = min(self.waiting[q][0] for q in queues)
        free = [clerk for g in groups(ticket.queue) for clerk in self.roster.free[g]]
        self.call(min(free, key=lambda c: clerk_rank(self.plan, c, self.roster.idle_since[c])), ticket)
        return True

    def own(self, queue: int) -> list[int]:
        """Groups that have the queue in their primary scope."""
        return self.roster.own[queue]

    def helpers(self, queue: int) -> list[int]:
        """Groups that have it in their secondary scope, and whose help is due."""
        return [group for group in self.roster.helpers[queue] if self.help_is_due(group, queue)]

    def help_is_due(self, group: int, queue: int) -> bool:
        """Whether the help rule of a group holds for a queue in which somebody waits."""
        line = self.waiting[queue]
        return help_is_due(self.plan, group, len(line), min(ticket.time for ticket in line), self.clock.now)

    # After closing

    def let_go(self) -> None:
        """Clerks whom nobody inside needs go home; so do people whom nobody is left to serve."""
        helped = [queue for queue in range(len(self.waiting)) if self.has_helpers_only(queue)]
        needed = {group for queue, number in enumerate(self.expected) if number for group in self.own(queue)}
        needed |= {group for queue in helped for group in self.helpers_in_time(queue)}
        self.roster.let_go(needed, self.clock.now)
        for queue in helped:
            if not self.roster.anyone_at(self.helpers_in_time(queue)):
                self.send_home(queue)

    def has_helpers_only(self, queue: int) -> bool:
        """Whether people wait in a queue whose own groups have nobody on duty, and nobody to come today."""
        own = self.own(queue)
        here = self.roster.anyone_at(own) or self.roster.anyone_to_come(own, self.clock.now)
        return bool(self.waiting[queue]) and not here

    def helpers_in_time(self, queue: int) -> list[int]:
        """Groups whose help is due, or will be by the clock."""
        groups = self.roster.helpers[queue]
        return [g for g in groups if self.plan.help_after[g] < NEVER or self.help_is_due(g, queue)]

    # The calendar

    def keep_calendar(self) -> Generator[Event, Any, None]:
        """The hall opens, pauses and closes; clerks come and go."""
        for row, time in enumerate(self.plan.calendar_time.tolist()):
            yield self.clock.at(time, Kind.CALENDAR, row)
            self.turn(row, Mark(self.plan.calendar_mark[row]), int(self.plan.calendar_index[row]))
            self.ask_for_dispatch()

    def turn(self, row: int, mark: Mark, index: int) -> None:
        """One row of the calendar comes true."""
        now = self.clock.now
        if mark is Mark.MORNING:
            self.closed = False
            self.send_all_home()
            self.roster.new_day(now)
        elif mark is Mark.OPEN:
            self.open = True
        elif mark is Mark.PAUSE:
            self.open = False
        elif mark is Mark.CLOSE:
            self.open, self.closed = False, True
            if not self.plan.serve_out:
                self.send_all_home()
        elif mark is Mark.ON:
            self.roster.come_on(index, now)
        elif mark is Mark.OFF:
            self.end_duties([index])
        elif self.closed:
            self.end_duties(self.roster.at_windows(index))
        else:
            self.roster.change_windows(index, row, now)

    def end_duties(self, clerks: Iterable[int]) -> None:
        """The duty of some clerks ends; after closing they stay, if those inside are still served."""
        for clerk in clerks:
            if self.closed and self.plan.serve_out:
                self.roster.stay(clerk, self.clock.now)
            else:
                self.roster.end_duty(clerk, self.clock.now, self.clock.now)

    def send_all_home(self) -> None:
        """Nobody waits any more."""
        for queue in range(len(self.waiting)):
            self.send_home(queue)
