"""The laws of people: they come, take numbers, wait, and leave."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.plan import NEVER
from sim.tape import Bools
from sim.trace.laws.looks import Display, breaches, instants, just_after, level, stood_by
from sim.trace.records import NOBODY, CaseOutcome, Outcome, Records


def times_are_in_order(trace: Records) -> Iterator[str]:
    """Ticket, call, start, end, release; tickets are numbered as they were taken."""
    served = trace.outcome == Outcome.SERVED
    chain = np.stack([trace.ticket, trace.call, trace.start, trace.end, trace.released])
    yield from breaches(served & ~(np.diff(chain, axis=0) >= 0).all(axis=0), "times run backwards")
    yield from breaches(~(trace.end >= trace.ticket) | ~(trace.released >= trace.end), "an end is missing or too early")
    yield from breaches(np.diff(trace.ticket, prepend=-NEVER) < 0, "a later number has an earlier time")
    yield from breaches(served & (trace.clerk == NOBODY), "served by nobody")
    called = trace.clerk != NOBODY
    yield from breaches(called == np.isnan(trace.call), "a call without a clerk, or a clerk without a call")


def cases_are_conserved(trace: Records) -> Iterator[str]:
    """Each case goes through its stages in order, one at a time, and says how it ended."""
    plan, n = trace.plan, len(trace.plan)
    order = np.lexsort((np.arange(len(trace)), trace.case))
    case, stage = trace.case[order], trace.stage[order]
    first = np.diff(case, prepend=-1) != 0
    out_of_order = np.where(first, stage != plan.stages[case], np.diff(stage, prepend=0) != 1)
    yield from breaches(out_of_order, "a stage out of order")
    since = np.append(0.0, trace.end[order])[:-1]
    yield from breaches(~first & (trace.ticket[order] != since), "a person in two queues, or in none")
    went_on = np.append(~first, False)[1:]
    yield from breaches(went_on & (trace.outcome[order] != Outcome.SERVED), "a person went on without being served")
    served = np.bincount(trace.case[trace.outcome == Outcome.SERVED], minlength=n)
    tickets = np.bincount(trace.case, minlength=n)
    gave_up = np.bincount(trace.case[_left(trace)], minlength=n)
    stages, outcome = np.diff(plan.stages), trace.case_outcome
    yield from breaches((outcome == CaseOutcome.DONE) != ((served == stages) & ~plan.late), "done is not done")
    yield from breaches((outcome == CaseOutcome.GAVE_UP) != (gave_up == 1), "gave up without leaving a queue")
    yield from breaches((outcome == CaseOutcome.TOO_LATE) != plan.late, "too late is not late")
    yield from breaches(plan.late & (tickets > 0), "a ticket for who came too late")
    balked = outcome == CaseOutcome.BALKED
    yield from breaches(balked & ((tickets != served) | (served >= stages)), "balked after taking a ticket")


def first_tickets_are_taken_at_the_door(trace: Records) -> Iterator[str]:
    """The first ticket is taken when the door lets the person take one; who takes none leaves at that time."""
    plan = trace.plan
    first = trace.stage == plan.stages[trace.case]
    yield from breaches(first & (trace.ticket != plan.ticket_from[trace.case]), "a first ticket too early or too late")
    without = np.bincount(trace.case, minlength=len(plan)) == 0
    yield from breaches(without & (trace.left != plan.ticket_from), "a person without a ticket lingers")


def numbers_of_an_instant_are_taken_in_order_of_cases(trace: Records) -> Iterator[str]:
    """Who comes at one instant takes numbers in order of cases; whom it served in no time takes the next one later."""
    late_for_it = stood_by(trace) > trace.ticket
    same = np.diff(trace.ticket) == 0
    backwards = ~late_for_it[1:] & (late_for_it[:-1] | (np.diff(trace.case) < 0))
    yield from breaches(same & backwards, "a number taken out of turn")


def nobody_joins_beyond_the_balking_limit(trace: Records) -> Iterator[str]:
    """Who finds more numbers than the limit on display takes no ticket; nobody else is put off by the queue."""
    plan = trace.plan
    served = np.bincount(trace.case, minlength=len(plan))
    balked = np.flatnonzero(trace.case_outcome == CaseOutcome.BALKED)
    wanted = plan.queue[plan.stages[balked] + served[balked]]
    for queue, name in enumerate(plan.queue_names):
        rows = np.flatnonzero(trace.queue == queue)
        over = np.searchsorted(np.sort(trace.display_end[rows]), trace.ticket[rows], "right")
        if (np.arange(len(rows)) - over > plan.balking).any():
            yield f"a ticket is taken beyond the limit in {name}"
        display = Display(trace, queue, trace.ticket, just_after(trace.display_end))
        if (display.number(trace.left[balked[wanted == queue]]) <= plan.balking).any():
            yield f"a person balks without reason at {name}"


def patience_ends_when_it_ends(trace: Records) -> Iterator[str]:
    """Nobody is called, or sent home, beyond the limit of patience; who gives up does so at the limit."""
    limit = trace.ticket + trace.plan.patience[trace.stage]
    left = _left(trace)
    yield from breaches(left & (trace.end != limit), "a person gave up too early or too late")
    yield from breaches(~left & (trace.wait_end > limit), "a person waited beyond patience")
    yield from breaches(left & (trace.call <= limit), "a person gave up who was called in time")


def people_leave_in_silence_as_planned(trace: Records) -> Iterator[str]:
    """Who gives up leaves in silence where the plan says so, and tells of it where it does not."""
    silent = trace.outcome == Outcome.LEFT_IN_SILENCE
    yield from breaches(_left(trace) & (silent != trace.plan.silent[trace.stage]), "silence, or none, against the plan")


def _left(trace: Records) -> Bools:
    """(s) Whether the person gave up waiting."""
    return np.isin(trace.outcome, (Outcome.LEFT, Outcome.LEFT_IN_SILENCE))


def little_holds(trace: Records) -> Iterator[str]:
    """Little's law: time spent inside, case by case, is the number inside, counted over time from the tickets."""
    inside = ~trace.plan.late
    entered, left = trace.plan.ticket_from[inside], trace.left[inside]
    at = instants(entered, left, trace.ticket, trace.end)
    number = level(trace.ticket, trace.end, at)
    area = float((number[:-1] * np.diff(at)).sum()) if len(at) else 0.0
    stays = float((left - entered).sum())
    if abs(area - stays) > 1e-9 * max(stays, 1.0) * max(len(at), 1) ** 0.5:
        yield f"stays add up to {stays} minutes, the number inside to {area}"
    yield from breaches(level(entered, left, at) != number, "the number inside differs between cases and tickets")
