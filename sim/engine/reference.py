"""The rules of a hall, to be read: all in this one file, since they are read in one piece.

Whatever is random was decided before. Here people come, take numbers and wait, clerks call, files are worked on
behind, results are handed out, and the clock runs.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Generator, Iterable
from dataclasses import astuple
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from simpy import Event

from sim.engine.cases import Cases
from sim.engine.clock import Clock
from sim.engine.memory import all_kept
from sim.engine.roster import Roster
from sim.engine.rules import Kind, clerk_rank, help_is_due, later, next_visit, service_minutes
from sim.engine.ticket import NOT_YET, Ticket
from sim.engine.tides import Tides, Turn
from sim.engine.visit import Agent, Visit
from sim.plan import BEHIND, NEVER, NO_CASE, NO_QUEUE, NO_STAGE, Mark, Plan, Role, Station
from sim.tape import Cause
from sim.trace import NO_VISIT, NOBODY, CaseOutcome, Outcome, Trace, VisitOutcome, trace_of

Groups = Callable[[int], list[int]]
SENT_AWAY = {
    Outcome.LEFT: VisitOutcome.GAVE_UP,
    Outcome.LEFT_IN_SILENCE: VisitOutcome.GAVE_UP,
    Outcome.SENT_HOME: VisitOutcome.SENT_HOME,
    Outcome.TURNED_BACK: VisitOutcome.TURNED_BACK,
}
"""Ends of a session that end the visit, too."""
COMES_FOR = {
    VisitOutcome.GAVE_UP: Cause.GAVE_UP,
    VisitOutcome.BALKED: Cause.GAVE_UP,
    VisitOutcome.SENT_HOME: Cause.CLOSING,
    VisitOutcome.TOO_LATE: Cause.CLOSING,
    VisitOutcome.TURNED_BACK: Cause.PAPERS,
}
"""Why a person comes again after a visit that ended before its time."""


class Work(NamedTuple):
    """What a clerk is busy with."""

    ticket: Ticket
    outcome: Outcome
    """What will come of it."""
    until: float
    """When it ends; of a file left on the table, or a session that waits for an expert, the minutes that are left."""


def play(plan: Plan) -> Trace:
    """What happens in the hall of `plan`, on all its days."""
    with all_kept():
        return Hall(plan).play()


class Hall:
    """A hall at work."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.clock = Clock()
        self.roster = Roster(plan)
        self.cases = Cases(plan)
        self.tickets: list[Ticket] = []
        self.visits: list[tuple[float, ...]] = []
        self.waiting: list[list[Ticket]] = [[] for _ in plan.queue_names]
        self.lines: set[int] = set()
        self.expected = [0] * len(plan.queue_names)
        self.inside: dict[int, Visit] = {}
        self.coming: set[int] = set()
        self.awaiting: dict[int, Event] = {}
        self.holding: dict[int, Event] = {}
        self.at_work: dict[int, Work] = {}
        self.put_down: dict[int, Work] = {}
        self.with_expert: dict[int, int] = {}
        self.behind: list[bool] = np.isin(plan.station, BEHIND).tolist()
        self.of_people = [q for q, behind in enumerate(self.behind) if not behind]
        self.of_experts = [q for q in range(len(plan.queue_names)) if plan.station[q] == Station.EXPERTS]
        self.tides = Tides(plan)
        self.sessions = [[0] * (int(plan.matter.max(initial=0)) + 1) for _ in self.roster.group]
        self.open = False
        self.closed = False
        self.dispatch_is_due = False

    def play(self) -> Trace:
        """Let everybody come and go."""
        for case in range(len(self.plan)):
            first, arrival = self.plan.stages_of(case).start, float(self.plan.arrival[case])
            if self.plan.after_another[case]:
                continue
            if self.plan.no_show[case]:
                self.clock.call_at(arrival, Kind.ARRIVAL, first, partial(self.end_case, case, CaseOutcome.NO_SHOW))
            elif self.plan.online[case]:
                self.clock.call_at(arrival, Kind.ARRIVAL, first, partial(self.begin_behind, case))
            else:
                self.clock.process(self.visit(case, Cause.FIRST, arrival, self.plan.door(arrival)))
        self.clock.process(self.keep_calendar())
        self.clock.run()
        return trace_of(
            self.plan,
            [ticket.row() for ticket in self.tickets],
            self.visits,
            [(time,) for time in self.cases.done],
            list(zip(self.cases.outcome, self.cases.over, strict=True)),
            [astuple(duty) for duty in self.roster.duties],
            self.tides.rows(),
        )

    # People

    def visit(
        self, case: int, cause: Cause, arrival: float, door: float, agent: Agent | None = None
    ) -> Generator[Event, Any, None]:
        """A person comes, goes through one queue after another, and leaves when all is done, or before.

        Tickets are given from `door` on; never, if the person comes too late for one.
        """
        begin = arrival if door == NEVER else door
        yield self.clock.at(begin, Kind.ARRIVAL, self.plan.stages_of(case).start)
        self.coming.discard(case)
        if self.cases.is_over(case):
            return
        self.cases.is_prepared(case)
        visit = self.enter(Visit(len(self.visits), case, cause, arrival, begin, agent or Agent(NO_CASE)))
        outcome = VisitOutcome.TOO_LATE if door == NEVER else (yield from self.go_round(visit))
        self.leave(visit, outcome)

    def enter(self, visit: Visit) -> Visit:
        """A person is in the hall; an agent perhaps with one case more."""
        self.inside[visit.case] = visit
        self.visits.append((visit.case, visit.cause, visit.arrival, visit.begin, NOT_YET, VisitOutcome.THROUGH))
        if visit.cause is Cause.FIRST:
            visit.agent.following = int(self.plan.next_case[visit.case])
        visit.agent.visits.append(visit)
        for each in visit.agent.visits:
            self.look_ahead(each)
        return visit

    def go_round(self, visit: Visit, ticket: Ticket | None = None) -> Generator[Event, Any, VisitOutcome]:
        """From queue to queue, until nothing is left to be done in the hall, or the person is sent away.

        From the window, if the visit begins there with a `ticket`.
        """
        stage = self.cases.next_session(visit)
        while stage != NO_STAGE:
            if ticket is None:
                if (reason := self.turned_away(stage)) is not None:
                    return reason
                ticket = self.take_ticket(stage, visit)
            yield ticket.over
            if ticket.outcome is Outcome.TURNED_BACK:
                self.cases.turn_back(visit)
            if ticket.outcome in SENT_AWAY and not (visit.seeks_help and Role.HELP not in visit.passed):
                return SENT_AWAY[ticket.outcome]
            ticket = None
            if self.must_hold(visit):
                self.holding[visit.case] = self.clock.event()
                self.next_turn(visit.agent, self.clock.now)
                yield self.holding[visit.case]
            stage = self.cases.next_session(visit)
            if stage == NO_STAGE and self.may_await(visit.case):
                self.awaiting[visit.case] = self.clock.event()
                yield self.awaiting[visit.case]
                stage = self.cases.next_session(visit)
            if stage != NO_STAGE:
                yield self.clock.at(self.clock.now, Kind.ARRIVAL, stage)
        return VisitOutcome.THROUGH

    def turned_away(self, stage: int) -> VisitOutcome | None:
        """Why a person takes no ticket, if there is a reason: the hall sends people home, or too many wait."""
        if self.closed and not self.plan.serve_out:
            return VisitOutcome.SENT_HOME
        too_many = len(self.waiting[self.queue_for(stage)]) > self.plan.balking
        if too_many and self.cases.role[stage] not in (Role.ISSUE, Role.HELP):
            return VisitOutcome.BALKED
        return None

    def may_await(self, case: int) -> bool:
        """Whether a person stays in the hall for a result that is being worked on behind."""
        return bool(self.plan.awaits[case]) and not self.closed and self.cases.is_worth_waiting(case)

    def look_ahead(self, visit: Visit) -> None:
        """After closing it is known what a person may still want on this visit, so that clerks stay for it."""
        ahead = self.cases.ahead(visit) if self.closed and visit.case in self.inside else set[int]()
        for stage in visit.expected - ahead:
            self.expected[self.plan.queue[stage]] -= 1
        for stage in ahead - visit.expected:
            self.expected[self.plan.queue[stage]] += 1
        visit.expected = ahead

    def look_ahead_for_all(self) -> None:
        """The hall closes, or a new day begins."""
        for visit in self.inside.values():
            self.look_ahead(visit)

    def leave(self, visit: Visit, outcome: VisitOutcome) -> None:
        """A person leaves the hall, perhaps to come again; nobody need wait for the sessions that stay undone.

        An agent with further cases is still inside.
        """
        case, now = visit.case, self.clock.now
        self.visits[visit.number] = (*self.visits[visit.number][:4], now, outcome)
        del self.inside[case]
        visit.agent.visits.remove(visit)
        self.look_ahead(visit)
        self.next_turn(visit.agent, NEVER if outcome is VisitOutcome.TOO_LATE else now)
        if outcome not in COMES_FOR:
            self.bring_news(case)
        elif not self.cases.is_over(case):
            cause = COMES_FOR[outcome]
            collects = cause is Cause.CLOSING and self.cases.only_collects(case)
            self.come_again(case, Cause.COLLECT if collects else cause, CaseOutcome[outcome.name])
        self.ask_for_dispatch()

    # Agents

    def must_hold(self, visit: Visit) -> bool:
        """Whether an agent cannot go on with a case now: another one is at the window, or comes before it."""
        more = self.cases.next_session(visit) != NO_STAGE or self.may_await(visit.case)
        place = visit.agent.visits.index(visit)
        others = enumerate(visit.agent.visits)
        return more and any(n < place or (n > place and other.case not in self.holding) for n, other in others)

    def next_turn(self, agent: Agent, door: float) -> None:
        """An agent goes on with the first case that had to wait, else with the next one; unless one is under way."""
        if any(visit.case not in self.holding for visit in agent.visits):
            return
        if agent.visits:
            self.holding.pop(agent.visits[0].case).succeed()
        elif agent.following != NO_CASE:
            self.clock.process(self.visit(agent.following, Cause.FIRST, self.clock.now, door, agent))

    def another_stage(self, ticket: Ticket) -> int:
        """What a clerk goes on with under the same ticket, if anything.

        The first session of an agent's next case, if that is for the same queue; though the case before has been
        turned back. It is not a new start: the end of duty, or closing, does not keep anybody from it.
        """
        stage, case = ticket.stage, int(self.plan.case[ticket.stage])
        at_window = self.cases.role[stage] is Role.INTAKE and not self.cases.by_file[stage]
        if not (self.plan.one_ticket and at_window and ticket.outcome in (Outcome.SERVED, Outcome.TURNED_BACK)):
            return NO_STAGE
        if (following := self.inside[case].agent.following) == NO_CASE:
            return NO_STAGE
        another = self.cases.next_session(self.cases.first_visit(following))
        return another if another != NO_STAGE and self.plan.queue[another] == ticket.queue else NO_STAGE

    def go_on_with(self, stage: int, clerk: int, agent: Agent) -> None:
        """The clerk goes on with an agent's next case: without a call, a walk, or set-up."""
        now, queue = self.clock.now, int(self.plan.queue[stage])
        visit = self.enter(Visit(len(self.visits), agent.following, Cause.FIRST, now, now, agent))
        ticket = self.number(stage, queue, visit)
        self.cases.told[stage] = True
        ticket.call, ticket.clerk = now, clerk
        self.serve(clerk, ticket, now, goes_on=True)
        self.clock.process(self.stay(visit, ticket))

    def stay(self, visit: Visit, ticket: Ticket) -> Generator[Event, Any, None]:
        """A visit that begins at the window."""
        self.leave(visit, (yield from self.go_round(visit, ticket)))

    # Coming again

    def come_again(self, case: int, cause: Cause, otherwise: CaseOutcome) -> None:
        """A person comes again another day, or files anew; or does not, and that is the end of the case."""
        column = self.cases.comes_again(case, cause)
        if column is None:
            self.end_case(case, otherwise)
            return
        self.coming.add(case)
        plan = self.plan
        time = next_visit(
            plan, self.clock.now, int(plan.again_days[case, column]), float(plan.again_time[case, column])
        )
        if time == NEVER:
            return
        if self.cases.held_of(case):
            self.clock.call_at(time, Kind.ARRIVAL, plan.stages_of(case).start, partial(self.file_anew, case))
        else:
            self.clock.process(self.visit(case, cause, time, plan.door(time)))

    def bring_news(self, case: int) -> None:
        """Something has happened behind: who waits in the hall goes on, who is at home comes for a reason."""
        stage = self.cases.due_in_person(case)
        if case in self.inside:
            self.look_ahead(self.inside[case])
        if case in self.awaiting:
            if stage != NO_STAGE or not self.cases.is_worth_waiting(case):
                self.awaiting.pop(case).succeed()
        elif not (self.cases.is_over(case) or case in self.inside or case in self.coming):
            if stage == NO_STAGE:
                stage = next(iter(self.cases.held_of(case)), NO_STAGE)
            if stage != NO_STAGE:
                self.come_again(case, self.cases.reason_to_come(stage), CaseOutcome.TURNED_BACK)

    # Cases

    def finish(self, stage: int) -> None:
        """A stage is done; what waited for it begins."""
        case = int(self.plan.case[stage])
        self.cases.done[stage], self.cases.wrong[stage] = self.clock.now, False
        if not self.cases.is_over(case) and self.cases.is_done(case):
            self.end_case(case, CaseOutcome.DONE)
        self.begin_behind(case)
        self.bring_news(case)

    def end_case(self, case: int, outcome: CaseOutcome) -> None:
        """A case has its result, or will never have one."""
        self.cases.outcome[case], self.cases.over[case] = outcome, self.clock.now

    def begin_behind(self, case: int) -> None:
        """What needs no person begins: files go to the departments, days begin to go by."""
        for stage in self.cases.due_behind(case):
            self.cases.begun[stage] = True
            if self.plan.queue[stage] != NO_QUEUE:
                self.clock.call_at(self.clock.now, Kind.ARRIVAL, stage, partial(self.hand_in, stage))
                continue
            days, minutes = int(self.plan.lag_days[stage]), float(self.plan.lag_minutes[stage])
            time = later(self.plan, self.clock.now, days, minutes)
            if time != NEVER:
                self.clock.call_at(time, Kind.ARRIVAL, stage, partial(self.days_are_over, stage))

    def days_are_over(self, stage: int) -> None:
        """A decision is there, or a delivery; or a paper, or the news that it will never come."""
        case = int(self.plan.case[stage])
        if self.cases.role[stage] is Role.SUPPLEMENT and self.plan.lapses[case]:
            if not self.cases.is_over(case):
                self.end_case(case, CaseOutcome.LAPSED)
        elif self.cases.has_error(stage):
            self.cases.send_back(stage)
            self.bring_news(case)
        else:
            self.finish(stage)

    def file_anew(self, case: int) -> None:
        """A person who filed online sends in what was missing, or wrong."""
        self.coming.discard(case)
        if self.cases.is_over(case):
            return
        self.cases.is_prepared(case)
        self.cases.held.difference_update(self.cases.held_of(case))
        self.begin_behind(case)

    # Tickets

    def take_ticket(self, stage: int, visit: Visit | None = None) -> Ticket:
        """A person takes a number and joins the queue, or a file does."""
        now, queue = self.clock.now, self.queue_for(stage)
        self.expected[queue] += 1
        ticket = self.number(stage, queue, visit)
        insort(self.waiting[queue], ticket)
        self.lines.add(queue)
        for minutes in self.roster.help_minutes[queue]:
            self.clock.call_at(now + minutes, Kind.TIMER, ticket.number, self.ask_for_dispatch)
        if (limit := now + self.cases.patience(stage)) < NEVER:
            self.clock.call_at(limit, Kind.DEPARTURE, ticket.number, partial(self.lose_patience, ticket))
        self.ask_for_dispatch()
        return ticket

    def number(self, stage: int, queue: int, visit: Visit | None) -> Ticket:
        """The next number."""
        if visit is not None:
            visit.passed.add(self.cases.role[stage])
            visit.stage = stage if queue == self.plan.queue[stage] else NO_STAGE
            self.look_ahead(visit)
        head_start, of = float(self.plan.head_start[stage]), NO_VISIT if visit is None else visit.number
        ticket = Ticket(len(self.tickets), stage, queue, self.clock.now, head_start, of, self.clock.event())
        self.tickets.append(ticket)
        self.cases.tickets[stage] += 1
        return ticket

    def hand_in(self, stage: int) -> None:
        """A file joins its queue, or a window that of the experts."""
        self.take_ticket(stage)

    def queue_for(self, stage: int) -> int:
        """The queue that a ticket is taken for: by mistake another one, until a clerk has told; else the right one."""
        mistaken = int(self.plan.wrong_queue[stage])
        return mistaken if mistaken != NO_QUEUE and not self.cases.told[stage] else int(self.plan.queue[stage])

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

    def take_off(self, ticket: Ticket) -> None:
        """A number goes off the display."""
        line = self.waiting[ticket.queue]
        line.remove(ticket)
        self.expected[ticket.queue] -= 1
        if not line:
            self.lines.discard(ticket.queue)

    def clear(self, ticket: Ticket) -> None:
        """A number that nobody will call goes off the display."""
        self.take_off(ticket)
        ticket.released = self.clock.now
        self.ask_for_dispatch()

    def send_home(self, queue: int) -> None:
        """All who wait in a queue are sent home, and its display is empty."""
        for ticket in list(self.waiting[queue]):
            if ticket.outcome is None:
                self.end_wait(ticket, Outcome.SENT_HOME)
            self.clear(ticket)

    # Clerks

    def call(self, clerk: int, ticket: Ticket) -> None:
        """A clerk calls a number: the person walks up and is served, or nobody comes; or takes up a file."""
        now = self.clock.now
        self.take_off(ticket)
        self.roster.engage(clerk)
        ticket.call, ticket.clerk = now, clerk
        if ticket.outcome is Outcome.LEFT_IN_SILENCE:
            self.work_until(now + self.plan.recall, clerk, ticket, Outcome.LEFT_IN_SILENCE)
            return
        self.serve(clerk, ticket, now + float(self.plan.walk[ticket.queue]))

    def serve(self, clerk: int, ticket: Ticket, start: float, *, goes_on: bool = False) -> None:
        """A session begins; perhaps an expert is asked for first."""
        ticket.start = start
        outcome, minutes = self.meet(ticket, clerk, goes_on=goes_on)
        is_new = outcome is Outcome.SERVED and not self.cases.wrong[ticket.stage]
        if is_new and (experts := self.experts_for(ticket.stage, clerk)):
            self.at_work[clerk] = Work(ticket, outcome, minutes)
            self.with_expert[ticket.stage] = clerk
            self.ask_expert(experts[0], ticket.start)
        else:
            self.work_until(ticket.start + minutes, clerk, ticket, outcome)

    def ask_expert(self, stage: int, time: float) -> None:
        """From then on the window waits for an expert."""
        self.cases.begun[stage] = True
        self.clock.call_at(time, Kind.ARRIVAL, stage, partial(self.hand_in, stage))

    def experts_for(self, stage: int, clerk: int) -> list[int]:
        """Consultations that a session still wants; a clerk of the experts' own group asks nobody."""
        group = self.roster.group[clerk]
        wanted = self.cases.consultations(stage)
        return [call for call in wanted if group not in self.roster.own[self.plan.queue[call]]]

    def go_on_without(self, queue: int) -> None:
        """No expert is there, or comes today: the windows that wait go on without."""
        for ticket in list(self.waiting[queue]):
            self.end_wait(ticket, Outcome.SENT_HOME)
            self.clear(ticket)
            self.consulted(ticket.stage)

    def consulted(self, stage: int) -> None:
        """A consultation is over, or will not be: the next expert is asked for, or the session goes on."""
        intake = int(self.plan.accepted_at[stage])
        clerk = self.with_expert[intake]
        if experts := self.experts_for(intake, clerk):
            self.ask_expert(experts[0], self.clock.now)
            return
        del self.with_expert[intake]
        ticket, outcome, minutes = self.at_work[clerk]
        self.work_until(self.clock.now + minutes, clerk, ticket, outcome)

    def meet(self, ticket: Ticket, clerk: int, *, goes_on: bool) -> tuple[Outcome, float]:
        """What comes of a session, and how long it takes."""
        cases, stage, outcome = self.cases, ticket.stage, Outcome.SERVED
        group, finished = self.roster.group[clerk], self.sessions[clerk][self.plan.matter[self.plan.case[stage]]]
        role, papers_only = cases.role[stage], cases.wrong[stage]
        if ticket.queue != self.plan.queue[stage]:
            cases.told[stage] = True
            return Outcome.WRONG_TICKET, self.plan.tell
        if role is Role.INTAKE or role is Role.GUIDANCE:
            missing = cases.look_through(stage) if role is Role.GUIDANCE else cases.lacking(stage)
            if missing:
                cases.tell(stage, missing)
                outcome, papers_only = Outcome.TURNED_BACK, role is Role.INTAKE
        elif role is Role.REVIEW and cases.has_error(stage):
            outcome = Outcome.ERROR
        elif role is Role.MACHINE and self.plan.fails[stage]:
            outcome = Outcome.FAILED
        elif role is Role.HELP:
            outcome = self.seek_a_way(stage)
        extent = {"finished": finished, "papers_only": papers_only, "goes_on": goes_on}
        return outcome, service_minutes(self.plan, stage, group, **extent)

    def seek_a_way(self, stage: int) -> Outcome:
        """The desk for those who cannot be served finds a way for some."""
        if self.plan.fails[stage]:
            return Outcome.TURNED_BACK
        self.cases.find_a_way(stage)
        return Outcome.SERVED

    def work_until(self, time: float, clerk: int, ticket: Ticket, outcome: Outcome) -> None:
        """A clerk is busy with a ticket until that time, unless it is a file and the duty ends before."""
        work = self.at_work[clerk] = Work(ticket, outcome, time)
        self.clock.call_at(time, Kind.END, clerk, partial(self.end_session, clerk, work))

    def end_session(self, clerk: int, work: Work) -> None:
        """The person or file goes on, and the clerk is free or off duty."""
        if self.at_work.get(clerk) is not work:
            return
        ticket, another = work.ticket, NO_STAGE
        del self.at_work[clerk]
        ticket.released = self.clock.now
        if ticket.outcome is None:
            ticket.outcome, ticket.end = work.outcome, self.clock.now
            self.conclude(ticket, clerk)
            another = self.another_stage(ticket)
            ticket.over.succeed()
        if another == NO_STAGE:
            self.roster.release(clerk, self.clock.now)
        else:
            self.go_on_with(another, clerk, self.inside[int(self.plan.case[ticket.stage])].agent)
        self.ask_for_dispatch()

    def conclude(self, ticket: Ticket, clerk: int) -> None:
        """What the end of a session means for the case, and for the clerk's experience."""
        stage, case = ticket.stage, int(self.plan.case[ticket.stage])
        if ticket.outcome is Outcome.SERVED:
            self.sessions[clerk][self.plan.matter[case]] += 1
            self.cases.by_machine[case] |= self.cases.role[stage] is Role.MACHINE
            self.cases.accepted_by[stage] = self.roster.group[clerk]
            self.finish(stage)
            if self.cases.role[stage] is Role.CONSULTATION:
                self.consulted(stage)
        elif ticket.outcome is Outcome.ERROR:
            self.cases.send_back(stage)
            self.bring_news(case)
        elif ticket.outcome is Outcome.TURNED_BACK and self.cases.by_file[stage]:
            self.cases.hold(stage)
            self.bring_news(case)

    def ask_for_dispatch(self) -> None:
        """Tickets and clerks are matched once all else of this instant has happened."""
        if not self.dispatch_is_due:
            self.dispatch_is_due = True
            self.clock.call_at(self.clock.now, Kind.DISPATCH, 0, self.dispatch)

    def dispatch(self) -> None:
        """The most senior ticket that has a free primary clerk, again and again; then one with a helper; then tides.

        Whom a free clerk calls at once is no crowd to open windows for.
        """
        self.dispatch_is_due = False
        while self.call_next(self.own) or self.call_next(self.helpers) or self.watch_tides():
            pass
        if self.closed:
            self.let_go()
        for queue in self.of_experts:
            if self.waiting[queue] and not self.anyone_today(self.own(queue)):
                self.go_on_without(queue)

    def may_start(self, queue: int) -> bool:
        """Whether sessions may start: files at any time, people in opening hours, and after closing if still served."""
        return self.behind[queue] or self.open or (self.closed and self.plan.serve_out)

    def call_next(self, groups: Groups) -> bool:
        """One call, if a ticket waits for which one of these groups has a free clerk."""
        ready = self.roster.ready()
        if not ready:
            return False
        queues = [q for q in self.lines if self.may_start(q) and not ready.isdisjoint(groups(q))]
        if not queues:
            return False
        ticket = min(self.waiting[q][0] for q in queues)
        free = [clerk for g in groups(ticket.queue) if g in ready for clerk in self.roster.free[g]]
        self.call(min(free, key=lambda c: clerk_rank(self.plan, c, self.roster.idle_since[c])), ticket)
        return True

    def own(self, queue: int) -> list[int]:
        """Groups that have the queue in their primary scope; or at their tidal windows, while these are open."""
        if not self.tides.any or queue in self.of_experts:
            return self.roster.own[queue]
        usual = [group for group in self.roster.own[queue] if not self.tides.open[group]]
        return usual + [group for group in self.tides.at_front[queue] if self.tides.open[group]]

    def helpers(self, queue: int) -> list[int]:
        """Groups that have it in their secondary scope, and whose help is due; files of those who are at the front."""
        due = [group for group in self.roster.helpers[queue] if self.help_is_due(group, queue)]
        if not self.tides.any or queue in self.of_experts:
            return due
        return due + [group for group in self.roster.own[queue] if self.tides.open[group]]

    def help_is_due(self, group: int, queue: int) -> bool:
        """Whether the help rule of a group holds for a queue in which somebody waits."""
        line = self.waiting[queue]
        return help_is_due(self.plan, group, len(line), min(ticket.time for ticket in line), self.clock.now)

    # Tidal windows

    def watch_tides(self) -> bool:
        """Groups decide by who is left waiting to open their tidal windows or to shut them; whether one did at once.

        The others come true after their delay.
        """
        turned = False
        for group in self.tides.groups:
            lines = [self.waiting[queue] for queue in self.tides.queues[group]]
            waiting = sum(map(len, lines))
            oldest = min((ticket.time for line in lines for ticket in line), default=NEVER)
            turn = self.tides.decides(group, waiting, oldest, self.clock.now, self.open)
            if turn is None:
                continue
            if turn.time == self.clock.now:
                self.tides.turn(group, turn)
                turned = True
            else:
                number = len(self.plan.calendar_time) + group
                self.clock.call_at(turn.time, Kind.CALENDAR, number, partial(self.turn_tide, group, turn))
        return turned

    def turn_tide(self, group: int, turn: Turn) -> None:
        """What was decided some time ago comes true, unless the night has come between."""
        self.tides.turn(group, turn)
        self.ask_for_dispatch()

    # After closing

    def let_go(self) -> None:
        """Clerks whom nobody inside needs go home; so do people whom nobody is left to serve."""
        helped = [queue for queue in self.of_people if self.has_helpers_only(queue)]
        needed = {group for queue in self.of_people if self.expected[queue] for group in self.own(queue)}
        needed |= {group for queue in helped for group in self.helpers_in_time(queue)}
        self.roster.let_go(needed, self.clock.now)
        for queue in helped:
            if not self.roster.anyone_at(self.helpers_in_time(queue)):
                self.send_home(queue)

    def has_helpers_only(self, queue: int) -> bool:
        """Whether people wait in a queue whose own groups have nobody on duty, and nobody to come today."""
        return bool(self.waiting[queue]) and not self.anyone_today(self.own(queue))

    def anyone_today(self, groups: list[int]) -> bool:
        """Whether somebody of these groups is on duty, or comes before the next morning."""
        return self.roster.anyone_at(groups) or self.roster.anyone_to_come(groups, self.clock.now)

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
            self.look_ahead_for_all()
            self.tides.shut_all(now)
            self.send_all_home()
            self.roster.new_day(now)
        elif mark is Mark.OPEN:
            self.open = True
        elif mark is Mark.PAUSE:
            self.open = False
        elif mark is Mark.CLOSE:
            self.close()
        elif mark is Mark.ON:
            self.come_on(index)
        elif mark is Mark.OFF:
            self.end_duties([index], for_a_break=bool(self.plan.calendar_value[row]))
        elif mark in (Mark.UP, Mark.DOWN):
            self.roster.troubles[index] += 1 if mark is Mark.DOWN else -1
        elif self.closed:
            self.end_duties(self.roster.at_windows(index))
        else:
            self.roster.change_windows(index, row, now)

    def close(self) -> None:
        """Closing time: who waits in the hall for a result goes home, and will collect it another day."""
        self.open, self.closed = False, True
        self.look_ahead_for_all()
        for case in sorted(self.awaiting):
            self.awaiting.pop(case).succeed()
        if not self.plan.serve_out:
            self.send_all_home()

    def come_on(self, clerk: int) -> None:
        """A clerk comes on duty, and goes on with the file that was left on the table."""
        self.roster.come_on(clerk, self.clock.now)
        if clerk in self.put_down:
            ticket, outcome, minutes = self.put_down.pop(clerk)
            self.work_until(self.clock.now + minutes, clerk, ticket, outcome)

    def end_duties(self, clerks: Iterable[int], *, for_a_break: bool = False) -> None:
        """The duty of some clerks ends; after closing they stay, if those inside are still served.

        Behind, nobody stays: over night a file under way is left on the table; before a break it is finished.
        """
        now = self.clock.now
        for clerk in clerks:
            work = self.at_work.get(clerk)
            if work is not None and self.may_be_put_down(work.ticket) and not for_a_break:
                del self.at_work[clerk]
                self.put_down[clerk] = work._replace(until=work.until - now)
                self.roster.leave_at_once(clerk, now)
            elif self.closed and self.plan.serve_out and not self.plan.behind[self.roster.group[clerk]]:
                self.roster.stay(clerk, now)
            else:
                self.roster.end_duty(clerk, now, now)

    def may_be_put_down(self, ticket: Ticket) -> bool:
        """Whether it is a file that nobody is waiting for at a window."""
        return ticket.visit == NO_VISIT and self.plan.station[ticket.queue] != Station.EXPERTS

    def send_all_home(self) -> None:
        """Nobody waits any more."""
        for queue in self.of_people:
            self.send_home(queue)
