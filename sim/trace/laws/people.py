"""The laws of a hall. They are computed from the trace alone, apart from how any engine came to it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator

import numpy as np

from sim.errors import ResultError
from sim.plan import NEVER, Mark
from sim.tape import Bools, Floats, Ints
from sim.trace.records import NOBODY, CaseOutcome, Outcome, Records

Law = Callable[[Records], Iterator[str]]


class LawError(ResultError):
    """A trace breaks a law of a hall: the engine, or the plan that it played, is wrong."""


def check(trace: Records) -> None:
    """Hold a trace against every law; raises `LawError` that names the law and its first breach."""
    for law in LAWS:
        for breach in law(trace):
            raise LawError(f"{law.__name__.replace('_', ' ')}: {breach}")


def _rows(wrong: Bools, what: str) -> Iterator[str]:
    if wrong.any():
        rows = np.flatnonzero(wrong)
        yield f"{what} in {len(rows)} rows, first in row {rows[0]}"


def level(start: Floats, end: Floats, at: Floats) -> Ints:
    """How many of the stretches from `start` up to, but not including, `end` hold each instant of `at`."""
    return np.searchsorted(np.sort(start), at, "right") - np.searchsorted(np.sort(end), at, "right")


def times_are_in_order(trace: Records) -> Iterator[str]:
    """Ticket, call, start, end, release; tickets are numbered as they were taken."""
    served = trace.outcome == Outcome.SERVED
    chain = np.stack([trace.ticket, trace.call, trace.start, trace.end, trace.released])
    yield from _rows(served & ~(np.diff(chain, axis=0) >= 0).all(axis=0), "times run backwards")
    yield from _rows(~(trace.end >= trace.ticket) | ~(trace.released >= trace.end), "an end is missing or too early")
    yield from _rows(np.diff(trace.ticket, prepend=-NEVER) < 0, "a later number has an earlier time")
    yield from _rows(served & (trace.clerk == NOBODY), "served by nobody")
    late = trace.plan.late
    yield from _rows(~late & ~(trace.left >= trace.plan.ticket_from), "a person left before coming")
    called = trace.clerk != NOBODY
    yield from _rows(called == np.isnan(trace.call), "a call without a clerk, or a clerk without a call")


def cases_are_conserved(trace: Records) -> Iterator[str]:
    """Each case goes through its stages in order, one at a time, and says how it ended."""
    plan, n = trace.plan, len(trace.plan)
    order = np.lexsort((np.arange(len(trace)), trace.case))
    case, stage = trace.case[order], trace.stage[order]
    first = np.diff(case, prepend=-1) != 0
    yield from _rows(
        np.where(first, stage != plan.stages[case], np.diff(stage, prepend=0) != 1), "a stage out of order"
    )
    moved = ~first
    since = np.concatenate([[0.0], trace.end[order][:-1]])
    yield from _rows(moved & (trace.ticket[order] != since), "a person in two queues, or in none")
    went_on = np.concatenate([moved[1:], [False]]) if len(moved) else moved
    yield from _rows(went_on & (trace.outcome[order] != Outcome.SERVED), "a person went on without being served")
    served = np.bincount(trace.case[trace.outcome == Outcome.SERVED], minlength=n)
    tickets = np.bincount(trace.case, minlength=n)
    stages = np.diff(plan.stages)
    outcome = trace.case_outcome
    gave_up = np.bincount(trace.case[np.isin(trace.outcome, (Outcome.LEFT, Outcome.LEFT_IN_SILENCE))], minlength=n)
    yield from _rows((outcome == CaseOutcome.DONE) != ((served == stages) & ~plan.late), "done is not done")
    yield from _rows((outcome == CaseOutcome.GAVE_UP) != (gave_up == 1), "gave up without leaving a queue")
    yield from _rows((outcome == CaseOutcome.TOO_LATE) != plan.late, "too late is not late")
    yield from _rows(plan.late & (tickets > 0), "a ticket for who came too late")
    balked = outcome == CaseOutcome.BALKED
    yield from _rows(balked & ((tickets != served) | (served >= stages)), "balked after taking a ticket")


def clerks_serve_one_at_a_time(trace: Records) -> Iterator[str]:
    """No clerk is in two sessions."""
    called = np.flatnonzero(trace.clerk != NOBODY)
    order = called[np.lexsort((trace.released[called], trace.call[called], trace.clerk[called]))]
    same = np.diff(trace.clerk[order]) == 0
    overlap = same & (trace.call[order][1:] < trace.released[order][:-1])
    yield from _rows(overlap, "a clerk calls while in a session")


def clerks_start_on_duty(trace: Records) -> Iterator[str]:
    """A session starts within duty, or after closing with clerks who stay; it ends before the clerk goes off."""
    on, due, off = trace.duty_on, trace.duty_due, trace.duty_off
    yield from _rows(~((on <= due) & (due <= off)), "duty ends before it begins, or never")
    order = np.lexsort((on, trace.duty_clerk))
    again = np.diff(trace.duty_clerk[order]) == 0
    yield from _rows(again & (on[order][1:] < off[order][:-1]), "a clerk is on duty twice")
    keys = trace.duty_clerk[order].astype(float)
    for row in np.flatnonzero(trace.clerk != NOBODY).tolist():
        lo, hi = np.searchsorted(keys, [trace.clerk[row], trace.clerk[row] + 1])
        duty = int(order[lo + np.searchsorted(on[order[lo:hi]], trace.call[row], "right") - 1]) if hi > lo else -1
        if duty < 0 or trace.call[row] < on[duty] or trace.released[row] > _last_off(trace, duty):
            yield f"ticket {row} is called by clerk {trace.clerk[row]} off duty"
            return
        if trace.call[row] >= due[duty] and not (trace.plan.serve_out and due[duty] >= _closing(trace, row)):
            yield f"ticket {row} is called after the end of duty of clerk {trace.clerk[row]}"
            return


def _last_off(trace: Records, duty: int) -> float:
    """When the clerk of a duty row went off, duties that follow without a gap counted in."""
    off = float(trace.duty_off[duty])
    mine = np.flatnonzero(trace.duty_clerk == trace.duty_clerk[duty])
    for row in mine[np.argsort(trace.duty_on[mine], kind="stable")]:
        if trace.duty_on[row] == off:
            off = float(trace.duty_off[row])
    return off


def _closing(trace: Records, row: int) -> float:
    """The last closing time before a call."""
    closings, _ = _closed(trace)
    before = closings[closings <= trace.call[row]]
    return float(before[-1]) if len(before) else NEVER


def _closed(trace: Records) -> tuple[Floats, Floats]:
    """From when to when the hall is closed between its days: closing times, and the mornings that follow."""
    time, mark = trace.plan.calendar_time, trace.plan.calendar_mark
    mornings = time[mark == Mark.MORNING]
    return time[mark == Mark.CLOSE], np.append(mornings[1:], NEVER)


def _may_start(trace: Records, at: Floats) -> Bools:
    """Whether sessions may start at these instants."""
    opened = level(trace.plan.open_from, trace.plan.open_to, at) > 0
    return opened | (level(*_closed(trace), at) > 0) if trace.plan.serve_out else opened


def sessions_start_in_opening_hours(trace: Records) -> Iterator[str]:
    """Windows call in opening hours, or after closing where those inside are served."""
    called = trace.clerk != NOBODY
    yield from _rows(called & ~_may_start(trace, trace.call), "a call while the windows are closed")


def no_window_is_idle_while_its_tickets_wait(trace: Records) -> Iterator[str]:
    """A free clerk on duty and a ticket of the clerk's primary scope never stay apart."""
    plan = trace.plan
    times = [trace.ticket, trace.display_end, trace.call, trace.released, trace.duty_on, trace.duty_off]
    at = np.unique(np.concatenate([*times, plan.calendar_time]))
    at = at[~np.isnan(at)]
    waits = np.stack(
        [level(trace.ticket[q], trace.display_end[q], at) for q in _by(trace.queue, len(plan.queue_names))]
    )
    allowed = _may_start(trace, at)
    duty_group = plan.clerk_group[trace.duty_clerk]
    for group, calls in enumerate(_by(trace.group, len(plan.group_names))):
        duty = duty_group == group
        idle = level(trace.duty_on[duty], trace.duty_off[duty], at) - level(
            trace.call[calls], trace.released[calls], at
        )
        yield from _rows(idle < 0, f"{plan.group_names[group]} has more sessions than clerks")
        wanted = waits[plan.primary[group]].sum(axis=0)
        if (wrong := (idle > 0) & (wanted > 0) & allowed).any():
            yield f"{plan.group_names[group]} is idle at minute {at[wrong][0]} while a ticket waits"


