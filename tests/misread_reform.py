"""Faults of an engine by name: how the rules of the reform can be misread, to be told apart by parity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from misread import Fault
from sim.engine import reference, rules, ticket, tides
from sim.engine.cases import Cases
from sim.engine.reference import Hall
from sim.engine.roster import Roster
from sim.engine.tides import Tides
from sim.engine.visit import Agent, Visit
from sim.plan import NEVER, NO_CASE, NO_STAGE, Plan, Role
from sim.trace import Outcome, VisitOutcome

TELL, LOOK_THROUGH, HAS_ERROR, TURN_BACK = Cases.tell, Cases.look_through, Cases.has_error, Cases.turn_back
NEXT_SESSION, LATER, NEXT_VISIT, SERVICE_MINUTES = (
    Cases.next_session,
    rules.later,
    rules.next_visit,
    rules.service_minutes,
)
CLOSE, NEXT_TURN, CONCLUDE, TAKE_TICKET = Hall.close, Hall.next_turn, Hall.conclude, Hall.take_ticket
DISPATCH, GO_ON_WITHOUT, HALL_COMES_ON = Hall.dispatch, Hall.go_on_without, Hall.come_on
END_DUTIES = Hall.end_duties
AHEAD, SHUT_ALL, ANOTHER_STAGE = Cases.ahead, Tides.shut_all, Hall.another_stage
NAN = float("nan")


def times_count_at_once(cases: Cases, stage: int, papers: list[int]) -> None:
    """A paper that was found missing is there for whoever looks next."""
    TELL(cases, stage, papers)
    cases.is_prepared(int(cases.plan.case[stage]))


def looks_at_everything(cases: Cases, stage: int) -> list[int]:
    """Guidance finds all that is missing."""
    return cases.lacking(stage)


def prepared_from_the_start(cases: Cases, stage: int) -> list[int]:
    """The first draw of guidance counts on every visit."""
    times, cases.times = cases.times, [0] * len(cases.times)
    found = LOOK_THROUGH(cases, stage)
    cases.times = times
    return [paper for paper in found if paper in cases.lacking(stage)]


def first_error_mark(cases: Cases, stage: int) -> bool:
    """The second review has the draw of the first."""
    errors = cases.errors[stage]
    cases.errors[stage] = 0 if errors < 2 else errors
    found = HAS_ERROR(cases, stage)
    cases.errors[stage] = errors
    return found


def later_by_days_of_the_week(plan: Plan, now: float, days: int, minutes: float) -> float:
    """Shut days count, too."""
    return LATER(replace(plan, open_days=np.arange(plan.days)), now, days, minutes)


def afresh(hall: Hall, clerk: int) -> None:
    """A file that was put down is begun anew."""
    if clerk in hall.put_down:
        work = hall.put_down[clerk]
        hall.put_down[clerk] = work._replace(until=hall.meet(work.ticket, clerk, goes_on=False)[1])
    HALL_COMES_ON(hall, clerk)


def file_as_overtime(hall: Hall, clerks: Any, **_: Any) -> None:
    """Nobody puts a file down."""
    for clerk in clerks:
        hall.roster.end_duty(clerk, hall.clock.now, hall.clock.now)


def put_down_for_a_break(hall: Hall, clerks: Any, **_: Any) -> None:
    """A break is like a night."""
    END_DUTIES(hall, clerks)


def stays_awaiting(hall: Hall) -> None:
    """Closing time does not end the wait for a result."""
    awaiting, hall.awaiting = hall.awaiting, {}
    CLOSE(hall)
    hall.awaiting = awaiting


def tides_first(hall: Hall) -> None:
    """Tides are looked at before anybody has been called."""
    hall.watch_tides()
    DISPATCH(hall)


def outlive_the_night(of: Tides, now: float) -> None:
    """What was decided in the evening comes true in the morning."""
    mornings, decided = of.mornings, dict(of.decided)
    SHUT_ALL(of, now)
    of.mornings, of.decided = mornings, decided


def from_the_door(hall: Hall, agent: Agent, door: float) -> None:
    """An agent's next case has to come through the door."""
    NEXT_TURN(hall, agent, hall.plan.door(hall.clock.now))


def seeks_help_each_time(cases: Cases, visit: Visit) -> None:
    """Who was turned back often enough goes to the desk again and again."""
    TURN_BACK(cases, visit)
    visit.seeks_help = visit.seeks_help or cases.turned_back[visit.case] >= cases.plan.last_resort


def counts_every_session(hall: Hall, ticket: Any, clerk: int) -> None:
    """Who is turned back makes a clerk more experienced."""
    CONCLUDE(hall, ticket, clerk)
    if ticket.outcome is Outcome.TURNED_BACK:
        hall.sessions[clerk][hall.plan.matter[hall.plan.case[ticket.stage]]] += 1


def told_at_the_machine(hall: Hall, stage: int, visit: Any = None) -> Any:
    """Who took a wrong ticket, and left before the call, knows better the next time."""
    found = TAKE_TICKET(hall, stage, visit)
    hall.cases.told[stage] = True
    return found


def one_case_at_a_time(cases: Cases, visit: Visit) -> set[int]:
    """Nobody thinks of an agent's next case."""
    following, visit.agent.following = visit.agent.following, NO_CASE
    found = AHEAD(cases, visit)
    visit.agent.following = following
    return found


def guided_to_put_right(cases: Cases, visit: Visit) -> int:
    """Who only puts an error right goes to guidance first."""
    wrong, cases.wrong = cases.wrong, [False] * len(cases.wrong)
    done = list(cases.done)
    cases.done = [NAN if bad else time for bad, time in zip(wrong, done, strict=True)]
    stage = NEXT_SESSION(cases, visit)
    cases.wrong, cases.done = wrong, done
    return stage


