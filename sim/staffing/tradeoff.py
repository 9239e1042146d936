"""Cost against wait: the cheapest plan for each of several service levels (the epsilon-constraint method)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.staffing.problem import Bounds, Menu, Oracle, Solution
from sim.staffing.solver import solve

Tell = Callable[[float, Bounds], None]
"""Told of the level that is worked on, and how far that is."""


@dataclass(frozen=True)
class Point:
    """The cheapest plan that was found for a level."""

    level: float
    """What may not be exceeded: minutes of wait, or a share late."""
    solution: Solution

    @property
    def cost(self) -> float:
        """Of the plan; infinite where there is none."""
        return self.solution.cost


def tradeoff(
    menu: Menu,
    oracle_of: Callable[[float], Oracle],
    levels: Sequence[float],
    *,
    seconds: float | None = None,
    gap: float = 0.0,
    tell: Tell | None = None,
) -> list[Point]:
    """The cheapest plan for each of the `levels`, in ascending order: cost is minimised, wait is bounded.

    `oracle_of` a level says which windows keep it; what keeps a level must keep every higher one. `seconds` are for
    all together, each level has an equal share of what is left. Levels are worked on from the loosest: no plan for a
    tighter one can be cheaper than that bound; and in the end a plan for a tighter level takes the place of a dearer
    one.

    Source: Haimes, Lasdon and Wismer (1971), the epsilon-constraint method; Mavrotas (2009) for what points share.
    Raises ValueError without levels. An interrupt keeps what is found: the level under way, and those before it.
    """
    if not levels:
        raise ValueError("there are no levels")
    found: list[Point] = []
    spent, below = 0.0, 0.0
    order = sorted(set(levels), reverse=True)
    for number, level in enumerate(order):
        share = None if seconds is None else max(0.0, seconds - spent) / (len(order) - number)
        told = None if tell is None else (lambda bounds, level=level: tell(level, bounds))
        solution = solve(menu, oracle_of(level), seconds=share, gap=gap, tell=told)
        spent += solution.bounds.seconds
        below = max(below, solution.bounds.lower)
        found.append(Point(level, _raised(solution, below)))
        if solution.status == "interrupted":
            break
    return _cheapest(found[::-1])


def _raised(solution: Solution, lower: float) -> Solution:
    """The solution with a bound that is known from a looser level."""
    bounds = solution.bounds
    return replace(solution, bounds=replace(bounds, lower=min(max(bounds.lower, lower), bounds.upper)))


def _cheapest(points: Sequence[Point]) -> list[Point]:
    """Points, the tightest first, each with a tighter one's plan where that is cheaper."""
    best: Solution | None = None
    found = []
    for point in points:
        solution = point.solution
        if best is not None and best.cost < solution.cost:
            bounds = replace(solution.bounds, upper=best.cost, lower=min(solution.bounds.lower, best.cost))
            solution = replace(
                solution, counts=best.counts, windows=best.windows, bounds=bounds, ties=(), all_ties=False
            )
        best = solution if solution.cost < math.inf else best
        found.append(Point(point.level, solution))
    return found


def knee(points: Mapping[float, float] | Sequence[tuple[float, float]]) -> float | None:
    """The wait at which the curve of cost over wait bends most: beyond it little is saved, before it little is gained.

    Of points (wait, cost) it is the one furthest below the straight line from the first to the last, both axes scaled
    to that range (Satopaa, Albrecht, Irwin and Raghavan 2011, section III, for a convex falling curve). None where no
    point is below that line, or there are fewer than three.
    """
    pairs = sorted(points.items() if isinstance(points, Mapping) else points)
    pairs = [(wait, cost) for wait, cost in pairs if math.isfinite(cost)]
    if len(pairs) < 3 or pairs[0][1] <= pairs[-1][1]:
        return None
    (first, dear), (last, cheap) = pairs[0], pairs[-1]
    below = {
        wait: 1.0 - (wait - first) / (last - first) - (cost - cheap) / (dear - cheap) for wait, cost in pairs[1:-1]
    }
    best = max(below, key=lambda wait: below[wait])
    return best if below[best] > 1e-9 else None