def _by(labels: Ints, number: int) -> list[Bools]:
    return [labels == i for i in range(number)]


def no_junior_passes_a_senior(trace: Records) -> Iterator[str]:
    """Within a queue the most senior ticket on display is called first, and nobody joins beyond the balking limit."""
    plan = trace.plan
    senior = trace.ticket - plan.head_start[trace.stage]
    for queue in range(len(plan.queue_names)):
        rows = np.flatnonzero(trace.queue == queue)
        # at one instant numbers are taken before any is called, then cleared
        events = [(trace.ticket[i], 0, i) for i in rows] + [(trace.display_end[i], 1, i) for i in rows]
        shown: list[tuple[float, int]] = []
        for time, ends, i in sorted(events):
            rank = (float(senior[i]), int(i))
            if not ends:
                insort(shown, rank)
                continue
            place = bisect_left(shown, rank)
            if trace.clerk[i] != NOBODY and any(_passed(trace, time, j) for _, j in shown[:place]):
                yield f"ticket {i} is called before a senior one in {plan.queue_names[queue]}"
                return
            shown.pop(place)


def _passed(trace: Records, time: float, senior: int) -> bool:
    """Whether a senior ticket stood by: taken before this instant, and still on display after it."""
    return bool(trace.ticket[senior] < time < trace.display_end[senior])


