"""What each pool adds to what a hall is held to, as its number of clerks changes; and the fewest clerks that will do.

A hall that is played tells one point of the curve of every pool at once, as pools hardly disturb one another: what a
pool adds depends on its own clerks. Between points the part above the line is taken to fall geometrically, that below
it linearly. So a few halls tell about all, and the plan that the curves choose is played again, and adds its points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.staffing.size_look import Sight, ratios
from sim.tape import Floats

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
        parts = [self.part(pool, number, further=further) for pool, number in enumerate(totals)]
        return ratios(np.stack(parts, axis=1))


def fewest(lowest: Totals, highest: Totals, cost: Sequence[float], miss: Callable[[Totals], float]) -> Totals | None:
    """The fewest clerks, the cheaper of equal numbers, of which `miss` says 0; None where even the highest miss.

    Clerks are added where that mends most, one by one (marginal allocation: Fox 1966), then taken away where that does
    no harm, then moved: one for two, one for one that costs less. Heuristic where a clerk's worth does not fall with
    their number.
    """
    if miss(highest) > 0.0:
        return None
    found, left = lowest, miss(lowest)
    while left > 0.0:
        step = _best_step(found, highest, left, cost, miss)
        found = step or tuple(min(n + 1, most) for n, most in zip(found, highest, strict=True))
        left = miss(found)
    return _lighter(found, lowest, highest, cost, miss)


def _best_step(
    now: Totals, highest: Totals, left: float, cost: Sequence[float], miss: Callable[[Totals], float]
) -> Totals | None:
    """The hall with one clerk more where that mends most; None where no single one mends anything."""
    steps = [moved(now, {pool: 1}) for pool in range(len(now)) if now[pool] < highest[pool]]
    told = [(miss(step), sum(c * n for c, n in zip(cost, step, strict=True)), step) for step in steps]
    best = min(told, default=None)
    return best[2] if best is not None and best[0] < left else None


def _lighter(
    found: Totals, lowest: Totals, highest: Totals, cost: Sequence[float], miss: Callable[[Totals], float]
) -> Totals:
    """The hall with what can be spared taken away, and moved, until nothing is left to gain."""
    pools = range(len(found))

    def price(totals: Totals) -> tuple[int, float]:
        return sum(totals), sum(c * n for c, n in zip(cost, totals, strict=True))

    while True:
        moves = [{p: -1} for p in pools]
        moves += [{p: 1, q: -1} for p in pools for q in pools if p != q]
        moves += [{p: 1, q: -2} for p in pools for q in pools if p != q]
        moves += [{p: 1, q: -1, r: -1} for p in pools for q in pools for r in pools if p != q and q < r and r != p]
        near = {moved(found, move) for move in moves}
        near = {t for t in near if all(a <= n <= b for a, n, b in zip(lowest, t, highest, strict=True))}
        better = sorted((price(t), t) for t in near if price(t) < price(found))
        step = next((t for _, t in better if miss(t) <= 0.0), None)
        if step is None:
            return found
        found = step


def moved(totals: Totals, change: dict[int, int]) -> Totals:
    """Numbers with some of them changed."""
    return tuple(n + change.get(pool, 0) for pool, n in enumerate(totals))
