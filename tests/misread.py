"""Faults of an engine by name: how the rules of queues and duty can be misread, to be told apart by parity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.engine import reference, ticket
from sim.engine.clock import Clock
from sim.engine.reference import Hall
from sim.engine.roster import Roster
from sim.engine.rules import Kind
from sim.plan import Closes, Plan
from sim.trace import NOBODY, Outcome, VisitOutcome

Fault = tuple[Any, str, Any]
"""A name of the reference engine, and what it becomes."""
AT, CALL_AT, LET_GO = Clock.at, Clock.call_at, Hall.let_go
COME_ON, CHANGE = Roster.come_on, Roster.change_windows


def in_order(*kinds: Kind) -> Callable[..., Any]:
    """Equal instants in another order of kinds."""
    places = {kind: place for place, kind in enumerate(kinds)}
    return lambda clock, time, kind, number: AT(clock, time, places[kind], number)


def no_timers(clock: Clock, time: float, kind: Kind, number: int, act: Callable[[], None]) -> None:
    if kind is not Kind.TIMER:
        CALL_AT(clock, time, kind, number, act)


def dispatch_at_each_event(hall: Hall) -> None:
    hall.dispatch()


def helpers_first(hall: Hall) -> None:
    hall.dispatch_is_due = False
    while hall.call_next(hall.helpers) or hall.call_next(hall.own):
        pass
    if hall.closed:
        hall.let_go()


def help_of_enough(plan: Plan, group: int, waiting: int, oldest: float, now: float) -> bool:
    return bool(waiting >= plan.help_over[group] or now >= oldest + plan.help_after[group])


def help_by_waited(plan: Plan, group: int, waiting: int, oldest: float, now: float) -> bool:
    return bool(waiting > plan.help_over[group] or now - oldest >= plan.help_after[group])


def work_then_setup(plan: Plan, stage: int, group: int, **_: Any) -> float:
    work = sum(float(plan.slowness[group, plan.kind[row]]) * float(plan.work[row]) for row in plan.tasks_of(stage))
    return work + float(plan.setup[stage])


def widest(plan: Plan, clerk: int, idle_since: float) -> tuple[int, float, int]:
    return (0 if plan.alis else -int(plan.breadth[plan.clerk_group[clerk]]), idle_since, clerk)


def whoever(plan: Plan, clerk: int, idle_since: float) -> tuple[int, int]:
    return (0 if plan.alis else int(plan.breadth[plan.clerk_group[clerk]]), clerk)


def highest(plan: Plan, clerk: int, idle_since: float) -> tuple[int, float, int]:
    return (0 if plan.alis else int(plan.breadth[plan.clerk_group[clerk]]), idle_since, -clerk)


def nobody_waits_on_display(hall: Hall, ticket: Any) -> None:
    """A silent leaver's number vanishes."""
    if ticket.clerk == NOBODY and ticket.outcome is None:
        silent = hall.plan.silent[ticket.stage]
        hall.end_wait(ticket, Outcome.LEFT_IN_SILENCE if silent else Outcome.LEFT)
        hall.clear(ticket)


def balks_at_the_limit(hall: Hall, stage: int) -> VisitOutcome | None:
    if hall.closed and not hall.plan.serve_out:
        return VisitOutcome.SENT_HOME
    return VisitOutcome.BALKED if len(hall.waiting[hall.plan.queue[stage]]) >= hall.plan.balking else None


def idle_as_before(roster: Roster, clerk: int, now: float) -> None:
    since = roster.idle_since[clerk]
    COME_ON(roster, clerk, now)
    roster.idle_since[clerk] = since


def latest_fall_first(roster: Roster, group: int, row: int, now: float) -> None:
    CHANGE(roster, group, row, now)
    roster.too_many_since[group].reverse()


def one_fall(roster: Roster, group: int, row: int, now: float) -> None:
    CHANGE(roster, group, row, now)
    roster.too_many_since[group] = [now] * len(roster.too_many_since[group])


def lowest_closes(roster: Roster, group: int, row: int) -> list[int]:
    on = roster.at_windows(group)
    return [c for c in on if not roster.busy[c]] if roster.plan.closes[group] == Closes.HOLD else on


def needed_by_who_waits(hall: Hall) -> None:
    """Later visits are forgotten."""
    expected, hall.expected = hall.expected, [len(line) for line in hall.waiting]
    LET_GO(hall)
    hall.expected = expected


def own_groups_only(hall: Hall) -> None:
    """Nobody stays to help."""
    helped = [queue for queue in range(len(hall.waiting)) if hall.has_helpers_only(queue)]
    needed = {group for queue, number in enumerate(hall.expected) if number for group in hall.own(queue)}
    hall.roster.let_go(needed, hall.clock.now)
    for queue in helped:
        if not hall.roster.anyone_at(hall.helpers_in_time(queue)):
            hall.send_home(queue)


FAULTS: dict[str, Fault] = {
    "last in, first out": (ticket, "seniority", lambda time, head_start: -time - head_start),
    "departures before the dispatch": (
        Clock,
        "at",
        in_order(Kind.END, Kind.CALENDAR, Kind.ARRIVAL, Kind.TIMER, Kind.DEPARTURE, Kind.DISPATCH),
    ),
    "arrivals before the calendar": (
        Clock,
        "at",
        in_order(Kind.END, Kind.ARRIVAL, Kind.CALENDAR, Kind.TIMER, Kind.DISPATCH, Kind.DEPARTURE),
    ),
    "the calendar before ends of sessions": (
        Clock,
        "at",
        in_order(Kind.CALENDAR, Kind.END, Kind.ARRIVAL, Kind.TIMER, Kind.DISPATCH, Kind.DEPARTURE),
    ),
    "a dispatch at each event": (Hall, "ask_for_dispatch", dispatch_at_each_event),
    "help without a timer": (Clock, "call_at", no_timers),
    "help before own work": (Hall, "dispatch", helpers_first),
    "help when as many wait": (reference, "help_is_due", help_of_enough),
    "help by the difference of times": (reference, "help_is_due", help_by_waited),
    "set-up added last": (reference, "service_minutes", work_then_setup),
    "the widest first": (reference, "clerk_rank", widest),
    "idle time ignored": (reference, "clerk_rank", whoever),
    "the highest number first": (reference, "clerk_rank", highest),
    "silent leavers vanish": (Hall, "lose_patience", nobody_waits_on_display),
    "who finds the limit balks": (Hall, "turned_away", balks_at_the_limit),
    "a break is no end of idleness": (Roster, "come_on", idle_as_before),
    "hold: the latest fall first": (Roster, "change_windows", latest_fall_first),
    "hold: one fall remembered": (Roster, "change_windows", one_fall),
    "the lowest number closes first": (Roster, "closing_order", lowest_closes),
    "after closing: later visits forgotten": (Hall, "let_go", needed_by_who_waits),
    "after closing: nobody stays to help": (Hall, "let_go", own_groups_only),
    "after closing: nobody is to come": (Roster, "anyone_to_come", lambda roster, groups, now: False),
    "after closing: all helpers are in time": (Hall, "helpers_in_time", lambda hall, queue: hall.roster.helpers[queue]),
    "after closing: only due help is in time": (Hall, "helpers_in_time", Hall.helpers),
    "after closing: nobody stays": (
        Hall,
        "end_duties",
        lambda hall, clerks, **_: [hall.roster.end_duty(c, hall.clock.now, hall.clock.now) for c in clerks],
    ),
}
