"""The offered load of a hall's clerk groups, reckoned before anything is played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise, product
from math import prod

import numpy as np

from sim.demand.arrivals import typical_cases
from sim.demand.distributions import law
from sim.plan import NO_QUEUE, Mark, Role, Station
from sim.plan.calendar import roster_rows, window_steps
from sim.plan.queues import Counters
from sim.plan.stages import DESK, Course, Stage, Way
from sim.spec import Spec
from sim.spec.staff import ClerkGroup


def duty(spec: Spec) -> dict[str, float]:
    """Minutes on duty of each group over the calendar, breaks left out."""
    return {name: _duty(spec, name, group) for name, group in spec.staff.groups.items()}


def offered_load(spec: Spec) -> dict[str, float]:
    """Expected minutes of work over minutes on duty, by group: above 1 the group cannot keep up.

    Each session or file goes to the groups that have it in their primary scope, in proportion to their duty. Every case
    is taken to bring all its papers and to go through once: sessions cut short, returns, help, patience and closing are
    left out. Not a number for a group that is never on duty.
    """
    on_duty = duty(spec)
    minutes = dict.fromkeys(on_duty, 0.0)
    typical = np.array([typical_cases(spec, day) for day in spec.calendar.open_days()]) * spec.demand.volume
    counters = Counters(spec)
    for number, cases in enumerate(typical.sum(axis=0).tolist()):
        for chance, way in _ways(spec, number):
            for stage in Course(counters, way).stages:
                _share_out(spec, counters, way.matter, stage, cases * chance, on_duty, minutes)
    return {name: minutes[name] / on_duty[name] if on_duty[name] else float("nan") for name in on_duty}


def _duty(spec: Spec, name: str, group: ClerkGroup) -> float:
    if group.windows is None:
        rows = roster_rows(spec, name, 0, np.ones((0, 0)))
        return group.attendance * sum(row.time if row.mark is Mark.OFF else -row.time for row in rows)
    steps = window_steps(spec, group)
    return sum(number * (end - start) for (start, number), (end, _) in pairwise(steps))


def _ways(spec: Spec, number: int) -> Iterator[tuple[float, Way]]:
    """The ways that cases of a matter go, each with its chance."""
    matter, hall = list(spec.matters.values())[number], spec.hall
    online = spec.demand.online if matter.online is None else matter.online
    courier, by_wire = (hall.issue.courier, hall.issue.online) if hall.issue is not None else (0.0, 0.0)
    asks = hall.enquiries.share if hall.enquiries is not None else 0.0
    inspected, breach = (
        (hall.commitment.inspected, hall.commitment.breach) if hall.commitment is not None else (0.0, 0.0)
    )
    chances: list[tuple[float, ...]] = [(1.0 - share, share) for share in (online, matter.instant)]
    chances += [(1.0 - courier - by_wire, courier, by_wire), (1.0 - asks, asks), (1.0 - inspected, inspected)]
    chances += [(1.0 - breach, breach)]
    for choice in product(*(range(len(chance)) for chance in chances)):
        chance = prod(options[c] for options, c in zip(chances, choice, strict=True))
        if chance > 0.0:
            filed, instant, delivery, question, looked_at, broken = choice
            yield (
                chance,
                Way(number, bool(filed), bool(instant), delivery, bool(question), False, bool(looked_at), bool(broken)),
            )


def _share_out(
    spec: Spec,
    counters: Counters,
    number: int,
    stage: Stage,
    cases: float,
    on_duty: Mapping[str, float],
    minutes: dict[str, float],
) -> None:
    """Add the minutes of a stage of so many `cases` to those of the groups that have it in their primary scope."""
    if stage.queue == NO_QUEUE:
        return
    matter = list(spec.matters.values())[number]
    _, station, (primary, *_) = list(counters.queues)[stage.queue]
    able = [name for name, serves in zip(spec.staff.groups, primary, strict=True) if serves]
    total = sum(on_duty[name] for name in able)
    beside = spec.hall.setup if stage.role in (Role.INTAKE, Role.REVIEW) else 0.0
    beside += spec.hall.walk if station is Station.WINDOW else 0.0
    for name in able:
        group, work = spec.staff.groups[name], 0.0
        pace = group.pace(spec.hall.slowness)
        for piece in stage.pieces:
            if piece.task == DESK:
                work += pace * piece.minutes
                continue
            task = matter.tasks[piece.task]
            slowness = group.department_slowness.get(task.department, pace)
            work += slowness * (piece.factor * law(task.work).mean + piece.minutes)
        minutes[name] += cases * (beside + work) * (on_duty[name] / total if total else 0.0)
