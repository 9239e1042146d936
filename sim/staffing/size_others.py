"""Goals that do not add up over pools, such as quantiles: looked for by playing alone, as no curve tells them."""

from __future__ import annotations

from sim.staffing.size_curves import Totals
from sim.staffing.size_pools import Vector
from sim.staffing.size_search import Search

STEPS = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
"""Ways towards a hall in which nobody waits that are tried."""


def with_all(search: Search, clerks: Vector) -> Vector:
    """As many clerks more as all goals need: of all pools at once, then less of each in turn, the largest first."""
    if all(one.is_ratio or not one.sense for one in search.plays.asked) or _keeps(search, clerks):
        return clerks
    low, found = search.team.totals(clerks), search.highest
    for step in STEPS:
        tried = tuple(a + round(step * (b - a)) for a, b in zip(low, search.highest, strict=True))
        if _keeps(search, search.team.spread(tried)):
            found = tried
            break
    for pool in sorted(range(len(low)), key=lambda pool: low[pool] - found[pool]):
        found = _less(search, found, pool, low[pool])
    return search.team.spread(found)


def _less(search: Search, found: Totals, pool: int, low: int) -> Totals:
    """The fewest clerks of one pool with which all is kept, by halving."""
    high = found[pool]
    while low < high:
        middle = (low + high) // 2
        tried = (*found[:pool], middle, *found[pool + 1 :])
        low, high = (low, middle) if _keeps(search, search.team.spread(tried)) else (middle + 1, high)
    return (*found[:pool], high, *found[pool + 1 :])


def _keeps(search: Search, clerks: Vector) -> bool:
    """Whether a hall keeps to all goals on the design replications, with room for the doubt of the fresh ones."""
    plays = search.plays
    plays.look([clerks], search.design, with_told=False)
    told = plays.judged(clerks, search.design, search.statements * 2.0)
    shrink = (len(search.design) / search.fresh) ** 0.5
    bounds = [
        found.mean + one.sense * shrink * (found.high - found.mean)
        for one, found in zip(plays.asked, told, strict=True)
    ]
    return all(one.beyond(bound) <= 0.0 for one, bound in zip(plays.asked, bounds, strict=True))
