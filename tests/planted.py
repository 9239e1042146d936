"""Faults planted in an engine, one rule broken each, and the law of a hall that finds each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np
import pytest

from sim.engine import reference, ticket
from sim.engine.cases import Cases
from sim.engine.clock import Clock
from sim.engine.reference import Hall, Work
from sim.engine.roster import Roster, State
from sim.engine.rules import Kind, clerk_rank, service_minutes
from sim.engine.ticket import Ticket
from sim.engine.tides import Tides
from sim.plan import NO_CASE, NO_LIMIT, NO_QUEUE, NO_STAGE, Closes, Mark, Plan
from sim.tape import OCCURRENCES, Cause, return_column
from sim.trace import Outcome, Trace, VisitOutcome
from sim.trace.laws import agents, calls, closing, duty, lengths, papers, people, progress, tides, visits
from sim.trace.laws.looks import Law

Changes = Callable[[Plan], dict[str, Any]]


@dataclass(frozen=True)
class Broken:
    """An engine of which one part does something else."""

    place: Any
    name: str
    instead: Any

    def play(self, plan: Plan) -> Trace:
        """What happens in such a hall."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.place, self.name, self.instead)
            return reference.play(plan)


@dataclass(frozen=True)
class Misread:
    """An engine that reads something else in the plan than what is there."""

    changes: Changes

    def play(self, plan: Plan) -> Trace:
        """What happens in such a hall, told of the hall that was meant."""
        return replace(reference.play(replace(plan, **self.changes(plan))), plan=plan)


Fault = Broken | Misread

# Parts that do something else. Each is the rule as it stands, but for one thing.

call_at, event_at = Clock.call_at, Clock.at
call_next, turn, lose_patience = Hall.call_next, Hall.turn, Hall.lose_patience
tell, has_error, decides = Cases.tell, Cases.has_error, Tides.decides
end_duty, at_rest, let_go = Roster.end_duty, Roster.at_rest, Hall.let_go
end_duties = Hall.end_duties


def always(*_: Any) -> bool:
    return True


def never(*_: Any) -> bool:
    return False


def nobody(*_: Any) -> list[int]:
    return []


def nothing(*_: Any) -> None:
    return None


def ordered(*names: str) -> type[IntEnum]:
    """Kinds of events in another order within one instant."""
    return IntEnum("ordered", [(name, i) for i, name in enumerate(names)])


def calling(which: Callable[[Iterable[Ticket]], Ticket]) -> Any:
    """Takes, of the first in each queue, another than the most senior."""

    def call(self: Hall, groups: Any) -> bool:
        lines = [q for q, line in enumerate(self.waiting) if line and self.may_start(q)]
        queues = [q for q in lines if any(self.roster.free[g] for g in groups(q))]
        if queues:
            chosen = which([self.waiting[q][0] for q in queues])
            free = [clerk for g in groups(chosen.queue) for clerk in self.roster.free[g]]
            self.call(min(free, key=lambda c: clerk_rank(self.plan, c, self.roster.idle_since[c])), chosen)
        return bool(queues)

    return call


def dispatching(*ways: Callable[[Hall, int], list[int]]) -> Any:
    """Asks other groups, or the same in another order."""

    def dispatch(self: Hall) -> None:
        self.dispatch_is_due = False
        while any(self.call_next(lambda q, way=way: way(self, q)) for way in ways):
            pass
        if self.closed:
            self.let_go()

    return dispatch


def only_by_two(self: Hall, groups: Any) -> bool:
    return max(map(len, self.waiting)) > 1 and call_next(self, groups)


def without_timers(self: Clock, time: float, kind: Kind, number: int, act: Any) -> None:
    if kind is not Kind.TIMER:
        call_at(self, time, kind, number, act)


def last_comer_first(self: Clock, time: float, kind: Kind, number: int) -> Any:
    return event_at(self, time, kind, 2**31 - number if kind is Kind.ARRIVAL else number)


