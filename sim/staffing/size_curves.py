"""What each pool adds to what a hall is held to, as its number of clerks changes; and the fewest clerks that will do.

A hall that is played tells one point of the curve of every pool at once, as pools hardly disturb one another: what a
pool adds depends on its own clerks. Between points the part above the line is taken to fall geometrically, that below
it linearly. So a few halls tell about all, and the plan that the curves choose is played again, and adds its points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.staffing.size_look import Sight, of_sums
from sim.tape import Floats, Ints

Totals = tuple[int, ...]
"""Clerks of each pool."""
SMALL = 1e-9
"""What stands for nothing in a logarithm, as a part of what is below the line."""


@dataclass
class Curves:
    """The curve of each pool."""

    pools: int
    points: list[dict[int, Floats]] = field(default_factory=list)
    """(pools) By number of clerks (conditions, 2): the mean over plays above and below the line, of the hall seen last
    with so many."""
    _known: dict[tuple[int, int, bool], Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.points = [{} for _ in range(self.pools)]

    def learn(self, totals: Totals, sights: Sequence[Sight], pools: Iterable[int] | None = None) -> None:
        """Add a point to the curve of every pool, or of these."""
        mean = np.mean([sight.parts for sight in sights], axis=0)
        for pool in range(self.pools) if pools is None else pools:
            self.points[pool][totals[pool]] = mean[:, pool]
        self._known.clear()

    def part(self, pool: int, number: int, *, further: bool = False) -> Floats:
        """(conditions, 2) What a pool with so many clerks adds.

        Below the fewest that were seen as these, or, where it is to go `further`, on as between the first two.
        """
        key = pool, number, further
        if key not in self._known:
            self._known[key] = self._between(self.points[pool], number, further=further)
        return self._known[key]

    @staticmethod
    def _between(points: dict[int, Floats], number: int, *, further: bool) -> Floats:
        below = max((n for n in points if n <= number), default=min(points))
        above = min((n for n in points if n >= number), default=max(points))
        if further and number < min(points) and len(points) > 1:
            below, above = sorted(points)[:2]
        a, b = points[below], points[above]
        if above == below:
            return a
        share = (number - below) / (above - below)
        line = np.maximum(a[:, 1] + share * (b[:, 1] - a[:, 1]), 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = (np.log(np.maximum(p[:, 0] / np.maximum(p[:, 1], SMALL), SMALL)) for p in (a, b))
        curve = np.exp(low + share * (high - low)) * line
        return np.stack([np.where(curve <= 2.0 * SMALL * line, 0.0, curve), line], axis=1)

    def values(self, totals: Totals, *, further: bool = False) -> Floats:
        """(conditions) What a hall with so many clerks in each pool is told to come to; `further` as in `part`."""
        return np.asarray(self.values_of([totals], further=further)[0])

    def values_of(self, halls: Sequence[Totals], *, further: bool = False) -> Floats:
        """(halls, conditions) The same of several halls."""
        parts: Floats = np.zeros(())
        for pool, numbers in enumerate(np.array(halls).T):
            least, most = int(numbers.min()), int(numbers.max())
            table = np.array([self.part(pool, n, further=further) for n in range(least, most + 1)])
            parts = parts + table[numbers - least]
        return of_sums(parts)


Miss = Callable[[Sequence[Totals]], Floats]
"""(halls) By how much each of some halls misses what is asked; 0 where it does not."""
AT_ONCE = 64
"""Halls that are looked at together, at most."""


def fewest(lowest: Totals, highest: Totals, cost: Sequence[float], miss: Miss) -> Totals | None:
    """The fewest clerks, the cheaper of equal numbers, of which `miss` says 0; None where even the highest miss.

    Clerks are added where that mends most, one by one (marginal allocation: Fox 1966), then taken away where that does
    no harm, then moved: one for two, one for one that costs less. Heuristic where a clerk's worth does not fall with
    their number.
    """
    if miss([highest])[0] > 0.0:
        return None
    found, left = lowest, float(miss([lowest])[0])
    while left > 0.0:
        step = _best_step(found, highest, left, cost, miss)
        if step is None:
            found = tuple(min(n + 1, most) for n, most in zip(found, highest, strict=True))
            left = float(miss([found])[0])
        else:
            left, found = step
    return _lighter(found, lowest, highest, cost, miss)


def _best_step(
    now: Totals, highest: Totals, left: float, cost: Sequence[float], miss: Miss
) -> tuple[float, Totals] | None:
    """What is missed with one clerk more where that mends most, and that hall; None where none mends anything."""
    steps = [moved(now, {pool: 1}) for pool in range(len(now)) if now[pool] < highest[pool]]
    if not steps:
        return None
    told = zip(miss(steps).tolist(), (float(np.dot(cost, step)) for step in steps), steps, strict=True)
    best = min(told)
    return (best[0], best[2]) if best[0] < left else None


def _lighter(found: Totals, lowest: Totals, highest: Totals, cost: Sequence[float], miss: Miss) -> Totals:
    """The hall with what can be spared taken away, and moved, until nothing is left to gain."""
    changes = _changes(len(found))
    while True:
        near = np.array(found) + changes
        near = near[np.all((near >= lowest) & (near <= highest), axis=1)]
        number, price = near.sum(axis=1), near @ np.array(cost, dtype=np.float64)
        cheaper = price + 1e-9 < float(np.dot(found, cost))
        better = (number < sum(found)) | ((number == sum(found)) & cheaper)
        order = np.lexsort((*near.T[::-1], price, number))
        step = _first_kept(near[order[better[order]]].tolist(), miss)
        if step is None:
            return found
        found = step


def _changes(pools: int) -> Ints:
    """(changes, pools) A clerk less; one moved; one for two of a pool, or of two pools."""
    one = np.eye(pools, dtype=np.int64)
    found = [-one[p] for p in range(pools)]
    for p in range(pools):
        for q in (q for q in range(pools) if q != p):
            found += [one[p] - one[q], one[p] - 2 * one[q]]
            found += [one[p] - one[q] - one[r] for r in range(q + 1, pools) if r != p]
    return np.array(found).reshape(-1, pools)


def _first_kept(halls: Sequence[Sequence[int]], miss: Miss) -> Totals | None:
    """The first of which `miss` says 0."""
    for begin in range(0, len(halls), AT_ONCE):
        batch = [tuple(hall) for hall in halls[begin : begin + AT_ONCE]]
        kept = np.flatnonzero(miss(batch) <= 0.0)
        if len(kept):
            return batch[int(kept[0])]
    return None


def moved(totals: Totals, change: dict[int, int]) -> Totals:
    """Numbers with some of them changed."""
    return tuple(n + change.get(pool, 0) for pool, n in enumerate(totals))
