"""Lays a tape over a hall."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import numpy as np

from sim.errors import Fault, InputError
from sim.plan.arrays import NEVER, NO_LIMIT, Closes, Mark, Plan
from sim.plan.calendar import (
    Row,
    after_rest,
    closing_times,
    draw_row,
    first_ticket,
    hall_rows,
    lines,
    opening,
    roster_rows,
    window_clerks,
    window_steps,
)
from sim.plan.queues import Counters, Session
from sim.spec import DAY, Spec
from sim.spec.people import ORDINARY
from sim.tape import GUIDANCE, WINDOWS, Floats, Ints, Tape

Parts = dict[str, Any]
"""Some of a plan's arrays, by name."""
NO_TASK, DESK = -1, -2
"""In place of a task's number: none, and what the guidance desk does."""


def lay(tape: Tape, spec: Spec) -> Plan:
    """Lay `tape` over the hall of `spec`: the cases that come at its volume, their stages, its clerks.

    The tape must have been drawn for the same demand, matters and calendar. Raises `InputError` where a group
    needs more windows than an order of closing is drawn for.
    """
    counters = Counters(spec)
    people = np.flatnonzero(tape.mark < spec.demand.volume)
    clerks = _clerks(spec)
    cases = _cases(tape, spec, people)
    stages = _stages(tape, spec, people, counters)
    return Plan(**cases, **stages, **counters.arrays(), **clerks, **_manners(spec), **_from(tape))