def also_sent_home_at(when: Mark) -> Any:
    def turned(self: Hall, row: int, mark: Mark, index: int) -> None:
        turn(self, row, mark, index)
        if mark is when:
            self.send_all_home()

    return turned


def without_shifts(self: Hall, row: int, mark: Mark, index: int) -> None:
    if mark not in (Mark.ON, Mark.OFF):
        turn(self, row, mark, index)


def clearing_the_silent(self: Hall, number: Ticket) -> None:
    lose_patience(self, number)
    if number.outcome is Outcome.LEFT_IN_SILENCE and number in self.waiting[number.queue]:
        self.clear(number)


def ending_all_duty(self: Hall, clerks: Iterable[int], for_a_break: bool = False) -> None:
    for clerk in clerks:
        self.roster.end_duty(clerk, self.clock.now, self.clock.now)


def going_when_free(self: Hall) -> None:
    self.roster.let_go(set(), self.clock.now)
    let_go(self)


def due_earlier(self: Roster, clerk: int, due: float, now: float) -> None:
    end_duty(self, clerk, max(self.duty[clerk].on, due - 20), now)


def never_off(self: Roster, clerk: int, due: float, now: float) -> None:
    self.duty[clerk].due, self.duty[clerk].off = due, now


def releasing(too_many: Callable[[list[float]], float | None], overtime: float = 0.0) -> Any:
    """Deals otherwise with those who are too many under `hold`, or with those who finish a session after duty."""

    def release(self: Roster, clerk: int, now: float) -> None:
        self.busy[clerk] = False
        surplus = self.too_many_since[self.group[clerk]]
        due = None if self.state[clerk] is State.LEAVING or not surplus else too_many(surplus)
        if self.state[clerk] is State.LEAVING:
            self.go(clerk, now + overtime)
        elif due is not None:
            self.end_duty(clerk, due, now)
        else:
            self.make_free(clerk, now)

    return release


def patient_junior(self: Ticket, other: Ticket) -> bool:
    return (self.rank[0], -self.number) < (other.rank[0], -other.number)


def closing_idle_by_number(self: Roster, group: int, row: int) -> list[int]:
    return [c for c in self.at_windows(group) if not self.busy[c]] + [c for c in self.at_windows(group) if self.busy[c]]


def one_less(plan: Plan) -> dict[str, Any]:
    return {"calendar_value": np.maximum(plan.calendar_value - 1, 0)}


def one_more(plan: Plan) -> dict[str, Any]:
    """As far as there are clerks, and none outside opening hours."""
    members = np.bincount(plan.clerk_group, minlength=len(plan.group_names))
    rows = (plan.calendar_mark == Mark.COUNT) & (plan.calendar_value > 0)
    more = np.minimum(plan.calendar_value + 1, members[np.where(rows, plan.calendar_index, 0)])
    return {"calendar_value": np.where(rows, more, plan.calendar_value)}


def closing_as(rule: Closes, other: Closes) -> Misread:
    return Misread(lambda plan: {"closes": np.where(plan.closes == rule, other, plan.closes)})


def sending_files_home(self: Hall) -> None:
    for queue in range(len(self.waiting)):
        self.send_home(queue)


def a_day_later_for(*causes: Cause) -> Misread:
    """People come again another day for some causes."""
    columns = [return_column(cause, k) for cause in causes for k in range(OCCURRENCES)]

    def changes(plan: Plan) -> dict[str, Any]:
        days = plan.again_days.copy()
        days[:, columns] += 1
        return {"again_days": days}

    return Misread(changes)


