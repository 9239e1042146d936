"""The laws of visits: people come when they are due, are in one place at a time, and leave when they are through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from sim.plan import NEVER, NO_CASE, NO_QUEUE, Mark, Plan, Role
from sim.spec import DAY
from sim.tape import Cause, Ints, return_column
from sim.trace.laws.agents import by_one_ticket
from sim.trace.laws.looks import NONE, breaches, marked
from sim.trace.records import CaseOutcome, Outcome, Records, VisitOutcome

CLOSE = 1e-6
"""Minutes by which the time of day may be off, by rounding."""
WENT_ON = (Outcome.SERVED, Outcome.WRONG_TICKET, Outcome.FAILED)
ENDS = {
    VisitOutcome.GAVE_UP: (Outcome.LEFT, Outcome.LEFT_IN_SILENCE),
    VisitOutcome.SENT_HOME: (Outcome.SENT_HOME, Outcome.TURNED_BACK, *WENT_ON),
    VisitOutcome.TURNED_BACK: (Outcome.TURNED_BACK,),
}
"""How the last ticket of a visit ended that came to its end so."""
AFTER_WAITING = (VisitOutcome.THROUGH, VisitOutcome.BALKED, VisitOutcome.SENT_HOME)
"""How a visit may end on which a person waited for a result."""
BRINGS_BACK = {
    VisitOutcome.GAVE_UP: Cause.GAVE_UP,
    VisitOutcome.BALKED: Cause.GAVE_UP,
    VisitOutcome.SENT_HOME: Cause.CLOSING,
    VisitOutcome.TOO_LATE: Cause.CLOSING,
    VisitOutcome.TURNED_BACK: Cause.PAPERS,
}


def visits_begin_at_the_door(trace: Records) -> Iterator[str]:
    """People take a ticket when the door lets them, or are too late; they leave no sooner."""
    plan = trace.plan
    door = np.array([plan.door(arrival) for arrival in trace.visit_arrival.tolist()])
    before = _case_before(trace)
    inside = (before != NONE) & (np.append(trace.visit_outcome, NONE)[before] != VisitOutcome.TOO_LATE)
    door[inside] = trace.visit_arrival[inside]
    late = door == NEVER
    yield from breaches(late != (trace.visit_outcome == VisitOutcome.TOO_LATE), "too late is not late")
    yield from breaches(
        trace.visit_from != np.where(late, trace.visit_arrival, door), "a visit begins at the wrong time"
    )
    yield from breaches(~(trace.visit_left >= trace.visit_from), "a person never leaves, or before coming")
    yield from breaches(late & (trace.visit_left != trace.visit_arrival), "a person who is too late lingers")
    yield from breaches(np.diff(trace.visit_from, prepend=-NEVER) < 0, "a later visit has an earlier time")


def _case_before(trace: Records) -> Ints:
    """(v) The visit for the case before on which an agent was, for a visit that goes on with the next; or NONE."""
    plan = trace.plan
    before = np.full(len(plan), NONE)
    rows = np.flatnonzero(trace.visit_cause == Cause.FIRST)
    rows = rows[plan.next_case[trace.visit_case[rows]] != NO_CASE]
    before[plan.next_case[trace.visit_case[rows]]] = rows
    return np.where(trace.visit_cause == Cause.FIRST, before[trace.visit_case], NONE)


def first_visits_are_those_of_the_tape(trace: Records) -> Iterator[str]:
    """Everybody comes once at first, at the time of the tape; who files online, or does not show up, does not.

    An agent goes on with the next case when through with the one before.
    """
    plan, before = trace.plan, _case_before(trace)
    first = trace.visit_cause == Cause.FIRST
    number = np.bincount(trace.visit_case[first], minlength=len(plan))
    comes = ~plan.online & ~plan.no_show
    yield from breaches(number != comes, "a person comes for the first time twice, or never")
    on_time = trace.visit_arrival[first] == plan.arrival[trace.visit_case[first]]
    yield from breaches(~on_time & ~plan.after_another[trace.visit_case[first]], "a first visit at the wrong time")
    goes_on = np.append(trace.visit_left, np.nan)[before]
    apart = (before != NONE) & (trace.visit_arrival != goes_on) & ~by_one_ticket(trace)
    yield from breaches(apart, "an agent is at two places, or at none")
    order = np.lexsort((np.arange(len(first)), trace.visit_case))
    opens = np.diff(trace.visit_case[order], prepend=NONE) != 0
    due = first[order] | plan.online[trace.visit_case[order]]
    yield from breaches(opens & ~due, "a person comes again who never came")


def people_are_in_one_place(trace: Records) -> Iterator[str]:
    """Visits of a case do not overlap, and on a visit one ticket follows the other without a gap, but for awaiting."""
    order = np.lexsort((trace.visit_from, trace.visit_case))
    same = np.diff(trace.visit_case[order]) == 0
    overlap = same & (trace.visit_from[order][1:] < trace.visit_left[order][:-1])
    yield from breaches(overlap, "a person is on two visits at once")
    rows = _in_order(trace)
    visit, end = trace.visit[rows], trace.end[rows]
    yield from breaches(trace.visit_case[visit] != trace.case[rows], "a ticket on the visit of another")
    opens = np.diff(visit, prepend=NONE) != 0
    since = np.where(opens, trace.visit_from[visit], np.append(np.nan, end)[:-1])
    waits = (trace.plan.awaits[trace.case[rows]] | by_one_ticket(trace)[visit]) & ~opens
    gap = np.where(waits, trace.ticket[rows] < since, trace.ticket[rows] != since)
    yield from breaches(gap, "a person in two queues, or in none")
    went_on = np.append(np.diff(visit) == 0, np.zeros(min(len(visit), 1), dtype=bool))
    helped = np.append(trace.plan.role[trace.stage[rows]] == Role.HELP, False)[1:]
    through = np.isin(trace.outcome[rows], WENT_ON) | ((trace.outcome[rows] == Outcome.TURNED_BACK) & helped)
    yield from breaches(went_on & ~through, "a person went on without being served")


def visits_end_as_their_last_ticket(trace: Records) -> Iterator[str]:
    """A visit ends as its last ticket did, and then; only who awaits a result stays, until closing at the latest."""
    plan, rows = trace.plan, _in_order(trace)
    last = np.full(len(trace.visit_case), NONE)
    last[trace.visit[rows]] = rows
    has = last != NONE
    outcome = np.append(trace.outcome, NONE)[last]
    for kind, ends in ENDS.items():
        wrong = (trace.visit_outcome == kind) & has & ~np.isin(outcome, ends)
        yield from breaches(wrong, f"a visit is {kind.name} but its last ticket is not")
    through = trace.visit_outcome == VisitOutcome.THROUGH
    yield from breaches(through & has & ~np.isin(outcome, WENT_ON), "through, but not served")
    end = np.where(has, np.append(trace.end, np.nan)[last], trace.visit_from)
    served = np.isin(outcome, (Outcome.SERVED,)) & np.isin(trace.visit_outcome, AFTER_WAITING)
    stays = (served & plan.awaits[trace.visit_case]) | by_one_ticket(trace)
    yield from breaches(~stays & (trace.visit_left != end), "a person lingers, or leaves too early")
    closing = np.append(marked(plan, Mark.CLOSE), NEVER)
    latest = closing[np.searchsorted(closing, end, "left")]
    yield from breaches(
        stays & ~by_one_ticket(trace) & (trace.visit_left != end) & (trace.visit_left > latest),
        "a person awaits after closing",
    )


def people_come_again_as_the_tape_says(trace: Records) -> Iterator[str]:
    """Who is sent away comes again so many open days later as the tape says, or the case is over."""
    plan = trace.plan
    order = np.lexsort((np.arange(len(trace.visit_case)), trace.visit_case)).tolist()
    seen: Counter[tuple[int, int]] = Counter()
    for place, visit in enumerate(order):
        case, cause = int(trace.visit_case[visit]), Cause(trace.visit_cause[visit])
        if cause != Cause.FIRST:
            column = return_column(cause, seen[case, cause])
            seen[case, cause] += 1
            if abs(trace.visit_arrival[visit] % DAY - plan.again_time[case, column]) > CLOSE:
                yield f"visit {visit} is at another time of day than the tape says"
        away = BRINGS_BACK.get(VisitOutcome(trace.visit_outcome[visit]))
        if away is None:
            continue
        if away is Cause.CLOSING and _only_collects(trace, case, float(trace.visit_left[visit])):
            away = Cause.COLLECT
        following = order[place + 1] if place + 1 < len(order) else NONE
        again = following if following != NONE and trace.visit_case[following] == case else NONE
        yield from _comes_or_not(trace, visit, away, again, return_column(away, seen[case, away]))


def _only_collects(trace: Records, case: int, now: float) -> bool:
    """Whether all that a person still had to come for was the result."""
    plan = trace.plan
    stages = np.arange(plan.stages[case], plan.stages[case + 1])
    issue = stages[(plan.role[stages] == Role.ISSUE) & ~plan.by_file[stages]]
    return any(all(trace.done[need] <= now for need in plan.needs_of(stage)) for stage in issue.tolist())


def _comes_or_not(trace: Records, visit: int, cause: Cause, again: int, column: int) -> Iterator[str]:
    """Whether the visit after one from which a person was sent away is the right one."""
    plan, case = trace.plan, int(trace.visit_case[visit])
    if not plan.again[case, column]:
        if again != NONE or trace.case_outcome[case] == CaseOutcome.IN_PROGRESS:
            yield f"case {case} goes on though its person does not come again"
        return
    due = again_at(plan, float(trace.visit_left[visit]), case, column)
    lapsed = float(trace.over[case]) if trace.case_outcome[case] == CaseOutcome.LAPSED else NEVER
    if due == NEVER or lapsed < due:
        if again != NONE:
            yield f"case {case} has a visit beyond the days, or its end"
    elif again == NONE and lapsed == due:
        return
    elif again == NONE or trace.visit_arrival[again] != due or trace.visit_cause[again] != cause:
        yield f"case {case} does not come again at minute {due}"


def again_at(plan: Plan, now: float, case: int, column: int) -> float:
    """When a person comes again who decides on it now."""
    days = plan.open_days
    place = int((days <= now // DAY).sum()) - 1 + int(plan.again_days[case, column])
    return float(days[place] * DAY + plan.again_time[case, column]) if place < len(days) else NEVER


def results_are_collected_when_they_are_there(trace: Records) -> Iterator[str]:
    """Who comes for a result comes so many open days after it was ready, or after leaving, whichever was later."""
    plan = trace.plan
    issue = np.flatnonzero((plan.role == Role.ISSUE) & (plan.queue != NO_QUEUE))
    stage_of = dict(zip(plan.case[issue].tolist(), issue.tolist(), strict=True))
    before: dict[int, float] = {}
    times: Counter[int] = Counter()
    for visit in np.lexsort((trace.visit_from, trace.visit_case)).tolist():
        case = int(trace.visit_case[visit])
        if trace.visit_cause[visit] == Cause.COLLECT:
            ready = max(float(trace.done[need]) for need in plan.needs_of(stage_of[case]))
            column = return_column(Cause.COLLECT, times[case])
            times[case] += 1
            due = again_at(plan, max(ready, before.get(case, -NEVER)), case, column)
            if trace.visit_arrival[visit] != due:
                yield f"visit {visit} collects at minute {trace.visit_arrival[visit]} in place of {due}"
        before[case] = float(trace.visit_left[visit])


def _in_order(trace: Records) -> Ints:
    """Rows of people's tickets, by visit and number."""
    rows = np.flatnonzero(~trace.of_file)
    return rows[np.lexsort((rows, trace.visit[rows]))]
