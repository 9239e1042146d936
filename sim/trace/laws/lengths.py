"""The laws of how long sessions take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.plan import NEVER, NO_STAGE, Role, Station
from sim.spec import DAY
from sim.tape import Bools, Floats, Ints
from sim.trace.laws.agents import goes_on_from
from sim.trace.laws.looks import NONE, breaches
from sim.trace.records import NOBODY, Outcome, Records

CLOSE = 1e-6
"""Minutes by which the parts of a session that was put down may add up to another whole, by rounding."""


def sessions_last_as_long_as_their_work(trace: Records) -> Iterator[str]:
    """Walk, set-up and work at the clerk's pace make the session, to the last bit; of a file put down, to rounding.

    A clerk who goes on with an agent's next case needs work alone.
    """
    plan = trace.plan
    rows = np.flatnonzero(trace.attended)
    goes_on = goes_on_from(trace)[rows] != NONE
    start = np.where(goes_on, trace.call[rows], trace.call[rows] + plan.walk[trace.queue[rows]])
    yield from breaches(trace.start[rows] != start, "a session starts at the wrong time")
    minutes, begins = _minutes(trace, rows), _with_experts(trace, rows)
    put_down = _off_duty(trace, rows)
    rounded = put_down > 0
    wrong = np.where(
        rounded,
        np.abs(trace.end[rows] - begins - put_down - minutes) > CLOSE,
        trace.end[rows] != begins + minutes,
    )
    yield from breaches(wrong, "a session of wrong length")
    vain = np.flatnonzero((trace.outcome == Outcome.LEFT_IN_SILENCE) & (trace.clerk != NOBODY))
    yield from breaches(trace.released[vain] != trace.call[vain] + plan.recall, "a vain call of wrong length")
    under_way = np.flatnonzero((trace.outcome == Outcome.OPEN) & (plan.station[trace.queue] == Station.BACK_OFFICE))
    under_way = under_way[trace.clerk[under_way] != NOBODY]
    overdue = _on_duty_since(trace, under_way) > _minutes(trace, under_way) + CLOSE
    yield from breaches(overdue, "a file that is never through")


def _minutes(trace: Records, rows: Ints) -> Floats:
    """Minutes of these sessions by the plan."""
    plan, stage, group = trace.plan, trace.stage[rows], trace.group[rows]
    minutes = np.where(goes_on_from(trace)[rows] == NONE, plan.setup[stage], 0.0)
    pace = plan.pace[group, np.minimum(_finished(trace, rows), plan.pace.shape[1] - 1)]
    short = _papers_only(trace, rows)
    tasks = np.diff(plan.tasks)[stage]
    for place in range(int(tasks.max(initial=0))):
        row = np.minimum(plan.tasks[stage] + place, len(plan.work) - 1)
        work = np.where(short, plan.check[row], plan.work[row])
        minutes = np.where(place < tasks, minutes + plan.slowness[group, plan.kind[row]] * pace * work, minutes)
    return np.where(trace.outcome[rows] == Outcome.WRONG_TICKET, plan.tell, minutes)


def _papers_only(trace: Records, rows: Ints) -> Bools:
    """Whether a session looks at papers only: one was missing, or the case had been accepted with an error."""
    intake = trace.plan.role[trace.stage[rows]] == Role.INTAKE
    served = intake & (trace.outcome[rows] == Outcome.SERVED)
    order = np.lexsort((trace.call[rows], trace.stage[rows]))
    stage, before = trace.stage[rows][order], np.cumsum(served[order]) - served[order]
    opens = np.flatnonzero(np.diff(stage, prepend=NO_STAGE))
    again = np.zeros(len(rows), dtype=bool)
    again[order] = before > np.repeat(before[opens], np.diff(np.append(opens, len(stage))))
    short: Bools = np.asarray(intake & (again | (trace.outcome[rows] == Outcome.TURNED_BACK)))
    return short


def _finished(trace: Records, rows: Ints) -> Ints:
    """Sessions of the same matter that the clerk had finished before each of these."""
    plan = trace.plan
    kind = trace.clerk[rows] * (int(plan.matter.max(initial=0)) + 1) + plan.matter[trace.case[rows]]
    counts = trace.outcome[rows] == Outcome.SERVED
    order = np.lexsort((trace.call[rows], trace.released[rows], kind))
    opens = np.flatnonzero(np.diff(kind[order], prepend=-1))
    before = np.cumsum(counts[order]) - counts[order]
    finished = np.zeros(len(rows), dtype=np.int64)
    finished[order] = before - np.repeat(before[opens], np.diff(np.append(opens, len(rows))))
    return finished


def _with_experts(trace: Records, rows: Ints) -> Floats:
    """From when on each session had all experts that it wanted: from its start where it wanted none."""
    plan = trace.plan
    begins = trace.start[rows].copy()
    calls = np.flatnonzero(plan.station[trace.queue] == Station.EXPERTS)
    served = trace.outcome[rows] == Outcome.SERVED
    place = {row: i for i, row in enumerate(rows.tolist())}
    for call in calls.tolist():
        session = rows[(trace.stage[rows] == plan.accepted_at[trace.stage[call]]) & served]
        session = session[(trace.start[session] <= trace.ticket[call]) & (trace.end[session] >= trace.released[call])]
        for row in session.tolist():
            begins[place[row]] = max(begins[place[row]], trace.released[call])
    return begins


def _off_duty(trace: Records, rows: Ints) -> Floats:
    """Minutes over night that the clerk was off duty between start and end of each session with a file."""
    files = np.flatnonzero(trace.plan.station[trace.queue[rows]] == Station.BACK_OFFICE)
    away = np.zeros(len(rows))
    for clerk in np.unique(trace.clerk[rows][files]):
        mine = files[trace.clerk[rows][files] == clerk]
        duty = np.flatnonzero(trace.duty_clerk == clerk)
        duty = duty[np.argsort(trace.duty_on[duty], kind="stable")]
        gaps_from, gaps_to = trace.duty_off[duty][:-1], trace.duty_on[duty][1:]
        over_night = gaps_from // DAY < gaps_to // DAY
        gaps_from, gaps_to = gaps_from[over_night], gaps_to[over_night]
        start, end = trace.start[rows[mine]], trace.end[rows[mine]]
        upto = np.append(0.0, np.cumsum(gaps_to - gaps_from))
        away[mine] = upto[np.searchsorted(gaps_to, end, "right")] - upto[np.searchsorted(gaps_from, start, "left")]
    return np.where(away > 0, away, 0.0)


def _on_duty_since(trace: Records, rows: Ints) -> Floats:
    """Minutes on duty, from the start of each session to the end of the days, of the clerk who has it."""
    minutes = np.zeros(len(rows))
    for place, row in enumerate(rows.tolist()):
        duty = trace.duty_clerk == trace.clerk[row]
        since = np.maximum(trace.duty_on[duty], trace.start[row])
        minutes[place] = np.maximum(trace.duty_off[duty] - since, 0.0).sum()
    return minutes


def nobody_works_twice_at_once(trace: Records) -> Iterator[str]:
    """A file is taken up once, and worked on by one clerk until it is through; nothing of it happens off duty."""
    files = trace.plan.station[trace.queue] == Station.BACK_OFFICE
    through = files & trace.attended
    yield from breaches(through & (trace.released != trace.end), "a file that is through stays with the clerk")
    unfinished = files & ~trace.attended & (trace.outcome != Outcome.OPEN)
    yield from breaches(unfinished, "a file that ends neither served nor left over")
    waits = files & np.isnan(trace.call) & (np.where(np.isnan(trace.end), NEVER, trace.end) < NEVER)
    yield from breaches(waits, "a file that ends without a clerk")
