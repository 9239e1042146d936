"""The rows in which the compiled loop counts, and the tally that they come to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sim.engine.kernel import rows
from sim.engine.kernel.arrays import COLUMNS, Hall
from sim.engine.kernel.rows import blank
from sim.plan import Plan
from sim.tape import Bools, Cause, Floats
from sim.trace.tally import BINS, OF_TICKETS, OF_VISITS, CaseSums, Kpis, Tally, cells_of


def counts_of(plan: Plan, kpis: Kpis | None) -> dict[str, Any]:
    """The arrays in which is counted what `kpis` asks for, by name; without room where nothing is."""
    if kpis is None:
        return {name: np.zeros((0,) * axes, dtype=kind) for name, (kind, axes) in COLUMNS.items() if name in COUNTS}
    tickets, visits = kpis.offsets(OF_TICKETS), kpis.offsets(OF_VISITS)
    edges = cells_of(plan)
    places = len(plan.queue_names) + len(plan.group_names)
    return {
        "levels_at": tickets,
        "visits_at": visits,
        "alone": _is_alone(kpis, OF_TICKETS),
        "visits_alone": _is_alone(kpis, OF_VISITS),
        "levels": blank(rows.LEVEL, int(tickets[-1])),
        "visit_levels": blank(rows.VISITS, int(visits[-1])),
        "limits": np.array(kpis.limits, dtype=np.float64),
        "late": np.zeros((int(tickets[-1]), len(kpis.limits)), dtype=np.int64),
        "waits": np.zeros((int(tickets[-2]), BINS), dtype=np.int32),
        "edges": edges,
        "cells": np.zeros((places, 2 * len(edges))),
        "busy_of": np.zeros(len(plan.clerk_group)),
        "sums": blank(rows.SUMS, len(plan)),
        "coming_for": np.zeros((len(plan), len(Cause)), dtype=np.int32),
    }


COUNTS = (
    *("levels_at", "visits_at", "alone", "visits_alone", "levels", "visit_levels", "limits", "late", "waits", "edges"),
    *("cells", "busy_of", "sums", "coming_for"),
)
WHOLE_HALL = ("hall", "matter", "priority", "site")
"""Dimensions of which one level alone is the whole hall; as that of departments is not: desks belong to none."""


def _is_alone(kpis: Kpis, dimensions: tuple[str, ...]) -> Bools:
    """(dimensions) Whether each has no level, or one that is the sum of all days."""
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
    here, part = hall.cells[:, ::2], hall.cells[:, 1::2]
    later = np.cumsum(here[:, ::-1], axis=1)[:, ::-1] - here
    minutes: Floats = part[:, :-1] + later[:, :-1] * np.diff(hall.edges)
    return minutes
