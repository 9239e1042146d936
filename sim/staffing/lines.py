"""Lines: where people or files wait for the same groups. Groups that share queues are staffed by their lines.

A line is all queues that the same groups have in their primary scope; "front+back" is the one that both of these serve.
A group that shares no queue has one line, which is called as the group. One line more, STAY, is of whole visits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.plan import Plan, Station
from sim.spec import DAY, Spec
from sim.spec.staffing import SHARED, STAY
from sim.staffing.pooldays import Tickets, turns
from sim.tape import Bools, Floats, Ints
from sim.trace import Trace


def lines_of(plan: Plan, groups: Sequence[str]) -> dict[str, Ints]:
    """By line that any of the groups serves its queues, in the order of the groups; those for experts are left out."""
    names = list(plan.group_names)
    found: dict[str, list[int]] = {}
    for queue in range(plan.primary.shape[1]):
        members = [name for number, name in enumerate(names) if plan.primary[number, queue]]
        if any(name in groups for name in members) and plan.station[queue] != Station.EXPERTS:
            found.setdefault(SHARED.join(members), []).append(queue)
    order = sorted(found, key=lambda line: min(groups.index(name) for name in members_of(line) if name in groups))
    return {line: np.array(found[line], dtype=np.int64) for line in order}


def members_of(line: str) -> tuple[str, ...]:
    """The groups that serve a line."""
    return tuple(line.split(SHARED))


def is_shared(line: str) -> bool:
    """Whether several groups serve a line."""
    return SHARED in line


@dataclass(frozen=True)
class Look:
    """Looks at the tickets of lines, of groups that share one, and at visits as a whole."""

    groups: tuple[str, ...]

    def __call__(self, trace: Trace, spec: Spec) -> dict[str, Tickets]:
        """By line its tickets; by group that shares a line those that it served; and the visits.

        Files, which wait over nights, wait in minutes in which the hall is open.
        """
        plan = trace.plan
        lines = lines_of(plan, self.groups)
        clock = _OpenMinutes(plan)
        turn = turns(trace.stage)
        found = {line: _tickets(trace, spec, np.isin(trace.queue, mine), turn, clock) for line, mine in lines.items()}
        sharing = {name for line in lines if is_shared(line) for name in members_of(line) if name in self.groups}
        own = np.isin(trace.queue, np.concatenate(list(lines.values())))
        for name in sharing:
            served = own & (trace.group == plan.group_names.index(name))
            found[name] = _tickets(trace, spec, served, turn, clock)
        return found | {STAY: _visits(trace, spec)}


class _OpenMinutes:
    """Minutes in which the hall has been open since the beginning."""

    def __init__(self, plan: Plan) -> None:
        self._edges = np.stack([plan.open_from, plan.open_to], axis=1).ravel()
        steps = np.diff(self._edges, prepend=self._edges[:1])
        steps[::2] = 0.0
        self._open = np.cumsum(steps)

    def at(self, time: Floats) -> Floats:
        """Until these times."""
        return np.asarray(np.interp(time, self._edges, self._open))


def _tickets(trace: Trace, spec: Spec, mine: Bools, turn: Ints, clock: _OpenMinutes) -> Tickets:
    measured, horizon = spec.calendar.measured, spec.calendar.days * DAY
    first, last = measured.start * DAY, measured.stop * DAY
    row = np.flatnonzero(mine & (trace.ticket >= first) & (trace.ticket < last))
    row = row[np.argsort(trace.ticket[row], kind="stable")]
    taken, patience = trace.ticket[row], trace.plan.patience
    day = np.floor(taken / DAY).astype(np.int64)
    until = np.nan_to_num(trace.wait_end[row], nan=horizon)
    wait = np.where(trace.of_file[row], clock.at(until) - clock.at(taken), until - taken)
    column = np.minimum(turn[row], patience.shape[1] - 1)
    return Tickets(
        day,
        taken - day * DAY,
        wait,
        np.where(trace.attended[row], trace.released[row] - trace.call[row], np.nan),
        patience[trace.stage[row], column],
        np.nan_to_num(trace.released[row], nan=horizon) - day * DAY,
    )


def _visits(trace: Trace, spec: Spec) -> Tickets:
    """Visits that came to an end, from the door on."""
    measured = spec.calendar.measured
    came = trace.visit_arrival
    row = np.flatnonzero((came >= measured.start * DAY) & (came < measured.stop * DAY) & np.isfinite(trace.visit_left))
    row = row[np.argsort(came[row], kind="stable")]
    day = np.floor(came[row] / DAY).astype(np.int64)
    nothing = np.full(len(row), np.nan)
    stay = trace.visit_left[row] - came[row]
    return Tickets(day, came[row] - day * DAY, stay, nothing, nothing, trace.visit_left[row] - day * DAY)


def inside(tickets: Sequence[Tickets], times: Floats) -> Floats:
    """How many of the tickets are taken and not yet done with, at absolute minutes."""
    begun = np.sort(np.concatenate([one.day * DAY + one.time for one in tickets]))
    ended = np.sort(np.concatenate([one.day * DAY + one.out for one in tickets]))
    return np.asarray(np.searchsorted(begun, times, "right") - np.searchsorted(ended, times, "right"), dtype=np.float64)
