"""People against waits: halls from hardly enough clerks at the windows to more than the plan has."""

from __future__ import annotations

from sim.plan import Station
from sim.staffing.size_curves import Totals, moved
from sim.staffing.size_pools import Vector
from sim.staffing.size_search import Search

POINTS = 6
"""Halls of a curve, besides the plan and today's."""
LONG = 40.0
"""Minutes of mean wait at which it begins, about."""
BEYOND = 1.12
"""How many clerks at windows it ends with, over those of the plan."""


def path(search: Search, plan: Vector) -> list[Vector]:
    """Halls with ever more clerks at windows, each where it shortens the mean wait most; elsewhere as the plan has it.

    What is known of a clerk's worth is what the search has seen; the last condition is the mean wait.
    """
    team = search.team
    front = [number for number, pool in enumerate(team.pools) if pool.station == Station.WINDOW and pool.groups]
    if not front:
        return []
    planned = team.totals(plan)
    now: Totals = tuple(search.floor[n] if n in front else most for n, most in enumerate(planned))
    last = sum(planned) + max(1, round((BEYOND - 1.0) * sum(planned[n] for n in front)))

    def wait(totals: Totals) -> float:
        return float(search.curves.values(totals, further=True)[-1])

    halls = []
    while sum(now) <= last:
        if wait(now) <= LONG:
            halls.append(now)
        now = min((moved(now, {pool: 1}) for pool in front), key=wait)
    if not halls:
        return []
    places = sorted({round(step * (len(halls) - 1) / (POINTS - 1)) for step in range(POINTS)})
    return [team.spread(halls[place]) for place in places]
