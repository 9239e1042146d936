"""Cuts: what every plan must have that keeps a condition which some windows miss.

Where a window more makes nobody later, whatever is below windows that miss a condition misses it, too. So each cut
comes from windows that are as high as they can be and still miss it (Atlason, Epelman and Henderson 2008, whose cuts
are subgradients; Bodur and Luedtke 2017 strengthen them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.staffing.master import Cut
from sim.staffing.problem import Oracle


def strengthened(
    oracle: Oracle, windows: Sequence[int], condition: int, top: Sequence[int], guide: Oracle | None = None
) -> dict[int, int]:
    """The cut that `windows` give, which miss a condition.

    The cells far from the condition's period go up to `top`, as many as can be with the condition still missed; they
    make no difference, and are left out. Of the others each is raised to the largest number at which it is missed.
    Without any cell the condition cannot be kept at all.

    A `guide` is an oracle of much the same mind that answers sooner: it is asked how far to go, and the oracle itself
    only whether the windows come to still miss the condition, which is all that a cut rests on.
    """
    if guide is not None and guide.excess(windows, condition) > 0.0:
        lifted, near = _lifted(guide, windows, condition, top)
        lifted = _taken_back(oracle, windows, lifted, condition, near)
        if oracle.excess(lifted, condition) > 0.0:
            return {cell: lifted[cell] + 1 for cell in near if lifted[cell] < top[cell]}
    lifted, near = _lifted(oracle, windows, condition, top)
    return {cell: lifted[cell] + 1 for cell in near if lifted[cell] < top[cell]}


def _lifted(
    oracle: Oracle, windows: Sequence[int], condition: int, top: Sequence[int]
) -> tuple[list[int], Sequence[int]]:
    """The highest windows that still miss a condition, and the cells that are not simply at the top."""
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
    for cell in far[low:]:
        lifted[cell] = largest_missed(oracle, lifted, condition, cell, top[cell])
    return lifted, far[low:]


def _taken_back(
    oracle: Oracle, windows: Sequence[int], lifted: Sequence[int], condition: int, near: Sequence[int]
) -> list[int]:
    """Windows that a guide has lifted, taken back one by one, the nearest cells first, until the oracle misses, too."""
    trial = list(lifted)
    while oracle.excess(trial, condition) <= 0.0:
        cells = [cell for cell in reversed(near) if trial[cell] > windows[cell]]
        if not cells:
            break
        trial[max(cells, key=lambda cell: trial[cell] - windows[cell])] -= 1
    return trial


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


def alone(
    oracle: Oracle,
    top: Sequence[int],
    floor: Sequence[int],
    guide: Oracle | None = None,
    guess: Sequence[int] | None = None,
) -> Iterator[tuple[int, int]]:
    """What each cell must have by itself, even with as many windows as there can be in all others.

    Cells and their least windows, where that is more than `floor`; one more than `top` where nothing would do. A
    `guide` is asked first, as in `strengthened`; a `guess` is where looking begins.
    """
    for cell in range(len(top)):
        least = floor[cell]
        for condition, asked in enumerate(oracle.conditions):
            if asked.period is not None and not 0 <= asked.period - cell <= 1:
                continue
            # What a cell needs for its own period is mostly enough for the one after it.
            begin = guess[cell] if guess and asked.period == cell else least
            found = _most_missed(guide or oracle, top, condition, cell, least, begin)
            while guide is not None and found >= least and not _misses(oracle, top, condition, cell, found):
                found -= 1
            least = max(least, found + 1)
        if least > floor[cell]:
            yield cell, least


def _most_missed(oracle: Oracle, top: Sequence[int], condition: int, cell: int, least: int, guess: int) -> int:
    """The largest number in a cell, all others being at the top, at which a condition is missed.

    One less than `least` where that keeps it. First down from the guess, in growing steps: with far too few windows
    a large pool takes long to work out.
    """
    low = min(max(guess, least), top[cell])
    step = 1
    while not _misses(oracle, top, condition, cell, low):
        if low <= least:
            return least - 1
        low, step = max(low - step, least), 2 * step
    trial = list(top)
    trial[cell] = low
    return largest_missed(oracle, trial, condition, cell, top[cell])


def _misses(oracle: Oracle, windows: Sequence[int], condition: int, cell: int, number: int) -> bool:
    trial = list(windows)
    trial[cell] = number
    return oracle.excess(trial, condition) > 0.0


def neighbours(
    oracle: Oracle, top: Sequence[int], least: Sequence[int], guide: Oracle | None = None, most: int = 8
) -> Iterator[Cut]:
    """What two neighbours must have between them, with as many windows as there can be in all others.

    At most so many cuts for each period: from the least windows in the one before it upwards. A `guide` is asked
    first, as in `strengthened`.
    """
    for condition, asked in enumerate(oracle.conditions):
        if not asked.period:
            continue
        here, before = asked.period, asked.period - 1
        few = least[before]
        for _ in range(most):
            trial = list(top)
            trial[before], trial[here] = few, least[here]
            if few > top[before] or least[here] > top[here] or (guide or oracle).excess(trial, condition) <= 0.0:
                break
            low = tuple(trial)
            for cell in (here, before):
                trial[cell] = largest_missed(guide or oracle, trial, condition, cell, top[cell])
            few = trial[before] + 1
            if guide is not None:
                trial = _taken_back(oracle, low, trial, condition, (before, here))
            if oracle.excess(trial, condition) > 0.0:
                yield {cell: trial[cell] + 1 for cell in (before, here) if trial[cell] < top[cell]}
