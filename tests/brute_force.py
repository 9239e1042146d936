"""A second engine, as naive as can be, for parity: it looks at every ticket and every clerk whenever it decides.

It states each rule of a hall anew and shares no code with `sim.engine`: no generators, no queues kept in order, no
sets of free clerks, no counts kept up to date. There is one list of numbers on display, one list of clerks, one heap
of things to come, and whatever a rule speaks of is looked up there when it is needed. Slow, therefore, and easy to
believe. What it writes down is a trace like any other, to be compared to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from sim.plan import NEVER, Closes, Mark, Plan
from sim.tape import Cause
from sim.trace import NOBODY, CaseOutcome, Outcome, Trace, VisitOutcome, trace_of

NAN = float("nan")
END, CALENDAR, ARRIVAL, TIMER, DISPATCH, DEPARTURE = range(6)
"""Within one instant: sessions end, the calendar turns, people come to a machine, help falls due; then clerks call;
then people lose patience. Equals by the number of the clerk, row, case or ticket."""
HOME, ON_DUTY, LEAVING, STAYING = "home", "on duty", "leaving", "staying"
"""Where a clerk is: LEAVING, who is off duty but finishes a session; STAYING, who stays after closing."""


def play(plan: Plan) -> Trace:
    """What happens in the hall of `plan`, on all its days."""
    return BruteForce(plan).play()


@dataclass(eq=False)
class Ticket:
    """A number, on display from when it is taken until it is called or cleared."""

    number: int
    stage: int
    case: int
    queue: int
    time: float
    seniority: tuple[float, int]
    call: float = NAN
    start: float = NAN
    end: float = NAN
    released: float = NAN
    clerk: int = NOBODY
    outcome: Outcome | None = None


@dataclass
class Duty:
    """From when to when a clerk is on duty."""

    clerk: int
    on: float
    due: float = NAN
    off: float = NAN


@dataclass(eq=False)
class Clerk:
    """A clerk: where, since when idle, and with which number."""

    number: int
    group: int
    place: str = HOME
    ticket: Ticket | None = None
    idle_since: float = 0.0
    duty: Duty = field(init=False)

    @property
    def at_window(self) -> bool:
        return self.place in (ON_DUTY, STAYING)

    @property
    def free(self) -> bool:
        return self.at_window and self.ticket is None


class BruteForce:
    """A hall at work."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.now = 0.0
        self.coming: list[tuple[float, int, int, int, Callable[..., None], tuple[Any, ...]]] = []
        self.put_down = 0
        self.unsettled = False
        self.open = self.closed = False
        self.clerks = [Clerk(number, group) for number, group in enumerate(plan.clerk_group.tolist())]
        self.falls: list[list[float]] = [[] for _ in plan.group_names]
        self.tickets: list[Ticket] = []
        self.display: list[Ticket] = []
        self.ahead: dict[int, list[int]] = {}
        self.came: list[int] = []
        self.left: dict[int, tuple[float, CaseOutcome]] = {}
        self.duties: list[Duty] = []

    # Time

    def play(self) -> Trace:
        """One thing after another, until nothing is to come."""
        for case, time in enumerate(self.plan.ticket_from.tolist()):
            self.at(time, ARRIVAL, case, self.come, case)
        for row, time in enumerate(self.plan.calendar_time.tolist()):
            self.at(time, CALENDAR, row, self.turn, row)
        while self.coming or self.unsettled:
            if self.unsettled and not (self.coming and self.coming[0][:2] < (self.now, DISPATCH)):
                self.dispatch()
            else:
                self.now, _, _, _, act, args = heappop(self.coming)
                act(*args)
                self.unsettled = True
        return self.trace()

    def at(self, time: float, kind: int, number: int, act: Callable[..., None], *args: Any) -> None:
        """Something will happen: at an instant, in its turn there."""
        self.put_down += 1
        heappush(self.coming, (time, kind, number, self.put_down, act, args))

    def trace(self) -> Trace:
        """What has happened, once nobody is inside."""
        assert not self.display
        assert not self.ahead
        number = {case: i for i, case in enumerate(self.came)}
        tickets = [
            (t.stage, t.queue, t.time, t.call, t.start, t.end, t.released, t.clerk, t.outcome, number[t.case])
            for t in self.tickets
        ]
        visits = [self.visit(case) for case in self.came]
        done = [NAN] * len(self.plan.case)
        for ticket in self.tickets:
            if ticket.outcome is Outcome.SERVED:
                done[ticket.stage] = ticket.end
        cases = [(self.left[case][1], self.left[case][0]) for case in range(len(self.plan))]
        duties = [(d.clerk, d.on, d.due, d.off) for d in self.duties]
        return trace_of(self.plan, tickets, visits, [(time,) for time in done], cases, duties)

    def visit(self, case: int) -> tuple[float, ...]:
        """A case's only visit."""
        left, outcome = self.left[case]
        name = "THROUGH" if outcome is CaseOutcome.DONE else outcome.name
        times = (self.plan.arrival[case], self.plan.ticket_from[case], left)
        return (case, Cause.FIRST, *times, VisitOutcome[name])

    # People

    def come(self, case: int) -> None:
        """From the door, unless it is too late."""
        self.came.append(case)
        if self.plan.late[case]:
            self.leave(case, CaseOutcome.TOO_LATE)
            return
        self.ahead[case] = list(range(self.plan.stages[case], self.plan.stages[case + 1]))
        self.join(case)

    def join(self, case: int) -> None:
        """At the ticket machine, before the next queue."""
        queue = int(self.plan.queue[self.ahead[case][0]])
        if self.closed and not self.plan.serve_out:
            self.leave(case, CaseOutcome.SENT_HOME)
        elif len(self.shown(queue)) > self.plan.balking:
            self.leave(case, CaseOutcome.BALKED)
        else:
            self.take_ticket(case, self.ahead[case].pop(0), queue)

    def take_ticket(self, case: int, stage: int, queue: int) -> None:
        plan, number = self.plan, len(self.tickets)
        rank = (self.now - float(plan.head_start[stage]), number)
        ticket = Ticket(number, stage, case, queue, self.now, rank)
        self.tickets.append(ticket)
        self.display.append(ticket)
        for group in range(len(plan.group_names)):
            if plan.secondary[group, queue] and plan.help_after[group] < NEVER:
                self.at(self.now + float(plan.help_after[group]), TIMER, number, lambda: None)
        if plan.patience[stage] < NEVER:
            self.at(self.now + float(plan.patience[stage]), DEPARTURE, number, self.lose_patience, ticket)

    def lose_patience(self, ticket: Ticket) -> None:
        """Only who still waits; a silent leaver's number stays on display."""
        if ticket not in self.display:
            return
        ticket.end = self.now
        if self.plan.silent[ticket.stage]:
            ticket.outcome = Outcome.LEFT_IN_SILENCE
        else:
            ticket.outcome = Outcome.LEFT
            self.clear(ticket)
        self.leave(ticket.case, CaseOutcome.GAVE_UP)

    def send_home(self, tickets: Iterable[Ticket]) -> None:
        """Numbers are cleared; who has not left in silence goes."""
        for ticket in list(tickets):
            self.clear(ticket)
            if ticket.outcome is None:
                ticket.outcome, ticket.end = Outcome.SENT_HOME, self.now
                self.leave(ticket.case, CaseOutcome.SENT_HOME)

    def clear(self, ticket: Ticket) -> None:
        ticket.released = self.now
        self.display.remove(ticket)

    def leave(self, case: int, outcome: CaseOutcome) -> None:
        self.left[case] = (self.now, outcome)
        self.ahead.pop(case, None)
        self.unsettled = True

    def shown(self, queue: int) -> list[Ticket]:
        """Numbers of a queue on display."""
        return [ticket for ticket in self.display if ticket.queue == queue]

    # Who serves whom

    def dispatch(self) -> None:
        """Of all pairs the best own one, again and again; if there is none the best helping one, and begin again."""
        self.unsettled = False
        while self.open or (self.closed and self.plan.serve_out):
            pairs = self.pairs(self.serves) or self.pairs(self.helps)
            if not pairs:
                break
            self.call(*min(pairs, key=lambda pair: self.order(*pair)))
        if self.closed:
            self.after_closing()

    def pairs(self, may: Callable[[int, int], bool]) -> list[tuple[Ticket, Clerk]]:
        """Every number on display with every free clerk who may call it."""
        free = [clerk for clerk in self.clerks if clerk.free]
        return [(ticket, clerk) for ticket in self.display for clerk in free if may(clerk.group, ticket.queue)]

    def order(self, ticket: Ticket, clerk: Clerk) -> tuple[float, ...]:
        """The most senior ticket; then narrowest scope (unless ALIS), longest idle, lowest number."""
        breadth = 0 if self.plan.alis else int(self.plan.breadth[clerk.group])
        return (*ticket.seniority, breadth, clerk.idle_since, clerk.number)

    def serves(self, group: int, queue: int) -> bool:
        """Whether the queue is the group's own."""
        return bool(self.plan.primary[group, queue])

    def helps(self, group: int, queue: int) -> bool:
        """Whether the queue is one to help in, and help is due: too many wait, or one for too long."""
        if not self.plan.secondary[group, queue]:
            return False
        line, minutes = self.shown(queue), float(self.plan.help_after[group])
        return len(line) > self.plan.help_over[group] or any(self.now >= t.time + minutes for t in line)

    def call(self, ticket: Ticket, clerk: Clerk) -> None:
        """The walk and the session; or, if nobody comes, the time lost."""
        self.display.remove(ticket)
        ticket.call, ticket.clerk, clerk.ticket = self.now, clerk.number, ticket
        if ticket.outcome is Outcome.LEFT_IN_SILENCE:
            free = self.now + self.plan.recall
        else:
            ticket.start = self.now + float(self.plan.walk[ticket.queue])
            free = ticket.start + self.minutes(ticket.stage, clerk.group)
        self.at(free, END, clerk.number, self.end, clerk, ticket)

    def minutes(self, stage: int, group: int) -> float:
        """Set-up, then task after task."""
        plan = self.plan
        minutes = float(plan.setup[stage])
        for row in range(plan.tasks[stage], plan.tasks[stage + 1]):
            minutes = minutes + float(plan.slowness[group, plan.kind[row]]) * float(plan.work[row])
        return minutes

    def end(self, clerk: Clerk, ticket: Ticket) -> None:
        """The person goes on to the next queue, or out; the clerk is free, or goes."""
        ticket.released, clerk.ticket = self.now, None
        if ticket.outcome is None:
            ticket.outcome, ticket.end = Outcome.SERVED, self.now
            if self.ahead[ticket.case]:
                self.at(self.now, ARRIVAL, ticket.case, self.join, ticket.case)
            else:
                self.leave(ticket.case, CaseOutcome.DONE)
        if clerk.place == LEAVING:
            self.go_home(clerk)
        elif self.falls[clerk.group]:
            self.go_off(clerk, self.falls[clerk.group].pop(0))
        else:
            clerk.idle_since = self.now

    # Duty

    def come_on(self, clerk: Clerk) -> None:
        """A new duty; one that has not ended yet ends here."""
        if clerk.place != HOME:
            clerk.duty.off = self.now
        clerk.place, clerk.duty = ON_DUTY, Duty(clerk.number, self.now)
        self.duties.append(clerk.duty)
        if clerk.ticket is None:
            clerk.idle_since = self.now

    def end_duty(self, clerk: Clerk) -> None:
        """By the calendar; but after closing the clerk stays where people are still served."""
        if self.closed and self.plan.serve_out:
            clerk.place, clerk.duty.due = STAYING, self.now
        else:
            self.go_off(clerk, self.now)

    def go_off(self, clerk: Clerk, due: float) -> None:
        """Home, once free."""
        clerk.duty.due, clerk.place = due, LEAVING
        if clerk.ticket is None:
            self.go_home(clerk)

    def go_home(self, clerk: Clerk) -> None:
        clerk.place, clerk.duty.off = HOME, self.now

    def at_windows(self, group: int) -> list[Clerk]:
        return [clerk for clerk in self.clerks if clerk.group == group and clerk.at_window]

    # The calendar

    def turn(self, row: int) -> None:
        """What a row of the calendar says."""
        mark, index = self.plan.calendar_mark[row], int(self.plan.calendar_index[row])
        if mark == Mark.MORNING:
            self.morning()
        elif mark == Mark.CLOSE:
            self.close()
        elif mark in (Mark.OPEN, Mark.PAUSE):
            self.open = bool(mark == Mark.OPEN)
        elif mark == Mark.ON:
            self.come_on(self.clerks[index])
        elif mark == Mark.OFF:
            self.end_duty(self.clerks[index])
        elif self.closed:
            for clerk in self.at_windows(index):
                self.end_duty(clerk)
        else:
            self.change_windows(index, row)

    def morning(self) -> None:
        """Yesterday is over: nobody waits any more, and nobody stays."""
        self.closed = False
        self.send_home(self.display)
        for clerk in self.clerks:
            if clerk.place == STAYING:
                self.go_off(clerk, clerk.duty.due)

    def close(self) -> None:
        """Nobody is let in; who waits does so to be served, or is sent home."""
        self.open, self.closed = False, True
        if not self.plan.serve_out:
            self.send_home(self.display)

    def change_windows(self, group: int, row: int) -> None:
        """More windows open, or some close. Under `hold` each fall that nobody has obeyed yet is remembered."""
        number, here = int(self.plan.calendar_value[row]), self.at_windows(group)
        away = [clerk for clerk in self.clerks if clerk.group == group and not clerk.at_window]
        away.sort(key=lambda clerk: (clerk.place == LEAVING, clerk.number))
        for clerk in away[: max(0, number - len(here))]:
            self.come_on(clerk)
        for clerk in self.first_to_close(group, row, here)[: max(0, len(here) - number)]:
            self.go_off(clerk, self.now)
        if self.plan.closes[group] == Closes.HOLD:
            self.remember(self.falls[group], len(self.at_windows(group)) - number)

    def first_to_close(self, group: int, row: int, here: list[Clerk]) -> list[Clerk]:
        """Who of those at the windows goes first, the highest number among equals; under `hold` only the idle."""
        rule = Closes(self.plan.closes[group])
        if rule is Closes.HOLD:
            here = [clerk for clerk in here if clerk.ticket is None]
        first = self.plan.clerk_group.tolist().index(group)
        draw = self.plan.closing_draw[self.plan.calendar_draw[row]].tolist()
        rank: dict[Closes, Callable[[Clerk], float]] = {
            Closes.HOLD: lambda clerk: 0,
            Closes.IDLE_FIRST: lambda clerk: clerk.ticket is not None,
            Closes.BUSY_FIRST: lambda clerk: clerk.ticket is None,
            Closes.RANDOM: lambda clerk: draw[clerk.number - first],
        }
        return sorted(here, key=lambda clerk: (rank[rule](clerk), -clerk.number))

    def remember(self, falls: list[float], too_many: int) -> None:
        """A fall for each clerk too many: a new one comes last, and a rise cancels the latest."""
        while len(falls) > max(0, too_many):
            falls.pop()
        while len(falls) < too_many:
            falls.append(self.now)

    # After closing

    def after_closing(self) -> None:
        """Who stays and is not needed goes; then people go for whom nobody is left."""
        for clerk in [c for c in self.clerks if c.place == STAYING and c.free and not self.needed(c.group)]:
            self.go_home(clerk)
        for queue in range(len(self.plan.queue_names)):
            if not self.has_own(queue) and not self.has_helper(queue):
                self.send_home(self.shown(queue))

    def needed(self, group: int) -> bool:
        """Whether somebody inside may still need the group, as its own or for help."""
        own = {t.queue for t in self.display} | {int(self.plan.queue[s]) for left in self.ahead.values() for s in left}
        helped = {t.queue for t in self.display if not self.has_own(t.queue)}
        return any(self.serves(group, q) for q in own) or any(self.helps_in_time(group, q) for q in helped)

    def helps_in_time(self, group: int, queue: int) -> bool:
        """Whether help is due, or will be by the clock."""
        by_the_clock = self.plan.secondary[group, queue] and self.plan.help_after[group] < NEVER
        return bool(by_the_clock) or self.helps(group, queue)

    def has_own(self, queue: int) -> bool:
        """Whether somebody whose own queue it is stands at a window, or still comes on duty before the morning."""
        plan = self.plan
        if any(clerk.at_window and self.serves(clerk.group, queue) for clerk in self.clerks):
            return True
        for time, mark, index in zip(plan.calendar_time, plan.calendar_mark, plan.calendar_index, strict=True):
            if time > self.now and mark == Mark.MORNING:
                return False
            if time > self.now and mark == Mark.ON and self.serves(self.clerks[index].group, queue):
                return True
        return False

    def has_helper(self, queue: int) -> bool:
        """Whether somebody whose help comes in time stands at a window."""
        return any(clerk.at_window and self.helps_in_time(clerk.group, queue) for clerk in self.clerks)