END, CALENDAR, ARRIVAL, TIMER, DISPATCH, DEPARTURE = (kind.name for kind in Kind)
FAULTS: dict[Law, dict[str, Fault]] = {
    people.numbers_of_an_instant_are_taken_in_order_of_cases: {
        "arrivals in reverse order": Broken(Clock, "at", last_comer_first),
        "arrivals before ends of sessions": Broken(
            reference, "Kind", ordered(ARRIVAL, END, CALENDAR, TIMER, DISPATCH, DEPARTURE)
        ),
    },
    visits.visits_begin_at_the_door: {
        "the door lets everybody in": Misread(lambda plan: {"door_from": plan.door_from - 60.0}),
        "tickets are given too late": Misread(lambda plan: {"door_to": plan.door_to + 60.0}),
    },
    visits.first_visits_are_those_of_the_tape: {
        "who stays away comes": Misread(lambda plan: {"no_show": np.zeros_like(plan.no_show)}),
        "an agent's cases come by themselves": Misread(
            lambda plan: {
                "after_another": np.zeros_like(plan.after_another),
                "next_case": np.full_like(plan.next_case, NO_CASE),
            }
        ),
    },
    agents.an_agent_is_in_one_place: {
        "an agent's cases go on without one another": Broken(Hall, "must_hold", lambda self, visit: False),
    },
    agents.an_agent_goes_on_at_the_window: {
        "an agent's next case is called": Broken(Hall, "another_stage", lambda self, ticket: NO_STAGE),
    },
    visits.people_come_again_as_the_tape_says: {
        "who gave up comes a day later": a_day_later_for(Cause.GAVE_UP),
        "who lacks a paper comes a day later": a_day_later_for(Cause.PAPERS),
        "everybody comes again": Misread(
            lambda plan: {"again": np.ones_like(plan.again), "again_days": np.maximum(plan.again_days, 1)}
        ),
        "nobody comes again": Misread(lambda plan: {"again": np.zeros_like(plan.again)}),
    },
    visits.results_are_collected_when_they_are_there: {
        "results are collected a day later": a_day_later_for(Cause.COLLECT),
    },
    progress.stages_come_after_what_they_need: {
        "everything at once": Broken(Cases, "is_due", lambda self, stage: not self.settled(stage)),
    },
    progress.days_go_by_as_planned: {
        "a day more": Misread(lambda plan: {"lag_days": plan.lag_days + 1}),
        "shut days count": Broken(reference, "later", lambda plan, now, days, minutes: now + 1440.0 * days + minutes),
    },
    papers.papers_are_asked_for_once_they_are_missing: {
        "nobody looks at papers": Misread(lambda plan: {"paper_times": np.zeros_like(plan.paper_times)}),
        "guidance finds nothing": Misread(lambda plan: {"paper_found": np.zeros_like(plan.paper_found)}),
        "guidance mends everything": Misread(lambda plan: {"paper_mended": np.ones_like(plan.paper_mended)}),
        "one paper is told at a time": Broken(Cases, "tell", lambda self, stage, papers: tell(self, stage, papers[:1])),
        "lesser papers are insisted on": Misread(lambda plan: {"paper_tolerated": np.zeros_like(plan.paper_tolerated)}),
    },
    progress.wrong_tickets_are_those_of_the_plan: {
        "nobody takes a wrong ticket": Misread(lambda plan: {"wrong_queue": np.full_like(plan.queue, NO_QUEUE)}),
    },
    progress.errors_come_to_light_as_planned: {
        "no error comes to light": Misread(lambda plan: {"error_share": np.zeros_like(plan.error_share)}),
        "errors are sought once": Broken(
            Cases, "has_error", lambda self, stage: self.errors[stage] == 0 and has_error(self, stage)
        ),
    },
    progress.machines_fail_as_planned: {
        "machines never fail": Misread(lambda plan: {"fails": np.zeros_like(plan.fails)}),
    },
    progress.experts_are_called_as_planned: {
        "no expert is called": Broken(Cases, "consultations", nobody),
        "experts call experts": Broken(Hall, "experts_for", lambda self, stage, clerk: self.cases.consultations(stage)),
    },
    tides.tides_turn_when_their_rule_says: {
        "windows open for one less": Misread(lambda plan: {"open_over": plan.open_over - 1}),
        "windows shut at once": Misread(lambda plan: {"close_under": plan.close_under + 100}),
    },
    tides.nobody_opens_windows_at_night: {
        "windows open in shut hours": Broken(
            Tides, "decides", lambda self, group, n, oldest, now, hall: decides(self, group, n, oldest, now, True)
        ),
    },
    lengths.nobody_works_twice_at_once: {
        "files are sent home": Broken(Hall, "send_all_home", sending_files_home),
    },
    people.nobody_joins_beyond_the_balking_limit: {
        "nobody balks": Misread(lambda plan: {"balking": NO_LIMIT}),
        "people balk if anybody waits": Misread(lambda plan: {"balking": 0}),
        "people balk one too early": Misread(lambda plan: {"balking": max(plan.balking - 1, 0)}),
    },
    people.people_leave_in_silence_as_planned: {
        "silence is told, and telling is silent": Misread(lambda plan: {"silent": ~plan.silent}),
    },
    people.patience_ends_when_it_ends: {
        "patience does not end": Broken(Hall, "lose_patience", nothing),
        "patience ends early": Misread(lambda plan: {"patience": plan.patience * 0.75}),
        "the impatient leave before they could be called": Broken(
            reference, "Kind", ordered(END, CALENDAR, ARRIVAL, TIMER, DEPARTURE, DISPATCH)
        ),
    },
    calls.no_junior_passes_a_senior: {
        "last in, first out": Broken(ticket, "seniority", lambda time, head_start: -time - head_start),
        "of equals the last number first": Broken(Ticket, "__lt__", patient_junior),
        "no head start": Misread(lambda plan: {"head_start": np.zeros_like(plan.head_start)}),
        "the first queue first": Broken(Hall, "call_next", calling(lambda heads: next(iter(heads)))),
        "the queue with the most junior first": Broken(Hall, "call_next", calling(max)),
        "calls after each event": Broken(Hall, "ask_for_dispatch", lambda self: self.dispatch()),
    },
    calls.no_window_is_idle_while_its_tickets_wait: {
        "calls only when two wait": Broken(Hall, "call_next", only_by_two),
    },
    calls.sessions_start_in_opening_hours: {
        "calls over lunch": Broken(Hall, "may_start", always),
        "systems that are down do not matter": Broken(
            Roster, "ready", lambda self: {g for g, free in enumerate(self.free) if free}
        ),
    },
    lengths.sessions_last_as_long_as_their_work: {
        "nobody learns": Misread(lambda plan: {"pace": np.ones_like(plan.pace)}),
        "all papers are checked before one is missed": Misread(lambda plan: {"check": plan.work}),
        "files are put down for every break": Broken(
            Hall, "end_duties", lambda self, clerks, for_a_break=False: end_duties(self, clerks)
        ),
        "a file put down begins anew": Broken(Work, "_replace", lambda self, until: self),
        "no walk to the window": Misread(lambda plan: {"walk": np.zeros_like(plan.walk)}),
        "vain calls cost nothing": Misread(lambda plan: {"recall": 0.0}),
        "everybody works like a standard clerk": Misread(lambda plan: {"slowness": np.ones_like(plan.slowness)}),
        "sessions take a minute more": Broken(
            reference, "service_minutes", lambda *args, **how: service_minutes(*args, **how) + 1.0
        ),
    },
    calls.help_is_given_when_it_is_due: {
        "nobody helps": Broken(Hall, "helpers", nobody),
        "helpers wait for one more": Misread(lambda plan: {"help_over": np.minimum(plan.help_over, NO_LIMIT - 1) + 1}),
        "helpers wait for a minute more": Misread(lambda plan: {"help_after": plan.help_after + 1.0}),
        "helpers do not hear the clock": Broken(Clock, "call_at", without_timers),
    },
    calls.helpers_keep_the_help_rule: {
        "helpers help whenever they like": Broken(reference, "help_is_due", always),
        "windows that are shut are served": Broken(Tides, "rows", nobody),
    },
    calls.own_work_comes_before_help: {
        "own work and help alike": Broken(
            Hall, "dispatch", dispatching(lambda hall, queue: [*hall.own(queue), *hall.helpers(queue)])
        ),
        "help before own work": Broken(Hall, "dispatch", dispatching(Hall.helpers, Hall.own)),
    },
    calls.the_right_clerk_calls: {
        "the highest number is asked": Broken(reference, "clerk_rank", lambda plan, c, idle: (0, 0.0, -c)),
        "the lowest number is asked": Broken(reference, "clerk_rank", lambda plan, c, idle: (0, 0.0, c)),
        "the shortest idle is asked": Broken(
            reference, "clerk_rank", lambda plan, c, idle: (clerk_rank(plan, c, idle)[0], -idle, c)
        ),
        "the widest scope is asked": Broken(
            reference, "clerk_rank", lambda plan, c, idle: (-clerk_rank(plan, c, idle)[0], idle, c)
        ),
        "the other routing": Misread(lambda plan: {"alis": not plan.alis}),
    },
    duty.duty_is_as_the_rosters_say: {
        "clerks with shifts never come": Broken(Hall, "turn", without_shifts),
        "duty is due too early": Broken(Roster, "end_duty", due_earlier),
    },
    duty.clerks_start_on_duty: {
        "clerks never go off": Broken(Roster, "end_duty", never_off),
    },
    duty.who_is_due_goes: {
        "clerks linger after the last session": Broken(Roster, "release", releasing(lambda since: since.pop(0), 30.0)),
    },
    duty.windows_are_as_many_as_the_calendar_says: {
        "a window fewer": Misread(one_less),
        "a window more": Misread(one_more),
    },
    duty.windows_open_in_order_of_numbers: {
        "windows open from the last": Broken(Roster, "at_rest", lambda self, group: at_rest(self, group)[::-1]),
    },
    duty.windows_are_held_until_a_session_ends: {
        "hold is not held": closing_as(Closes.HOLD, Closes.IDLE_FIRST),
        "hold lets nobody go": Broken(Roster, "release", releasing(nothing)),
    },
    duty.the_first_to_leave_has_been_due_longest: {
        "hold forgets the first fall": Broken(Roster, "release", releasing(list.pop)),
    },
    duty.windows_close_in_the_stated_order: {
        "idle first, but the busy close": closing_as(Closes.IDLE_FIRST, Closes.BUSY_FIRST),
        "busy first, but the idle close": closing_as(Closes.BUSY_FIRST, Closes.IDLE_FIRST),
        "random, but the idle close": closing_as(Closes.RANDOM, Closes.IDLE_FIRST),
        "the largest draws close first": Misread(lambda plan: {"closing_draw": 1.0 - plan.closing_draw}),
        "idle first, but the lowest number": Broken(Roster, "closing_order", closing_idle_by_number),
    },
    closing.people_are_sent_home_by_the_closing_rule: {
        "everybody is sent home at the door": Broken(Hall, "turned_away", lambda *_: VisitOutcome.SENT_HOME),
        "a silent leaver's number vanishes": Broken(Hall, "lose_patience", clearing_the_silent),
        "arrivals before the calendar": Broken(
            reference, "Kind", ordered(END, ARRIVAL, CALENDAR, TIMER, DISPATCH, DEPARTURE)
        ),
        "people are sent home at every pause": Broken(Hall, "turn", also_sent_home_at(Mark.PAUSE)),
        "people are sent home in place of served": Broken(Hall, "turn", also_sent_home_at(Mark.CLOSE)),
        "nobody stays": Broken(Hall, "end_duties", ending_all_duty),
        "who stays does not stay to help": Broken(Hall, "helpers_in_time", nobody),
        "nobody waits for who comes from a break": Broken(Roster, "anyone_to_come", never),
    },
    closing.no_number_outlives_its_day: {
        "the other closing rule": Misread(lambda plan: {"serve_out": not plan.serve_out}),
    },
    closing.nobody_waits_in_vain_after_closing: {
        "nobody is sent home in vain": Broken(Hall, "has_helpers_only", never),
    },
    closing.who_stays_goes_when_nobody_inside_needs_them: {
        "who stays stays till morning": Broken(Roster, "let_go", nothing),
    },
    closing.who_stays_stays_while_needed: {
        "who stays goes when free": Broken(Hall, "let_go", going_when_free),
    },
}
"""By the law that finds them."""
