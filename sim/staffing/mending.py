"""Windows that keep all conditions, from windows that do not: raised where they must be, lowered where they can be."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import chain

from sim.staffing.problem import Menu, Oracle

WORST = 2
"""Conditions, of those that are missed most, for which clerks are swapped."""
BETTER = 1e-6
"""By how much less must be missed after a swap."""


def raised(oracle: Oracle, windows: Sequence[int], floor: Sequence[int], top: Sequence[int]) -> list[int] | None:
    """Windows raised one by one in the earliest period that misses a condition, or the one before, until none does.

    None where `top` itself is in the way.
    """
    need = [min(max(low, number), most) for low, number, most in zip(floor, windows, top, strict=True)]
    for _ in range(2):  # the windows of a period bear on those who came just before it, too
        for condition, asked in enumerate(oracle.conditions):
            near = range(len(need)) if asked.period is None else range(max(asked.period - 1, 0), asked.period + 1)
            while oracle.excess(need, condition) > 0.0:
                cells = {cell: _one_more(oracle, need, cell, condition) for cell in near if need[cell] < top[cell]}
                if not cells:
                    return None
                need[min(cells, key=cells.__getitem__)] += 1
    return need if keeps(oracle, need) else None


def lowered(oracle: Oracle, windows: Sequence[int], floor: Sequence[int]) -> list[int]:
    """Windows lowered one by one, the last period first, as long as all conditions are kept."""
    need = list(windows)
    for cell in reversed(range(len(need))):
        while need[cell] > floor[cell]:
            need[cell] -= 1
            if not keeps(oracle, need, cell):
                need[cell] += 1
                break
    return need


def keeps(oracle: Oracle, windows: Sequence[int], cell: int = 0) -> bool:
    """Whether windows keep all conditions; those of periods near to `cell` are looked at first."""
    order = sorted(
        range(len(oracle.conditions)), key=lambda number: abs((oracle.conditions[number].period or 0) - cell)
    )
    return all(oracle.excess(windows, number) <= 0.0 for number in order)


def swapped(menu: Menu, oracle: Oracle, counts: Sequence[int], seconds: float) -> list[int]:
    """A plan that misses less at no more cost: clerks one by one put on other shifts, as long as that helps.

    Of the conditions that are missed, the worst first, those shifts are tried that cover the period or the one before.
    """
    ends = time.perf_counter() + seconds
    plan = list(counts)
    excess = _excesses(oracle, menu.windows(plan))
    while max(excess) > 0.0 and time.perf_counter() < ends:
        now = _total(excess)
        worst = sorted((number for number, one in enumerate(excess) if one > 0.0), key=lambda n: -excess[n])
        periods = dict.fromkeys(oracle.conditions[number].period for number in worst[:WORST])
        for trial in chain.from_iterable(_swaps(menu, plan, period) for period in periods):
            found = _excesses(oracle, menu.windows(trial), now - BETTER)
            if _total(found) < now - BETTER:
                plan, excess = trial, found
                break
            if time.perf_counter() > ends:
                break
        else:
            break
    return plan


def _swaps(menu: Menu, plan: Sequence[int], period: int | None) -> Iterator[list[int]]:
    """Plans with one clerk on another shift, which covers the period or the one before, and costs no more."""
    wanted = range(menu.cells) if period is None else range(max(period - 1, 0), period + 1)
    for into, shift in enumerate(menu.shifts):
        helps = sum(shift.covers[cell] for cell in wanted)
        if not helps or plan[into] >= menu.most.get(shift.name, plan[into] + 1):
            continue
        for out, other in enumerate(menu.shifts):
            if plan[out] and other.cost >= shift.cost and sum(other.covers[cell] for cell in wanted) < helps:
                trial = list(plan)
                trial[into], trial[out] = trial[into] + 1, trial[out] - 1
                yield trial


def _excesses(oracle: Oracle, windows: Sequence[int], enough: float = float("inf")) -> list[float]:
    """How far windows miss each condition, up to where they miss `enough` in all."""
    found: list[float] = []
    for number in range(len(oracle.conditions)):
        found.append(oracle.excess(windows, number))
        if _total(found) > enough:
            break
    return found


def _total(excess: Sequence[float]) -> float:
    return sum(max(0.0, one) for one in excess)


def _one_more(oracle: Oracle, windows: Sequence[int], cell: int, condition: int) -> float:
    trial = list(windows)
    trial[cell] += 1
    return oracle.excess(trial, condition)
