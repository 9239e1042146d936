"""The laws of people: they come, take numbers, wait, and leave."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.plan import FINAL, NEVER, Mark, Role
from sim.tape import Bools, Floats, Ints
from sim.trace.laws.agents import as_called, by_one_ticket
from sim.trace.laws.looks import Display, breaches, closed, instants, just_after, level, marked, occurrence, restless
from sim.trace.records import NOBODY, Outcome, Records, VisitOutcome


def times_are_in_order(trace: Records) -> Iterator[str]:
    """Ticket, call, start, end, release; tickets are numbered as they were taken."""
    served, is_open = trace.attended, trace.outcome == Outcome.OPEN
    chain = np.stack([trace.ticket, trace.call, trace.start, trace.end, trace.released])
    yield from breaches(served & ~(np.diff(chain, axis=0) >= 0).all(axis=0), "times run backwards")
    wrong = ~(trace.end >= trace.ticket) | ~(trace.released >= trace.end)
    yield from breaches(wrong & ~is_open, "an end is missing or too early")
    ended = ~np.isnan(trace.end) | ~np.isnan(trace.released) | ~trace.of_file
    yield from breaches(is_open & ended, "an open file that has an end")
    yield from breaches(np.diff(trace.ticket, prepend=-NEVER) < 0, "a later number has an earlier time")
    yield from breaches(served & (trace.clerk == NOBODY), "served by nobody")
    called = trace.clerk != NOBODY
    yield from breaches(called == np.isnan(trace.call), "a call without a clerk, or a clerk without a call")


def numbers_of_an_instant_are_taken_in_order_of_cases(trace: Records) -> Iterator[str]:
    """Who comes at one instant takes numbers in order of cases.

    But for instants in which more happens once clerks have called: see `restless`.
    """
    plan = trace.plan
    called_in = plan.role[trace.stage] == Role.CONSULTATION
    in_turn = ~np.isin(trace.ticket, restless(trace)) & ~called_in
    time, case = trace.ticket[in_turn], trace.case[in_turn]
    yield from breaches((np.diff(time) == 0) & (np.diff(case) < 0), "a number taken out of turn")


@as_called
def nobody_joins_beyond_the_balking_limit(trace: Records) -> Iterator[str]:
    """Who finds more numbers than the limit on display takes no ticket; nobody else is put off by the queue.

    Nor is who is there for a result, or for help.
    """
    plan = trace.plan
    stays = np.isin(plan.role, (Role.ISSUE, Role.HELP))
    balked = np.flatnonzero(trace.visit_outcome == VisitOutcome.BALKED)
    reason = np.zeros(len(balked), dtype=bool)
    for queue, name in enumerate(plan.queue_names):
        if plan.behind_queue[queue]:
            continue
        rows = np.flatnonzero(trace.queue == queue)
        over = np.searchsorted(np.sort(trace.display_end[rows]), trace.ticket[rows], "right")
        beyond = (np.arange(len(rows)) - over > plan.balking) & ~stays[trace.stage[rows]]
        if beyond.any():
            yield f"a ticket is taken beyond the limit in {name}"
        for_it = (plan.queue == queue) | (plan.wrong_queue == queue)
        wants = np.unique(plan.case[for_it & ~stays])
        display = Display(trace, queue, trace.ticket, just_after(trace.display_end))
        full = display.number(trace.visit_left[balked]) > plan.balking
        reason |= full & np.isin(trace.visit_case[balked], wants)
    yield from breaches(~reason, "a person balks without reason")


def patience_ends_when_it_ends(trace: Records) -> Iterator[str]:
    """Nobody is called, or sent home, beyond the limit of patience; who gives up does so at the limit."""
    patience = trace.plan.patience
    time = np.minimum(occurrence(trace.stage), patience.shape[1] - 1)
    limit = trace.ticket + patience[trace.stage, time]
    left = _left(trace)
    yield from breaches(left & (trace.end != limit), "a person gave up too early or too late")
    yield from breaches(~left & (trace.wait_end > limit), "a person waited beyond patience")
    in_time = (trace.call < limit) | ((trace.call == limit) & ~np.isin(trace.call, restless(trace)))
    yield from breaches(left & in_time, "a person gave up who was called in time")


def people_leave_in_silence_as_planned(trace: Records) -> Iterator[str]:
    """Who gives up leaves in silence where the plan says so, and tells of it where it does not."""
    silent = trace.outcome == Outcome.LEFT_IN_SILENCE
    yield from breaches(_left(trace) & (silent != trace.plan.silent[trace.stage]), "silence, or none, against the plan")


def _left(trace: Records) -> Bools:
    """(s) Whether the person gave up waiting."""
    return np.isin(trace.outcome, (Outcome.LEFT, Outcome.LEFT_IN_SILENCE))


def little_holds(trace: Records) -> Iterator[str]:
    """Little's law: stays, visit by visit, are the number inside over time, counted from tickets and waits for results.

    The number inside is counted apart from the visits, at every instant at which anything happens.
    """
    inside = trace.visit_outcome != VisitOutcome.TOO_LATE
    entered, left = trace.visit_from[inside], trace.visit_left[inside]
    start, end = _in_person(trace)
    at = instants(entered, left, start, end)
    number = level(start, end, at)
    area = float((number[:-1] * np.diff(at)).sum()) if len(at) else 0.0
    stays = float((left - entered).sum())
    if abs(area - stays) > 1e-9 * max(stays, 1.0) * max(len(at), 1) ** 0.5:
        yield f"stays add up to {stays} minutes, the number inside to {area}"
    yield from breaches(level(entered, left, at) != number, "the number inside differs between visits and tickets")


def _in_person(trace: Records) -> tuple[Floats, Floats]:
    """Stretches of people with a ticket, and of people who wait in the hall for a result."""
    rows = np.flatnonzero(~trace.of_file)
    rows = rows[np.lexsort((rows, trace.visit[rows]))]
    visit, end = trace.visit[rows], trace.end[rows]
    goes_on = np.append(np.diff(visit) == 0, np.zeros(min(len(visit), 1), dtype=bool))
    until = np.where(goes_on, np.append(trace.ticket[rows][1:], np.nan)[: len(rows)], _leaves(trace, visit, end))
    waits = (trace.plan.awaits[trace.visit_case[visit]] | by_one_ticket(trace)[visit]) & (until > end)
    return np.append(trace.ticket[rows], end[waits]), np.append(end, until[waits])


def _leaves(trace: Records, visit: Ints, end: Floats) -> Floats:
    """When people leave whose last ticket on a visit ended at `end`: who waits for a result, with it or at closing."""
    plan = trace.plan
    closing = np.append(marked(plan, Mark.CLOSE), NEVER)
    shuts = np.where(closed(plan, end), end, closing[np.searchsorted(closing, end, "left")])
    with_result = np.maximum(np.fmin(_results(trace)[trace.visit_case[visit]], shuts), end)
    known = (trace.visit_outcome != VisitOutcome.THROUGH) | by_one_ticket(trace)
    return np.where(known[visit], trace.visit_left[visit], with_result)


def _results(trace: Records) -> Floats:
    """(n) When each result was there, or the case over: for papers that are sent in later nobody waits."""
    plan = trace.plan
    needed = ~np.isin(plan.role, (*FINAL, Role.SUPPLEMENT))
    ready = np.full(len(plan), -NEVER)
    done = trace.done[needed]
    np.maximum.at(ready, plan.case[needed], np.where(np.isnan(done), NEVER, done))
    found: Floats = np.fmin(ready, trace.over)
    return found