def helpers_keep_the_help_rule(trace: Records) -> Iterator[str]:
    """Clerks serve what is in their scope; the secondary one only when help is due."""
    plan = trace.plan
    called = np.flatnonzero(trace.clerk != NOBODY)
    group, queue = trace.group[called], trace.queue[called]
    own, helps = plan.primary[group, queue], plan.secondary[group, queue]
    yield from _rows(~own & ~helps, "a call outside every scope")
    for row, g in zip(called[~own & helps], group[~own & helps], strict=True):
        now = trace.call[row]
        shown = (trace.queue == trace.queue[row]) & (trace.ticket <= now) & (trace.display_end >= now)
        oldest = trace.ticket[shown].min()
        if shown.sum() <= plan.help_over[g] and now < oldest + plan.help_after[g]:
            yield f"ticket {row} is called by a helper, but no help was due"
            return


def sessions_last_as_long_as_their_work(trace: Records) -> Iterator[str]:
    """Walk, set-up and work at the group's slowness make the session, to the last bit."""
    plan = trace.plan
    served = np.flatnonzero(trace.outcome == Outcome.SERVED)
    stage, group = trace.stage[served], trace.group[served]
    minutes = plan.setup[stage]
    tasks = np.diff(plan.tasks)[stage]
    for place in range(int(tasks.max(initial=0))):
        row = np.minimum(plan.tasks[stage] + place, len(plan.work) - 1)
        minutes = np.where(place < tasks, minutes + plan.slowness[group, plan.kind[row]] * plan.work[row], minutes)
    start = trace.call[served] + plan.walk[plan.queue[stage]]
    yield from _rows(
        (trace.start[served] != start) | (trace.end[served] != start + minutes), "a session of wrong length"
    )
    vain = np.flatnonzero((trace.outcome == Outcome.LEFT_IN_SILENCE) & (trace.clerk != NOBODY))
    yield from _rows(trace.released[vain] != trace.call[vain] + plan.recall, "a vain call of wrong length")


def patience_ends_when_it_ends(trace: Records) -> Iterator[str]:
    """Nobody is called, or sent home, beyond the limit of patience; who gives up does so at the limit."""
    limit = trace.ticket + trace.plan.patience[trace.stage]
    left = np.isin(trace.outcome, (Outcome.LEFT, Outcome.LEFT_IN_SILENCE))
    yield from _rows(left & (trace.end != limit), "a person gave up too early or too late")
    yield from _rows(~left & (trace.wait_end > limit), "a person waited beyond patience")


def little_holds(trace: Records) -> Iterator[str]:
    """Little's law: time spent inside, case by case, is the number inside, counted over time from the tickets."""
    inside = ~trace.plan.late
    entered, left = trace.plan.ticket_from[inside], trace.left[inside]
    at = np.unique(np.concatenate([entered, left, trace.ticket, trace.end]))
    number = level(trace.ticket, trace.end, at)
    area = float((number[:-1] * np.diff(at)).sum()) if len(at) else 0.0
    stays = float((left - entered).sum())
    if abs(area - stays) > 1e-9 * max(stays, 1.0) * max(len(at), 1) ** 0.5:
        yield f"stays add up to {stays} minutes, the number inside to {area}"
    yield from _rows(level(entered, left, at) != number, "the number inside differs between cases and tickets")


LAWS: tuple[Law, ...] = (
    times_are_in_order,
    cases_are_conserved,
    clerks_serve_one_at_a_time,
    clerks_start_on_duty,
    sessions_start_in_opening_hours,
    no_window_is_idle_while_its_tickets_wait,
    no_junior_passes_a_senior,
    helpers_keep_the_help_rule,
    sessions_last_as_long_as_their_work,
    patience_ends_when_it_ends,
    little_holds,
)
