"""The offered load of a hall's clerk groups, reckoned before anything is played."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from sim.demand.arrivals import typical_cases
from sim.demand.distributions import law
from sim.plan import Mark
from sim.plan.calendar import roster_rows, window_steps
from sim.spec import Spec
from sim.spec.people import Matter
from sim.spec.place import sessions
from sim.spec.staff import ClerkGroup


def duty(spec: Spec) -> dict[str, float]:
    """Minutes on duty of each group over the calendar, breaks left out."""
    return {name: _duty(spec, group) for name, group in spec.staff.groups.items()}


def offered_load(spec: Spec) -> dict[str, float]:
    """Expected minutes of work over minutes on duty, by group: above 1 the group cannot keep up.

    Each session goes to the groups that have it in their primary scope, in proportion to their duty. Help, patience
    and closing are left out. Not a number for a group that is never on duty.
    """
    on_duty = duty(spec)
    minutes = dict.fromkeys(on_duty, 0.0)
    typical = np.array([typical_cases(spec, day) for day in spec.calendar.open_days()]) * spec.demand.volume
    for (name, matter), cases in zip(spec.matters.items(), typical.sum(axis=0).tolist(), strict=True):
        for groups, tasks in _sessions(spec, name, matter):
            total = sum(on_duty[group] for group in groups)
            for group in groups:
                share = on_duty[group] / total if total else 0.0
                minutes[group] += cases * share * _minutes(spec, spec.staff.groups[group], matter, tasks)
    return {name: minutes[name] / on_duty[name] if on_duty[name] else float("nan") for name in on_duty}


def _duty(spec: Spec, group: ClerkGroup) -> float:
    if group.windows is None:
        rows = roster_rows(spec, group, 0)
        return sum(row.time if row.mark is Mark.OFF else -row.time for row in rows)
    steps = window_steps(spec, group)
    return sum(number * (end - start) for (start, number), (end, _) in pairwise(steps))


def _sessions(spec: Spec, name: str, matter: Matter) -> list[tuple[list[str], tuple[int, ...]]]:
    """A matter's sessions: the groups that serve each, and its tasks, none at the guidance desk."""
    groups = spec.staff.groups
    found: list[tuple[list[str], tuple[int, ...]]] = []
    if spec.hall.guidance is not None:
        found.append(([key for key, group in groups.items() if group.station == "guidance"], ()))
    for _, tasks in sessions(matter, spec.hall.service_model):
        able = [
            key
            for key, group in groups.items()
            if group.station == "acceptance" and all(group.primary.covers(name, matter, t) for t in tasks)
        ]
        found.append((able, tasks))
    return found


def _minutes(spec: Spec, group: ClerkGroup, matter: Matter, tasks: tuple[int, ...]) -> float:
    """Expected minutes of a clerk of the group for one session."""
    hall = spec.hall
    if not tasks and hall.guidance is not None:
        return group.slowness * hall.guidance.minutes
    work = (
        group.department_slowness.get(matter.tasks[t].department, group.slowness) * law(matter.tasks[t].work).mean
        for t in tasks
    )
    return hall.walk + hall.setup + sum(work)
