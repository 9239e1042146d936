"""A cheaper plan near to one that keeps the level: clerks taken away, and small parts of the plan made anew.

What is found is only as good as the search; a bound is not to be had from it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from sim.staffing.interrupts import heard
from sim.staffing.mending import keeps
from sim.staffing.problem import Menu, Oracle

SAME = 1e-9
"""Costs that differ by less are the same."""
MOST_ADDED = 4
"""Clerks that are put in the place of two, at most."""


def descended(menu: Menu, oracle: Oracle, plan: Sequence[int], seconds: float) -> tuple[int, ...]:
    """A plan that keeps all conditions and costs no more than `plan`, clerks by shift, which must keep them.

    First clerks are taken away one by one, the dearest first, as long as all conditions are kept; then any two are
    taken away, and others put in their place who cost less together, those first who mend most for their cost. It
    ends where nothing of that helps, or after so many `seconds`.
    """
    ends = time.perf_counter() + seconds
    best = _taken(menu, oracle, plan, ends)
    better = True
    while better:
        better = False
        for fewer in _without_two(menu, best):
            if time.perf_counter() > ends:
                return tuple(best)
            found = _remade(menu, oracle, fewer, menu.cost(best))
            if found is not None:
                best, better = _taken(menu, oracle, found, ends), True
                break
        heard()
    return tuple(best)


def _taken(menu: Menu, oracle: Oracle, plan: Sequence[int], ends: float) -> list[int]:
    """The plan without clerks who can be spared, one after the other."""
    best = list(plan)
    order = sorted(range(len(menu.shifts)), key=lambda shift: -menu.shifts[shift].cost)
    spared = True
    while spared:
        spared = False
        for shift in order:
            while best[shift] and time.perf_counter() < ends:
                trial = [count - (place == shift) for place, count in enumerate(best)]
                if not allowed(menu, trial) or not keeps(oracle, menu.windows(trial), _first(menu, shift)):
                    break
                best, spared = trial, True
        if time.perf_counter() > ends:
            break
    return best


def _first(menu: Menu, shift: int) -> int:
    """The first cell that a shift covers."""
    return menu.shifts[shift].covers.index(True)


def _without_two(menu: Menu, plan: Sequence[int]) -> Iterator[list[int]]:
    """Plans with any two clerks fewer, the dearest pairs first."""
    used = [shift for shift, count in enumerate(plan) if count]
    pairs = [(one, two) for one, two in combinations_with_replacement(used, 2) if plan[one] >= (2 if one == two else 1)]
    for one, two in sorted(pairs, key=lambda pair: -sum(menu.shifts[shift].cost for shift in pair)):
        yield [count - (place == one) - (place == two) for place, count in enumerate(plan)]


def _remade(menu: Menu, oracle: Oracle, fewer: Sequence[int], cost: float) -> list[int] | None:
    """The plan with clerks added until it keeps all conditions, at less than so much; None where that is not found."""
    plan = list(fewer)
    missing = missed(oracle, menu.windows(plan))
    for _ in range(MOST_ADDED):
        left = cost - menu.cost(plan) - SAME
        if missing <= 0.0:
            return plan if allowed(menu, plan) else None
        tried = [
            (_gain(oracle, menu, plan, shift, missing), shift)
            for shift, about in enumerate(menu.shifts)
            if about.cost < left and plan[shift] < menu.most.get(about.name, plan[shift] + 1)
        ]
        if not tried:
            return None
        (gain, less), shift = max(tried, key=lambda one: (one[0][0], -one[1]))
        if gain <= 0.0:
            return None
        plan[shift] += 1
        missing = less
    return plan if missing <= 0.0 and menu.cost(plan) < cost - SAME and allowed(menu, plan) else None


def _gain(oracle: Oracle, menu: Menu, plan: Sequence[int], shift: int, missing: float) -> tuple[float, float]:
    """What one more clerk on a shift mends for its cost, and how much is missed then."""
    trial = [count + (place == shift) for place, count in enumerate(plan)]
    less = missed(oracle, menu.windows(trial))
    return (missing - less) / menu.shifts[shift].cost, less


def missed(oracle: Oracle, windows: Sequence[int]) -> float:
    """By how much windows miss all conditions together; 0 where they keep them."""
    return sum(max(0.0, oracle.excess(windows, number)) for number in range(len(oracle.conditions)))


def allowed(menu: Menu, plan: Sequence[int]) -> bool:
    """Whether a plan is within the limits of its menu."""
    windows = menu.windows(plan)
    counts = {shift.name: count for shift, count in zip(menu.shifts, plan, strict=True)}
    sums = [(sum(w * counts[name] for name, w in limit.weights.items()), limit) for limit in menu.limits]
    return (
        all(has >= low for has, low in zip(windows, menu.floor or (0,) * menu.cells, strict=True))
        and all(has <= high for has, high in zip(windows, menu.ceiling or windows, strict=True))
        and all(n <= menu.most.get(name, n) for name, n in counts.items())
        and all(limit.low is None or total >= limit.low for total, limit in sums)
        and all(limit.high is None or total <= limit.high for total, limit in sums)
    )
