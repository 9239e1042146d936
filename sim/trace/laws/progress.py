"""The laws of cases: what must be done before what, which papers are asked for, how cases end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.plan import FINAL, NEVER, NO_QUEUE, NO_STAGE, Plan, Role, Station
from sim.spec import DAY
from sim.tape import Bools, Floats, Ints
from sim.trace.laws.agents import goes_on_from
from sim.trace.laws.looks import NONE, breaches, occurrence
from sim.trace.records import NO_VISIT, CaseOutcome, Outcome, Records, VisitOutcome

LAST_VISIT = {
    CaseOutcome.GAVE_UP: VisitOutcome.GAVE_UP,
    CaseOutcome.BALKED: VisitOutcome.BALKED,
    CaseOutcome.SENT_HOME: VisitOutcome.SENT_HOME,
    CaseOutcome.TOO_LATE: VisitOutcome.TOO_LATE,
}
"""How the last visit ended of a case that ended so."""


def stages_come_after_what_they_need(trace: Records) -> Iterator[str]:
    """No ticket is taken for a stage before all that it needs has been done once; a stage is done when last served."""
    plan = trace.plan
    first, last = _served(trace)
    stage = np.repeat(np.arange(len(plan.case)), np.diff(plan.needs_at))
    ready = np.full(len(plan.case), -NEVER)
    np.maximum.at(ready, stage, np.where(np.isnan(first[plan.needs]), NEVER, first[plan.needs]))
    yield from breaches(trace.ticket < ready[trace.stage], "a ticket for a stage that could not begin yet")
    queues = plan.queue != NO_QUEUE
    same = (trace.done == last) | (np.isnan(trace.done) & np.isnan(last))
    yield from breaches(queues & ~same, "a stage is done at another time than it was served")


def _served(trace: Records) -> tuple[Floats, Floats]:
    """(m) When each stage was done for the first time, and for the last."""
    first, last = trace.done.copy(), np.full(len(trace.done), np.nan)
    rows = np.flatnonzero(trace.outcome == Outcome.SERVED)
    np.fmin.at(first, trace.stage[rows], trace.end[rows])
    np.fmax.at(last, trace.stage[rows], trace.end[rows])
    return first, last


def days_go_by_as_planned(trace: Records) -> Iterator[str]:
    """Decisions, supplements and deliveries take their days from when they could begin; errors begin them anew."""
    plan = trace.plan
    intakes = trace.stage[(plan.role[trace.stage] == Role.INTAKE) & (trace.outcome == Outcome.SERVED)]
    put_right = np.bincount(plan.case[np.flatnonzero(np.bincount(intakes) > 1)], minlength=len(plan)) > 0
    passing = (plan.queue == NO_QUEUE) & ~np.isnan(trace.done) & ~put_right[plan.case]
    stages = np.flatnonzero(passing)
    due = days_later(plan, _ready(trace, stages), plan.lag_days[stages], plan.lag_minutes[stages])
    for place in np.flatnonzero(trace.done[stages] != due).tolist():
        stage = stages[place]
        yield f"stage {stage} is over at minute {trace.done[stage]} in place of {due[place]}"


def _ready(trace: Records, stages: Ints) -> Floats:
    """When all that each of these stages needs was done."""
    plan, needs = trace.plan, np.diff(trace.plan.needs_at)[stages]
    ready = np.full(len(stages), np.nan)
    for place in range(int(needs.max(initial=0))):
        more = np.flatnonzero(needs > place)
        done = trace.done[plan.needs[plan.needs_at[stages[more]] + place]]
        ready[more] = np.where((done > ready[more]) | (place == 0), done, ready[more])
    return ready


def days_later(plan: Plan, now: Floats, days: Ints, minutes: Floats) -> Floats:
    """The times so many open days and minutes after `now`; what begins on a shut day begins when it is over."""
    today = now // DAY
    is_open = np.isin(today, plan.open_days)
    place = np.searchsorted(plan.open_days, np.nan_to_num(today, nan=NONE)) + days
    time_of_day = np.where(is_open, now - today * DAY, 0.0) + minutes
    over = time_of_day >= DAY
    place, time_of_day = place + over, time_of_day - np.where(over, DAY, 0.0)
    known = place < len(plan.open_days)
    return np.where(known, np.append(plan.open_days, 0)[np.where(known, place, -1)] * DAY + time_of_day, NEVER)


def cases_end_in_one_way(trace: Records) -> Iterator[str]:
    """Each case is done, ended as its last visit did and for good, lapsed, or is in progress; nothing is lost."""
    plan, outcome = trace.plan, trace.case_outcome
    all_done = _all_done(trace)
    is_over = ~np.isnan(trace.over)
    yield from breaches((outcome == CaseOutcome.IN_PROGRESS) == is_over, "over, and in progress")
    done = outcome == CaseOutcome.DONE
    yield from breaches(done & ~all_done, "done is not done")
    wrong = np.bincount(trace.case[trace.outcome == Outcome.ERROR], minlength=len(plan)) > 0
    by_days = (plan.role == Role.DECISION) & (plan.accepted_at != NO_STAGE)
    decided = np.bincount(plan.case[by_days], minlength=len(plan)) > 0
    left_open = (outcome == CaseOutcome.IN_PROGRESS) & all_done & ~wrong & ~decided
    yield from breaches(left_open, "a case stays in progress with everything done")
    yield from breaches((outcome == CaseOutcome.NO_SHOW) != plan.no_show, "a no-show that came, or none that did not")
    last = _last_visit(trace)
    ended = np.append(trace.visit_outcome, NONE)[last]
    for kind, visit in LAST_VISIT.items():
        yield from breaches((outcome == kind) & (ended != visit), f"{kind.name} without such a visit")
    turned = (outcome == CaseOutcome.TURNED_BACK) & ~plan.online
    yield from breaches(turned & (ended == VisitOutcome.GAVE_UP), "turned back, but gave up")
    yield from breaches((outcome == CaseOutcome.LAPSED) & ~plan.lapses, "a case lapses that should not")


def _all_done(trace: Records) -> Bools:
    """(n) Whether all stages are done that a case cannot be done without, or a machine has done it all."""
    plan = trace.plan
    needed = ~np.isin(plan.role, FINAL)
    open_stages = np.bincount(plan.case[needed & np.isnan(trace.done)], minlength=len(plan))
    by_machine = np.bincount(plan.case[(plan.role == Role.MACHINE) & ~np.isnan(trace.done)], minlength=len(plan))
    return np.asarray((open_stages == 0) | (by_machine > 0))


def _last_visit(trace: Records) -> Ints:
    """(n) The last visit of each case, or NONE."""
    last = np.full(len(trace.plan), NONE)
    order = np.argsort(trace.visit_from, kind="stable")
    last[trace.visit_case[order]] = order
    return last


def wrong_tickets_are_those_of_the_plan(trace: Records) -> Iterator[str]:
    """A ticket is for the stage's own queue, or, until a clerk has told, for the one taken by mistake."""
    plan = trace.plan
    mistaken = plan.wrong_queue[trace.stage]
    wrong = trace.queue != plan.queue[trace.stage]
    yield from breaches(wrong & (trace.queue != mistaken), "a ticket for a queue of another stage")
    told = np.full(len(plan.case), NEVER)
    rows = np.flatnonzero(trace.outcome == Outcome.WRONG_TICKET)
    yield from breaches(~wrong[rows], "a right ticket is called wrong")
    np.minimum.at(told, trace.stage[rows], trace.end[rows])
    yield from breaches(wrong & (trace.ticket >= told[trace.stage]), "a wrong ticket after being told")
    at_window = np.flatnonzero(goes_on_from(trace) != NONE)  # an agent's case, at the right window without a ticket
    np.minimum.at(told, trace.stage[at_window], trace.ticket[at_window])
    should = (mistaken != NO_QUEUE) & (trace.ticket < told[trace.stage])
    yield from breaches(should & ~wrong, "a right ticket where one is taken by mistake")
    attended_wrong = wrong & trace.attended & (trace.outcome != Outcome.WRONG_TICKET)
    yield from breaches(attended_wrong, "a wrong ticket is served")


