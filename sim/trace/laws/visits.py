"""The laws of visits: people come when they are due, are in one place at a time, and leave when they are through."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.plan import NEVER, NO_CASE, NO_QUEUE, Mark, Plan, Role
from sim.spec import DAY
from sim.tape import OCCURRENCES, Cause, Floats, Ints
from sim.trace.laws.agents import by_one_ticket
from sim.trace.laws.looks import NONE, breaches, marked, occurrence
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
    door = _doors(plan, trace.visit_arrival)
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


def _doors(plan: Plan, arrival: Floats) -> Floats:
    """When the door lets each person who arrives take a ticket on that day; NEVER who is too late for one."""
    place = np.searchsorted(plan.door_to, arrival, "right")
    begins = np.append(plan.door_from, np.nan)[place]
    late = (place == len(plan.door_to)) | (begins // DAY > arrival // DAY)
    return np.where(late, NEVER, np.maximum(arrival, begins))


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
    plan, order = trace.plan, np.argsort(trace.visit_case, kind="stable")
    case, cause = trace.visit_case[order], trace.visit_cause[order]
    after = np.append(np.where(np.diff(case) == 0, order[1:], NONE), np.full(min(len(case), 1), NONE))
    found: list[tuple[int, str]] = []
    again = np.flatnonzero(cause != Cause.FIRST)
    draw = _return_columns(cause[again], _times(case, cause, again, cause[again]) - 1)
    off = np.abs(trace.visit_arrival[order[again]] % DAY - plan.again_time[case[again], draw]) > CLOSE
    for place in again[off].tolist():
        found.append((place, f"visit {order[place]} is at another time of day than the tape says"))
    away = np.array([int(BRINGS_BACK.get(VisitOutcome(kind), Cause.FIRST)) for kind in range(len(VisitOutcome))])
    reason = away[trace.visit_outcome[order]]
    for place in np.flatnonzero(reason == Cause.CLOSING).tolist():
        if _only_collects(trace, int(case[place]), float(trace.visit_left[order[place]])):
            reason[place] = Cause.COLLECT
    sent = np.flatnonzero(reason != Cause.FIRST)
    columns = _return_columns(reason[sent], _times(case, cause, sent, reason[sent]))
    wrong = _come_or_not(trace, order[sent], reason[sent], after[sent], columns)
    found += [(int(sent[row]), text) for row, text in wrong]
    yield from (text for _, text in sorted(found, key=lambda one: one[0]))


def _times(case: Ints, cause: Ints, places: Ints, of: Ints) -> Ints:
    """How often the case of each of these `places` had been come for by then, for the cause `of`."""
    known = np.sort((case * len(Cause) + cause) * len(case) + np.arange(len(case)))
    sought = (case[places] * len(Cause) + of) * len(case)
    found: Ints = np.searchsorted(known, sought + places, "right") - np.searchsorted(known, sought)
    return found


def _return_columns(cause: Ints, occurrence: Ints) -> Ints:
    """`return_column` of each."""
    return (cause - 1) * OCCURRENCES + np.minimum(occurrence, OCCURRENCES - 1)


def _only_collects(trace: Records, case: int, now: float) -> bool:
    """Whether all that a person still had to come for was the result."""
    plan = trace.plan
    stages = np.arange(plan.stages[case], plan.stages[case + 1])
    issue = stages[(plan.role[stages] == Role.ISSUE) & ~plan.by_file[stages]]
    return any(all(trace.done[need] <= now for need in plan.needs_of(stage)) for stage in issue.tolist())


def _come_or_not(trace: Records, visit: Ints, cause: Ints, again: Ints, column: Ints) -> Iterator[tuple[int, str]]:
    """Where the visit after one from which a person was sent away is not the right one: its row, and why."""
    plan, case = trace.plan, trace.visit_case[visit]
    comes, outcome, none = plan.again[case, column], trace.case_outcome[case], again == NONE
    for row in np.flatnonzero(~comes & (~none | (outcome == CaseOutcome.IN_PROGRESS))).tolist():
        yield row, f"case {case[row]} goes on though its person does not come again"
    due = again_at(plan, trace.visit_left[visit], case, column)
    lapsed = np.where(outcome == CaseOutcome.LAPSED, trace.over[case], NEVER)
    beyond = (due == NEVER) | (lapsed < due)
    for row in np.flatnonzero(comes & beyond & ~none).tolist():
        yield row, f"case {case[row]} has a visit beyond the days, or its end"
    arrival, why = np.append(trace.visit_arrival, np.nan)[again], np.append(trace.visit_cause, NONE)[again]
    other = np.where(none, lapsed != due, (arrival != due) | (why != cause))
    for row in np.flatnonzero(comes & ~beyond & other).tolist():
        yield row, f"case {case[row]} does not come again at minute {due[row]}"


def again_at(plan: Plan, now: Floats, case: Ints, column: Ints) -> Floats:
    """When people come again who decide on it now."""
    days = plan.open_days
    place = np.searchsorted(days, np.nan_to_num(now // DAY, nan=NONE), "right") - 1 + plan.again_days[case, column]
    known = place < len(days)
    return np.where(known, days[np.where(known, place, 0)] * DAY + plan.again_time[case, column], NEVER)


def results_are_collected_when_they_are_there(trace: Records) -> Iterator[str]:
    """Who comes for a result comes so many open days after it was ready, or after leaving, whichever was later."""
    plan = trace.plan
    issue = np.flatnonzero((plan.role == Role.ISSUE) & (plan.queue != NO_QUEUE))
    stage_of = dict(zip(plan.case[issue].tolist(), issue.tolist(), strict=True))
    order = np.lexsort((trace.visit_from, trace.visit_case))
    left = np.append(-NEVER, trace.visit_left[order])[:-1]
    before = np.where(np.diff(trace.visit_case[order], prepend=NONE) == 0, left, -NEVER)
    collects = np.flatnonzero(trace.visit_cause[order] == Cause.COLLECT)
    visit, before = order[collects], before[collects]
    case = trace.visit_case[visit]
    needed = (plan.needs_of(stage_of[one]) for one in case.tolist())
    ready = np.array([max(float(trace.done[need]) for need in needs) for needs in needed], dtype=np.float64)
    column = _return_columns(np.full(len(case), Cause.COLLECT), occurrence(case))
    due = again_at(plan, np.where(before > ready, before, ready), case, column)
    for row in np.flatnonzero(trace.visit_arrival[visit] != due).tolist():
        arrival = trace.visit_arrival[visit[row]]
        yield f"visit {visit[row]} collects at minute {arrival} in place of {due[row]}"


def _in_order(trace: Records) -> Ints:
    """Rows of people's tickets, by visit and number."""
    rows = np.flatnonzero(~trace.of_file)
    return rows[np.lexsort((rows, trace.visit[rows]))]
