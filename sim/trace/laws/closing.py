"""The laws of closing time: who is still served, who is sent home, and which clerks stay."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.plan import NEVER, NO_QUEUE, Mark, Plan, Role
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace.laws.agents import as_called
from sim.trace.laws.clerks import Free, at_window_until, comes_on_again, free, stays
from sim.trace.laws.looks import (
    Display,
    breaches,
    closed,
    following,
    instants,
    just_after,
    latest,
    level,
    marked,
    numbers,
)
from sim.trace.records import Outcome, Records, VisitOutcome


@as_called
def no_number_outlives_its_day(trace: Records) -> Iterator[str]:
    """Nobody waits over night, nor, where the hall sends people home, beyond closing time; nor takes a ticket then."""
    plan = trace.plan
    morning, of_people = following(marked(plan, Mark.MORNING), trace.ticket), ~trace.of_file
    yield from breaches(of_people & (trace.display_end > morning), "a number is on display next morning")
    if not plan.serve_out:
        closing = following(marked(plan, Mark.CLOSE), trace.ticket)
        yield from breaches(of_people & (trace.display_end > closing), "a number is on display after closing")
        yield from breaches(of_people & closed(plan, trace.ticket), "a ticket is taken after closing")


def people_are_sent_home_by_the_closing_rule(trace: Records) -> Iterator[str]:
    """Numbers are cleared in the morning and, where the hall sends people home, at closing; else if nobody serves."""
    plan, at = trace.plan, trace.released
    allowed = np.isin(at, marked(plan, Mark.MORNING)) & (trace.ticket < at)
    if not plan.serve_out:
        allowed |= np.isin(at, marked(plan, Mark.CLOSE)) & (trace.ticket < at)
    cleared = _cleared(trace)
    for queue, name in _of_people(trace):
        rows = np.flatnonzero(cleared & ~allowed & (trace.queue == queue))
        now, place, number = np.unique(at[rows], return_inverse=True, return_counts=True)
        evening = Evening(trace, queue)
        served = ~closed(plan, now) | ~evening.has_helpers_only(now) | evening.is_helped(now, number)
        if (served[place] | (not plan.serve_out)).any():
            yield f"people are sent home from {name} at minute {now[served | (not plan.serve_out)][0]}"
    tickets = np.bincount(
        trace.visit[(trace.outcome == Outcome.SENT_HOME) & ~trace.of_file], minlength=len(trace.visit_case)
    )
    between = (trace.visit_outcome == VisitOutcome.SENT_HOME) & (tickets == 0)
    at_closing = closed(plan, trace.visit_left) & (not plan.serve_out)
    yield from breaches(between & ~at_closing, "a person is sent home for nothing")


def _of_people(trace: Records) -> list[tuple[int, str]]:
    """Queues of people whom no tidal windows serve, with their names: who is there for those changes with the tide."""
    plan = trace.plan
    plain = ~plan.behind_queue & ~plan.front.any(axis=0)
    return [(queue, plan.queue_names[queue]) for queue in numbers(plain)]


def nobody_waits_in_vain_after_closing(trace: Records) -> Iterator[str]:
    """A queue that nobody will serve any more, its own clerks nor helpers, is sent home at once."""
    plan = trace.plan
    if not plan.serve_out:
        return
    at = _evening(trace)
    for queue, name in _of_people(trace):
        evening = Evening(trace, queue)
        number = Display(trace, queue, trace.ticket, trace.display_end).number(at)
        wrong = (number > 0) & evening.has_helpers_only(at) & ~evening.is_helped(at, number)
        if wrong.any():
            yield f"people wait in vain at {name} at minute {at[wrong][0]}"


def who_stays_goes_when_nobody_inside_needs_them(trace: Records) -> Iterator[str]:
    """After closing a free clerk goes once nobody inside may need the group's own work, or waits for its help alone."""
    plan = trace.plan
    if not plan.serve_out or not _is_foreseen(plan):
        return
    idle, at = _free_after_duty(trace), _evening(trace)
    needs = _needs(trace, at)
    for group, name in enumerate(plan.group_names):
        needed = needs[plan.primary[group]].any(axis=0)
        for queue in numbers(plan.secondary[group]):
            number = Display(trace, queue, trace.ticket, trace.display_end).number(at)
            needed |= (number > 0) & Evening(trace, queue).has_helpers_only(at) & _in_time(trace, group, number)
        if (wrong := (idle.of(plan, group).number(at) > 0) & ~needed).any():
            yield f"{name} stays at minute {at[wrong][0]} while nobody needs it"


def who_stays_stays_while_needed(trace: Records) -> Iterator[str]:
    """After closing no clerk who stays goes while somebody inside may need the group's own work, or its help alone."""
    plan, off = trace.plan, trace.duty_off
    if not _is_foreseen(plan):
        return
    morning = following(marked(plan, Mark.MORNING), trace.duty_due)
    gone = stays(trace) & ~comes_on_again(trace) & (off < morning)
    needs = _needs(trace, off)
    # who was cleared at an instant stood by when the clerk went
    end = np.where(_cleared(trace), just_after(trace.display_end), trace.display_end)
    for group, name in enumerate(plan.group_names):
        mine = gone & (plan.clerk_group[trace.duty_clerk] == group)
        needed = needs[plan.primary[group]].any(axis=0)
        for queue in numbers(plan.secondary[group]):
            number = Display(trace, queue, just_after(trace.ticket), end).number(off)
            alone = Evening(trace, queue).has_helpers_only(off, before=True)
            needed |= (number > 0) & alone & _in_time(trace, group, number)
        if (mine & needed).any():
            yield f"{name} goes at minute {off[mine & needed][0]} while somebody needs it"


