"""The rows in which the compiled loop counts, and the tally that they come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel.arrays import Hall
from sim.engine.kernel.piece import EMPTY, Shape
from sim.engine.kernel.rows import Rows, neighbours
from sim.plan import Plan
from sim.tape import Bools, Cause, Floats, Ints
from sim.trace.tally import BINS, OF_TICKETS, OF_VISITS, CaseSums, Kpis, Tally, cells_of


def counts_of(plan: Plan, kpis: Kpis | None) -> dict[str, Rows]:
    """What the loop reads of what `kpis` asks for, by name; all arrays of counts without rows where there are none."""
    if kpis is None:
        return {name: EMPTY[name] for name in COUNTS}
    edges = cells_of(plan)
    return {
        "levels_at": kpis.offsets(OF_TICKETS),
        "visits_at": kpis.offsets(OF_VISITS),
        "alone": _is_alone(kpis, OF_TICKETS),
        "visits_alone": _is_alone(kpis, OF_VISITS),
        "limits": np.array(kpis.limits, dtype=np.float64),
        "edges": edges,
    }


def levels_of(plan: Plan, kpis: Kpis | None) -> dict[str, Shape]:
    """The shapes of the arrays in which is counted by level, cell and clerk."""
    if kpis is None:
        return {}
    levels, places = int(kpis.offsets(OF_TICKETS)[-1]), len(plan.queue_names) + len(plan.group_names)
    return {
        "levels": (levels,),
        "visit_levels": (int(kpis.offsets(OF_VISITS)[-1]),),
        "late": (levels, len(kpis.limits)),
        "cells": (places, 2 * len(cells_of(plan))),
        "busy_of": (len(plan.clerk_group),),
    }


def cases_of(plan: Plan, kpis: Kpis | None) -> dict[str, Shape]:
    """Those of the arrays in which is counted by case."""
    return {} if kpis is None else {"sums": (len(plan),), "coming_for": (len(plan), len(Cause))}


def waits_of(levels_at: Ints) -> NDArray[np.int32]:
    """The bins of waits of all levels, nothing in them."""
    found = np.empty((int(levels_at[-2]), BINS), dtype=np.int32)
    # Not as `np.zeros`: this lets other threads go on meanwhile.
    found.fill(0)
    return found


COUNTS = (
    *("levels_at", "visits_at", "alone", "visits_alone", "levels", "visit_levels", "limits", "late", "waits", "edges"),
    *("cells", "busy_of", "sums", "coming_for"),
)
WHOLE_HALL = ("hall", "matter", "priority", "site")
"""Dimensions of which one level alone is the whole hall; as that of departments is not: desks belong to none."""


def _is_alone(kpis: Kpis, dimensions: tuple[str, ...]) -> Bools:
    """(dimensions) Whether each has no level, or one that is the sum of all days."""
    return np.array([kpis.sizes[name] <= (name in WHOLE_HALL) for name in dimensions], dtype=bool)


class _Whole:
    """Fills in what was counted of the whole hall, in each dimension in which this is one level, from its days."""

    def __init__(self, kpis: Kpis, at: Ints, dimensions: tuple[str, ...]) -> None:
        day = dimensions.index("day")
        self._days = slice(int(at[day]), int(at[day + 1]))
        self._rows = [int(at[n]) for n, name in enumerate(dimensions) if name in WHOLE_HALL and kpis.sizes[name] == 1]

    def __call__(self, counts: Any, together: Callable[..., Any] = np.add.reduce) -> Any:
        """The same counts of each level (levels, ...), filled in."""
        counts[self._rows] = together(counts[self._days], axis=0)
        return counts


def tally_from(plan: Plan, kpis: Kpis, hall: Hall, rest: dict[str, Any]) -> Tally:
    """What the loop has counted; `rest` are the columns of stages, cases, duties and tides, as in a trace."""
    levels, visits = hall.levels, hall.visit_levels
    of_tickets = _Whole(kpis, hall.levels_at, OF_TICKETS)
    of_visits = _Whole(kpis, hall.visits_at, OF_VISITS)
    minutes = _minutes(hall)
    queues = len(plan.queue_names)
    return Tally(
        plan=plan,
        kpis=kpis,
        number=of_tickets(neighbours(levels, "taken", "silent").astype(np.int64)),
        late=of_tickets(hall.late.copy()),
        minutes=of_tickets(neighbours(levels, "wait", "service").copy()),
        longest=of_tickets(levels["longest"].copy(), together=np.maximum.reduce),
        waits=of_tickets(hall.waits),
        visits=of_visits(visits["visits"].copy()),
        first_visits=of_visits(visits["first"].copy()),
        visit_minutes=of_visits(visits["minutes"].copy()),
        waiting=minutes[:queues],
        busy=minutes[queues:],
        busy_of=hall.busy_of.copy(),
        case_sums=_case_sums(hall),
        **rest,
    )


def _case_sums(hall: Hall) -> CaseSums:
    """What each case comes to: columns, each in one piece."""
    found: dict[str, Any] = {"visits": hall.coming_for.astype(np.int64)}
    for kind, columns in ((np.float64, MINUTES), (np.int64, NUMBERS), (np.bool_, TRUTHS)):
        found |= zip(columns, neighbours(hall.sums, columns[0], columns[-1]).T.astype(kind, order="C"), strict=True)
    return CaseSums(**found)


MINUTES = ("in_hall", "inside", "left", "waited", "at_stations", "at_issue")
NUMBERS = ("window_tickets", "errors")
TRUTHS = ("turned_back", "seen", "turned_back_at_first")
"""What each case comes to, in the order of the rows."""


def _minutes(hall: Hall) -> Floats:
    """(queues and groups, cells) Minutes of their stretches in each cell.

    What lies before the end of a stretch, less what lies before its beginning: a part of the cell that the time is in,
    and all earlier cells.
    """
    here, part = hall.cells[:, ::2], hall.cells[:, 1::2]
    later = np.cumsum(here[:, ::-1], axis=1)[:, ::-1] - here
    minutes: Floats = part[:, :-1] + later[:, :-1] * np.diff(hall.edges)
    return minutes