def _cases(tape: Tape, spec: Spec, people: Ints) -> Parts:
    arrival = tape.arrival[people]
    day = (arrival // DAY).astype(np.int64)
    last = closing_times(spec)[day]
    if spec.hall.last_ticket is not None:
        last = np.minimum(last, day * DAY + spec.hall.last_ticket)
    door = _door(spec, arrival, day)
    late = ~(door < last)
    return {
        "person": people,
        "matter": tape.matter[people],
        "priority": tape.priority[people],
        "arrival": arrival,
        "ticket_from": np.where(late, arrival, door),
        "late": late,
        "case_day": day,
    }


def _door(spec: Spec, arrival: Floats, day: Ints) -> Floats:
    """When the door lets each person take a ticket: at once, or when tickets are first given again."""
    spans = opening(spec)
    ends = np.array([end for _, end in spans])
    starts = np.array([start for start, _ in spans])
    for i, first in enumerate(after_rest(spec, spans)):
        if first:
            starts[i] = first_ticket(spec, starts[i])
        elif spec.hall.tickets_in_closures:
            starts[i] = ends[i - 1]
    following = np.searchsorted(ends, arrival, side="right")
    inside = following < len(starts)
    waits_until = np.where(inside, starts[np.minimum(following, len(starts) - 1)], arrival)
    return np.maximum(arrival, np.where(waits_until // DAY == day, waits_until, arrival))


def _stages(tape: Tape, spec: Spec, people: Ints, counters: Counters) -> Parts:
    """The stages of all cases, in the order of the cases, each matter's sessions taken from its pattern."""
    queues, columns, tasks = _patterns(counters)
    matter = tape.matter[people]
    exists = queues[matter] >= 0
    case, level = np.nonzero(exists)
    person, column = people[case], columns[matter][exists]
    return {
        "stages": _offsets(exists.sum(axis=1)),
        "case": case,
        "queue": queues[matter][exists],
        "level": level,
        "setup": np.where(column == GUIDANCE, 0.0, spec.hall.setup),
        "patience": tape.patience[person, column],
        "silent": tape.silent[person, column],
        "head_start": _head_starts(spec)[tape.priority[person]],
        **_tasks(tape, spec, person, tasks[matter][exists], counters),
    }


def _tasks(tape: Tape, spec: Spec, person: Ints, numbers: Ints, counters: Counters) -> Parts:
    """The task rows of stages whose tasks have these `numbers` (stages, places)."""
    stage, place = np.nonzero(numbers != NO_TASK)
    number, who = numbers[stage, place], person[stage]
    at_desk = number == DESK
    desk_minutes = spec.hall.guidance.minutes if spec.hall.guidance is not None else 0.0
    return {
        "tasks": _offsets(np.bincount(stage, minlength=len(numbers))),
        "work": np.where(at_desk, desk_minutes, tape.work[who, np.maximum(number, 0)]),
        "kind": np.where(at_desk, counters.guidance_kind, counters.first_kind[tape.matter[who]] + number),
    }


def _patterns(counters: Counters) -> tuple[Ints, Ints, Ints]:
    """Of each matter's sessions (matters, sessions): queue, column of the tape, and numbers of the tasks."""
    width = max(len(found) for found in counters.sessions)
    depth = max(len(session.tasks) for found in counters.sessions for session in found)
    queues = np.full((len(counters.sessions), width), -1, dtype=np.int64)
    columns = np.zeros_like(queues)
    tasks = np.full((*queues.shape, depth), NO_TASK, dtype=np.int64)
    for matter, found in enumerate(counters.sessions):
        queues[matter, : len(found)] = [session.queue for session in found]
        columns[matter, : len(found)] = _columns(found)
        for place, session in enumerate(found):
            numbers = (DESK,) if session.guidance else session.tasks
            tasks[matter, place, : len(numbers)] = numbers
    return queues, columns, tasks


def _columns(found: tuple[Session, ...]) -> list[int]:
    """Columns of the tape's queues: the desk's own, then the tickets in their order."""
    desks = sum(session.guidance for session in found)
    return [GUIDANCE] * desks + [GUIDANCE + 1 + i for i in range(len(found) - desks)]


def _offsets(lengths: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _head_starts(spec: Spec) -> Floats:
    given = [spec.hall.head_start.get(name, 0.0) for name in (ORDINARY, *spec.demand.classes)]
    return np.array([NEVER if minutes == "strict" else minutes for minutes in given], dtype=np.float64)


def _clerks(spec: Spec) -> Parts:
    rows: list[Row] = list(hall_rows(spec))
    groups: list[int] = []
    closes = []
    for g, (name, group) in enumerate(spec.staff.groups.items()):
        first = len(groups)
        if group.windows is None:
            closes.append(Closes.IDLE_FIRST)
            groups += [g] * sum(line.clerks for line in lines(group))
            rows += roster_rows(spec, group, first)
            continue
        holds = group.end_of_shift != "finish"
        closes.append(Closes.HOLD if holds else Closes[group.closes.upper()])
        steps = window_steps(spec, group)
        number = window_clerks(steps, holds)
        if closes[-1] is Closes.RANDOM and number > WINDOWS:
            key = f"staff.groups.{name}.closes"
            raise InputError(Fault(f"`random` is for at most {WINDOWS} windows, not {number}", "use idle_first", key))
        groups += [g] * number
        rows += [Row(time, Mark.COUNT, g, value) for time, value in steps]
    rows.sort(key=itemgetter(0, 1, 2))
    return {
        "clerk_group": np.array(groups, dtype=np.int64),
        "closes": np.array(closes, dtype=np.int64),
        "calendar_time": np.array([row.time for row in rows], dtype=np.float64),
        "calendar_mark": np.array([row.mark for row in rows], dtype=np.int64),
        "calendar_index": np.array([row.subject for row in rows], dtype=np.int64),
        "calendar_value": np.array([row.value for row in rows], dtype=np.int64),
        "calendar_draw": np.array([draw_row(row.time, spec.calendar.days) for row in rows], dtype=np.int64),
    }


def _from(tape: Tape) -> Parts:
    return {"days": tape.days, "closing_draw": tape.closing.reshape(-1, WINDOWS)}


def _manners(spec: Spec) -> Parts:
    spans = np.array(opening(spec)).reshape(-1, 2)
    balking = spec.demand.balking_limit
    return {
        "recall": spec.hall.recall,
        "balking": NO_LIMIT if balking is None else balking,
        "alis": spec.hall.routing == "alis",
        "serve_out": spec.hall.closing == "serve",
        "open_from": spans[:, 0].copy(),
        "open_to": spans[:, 1].copy(),
        "closing": closing_times(spec),
    }
