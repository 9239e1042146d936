"""Cuts: what every plan must have that keeps a condition which some windows miss.

Where a window more makes nobody later, whatever is below windows that miss a condition misses it, too. So each cut
comes from windows that are as high as they can be and still miss it (Atlason, Epelman and Henderson 2008, with the
strengthening of Bodur and Luedtke 2017 carried over to numbers of windows).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.staffing.master import Cut
from sim.staffing.problem import Oracle


def strengthened(
    oracle: Oracle, windows: Sequence[int], condition: int, top: Sequence[int], order: Sequence[int]
) -> dict[int, int]:
    """The cut that `windows`, which miss a condition, give: cells raised one after another in `order`.

    Each is raised to the largest number at which the condition is still missed, at most that of `top`. A cell that
    makes no difference is left out; with none left the condition cannot be kept at all.
    """
    raised = [min(w, most) for w, most in zip(windows, top, strict=True)]
    cut = {}
    for cell in order:
        found = largest_missed(oracle, raised, condition, cell, top[cell])
        raised[cell] = found
        if found < top[cell]:
            cut[cell] = found + 1
    return cut


def largest_missed(oracle: Oracle, windows: Sequence[int], condition: int, cell: int, top: int) -> int:
    """The largest number in a cell, at most `top`, at which a condition is missed that `windows` miss.

    By galloping, then halving.
    """
    trial = list(windows)

    def missed(number: int) -> bool:
        trial[cell] = number
        return oracle.excess(trial, condition) > 0.0

    low = windows[cell]
    if low >= top or missed(top):
        return top
    step, high = 1, top
    while low + step < high:
        if not missed(low + step):
            high = low + step
            break
        low, step = low + step, 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if missed(middle) else (low, middle)
    return low


def orders(oracle: Oracle, condition: int, cells: int) -> tuple[tuple[int, ...], ...]:
    """Orders in which to raise cells: the nearest to the condition's period first, and last; else early, and late."""
    period = oracle.conditions[condition].period
    if period is None:
        return tuple(range(cells)), tuple(range(cells - 1, -1, -1))
    near = sorted(range(cells), key=lambda cell: (abs(cell - period), cell))
    return tuple(near), tuple(near[::-1])


def alone(oracle: Oracle, top: Sequence[int], floor: Sequence[int]) -> Iterator[Cut]:
    """What each cell must have by itself, even with as many windows as there can be in all others."""
    for cell in range(len(top)):
        least = floor[cell]
        for condition, asked in enumerate(oracle.conditions):
            if asked.period is not None and not cell - 1 <= asked.period <= cell:
                continue
            trial = list(top)
            trial[cell] = least
            if oracle.excess(trial, condition) > 0.0:
                least = largest_missed(oracle, trial, condition, cell, top[cell]) + 1
        if least > floor[cell]:
            yield {cell: least} if least <= top[cell] else {}


def pairs(oracle: Oracle, top: Sequence[int], floor: Sequence[int], most: int = 8) -> Iterator[Cut]:
    """What two neighbours must have between them, with as many windows as there can be in all others."""
    for condition, asked in enumerate(oracle.conditions):
        if not asked.period:
            continue
        here, before = asked.period, asked.period - 1
        for few in range(floor[before], min(floor[before] + most, top[before])):
            trial = list(top)
            trial[before], trial[here] = few, floor[here]
            if oracle.excess(trial, condition) <= 0.0:
                break
            enough = largest_missed(oracle, trial, condition, here, top[here]) + 1
            trial[here] = enough - 1
            least = largest_missed(oracle, trial, condition, before, top[before]) + 1
            yield {cell: n for cell, n in ((before, least), (here, enough)) if n <= top[cell]}
