"""Lays a tape over a hall."""

from __future__ import annotations

from operator import itemgetter

import numpy as np

from sim.errors import Fault, InputError
from sim.plan.arrays import NEVER, NO_LIMIT, Closes, Mark, Parts, Plan
from sim.plan.calendar import (
    Row,
    closing_times,
    doors,
    down_rows,
    draw_row,
    hall_rows,
    lines,
    opening,
    roster_rows,
    window_clerks,
    window_steps,
)
from sim.plan.people import Crowd, crowd_of
from sim.plan.queues import Counters
from sim.plan.steps import stages_of
from sim.spec import DAY, Spec
from sim.streams import Purpose
from sim.tape import CLERKS, OCCURRENCES, RETURNS, WINDOWS, Cause, Ints, Tape


def lay(tape: Tape, spec: Spec) -> Plan:
    """Lay `tape` over the hall of `spec`: the cases that come at its volume, their stages, its clerks.

    The tape must have been drawn for the same demand, matters and calendar. Raises `InputError` where a group
    needs more windows than an order of closing is drawn for.
    """
    counters = Counters(spec)
    crowd = crowd_of(tape, spec, counters)
    cases = _cases(tape, spec, crowd)
    stages = stages_of(tape, spec, crowd, counters)
    return Plan(**cases, **stages, **counters.arrays(), **_clerks(tape, spec), **_manners(spec), **_from(tape))


def _cases(tape: Tape, spec: Spec, crowd: Crowd) -> Parts:
    people, arrival = crowd.person, crowd.arrival
    starts, ends = doors(spec)
    following = np.searchsorted(ends, arrival, side="right")
    late = np.append(starts // DAY, np.inf)[following] > arrival // DAY
    return {
        "person": people,
        "matter": tape.matter[people],
        "priority": crowd.priority,
        "arrival": arrival,
        "ticket_from": np.where(late, arrival, np.maximum(arrival, np.append(starts, NEVER)[following])),
        "late": late,
        "case_day": (arrival // DAY).astype(np.int64),
        "online": crowd.online,
        "site": crowd.site,
        "travel": crowd.travel,
        "no_show": crowd.no_show,
        "next_case": crowd.next_case,
        "after_another": np.isin(np.arange(len(people)), crowd.next_case),
        **_returns(tape, spec, people),
    }


def _returns(tape: Tape, spec: Spec, people: Ints) -> Parts:
    """Who comes again for which cause, and when."""
    rules = spec.demand.returns
    if rules is None:
        nobody = np.zeros((len(people), RETURNS), dtype=np.int64)
        return {"again": nobody.astype(bool), "again_days": nobody, "again_time": nobody.astype(np.float64)}
    shares = dict.fromkeys(Cause, 1.0) | {Cause.GAVE_UP: rules.after_giving_up, Cause.CLOSING: rules.after_closing}
    shares |= dict.fromkeys((Cause.PAPERS, Cause.ERROR), rules.after_papers)
    share = np.array([shares[cause] for cause in Cause if cause != Cause.FIRST]).repeat(OCCURRENCES)
    # A tape by hand has no marks: who comes again is then as the shares say at the mark 0.
    marks = tape.marks.get(Purpose.AGAIN, np.zeros((len(tape), RETURNS)))
    return {
        "again": marks[people] < share,
        "again_days": tape.again_days[people],
        "again_time": tape.again_time[people],
    }


def _clerks(tape: Tape, spec: Spec) -> Parts:
    rows: list[Row] = [*hall_rows(spec), *down_rows(spec)]
    groups: list[int] = []
    closes = []
    for g, (name, group) in enumerate(spec.staff.groups.items()):
        first = len(groups)
        if group.windows is None:
            closes.append(Closes.IDLE_FIRST)
            groups += [g] * sum(line.clerks for line in lines(group))
            if group.attendance < 1.0 and len(groups) > CLERKS:
                key = f"staff.groups.{name}.attendance"
                raise InputError(Fault(f"is for the first {CLERKS} clerks of a hall", "name this group earlier", key))
            rows += roster_rows(spec, name, first, tape.absence)
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
    starts, ends = doors(spec)
    balking = spec.demand.balking_limit
    return {
        "recall": spec.hall.recall,
        "last_resort": spec.hall.help_desk.after if spec.hall.help_desk is not None else NO_LIMIT,
        "one_ticket": spec.demand.agents is not None and spec.demand.agents.tickets == "one",
        "tell": spec.hall.wrong_tickets.minutes if spec.hall.wrong_tickets is not None else 0.0,
        "balking": NO_LIMIT if balking is None else balking,
        "alis": spec.hall.routing == "alis",
        "serve_out": spec.hall.closing == "serve",
        "open_from": spans[:, 0].copy(),
        "open_to": spans[:, 1].copy(),
        "closing": closing_times(spec),
        "open_days": np.array(list(spec.calendar.open_days()), dtype=np.int64),
        "door_from": starts,
        "door_to": ends,
    }