def errors_come_to_light_as_planned(trace: Records) -> Iterator[str]:
    """A review finds an error where the mark is below the share of the group that accepted the case, twice at most."""
    plan = trace.plan
    reviews = np.flatnonzero((plan.role[trace.stage] == Role.REVIEW) & trace.attended)
    reviews = reviews[np.argsort(trace.call[reviews], kind="stable")]
    stage, by = trace.stage[reviews], _accepted_by(trace, reviews)
    share = np.where(by != NONE, plan.error_share[by], 0.0)
    turn, most = occurrence(stage), plan.error_mark.shape[1]
    errors, wrong = np.zeros(len(plan.case), dtype=np.int64), np.zeros(len(reviews), dtype=bool)
    for number in range(int(turn.max(initial=NONE)) + 1):
        now = np.flatnonzero(turn == number)
        known = errors[stage[now]]
        mark = plan.error_mark[stage[now], np.minimum(known, most - 1)]
        wrong[now] = (known < most) & (mark < share[now])
        errors[stage[now]] += wrong[now]
    for row in reviews[wrong != (trace.outcome[reviews] == Outcome.ERROR)].tolist():
        yield f"ticket {row} finds an error, or none, against the plan"


def _accepted_by(trace: Records, reviews: Ints) -> Ints:
    """The group that had accepted the case, the last time before each review was called; or NONE."""
    plan, of = trace.plan, trace.plan.accepted_at[trace.stage[reviews]]
    accepts = np.zeros(len(plan.case) + 1, dtype=bool)  # the last for what nobody accepts: NO_STAGE
    accepts[plan.accepted_at] = True
    accepts[NO_STAGE] = False
    intakes = np.flatnonzero(accepts[trace.stage] & (trace.outcome == Outcome.SERVED))
    turn, by = occurrence(trace.stage[intakes]), np.full(len(reviews), NONE)
    for number in range(int(turn.max(initial=NONE)) + 1):
        rows = intakes[turn == number]
        end, group = np.full(len(accepts), np.nan), np.full(len(accepts), NONE)
        end[trace.stage[rows]], group[trace.stage[rows]] = trace.end[rows], trace.group[rows]
        by = np.where(end[of] <= trace.call[reviews], group[of], by)
    return by


