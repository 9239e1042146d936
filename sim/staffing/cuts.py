"""Cuts: what every plan must have that keeps a condition which some windows miss.

Where a window more makes nobody later, whatever is below windows that miss a condition misses it, too. So each cut
comes from windows that are as high as they can be and still miss it (Atlason, Epelman and Henderson 2008, whose cuts
are subgradients; Bodur and Luedtke 2017 strengthen them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.staffing.master import Cut
from sim.staffing.problem import Oracle


def strengthened(oracle: Oracle, windows: Sequence[int], condition: int, top: Sequence[int]) -> dict[int, int]:
    """The cut that `windows` give, which miss a condition.

    The cells far from the condition's period go up to `top`, as many as can be with the condition still missed; they
    make no difference, and are left out. Of the others each is raised to the largest number at which it is missed.
    Without any cell the condition cannot be kept at all.
    """
    raised = [min(number, most) for number, most in zip(windows, top, strict=True)]
    far = by_distance(oracle.conditions[condition].period, len(top))
    lifted, low, high = list(raised), 0, len(far)
    while low < high:  # the first so many cells at the top: missed with `low` of them
        middle = (low + high + 1) // 2
        trial = list(raised)
        for cell in far[:middle]:
            trial[cell] = top[cell]
        if oracle.excess(trial, condition) > 0.0:
            lifted, low = trial, middle
        else:
            high = middle - 1
    cut = {}
    for cell in far[low:]:
        lifted[cell] = largest_missed(oracle, lifted, condition, cell, top[cell])
        if lifted[cell] < top[cell]:
            cut[cell] = lifted[cell] + 1
    return cut


def by_distance(period: int | None, cells: int) -> list[int]:
    """Cells from the furthest from a period to the period itself; the last first, where there is no period."""
    if period is None:
        return list(range(cells))[::-1]
    return sorted(range(cells), key=lambda cell: (-abs(cell - period), -cell))


def largest_missed(oracle: Oracle, windows: Sequence[int], condition: int, cell: int, top: int) -> int:
    """The largest number in a cell, at most `top`, at which a condition is missed that `windows` miss.

    By galloping, then halving.
    """
    trial = list(windows)

    def missed(number: int) -> bool:
        trial[cell] = number
        return oracle.excess(trial, condition) > 0.0

    low, step = windows[cell], 1
    while low + step < top and missed(low + step):
        low, step = low + step, 2 * step
    if low + step >= top:
        if low >= top or missed(top):
            return top
        high = top
    else:
        high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if missed(middle) else (low, middle)
    return low


def alone(oracle: Oracle, top: Sequence[int], floor: Sequence[int]) -> Iterator[tuple[int, int]]:
    """What each cell must have by itself, even with as many windows as there can be in all others.

    Cells and their least windows, where that is more than `floor`; one more than `top` where nothing would do.
    """
    for cell in range(len(top)):
        least = floor[cell]
        for condition, asked in enumerate(oracle.conditions):
            if asked.period is not None and not 0 <= asked.period - cell <= 1:
                continue
            trial = list(top)
            trial[cell] = min(least, top[cell])
            if oracle.excess(trial, condition) > 0.0:
                least = largest_missed(oracle, trial, condition, cell, top[cell]) + 1
        if least > floor[cell]:
            yield cell, least


def neighbours(oracle: Oracle, top: Sequence[int], least: Sequence[int], most: int = 8) -> Iterator[Cut]:
    """What two neighbours must have between them, with as many windows as there can be in all others.

    At most so many cuts for each period: from the least windows in the one before it upwards.
    """
    for condition, asked in enumerate(oracle.conditions):
        if not asked.period:
            continue
        here, before = asked.period, asked.period - 1
        few = least[before]
        for _ in range(most):
            trial = list(top)
            trial[before], trial[here] = few, least[here]
            if few > top[before] or least[here] > top[here] or oracle.excess(trial, condition) <= 0.0:
                break
            trial[here] = largest_missed(oracle, trial, condition, here, top[here])
            trial[before] = largest_missed(oracle, trial, condition, before, top[before])
            yield {cell: trial[cell] + 1 for cell in (before, here) if trial[cell] < top[cell]}
            few = trial[before] + 1
