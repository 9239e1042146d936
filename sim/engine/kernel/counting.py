"""The rows in which the compiled loop counts, and the tally that they come to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sim.engine.kernel import rows
from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.rows import empty
from sim.plan import Plan
from sim.spec import DAY, HALF_HOUR
from sim.tape import Bools, Cause, Floats
from sim.trace.tally import BINS, OF_TICKETS, OF_VISITS, CaseSums, Kpis, Tally, cells_of


def counts_of(plan: Plan, kpis: Kpis | None) -> dict[str, Any]:
    """The arrays in which is counted what `kpis` asks for, by name; without room where nothing is."""
    none = np.zeros(0, dtype=np.int64)
    tickets = none if kpis is None else kpis.offsets(OF_TICKETS)
    visits = none if kpis is None else kpis.offsets(OF_VISITS)
    limits = np.array(() if kpis is None else kpis.limits, dtype=np.float64)
    edges = cells_of(plan)
    halves = np.arange(plan.days * int(DAY / HALF_HOUR) + 1) * HALF_HOUR
    levels, cases = (0, 0) if kpis is None else (int(tickets[-1]), len(plan))
    places = 0 if kpis is None else len(plan.queue_names) + len(plan.group_names)
    return {
        "levels_at": tickets,
        "visits_at": visits,
        "alone": _is_alone(kpis, OF_TICKETS),
        "visits_alone": _is_alone(kpis, OF_VISITS),
        "levels": empty(rows.LEVEL, levels),
        "visit_levels": empty(rows.VISITS, 0 if kpis is None else int(visits[-1])),
        "limits": limits,
        "late": np.zeros((levels, len(limits)), dtype=np.int64),
        "waits": np.zeros((0 if kpis is None else int(tickets[-2]), BINS), dtype=np.int32),
        "edges": edges,
        "halves": np.searchsorted(edges, halves),
        "half_of": (edges // HALF_HOUR).astype(np.int64),
        "cells": np.zeros((2 * places, len(edges))),
        "busy_of": np.zeros(0 if kpis is None else len(plan.clerk_group)),
        "sums": empty(rows.SUMS, cases),
        "coming_for": np.zeros((cases, len(Cause)), dtype=np.int32),
    }


WHOLE_HALL = ("hall", "matter", "priority", "site")
"""Dimensions of which one level alone is the whole hall; as that of departments is not: desks belong to none."""


def _is_alone(kpis: Kpis | None, dimensions: tuple[str, ...]) -> Bools:
    """(dimensions) Whether each has no level, or one that is the sum of all days."""
    if kpis is None:
        return np.zeros(0, dtype=bool)
    return np.array([kpis.sizes[name] <= (name in WHOLE_HALL) for name in dimensions], dtype=bool)


def _whole(counts: Any, kpis: Kpis, dimensions: tuple[str, ...], together: Callable[..., Any] = np.sum) -> Any:
    """What was counted of each level (levels, ...), those of the whole hall filled in from its days."""
    at = kpis.offsets(dimensions)
    days = counts[slice(*at[dimensions.index("day") :][:2])]
    for place, name in enumerate(dimensions):
        if name in WHOLE_HALL and kpis.sizes[name] == 1:
            counts[at[place]] = together(days, axis=0)
    return counts


def tally_from(plan: Plan, kpis: Kpis, hall: Hall, rest: dict[str, Any]) -> Tally:
    """What the loop has counted; `rest` are the columns of stages, cases, duties and tides, as in a trace."""
    levels, visits, sums = hall.levels, hall.visit_levels, hall.sums
    of_tickets, of_visits = (partial(_whole, kpis=kpis, dimensions=names) for names in (OF_TICKETS, OF_VISITS))
    minutes = _minutes(hall)
    queues = len(plan.queue_names)
    return Tally(
        plan=plan,
        kpis=kpis,
        number=of_tickets(np.column_stack([levels[name].astype(np.int64) for name in NUMBERS])),
        late=of_tickets(hall.late),
        minutes=of_tickets(np.column_stack([levels.wait, levels.any_wait, levels.service])),
        longest=of_tickets(levels.longest.copy(), together=np.max),
        waits=of_tickets(hall.waits),
        visits=of_visits(visits.visits.copy()),
        first_visits=of_visits(visits.first.copy()),
        visit_minutes=of_visits(visits.minutes.copy()),
        waiting=minutes[:queues],
        busy=minutes[queues:],
        busy_of=hall.busy_of,
        case_sums=CaseSums(
            visits=hall.coming_for.astype(np.int64),
            window_tickets=sums.window_tickets.astype(np.int64),
            errors=sums.errors.astype(np.int64),
            **{name: sums[name].copy() for name in SAME},
        ),
        **rest,
    )


NUMBERS = ("taken", "served", "ended", "left", "silent")
SAME = ("in_hall", "inside", "left", "waited", "at_stations", "at_issue", "turned_back", "seen", "turned_back_at_first")


def _minutes(hall: Hall) -> Floats:
    """(queues and groups, cells) Minutes of their stretches in each cell.

    What lies before the end of a stretch, less what lies before its beginning: a part of the cell that the time is in,
    and all earlier cells.
    """
    here, part = hall.cells[::2], hall.cells[1::2]
    later = np.cumsum(here[:, ::-1], axis=1)[:, ::-1] - here
    minutes: Floats = part[:, :-1] + later[:, :-1] * np.diff(hall.edges)
    return minutes
