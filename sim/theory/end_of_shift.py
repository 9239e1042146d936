"""What a change in the number of windows does to a pool of customers, under the four end-of-shift rules.

The rules, and the states that they act on, are described in `sim.theory.transient`.
"""

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
EndOfShift = Literal["hold", "idle_first", "random", "busy_first"]


def _hold(states: Array, before: int, after: int) -> Array:
    """A change of windows under `hold`: those busy stay busy, the excess is counted anew."""
    result = np.zeros_like(states)
    number = np.arange(states.shape[-1])
    for excess in range(states.shape[-2]):
        busy = np.full_like(number, before + excess) if excess else np.minimum(number, before)
        new_excess = np.maximum(busy - after, 0)
        possible = (busy <= number) & (new_excess < states.shape[-2])
        result[..., new_excess[possible], number[possible]] += states[..., excess, possible]
    return result


def _busy_leavers(busy: int, before: int, leavers: int, rule: EndOfShift) -> list[tuple[int, float]]:
    """How many of `leavers` among `before` clerks, `busy` of them busy, go off in mid-service; how likely."""
    if rule == "idle_first":
        return [(max(0, leavers - (before - busy)), 1.0)]
    if rule == "busy_first":
        return [(min(leavers, busy), 1.0)]
    ways = math.comb(before, leavers)
    return [
        (gone, math.comb(busy, gone) * math.comb(before - busy, leavers - gone) / ways)
        for gone in range(min(busy, leavers) + 1)
    ]


def _finish(states: Array, before: int, after: int, rule: EndOfShift) -> Array:
    """A change of windows where clerks who go off finish outside the count, with their customers."""
    if after >= before:
        return states
    result = np.zeros_like(states)
    leavers = before - after
    for busy in range(before):
        for gone, chance in _busy_leavers(busy, before, leavers, rule):
            result[..., busy - gone] += chance * states[..., busy]
    result[..., after : states.shape[-1] - leavers] += states[..., before:]
    return result


def change_windows(states: Array, before: int, after: int, rule: EndOfShift) -> Array:
    """The distributions (..., excess, number) at once after the number of windows changed."""
    return _hold(states, before, after) if rule == "hold" else _finish(states, before, after, rule)