def only_if_served(hall: Hall, ticket: Any) -> int:
    """The ticket is used up by a case that is turned back."""
    return ANOTHER_STAGE(hall, ticket) if ticket.outcome is Outcome.SERVED else NO_STAGE


def balks_at_any_desk(hall: Hall, stage: int) -> VisitOutcome | None:
    if hall.closed and not hall.plan.serve_out:
        return VisitOutcome.SENT_HOME
    return VisitOutcome.BALKED if len(hall.waiting[hall.queue_for(stage)]) > hall.plan.balking else None


def ready_work_only(hall: Hall, queue: int) -> list[int]:
    """Who is at a tidal window does nothing else."""
    return [group for group in hall.roster.helpers[queue] if hall.help_is_due(group, queue)]


def forgets(role: Role) -> Callable[..., Any]:
    """A visit never passes a desk."""
    return lambda cases, visit: NEXT_SESSION(cases, replace(visit, passed=visit.passed - {role}))


FAULTS: dict[str, Fault] = {
    "papers: found missing is found for all": (Cases, "tell", times_count_at_once),
    "papers: one is told at a time": (Cases, "tell", lambda cases, stage, papers: TELL(cases, stage, papers[:1])),
    "papers: they stay missing": (Cases, "is_prepared", lambda cases, case: None),
    "papers: guidance finds everything": (Cases, "look_through", looks_at_everything),
    "papers: guidance has one draw": (Cases, "look_through", prepared_from_the_start),
    "papers: lesser ones are insisted on": (
        Cases,
        "lacking",
        lambda cases, stage: [
            p for p in cases.plan.lacks_of(stage) if not cases.mended[p] and cases.times[p] < cases.plan.paper_times[p]
        ],
    ),
    "a mistaken ticket is noticed at the machine": (Hall, "take_ticket", told_at_the_machine),
    "no ticket is taken by mistake": (Hall, "queue_for", lambda hall, stage: int(hall.plan.queue[stage])),
    "people balk at the issue desk": (Hall, "turned_away", balks_at_any_desk),
    "guidance before an error is put right": (Cases, "next_session", guided_to_put_right),
    "help is sought each time": (Cases, "turn_back", seeks_help_each_time),
    "help is never sought": (Cases, "turn_back", lambda cases, visit: None),
    "returns on shut days": (
        reference,
        "next_visit",
        lambda plan, now, days, time: NEXT_VISIT(replace(plan, open_days=np.arange(plan.days)), now, days, time),
    ),
    "shut days count": (reference, "later", later_by_days_of_the_week),
    "who is sent home from the issue desk comes for no reason": (Cases, "only_collects", lambda cases, case: False),
    "lapses are forgiven": (Hall, "days_are_over", lambda hall, stage: hall.finish(stage)),
    "a case that is over is gone on with": (Cases, "is_over", lambda cases, case: False),
    "nobody waits for reviews": (Hall, "may_await", lambda hall, case: False),
    "people wait for reviews beyond closing": (Hall, "close", stays_awaiting),
    "files are begun anew in the morning": (Hall, "come_on", afresh),
    "files are finished as overtime": (Hall, "end_duties", file_as_overtime),
    "files are put down for a break": (Hall, "end_duties", put_down_for_a_break),
    "errors: the first draw twice": (Cases, "has_error", first_error_mark),
    "errors: none comes to light": (Cases, "has_error", lambda cases, stage: False),
    "errors are put right in full": (
        reference,
        "service_minutes",
        lambda plan, stage, group, papers_only, **extent: SERVICE_MINUTES(plan, stage, group, **extent),
    ),
    "nobody learns": (
        reference,
        "service_minutes",
        lambda plan, stage, group, finished, **extent: SERVICE_MINUTES(plan, stage, group, **extent),
    ),
    "turning back is experience": (Hall, "conclude", counts_every_session),
    "experts are never called": (Hall, "experts_for", lambda hall, stage, clerk: []),
    "experts are called by experts": (Hall, "experts_for", lambda hall, stage, clerk: hall.cases.consultations(stage)),
    "no priority is strict, not even of experts": (
        ticket,
        "seniority",
        lambda time, start: time if start == NEVER else time - start,
    ),
    "windows wait for experts till closing": (
        Hall,
        "go_on_without",
        lambda hall, queue: GO_ON_WITHOUT(hall, queue) if hall.closed else None,
    ),
    "tides before calls": (Hall, "dispatch", tides_first),
    "tides fall whoever waits": (
        tides,
        "tide_rises",
        lambda plan, group, waiting, oldest, now: bool(waiting > plan.open_over[group]),
    ),
    "tides: open windows do nothing else": (Hall, "helpers", ready_work_only),
    "tides: decisions outlive the night": (Tides, "shut_all", outlive_the_night),
    "systems are never down": (Roster, "ready", lambda roster: {g for g, free in enumerate(roster.free) if free}),
    "an agent's next case comes through the door": (Hall, "next_turn", from_the_door),
    "an agent's next case has a call of its own": (Hall, "another_stage", lambda hall, ticket: NO_STAGE),
    "an agent's next case needs set-up": (
        reference,
        "service_minutes",
        lambda plan, stage, group, goes_on, **extent: SERVICE_MINUTES(plan, stage, group, **extent),
    ),
    "an agent's cases go on without one another": (Hall, "must_hold", lambda hall, visit: False),
    "an agent who is turned back is called anew": (Hall, "another_stage", only_if_served),
    "after closing: an agent's next case is forgotten": (Cases, "ahead", one_case_at_a_time),
}
