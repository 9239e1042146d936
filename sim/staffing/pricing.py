"""A bound on what plans of a menu cost, by what windows are worth and the least worth of windows that keep a level."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import sub
from typing import Any, NamedTuple

import numpy as np

from sim.staffing.days import Floats
from sim.staffing.diagram import Diagram
from sim.staffing.interrupts import TimeUp
from sim.staffing.master import unit
from sim.staffing.problem import Menu
from sim.staffing.sampled import SampledPool
from sim.staffing.tangents import Tangents

SAFE = 1e-6
"""Share by which prices, and what is added to them, are taken down for the tolerance of the linear programme."""
WIDTH = 16
"""Places that the first diagram tells apart in a period;"""
ROOM = 4e8
"""and bytes that those of a later one may take."""
CHOICES = 8
"""About so many numbers of windows the first diagram tells apart in a period, up to those of the cheapest plan;"""
BEYOND = 1.1
"""from so many times these on it tells ever fewer apart."""
WIDER = 2.0
"""By how much each diagram is finer than the one before, where time allows."""
ROUNDING = 1e-6


class Prices(NamedTuple):
    """What windows are worth."""

    windows: Floats
    """(cells) No shift costs less than the windows that it opens are worth, but for what limits have to do with it."""
    rest: float
    """What every plan costs beyond its windows' worth, at the least; below 0 where limits keep shifts apart."""


def prices(lines: Tangents) -> Prices | None:
    """What windows are worth where the cheapest shifts in fractions are that pass all lines; null where there are none.

    By the duals of the linear programme: each line's slopes times what it costs to pass it.
    """
    from scipy.optimize import linprog

    programme = lines.programme
    cuts = np.array([cut.slopes for cut in lines.cuts]).reshape(-1, len(lines.top))
    least = np.array([cut.least for cut in lines.cuts])
    rows, bounds = programme.below()
    limits: Any = {"A_ub": np.vstack([-cuts @ programme.cover, rows]), "b_ub": np.concatenate([-least, bounds])}
    most: Any = np.column_stack([np.zeros(len(programme.most)), programme.most])
    found: Any = linprog(programme.costs, **limits, bounds=most, method="highs")
    if found.status != 0:
        return None
    worth = np.maximum(-found.ineqlin.marginals[: len(cuts)], 0.0) @ cuts * (1.0 - SAFE)
    beyond: Any = linprog(
        programme.costs - worth @ programme.cover, A_ub=rows, b_ub=bounds, bounds=most, method="highs"
    )
    if beyond.status != 0:
        return None
    return Prices(worth, float(beyond.fun) - SAFE * float(found.fun))


def bounded_by_prices(
    lines: Tangents,
    near: Sequence[int],
    design: SampledPool,
    least: Sequence[int],
    lower: float,
    enough: float,
    left: Callable[[], float],
) -> float:
    """A bound on the cost of plans that keep the level of the design days, from diagrams that grow finer.

    It ends where a diagram does not come beyond `lower`, which is known otherwise, or comes to `enough`, or time is up.
    `least` are windows by cell that every plan has, and `near` about those of the cheapest.
    """
    found = prices(lines)
    if found is None or design.monotone != "proven":
        return lower
    menu, spare = lines.menu, float(found.windows @ np.array(least))
    over = [math.inf if price < ROUNDING else (enough - found.rest - spare) / price for price in found.windows]
    most = [int(min(top, few + max(more, 0.0))) for top, few, more in zip(lines.top, least, over, strict=True)]
    if any(many < few for many, few in zip(most, least, strict=True)):
        return lower
    diagram = Diagram(design, found.windows.tolist(), least, most, left)
    levels, width = _levels(least, most, near), WIDTH
    while lower < enough and width * diagram.room <= ROOM:
        began = time.perf_counter()
        try:
            bound = diagram.draw(width, enough - found.rest, levels)
        except TimeUp:
            break
        if _whole(menu, bound + found.rest) <= lower:
            break
        lower = min(_whole(menu, bound + found.rest), enough)
        finer = [*map(_halved, levels, most)]
        more = sum(map(len, finer)) / sum(map(len, levels))
        longer = min(WIDER, left() / (time.perf_counter() - began) / more)
        if longer <= 1.0 and more == 1.0:
            break
        levels, width = finer, math.ceil(width * max(longer, 1.0))
    return lower


def _levels(least: Sequence[int], most: Sequence[int], near: Sequence[int]) -> list[list[int]]:
    """By period, windows in equal steps up to somewhat more than are `near`, then in ever longer ones."""
    step = max(1, round(max(map(sub, near, least)) / CHOICES))
    found = []
    for few, many, about in zip(least, most, near, strict=True):
        levels, far = [few], step
        while levels[-1] + far <= many:
            levels.append(levels[-1] + far)
            far *= 2 if levels[-1] > BEYOND * about else 1
        found.append(levels)
    return found


def _halved(levels: Sequence[int], most: int) -> list[int]:
    """The levels, and one between any two that are not neighbours."""
    return sorted({*levels, *((low + high) // 2 for low, high in pairwise((*levels, most + 1)))})


def _whole(menu: Menu, cost: float) -> float:
    """The least that a plan can cost which costs no less, as all costs are multiples of one."""
    of = unit([shift.cost for shift in menu.shifts])
    return cost if of is None else math.ceil(cost / of - ROUNDING) * of
