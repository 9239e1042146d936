"""Windows that keep all conditions, from windows that do not: raised where they must be, lowered where they can be."""

from __future__ import annotations

from collections.abc import Sequence

from sim.staffing.problem import Oracle


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


def _one_more(oracle: Oracle, windows: Sequence[int], cell: int, condition: int) -> float:
    trial = list(windows)
    trial[cell] += 1
    return oracle.excess(trial, condition)