def files_and_people_keep_to_their_queues(trace: Records) -> Iterator[str]:
    """Files queue behind, people in the hall; nothing of a person is left over at the end."""
    station = trace.plan.station[trace.queue]
    behind = np.isin(station, (Station.BACK_OFFICE, Station.EXPERTS))
    yield from breaches(behind != (trace.visit == NO_VISIT), "a file among people, or a person among files")
    yield from breaches((trace.outcome == Outcome.OPEN) & ~behind, "a person is left over")


def machines_fail_as_planned(trace: Records) -> Iterator[str]:
    """A session at a machine fails where the plan says so, and nothing else fails."""
    plan = trace.plan
    at_machine = trace.attended & (plan.role[trace.stage] == Role.MACHINE)
    failed = trace.outcome == Outcome.FAILED
    yield from breaches(failed != (at_machine & plan.fails[trace.stage]), "a machine fails, or works, against the plan")


def experts_are_called_as_planned(trace: Records) -> Iterator[str]:
    """An expert is called once to each session that wants one and is served by a clerk of another group."""
    plan = trace.plan
    calls = np.flatnonzero(plan.role == Role.CONSULTATION)
    asked = np.bincount(trace.stage, minlength=len(plan.case))[calls]
    served = np.flatnonzero((trace.outcome == Outcome.SERVED) & (plan.role[trace.stage] == Role.INTAKE))[::-1]
    group = np.full(len(plan.case), NONE)
    group[trace.stage[served]] = trace.group[served]
    by = group[plan.accepted_at[calls]]
    wanted = (by != NONE) & ~plan.primary[by, plan.queue[calls]]
    yield from breaches(wanted & (asked != 1), "no expert was called, or twice")
    yield from breaches((by != NONE) & ~wanted & (asked > 0), "an expert was called to an expert")
