"""Ranking and selection: the best of several halls with a stated chance, spending replications where they matter.

A difference below the indifference zone is one that nobody would choose by. Three procedures, for values that are
normal, as means over many people are:

- `Kn` (Kim and Nelson 2001, A fully sequential procedure for indifference-zone selection in simulation, with c = 1):
  halls drop out as soon as they are seen to be worse. Where the best is better than all others by the zone, it is
  chosen with at least the stated chance; where others are within the zone, the one that is chosen is so as good as the
  best (its section 4). It holds for halls that serve the same people, and is quicker then.
- `all_within` (two stages after Stein 1945, all pairs by Bonferroni): all halls that may be the best, and none that is
  further from it than the zone.
- `allocate` (OCBA; Chen, Lin, Yücesan and Chick 2000; Chen and Lee 2011, p. 49): shares more replications among halls
  so that the approximate chance of a right choice (`chance`) grows quickest.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from sim.tape import Floats


class Kn:
    """Halls drop out one by one until one is left.

    `feed` it with replications of all halls that are left; what it decides hangs on their values alone, not on how many
    come at a time.
    """

    def __init__(self, first: Floats, zone: float, error: float, lowest: bool = True) -> None:
        """Begin with the `first` replications (n0, halls), at least two; `error` is the chance of a wrong choice."""
        n0, halls = _shape(first)
        if n0 < 2 or halls < 2 or zone <= 0.0:
            raise ValueError("at least two replications of two halls are needed, and a zone above 0")
        self.sign = 1.0 if lowest else -1.0
        self.zone, self.halls = zone, halls
        self.left = list(range(halls))
        """Halls that may be the best."""
        self.dropped: dict[int, int] = {}
        """By hall that is out the replications that it took."""
        self.n = n0
        eta = 0.5 * ((2.0 * error / (halls - 1)) ** (-2.0 / (n0 - 1)) - 1.0)
        self._h2 = 2.0 * eta * (n0 - 1)
        apart = first[:, :, None] - first[:, None, :]
        self._variance = apart.var(axis=0, ddof=1)
        self._sums = self.sign * first.sum(axis=0)
        self._screen()

    @property
    def most(self) -> int:
        """Replications after which one hall is left, whatever comes."""
        kept = self._variance[np.ix_(self.left, self.left)]
        last: int = math.floor(self._h2 * float(kept.max()) / self.zone**2) + 1
        return max(self.n, last)

    def feed(self, values: Floats) -> None:
        """More replications, a column for each of the halls that were left before, in their order."""
        columns = list(self.left)
        for row in values:
            if len(self.left) == 1:
                return
            self._sums[columns] += self.sign * row
            self.n += 1
            self._screen()

    def _screen(self) -> None:
        """Drop the halls that are seen to be worse; then, among those that are left, perhaps more."""
        while len(self.left) > 1 and (out := self._worse()).any():
            for hall in np.array(self.left)[out]:
                self.dropped[int(hall)] = self.n
            self.left = [hall for hall, is_out in zip(self.left, out, strict=True) if not is_out]

    def _worse(self) -> NDArray[np.bool_]:
        """Of the halls that are left those whose sums are behind by more than the triangle at n allows."""
        left = np.array(self.left)
        sums, variance = self._sums[left], self._variance[np.ix_(left, left)]
        if self.n >= self.most:
            # The triangle is closed: all but the best by the sums are out, of equals all but the first.
            out: NDArray[np.bool_] = np.arange(len(left)) != int(np.argmin(sums))
            return out
        room = np.maximum(0.0, (self._h2 * variance / self.zone - self.zone * self.n) / 2.0)
        worse: NDArray[np.bool_] = (sums[:, None] - sums[None, :] > room).any(axis=1)
        return worse


def _shape(first: Floats) -> tuple[int, int]:
    return int(first.shape[0]), int(first.shape[1])


def enough_for_all_within(first: Floats, zone: float, error: float) -> int:
    """Replications in all after which `all_within` holds, by the deviations of the first ones (n0, halls).

    Each difference of two halls is then known to half a zone, all together but for a chance of `error` (Stein 1945,
    Bonferroni).
    """
    n0, halls = _shape(first)
    pairs = halls * (halls - 1) / 2
    deviation = (first[:, :, None] - first[:, None, :]).std(axis=0, ddof=1).max()
    t = float(stdtrit(n0 - 1, 1.0 - error / (2.0 * pairs)))
    return max(n0, math.ceil((2.0 * t * float(deviation) / zone) ** 2))


def all_within(means: Floats, zone: float, lowest: bool = True) -> list[int]:
    """The halls whose means are within half a zone of the best mean.

    With as many replications as `enough_for_all_within` says, the best hall is among them, and none is further from it
    than the zone: for with all differences known to half a zone, who is further off in the means is worse than the hall
    that looks best, and who is not is at most half a zone and half a zone behind the best.
    """
    behind = means - means.min() if lowest else means.max() - means
    return [int(hall) for hall in np.flatnonzero(behind <= zone / 2.0)]


def allocate(means: Floats, deviations: Floats, there: NDArray[np.int64], more: int, lowest: bool = True) -> list[int]:
    """How `more` replications are shared among halls (OCBA), that have so many already: a number a hall, of this sum.

    A hall gets the more, the closer it is to the best, and the more its values vary: of the others N_i is as (s_i /
    d_i)^2 with the distance d_i to the best, and N of the best is s_b sqrt(sum (N_i / s_i)^2). Halls that have more
    than their share already get none, and the others share what is left.
    """
    total = int(there.sum()) + more
    share = _shares(-means if not lowest else means, deviations)
    free = np.ones(len(means), dtype=bool)
    while True:
        goal = np.where(free, share / share[free].sum() * (total - there[~free].sum()), there)
        full = free & (goal < there)
        if not full.any():
            break
        free &= ~full
    wanted = goal - there
    given = np.floor(wanted).astype(np.int64)
    for hall in np.argsort(given - wanted, kind="stable")[: more - int(given.sum())]:
        given[hall] += 1
    return [int(number) for number in given]


def _shares(means: Floats, deviations: Floats) -> Floats:
    """What the numbers of replications should be as; the lowest mean is the best."""
    best = int(np.argmin(means))
    # Halls that are alike, or do not vary at all, would get all or nothing: the least that still counts as apart.
    apart = np.maximum(means - means[best], 1e-9 * max(1.0, float(np.abs(means).max())))
    spread = np.maximum(deviations, 1e-9 * max(1.0, float(deviations.max())))
    share: Floats = (spread / apart) ** 2
    share[best] = 0.0
    share[best] = spread[best] * math.sqrt(float(((share / spread) ** 2).sum()))
    return share


def chance(
    means: Floats, deviations: Floats, there: NDArray[np.int64], zone: float = 0.0, lowest: bool = True
) -> float:
    """Approximate chance that the hall that looks best is the best, or within the zone of it.

    1 less the chance of each other hall to be better by more than the zone (Bonferroni; Chen and Lee 2011, equation
    3.6; with the zone Branke, Chick and Schmidt 2007, equation 7), as if deviations were known and halls independent.
    """
    signed = means if lowest else -means
    best = int(np.argmin(signed))
    error = np.sqrt(deviations**2 / there + deviations[best] ** 2 / there[best])
    behind = signed - signed[best] + zone
    with np.errstate(divide="ignore", invalid="ignore"):
        better = np.where(error > 0.0, ndtr(-behind / error), 0.0)
    better[best] = 0.0
    return max(0.0, 1.0 - float(better.sum()))
