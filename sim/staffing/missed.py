"""Where a hall that was played missed the service."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from sim.staffing.asked import Asked
from sim.staffing.plans import Key, service_of_day
from sim.staffing.playing import Found
from sim.staffing.pooldays import Kept

FEWEST = 1.0
"""Tickets a day; the service of half-hours with fewer is not looked at."""
BEYOND_CHANCE = 4.0
"""Standard errors by which what is known exactly may be missed on a few days."""
ENOUGH = 10
"""Replications from which a standard error can be told."""
Served = Mapping[Key, Sequence[Kept]]
"""By line and weekday how each span kept the service."""


def served(asked: Asked, played: Found) -> Served:
    """How the lines of a hall that was played kept the service."""
    return {(line, day): service_of_day(asked, played, line, day) for line in asked.lines for day in asked.cells}


def spans_missed(
    asked: Asked, seen: Served, errors: float = 0.0, known: Collection[str] = ()
) -> dict[Key, tuple[int, ...]]:
    """By line and weekday the spans in which the service was missed, on the average of all days less some `errors`.

    With `errors` below 0, those in which so many are not left of the target. Of lines whose service is `known` from
    elsewhere only what chance does not explain, if there are enough replications.
    """
    found = {
        (line, day): tuple(
            place
            for place, one in enumerate(spans)
            if asked.counts(line, day)[place]
            and one.tickets >= FEWEST
            and one.value > asked.target(line) + np.nan_to_num((BEYOND_CHANCE if line in known else errors) * one.error)
        )
        for (line, day), spans in seen.items()
        if line not in known or asked.replications >= ENOUGH
    }
    return {key: places for key, places in found.items() if places}
