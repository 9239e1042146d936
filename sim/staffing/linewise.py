"""Where lines (`sim.staffing.tangents`) are drawn: what a pool of any size is near to within seconds."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence

from sim.staffing.days import Ints
from sim.staffing.problem import Menu, Oracle, Service
from sim.staffing.tangents import Tangents

Left = Callable[[], float]
"""Seconds that are left."""


def within(seconds: float | None) -> Left:
    """What is left of so many seconds from now on; of all time where null."""
    ends = math.inf if seconds is None else time.perf_counter() + seconds
    return lambda: ends - time.perf_counter()


def bounded(
    menu: Menu, oracle: Oracle, service: Service, left: Left, guide: Oracle | None = None, probes: bool = True
) -> tuple[Tangents | None, Ints]:
    """Lines where the cheapest plan is, and windows there; null where no shifts pass them.

    A `guide` is an oracle of much the same mind that answers sooner: it says where to begin. With `probes` lines are
    held against what rules of thumb ask for, raised and lowered to where it just keeps the level.
    """
    starts = [*oracle.starts().values()]
    place: Sequence[int] = starts[0]
    if guide is not None:
        place = Tangents(menu, guide, service).bound(place, left)[1].tolist()
    tangents = Tangents(menu, oracle, service)
    lower, where = tangents.bound(place, left)
    if lower == math.inf:
        return None, where
    for need in starts if probes else ():
        if left() > 0.0:
            tangents.probe(need)
    return tangents, where


def plans(
    menu: Menu, oracle: Oracle, service: Service, near: Sequence[int], left: Left, below: float = math.inf
) -> Iterator[tuple[int, ...]]:
    """Plans (clerks by shift) that keep all conditions, each cheaper than the one before, and than `below`."""
    tangents = Tangents(menu, oracle, service)
    lower, _ = tangents.bound(near, left)
    if lower < below:
        yield from tangents.plans(below, left)


def cheapest(found: Iterator[tuple[int, ...]]) -> tuple[int, ...] | None:
    """The last of plans that grow cheaper; None where there is none."""
    plan = None
    for counts in found:
        plan = counts
    return plan