def _cleared(trace: Records) -> Bools:
    """(s) Whether the number was cleared without a call, and not because the person told of leaving."""
    cleared: Bools = np.isnan(trace.call) & (trace.outcome != Outcome.LEFT) & ~trace.of_file
    return cleared


def _is_foreseen(plan: Plan) -> bool:
    """Whether all that a person may do on a visit is known as it begins: nothing comes from behind, or from desks."""
    desks = np.isin(plan.role, (Role.MACHINE, Role.HELP)).any()
    passing = (plan.queue == NO_QUEUE).any() or plan.by_file.any()
    mistaken = (plan.wrong_queue != NO_QUEUE).any()
    return not (desks or passing or plan.front.any() or mistaken or plan.after_another.any())


def _evening(trace: Records) -> Floats:
    """The instants after closing at which something happens."""
    at = instants(trace.display_end, trace.released, trace.visit_left, trace.duty_off, trace.plan.calendar_time)
    return at[closed(trace.plan, at)]


def _needs(trace: Records, at: Floats) -> Bools:
    """(q, instants) Whether somebody inside may still need a session of each queue, or a number waits there."""
    plan = trace.plan
    visits = np.flatnonzero(trace.visit_outcome != VisitOutcome.TOO_LATE)
    case = trace.visit_case[visits]
    number = np.diff(plan.stages)[case]
    visit = np.repeat(visits, number)
    stage = np.repeat(plan.stages[case] - np.cumsum(number) + number, number) + np.arange(number.sum())
    served = np.full(len(plan.case), NEVER)
    rows = np.flatnonzero(trace.outcome == Outcome.SERVED)
    np.minimum.at(served, trace.stage[rows], trace.end[rows])
    accepts = np.isin(plan.role[stage], (Role.INTAKE, Role.ISSUE))
    wanted = np.where(accepts, served[stage] > trace.visit_from[visit], plan.role[stage] != Role.ENQUIRY)
    wanted |= (plan.role[stage] == Role.ENQUIRY) & (trace.visit_cause[visit] == Cause.FIRST)
    new = np.bincount(visit[wanted & (plan.role[stage] == Role.INTAKE)], minlength=len(trace.visit_case)) > 0
    wanted &= (plan.role[stage] != Role.GUIDANCE) | new[visit]
    tickets = zip(trace.visit.tolist(), trace.stage.tolist(), strict=True)
    taken = dict(zip(tickets, trace.display_end.tolist(), strict=True))
    pairs = zip(zip(visit.tolist(), stage.tolist(), strict=True), trace.visit_left[visit].tolist(), strict=True)
    until = np.array([taken.get(pair, left) for pair, left in pairs])
    found = []
    for queue in range(len(plan.queue_names)):
        mine = wanted & (plan.queue[stage] == queue)
        found.append(np.asarray(level(trace.visit_from[visit[mine]], until[mine], at) > 0))
    return np.stack(found)


def _free_after_duty(trace: Records) -> Free:
    """When clerks who stay are free, from the end of duty on."""
    idle = free(trace)
    duty = latest(trace.duty_clerk, trace.duty_on, idle.clerk, idle.since)
    since = np.maximum(idle.since, trace.duty_due[duty])
    return Free(idle.clerk, since, idle.until).only(stays(trace)[duty] & (since < idle.until))


def _in_time(trace: Records, group: int, number: Ints) -> Bools:
    """Whether a group's help is due for so many numbers, or will be by the clock."""
    in_time: Bools = (number > trace.plan.help_over[group]) | (trace.plan.help_after[group] < NEVER)
    return in_time


class Evening:
    """Who is left for one queue after closing."""

    def __init__(self, trace: Records, queue: int) -> None:
        plan = self.plan = trace.plan
        self.trace, self.queue = trace, queue
        self.own = np.flatnonzero(plan.primary[:, queue])
        self.until = at_window_until(trace)
        ours = np.isin(plan.calendar_index, np.flatnonzero(np.isin(plan.clerk_group, self.own)))
        self.comings = plan.calendar_time[(plan.calendar_mark == Mark.ON) & ours]

    def at_windows(self, groups: Ints, at: Floats, before: bool = False) -> Bools:
        """Whether somebody of these groups is at a window after all that an instant brought, or `before` that."""
        mine = np.isin(self.plan.clerk_group[self.trace.duty_clerk], groups)
        until = self.until[mine]
        found: Bools = level(self.trace.duty_on[mine], just_after(until) if before else until, at) > 0
        return found

    def has_helpers_only(self, at: Floats, before: bool = False) -> Bools:
        """Whether the queue's own groups have nobody at a window, and nobody to come before the next morning."""
        to_come = following(self.comings, at) < following(marked(self.plan, Mark.MORNING), at)
        return ~self.at_windows(self.own, at, before) & ~to_come

    def is_helped(self, at: Floats, number: Ints) -> Bools:
        """Whether somebody is at a window whose help is due for so many numbers, or will be by the clock."""
        helped = np.zeros(len(at), dtype=bool)
        for group in numbers(self.plan.secondary[:, self.queue]):
            helped |= self.at_windows(np.array([group]), at) & _in_time(self.trace, group, number)
        return helped
