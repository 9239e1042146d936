"""Lays a tape over a hall."""

from __future__ import annotations

from copy import copy
from functools import partial
from operator import itemgetter

import numpy as np

from sim.errors import Fault, InputError
from sim.plan.arrays import NEVER, NO_CASE, NO_LIMIT, Closes, Mark, Parts, Plan
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
from sim.plan.laid import Laid, Premises
from sim.plan.people import Crowd, crowd_of
from sim.plan.queues import Counters
from sim.plan.stages import register
from sim.plan.steps import Steps
from sim.plan.ways import Ways
from sim.spec import DAY, Spec
from sim.streams import Purpose
from sim.tape import (
    CLERKS,
    HALF_HOURS,
    OCCURRENCES,
    RETURNS,
    WINDOWS,
    Bools,
    Cause,
    Floats,
    Ints,
    Tape,
    everybody,
    is_alike,
    rows_of,
)


class Layout:
    """A hall ready to have tapes laid over it, one after another: all of it that does not depend on who comes.

    It learns which ways people go; several threads may lay tapes over it at once.
    Raises `InputError` where a group needs more windows than an order of closing is drawn for.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.counters = Counters(spec)
        register(self.counters)
        self._queues = self.counters.arrays()
        self._ways = Ways(self.counters)
        self._manners = _manners(spec)
        self._groups = _groups(spec)
        self._premises = self._with(_calendar(spec, NOBODY_AWAY))
        self._some_stay_away = any(group.attendance < 1.0 for group in spec.staff.groups.values())
        self._closes_at_random = (self._groups["closes"] == Closes.RANDOM).any()

    def lay(self, tape: Tape) -> Laid:
        """Lay `tape` over the hall: the cases that come at its volume, their stages, its clerks.

        The tape must have been drawn for the same demand, matters and calendar.
        """
        crowd = crowd_of(tape, self.spec, self.counters)
        cases = self._cases(tape, crowd)
        steps = Steps(tape, self.spec, crowd, self._ways)
        shape = tape.days * HALF_HOURS, WINDOWS
        drawn = tape.closing.reshape(shape) if self._closes_at_random else everybody(0.0, *shape)
        own: Parts = {"days": tape.days, "closing_draw": drawn}
        made_by = steps.makers() | dict.fromkeys(
            ("ticket_from", "late", "case_day"), partial(self._at_the_door, crowd.arrival)
        )
        return Laid.over(self._premises_on(tape), steps, made_by, cases | steps.of_cases() | own)

    def restaffed(self, spec: Spec) -> Layout:
        """The layout of `spec`, the same hall but for `clerks` of its groups: all else is worked out once for both."""
        found = copy(self)
        found.spec, found._groups = spec, _groups(spec)
        found._premises = found._with(_calendar(spec, NOBODY_AWAY))
        return found

    def lay_again(self, plan: Laid) -> Laid:
        """The people of `plan`, which was laid over the same hall with other numbers of clerks, over this one."""
        return plan.at(self._premises_on(plan.steps.tape))

    def _premises_on(self, tape: Tape) -> Premises:
        return self._with(_calendar(self.spec, tape.absence)) if self._some_stay_away else self._premises

    def _with(self, calendar: Parts) -> Premises:
        return Premises(self._queues | self._groups | calendar | self._manners)

    def _at_the_door(self, arrival: Floats) -> Parts:
        """When people can take a first ticket, whether they come too late for one, and on which day."""
        starts, ends = self._manners["door_from"], self._manners["door_to"]
        following = np.searchsorted(ends, arrival, side="right")
        late = np.append(starts // DAY, np.inf)[following] > arrival // DAY
        return {
            "ticket_from": np.where(late, arrival, np.maximum(arrival, np.append(starts, NEVER)[following])),
            "late": late,
            "case_day": (arrival // DAY).astype(np.int64),
        }

    def _cases(self, tape: Tape, crowd: Crowd) -> Parts:
        people, arrival = crowd.person, crowd.arrival
        return {
            "person": people,
            "matter": crowd.matter,
            "priority": crowd.priority,
            "arrival": arrival,
            "online": crowd.online,
            "site": crowd.site,
            "travel": crowd.travel,
            "no_show": crowd.no_show,
            "next_case": crowd.next_case,
            "after_another": _after_another(crowd.next_case),
            **_returns(tape, self.spec, people),
        }


def lay(tape: Tape, spec: Spec) -> Plan:
    """Lay a tape over the hall of `spec`, as `Layout(spec).lay` does, which is the quicker the more are laid."""
    return Layout(spec).lay(tape)


def _after_another(next_case: Ints) -> Bools:
    """(n) Whether an agent has another case before each."""
    if is_alike(next_case):
        return everybody(False, len(next_case))
    found = np.zeros(len(next_case), dtype=bool)
    found[next_case[next_case != NO_CASE]] = True
    return found


def _returns(tape: Tape, spec: Spec, people: Ints) -> Parts:
    """Who comes again for which cause, and when."""
    rules = spec.demand.returns
    if rules is None:
        never = {"again": False, "again_days": 0, "again_time": 0.0}
        return {name: everybody(value, len(people), RETURNS) for name, value in never.items()}
    shares = dict.fromkeys(Cause, 1.0) | {Cause.GAVE_UP: rules.after_giving_up, Cause.CLOSING: rules.after_closing}
    shares |= dict.fromkeys((Cause.PAPERS, Cause.ERROR), rules.after_papers)
    share = np.array([shares[cause] for cause in Cause if cause != Cause.FIRST]).repeat(OCCURRENCES)
    # A tape by hand has no marks: who comes again is then as the shares say at the mark 0.
    marks = tape.marks.get(Purpose.AGAIN, np.zeros((len(tape), RETURNS)))
    return {
        "again": rows_of(people, marks) < share,
        "again_days": rows_of(people, tape.again_days),
        "again_time": rows_of(people, tape.again_time),
    }


NOBODY_AWAY = np.ones((0, CLERKS))
"""No marks of clerks: everybody comes."""


def _groups(spec: Spec) -> Parts:
    """The clerks of the groups, and how each closes its windows."""
    groups: list[int] = []
    closes = []
    for g, (name, group) in enumerate(spec.staff.groups.items()):
        if group.windows is None:
            closes.append(Closes.IDLE_FIRST)
            groups += [g] * sum(line.clerks for line in lines(group))
            if group.attendance < 1.0 and len(groups) > CLERKS:
                key = f"staff.groups.{name}.attendance"
                raise InputError(Fault(f"is for the first {CLERKS} clerks of a hall", "name this group earlier", key))
            continue
        holds = group.end_of_shift != "finish"
        closes.append(Closes.HOLD if holds else Closes[group.closes.upper()])
        number = window_clerks(window_steps(spec, group), holds)
        if closes[-1] is Closes.RANDOM and number > WINDOWS:
            key = f"staff.groups.{name}.closes"
            raise InputError(Fault(f"`random` is for at most {WINDOWS} windows, not {number}", "use idle_first", key))
        groups += [g] * number
    return {"clerk_group": np.array(groups, dtype=np.int64), "closes": np.array(closes, dtype=np.int64)}


def _calendar(spec: Spec, absence: Floats) -> Parts:
    """When the hall opens and closes, and clerks come and go, but for those who are away by their marks."""
    rows: list[Row] = [*hall_rows(spec), *down_rows(spec)]
    first = 0
    for g, (name, group) in enumerate(spec.staff.groups.items()):
        if group.windows is None:
            rows += roster_rows(spec, name, first, absence)
            first += sum(line.clerks for line in lines(group))
        else:
            steps = window_steps(spec, group)
            rows += [Row(time, Mark.COUNT, g, value) for time, value in steps]
            first += window_clerks(steps, group.end_of_shift != "finish")
    rows.sort(key=itemgetter(0, 1, 2))
    return {
        "calendar_time": np.array([row.time for row in rows], dtype=np.float64),
        "calendar_mark": np.array([row.mark for row in rows], dtype=np.int64),
        "calendar_index": np.array([row.subject for row in rows], dtype=np.int64),
        "calendar_value": np.array([row.value for row in rows], dtype=np.int64),
        "calendar_draw": np.array([draw_row(row.time, spec.calendar.days) for row in rows], dtype=np.int64),
    }


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
