"""Clerks with several skills: first come first served, to the longest idle (FCFS-ALIS), in the long run and exactly.

Classes of customers come by Poisson processes; a free server takes the longest waiting customer of its classes, and a
customer who finds several free servers goes to the one that has been idle longest. Services are exponential, with a
mean that depends on the server. The stationary law has a product form (Adan and Weiss 2014, Stochastic Systems 4(1)):
with the busy servers in the order in which their customers came, and the idle ones in the order in which they became
idle, each step multiplies the weight by a factor that depends only on which servers the step has behind it. Servers of
one group are alike, so that the sum over orders of servers is a sum over paths in the lattice of busy counts by group:
the cost grows with the product of (servers + 1) over the groups, not with the factorial of the servers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.theory import _checks as check

Array = NDArray[np.float64]
MOST_STATES = 2_000_000
"""Product of (servers + 1) over the groups that is still computed: a few seconds and some 500 MB."""


class SkillGroup(NamedTuple):
    """Servers who are alike."""

    classes: frozenset[int]
    """Numbers, from 0, of the classes that they serve."""
    servers: int
    """How many."""
    mean_service: float
    """Mean time that one of them takes for any customer."""


class ClassWait(NamedTuple):
    """How the customers of a class wait in the long run."""

    prob_wait: float
    mean_wait: float
    """Over all customers of the class, in the time unit of the input."""
    tail: float
    """P(W > time)."""


def fcfs_alis(
    arrival_rates: Sequence[float], groups: Sequence[SkillGroup], times: float | Sequence[float]
) -> tuple[ClassWait, ...]:
    """P(wait), mean wait and P(W > time) of each class; `times` is one for all classes, or one a class.

    Source: Adan and Weiss (2014); the wait of a class from the law of its queue, by the distributional form of Little's
    law (Keilson and Servi 1988): on a path it is a sum of exponentials, one for each step that has all servers of the
    class behind it. ValueError when some classes have more work than all who serve any of them can do, on nonsensical
    input, and where the lattice has more than `MOST_STATES` points.
    """
    check.positive(**{f"arrival_rate_{c}": rate for c, rate in enumerate(arrival_rates)})
    limits = [times] * len(arrival_rates) if isinstance(times, int | float) else list(times)
    check.same_length(arrival_rates=len(arrival_rates), times=len(limits))
    check.not_negative(**{f"time_{c}": time for c, time in enumerate(limits)})
    check.positive(**{f"mean_service_{number}": group.mean_service for number, group in enumerate(groups)})
    check.whole(0, **{f"servers_{number}": group.servers for number, group in enumerate(groups)})
    if unknown := {c for group in groups for c in group.classes if c not in range(len(arrival_rates))}:
        raise ValueError(f"there is no class {min(unknown)}: they are numbered from 0 to {len(arrival_rates) - 1}")
    if not stable(arrival_rates, groups):
        raise ValueError("unstable: some classes have more work than all who serve any of them can do")
    if (points := math.prod(group.servers + 1 for group in groups)) > MOST_STATES:
        raise ValueError(f"too large: {points} states, at most {MOST_STATES}")
    lattice = _Lattice(arrival_rates, [group for group in groups if group.servers and group.classes])
    return tuple(lattice.wait(c, time) for c, time in enumerate(limits))


def stable(arrival_rates: Sequence[float], groups: Sequence[SkillGroup]) -> bool:
    """Whether each set of classes has less work than all who serve any of them can do (Adan and Weiss 2014)."""
    return all(
        sum(arrival_rates[c] for c in chosen) < sum(g.servers / g.mean_service for g in groups if g.classes & chosen)
        for chosen in sets_of(range(len(arrival_rates)))
    )


def sets_of(classes: Sequence[int]) -> Iterator[frozenset[int]]:
    """All sets of classes but the empty one, small ones first."""
    codes = sorted(range(1, 2 ** len(classes)), key=lambda code: (code.bit_count(), code))
    return (frozenset(c for bit, c in enumerate(classes) if code >> bit & 1) for code in codes)


def pool_late(arrival_rate: float, rates: Sequence[float], time: float) -> float:
    """P(W > time) of one class at servers of these rates, where the fastest are always the busy ones.

    That is the birth-and-death queue whose n customers are served at the sum of the n largest rates: as service may
    move to a faster server at any moment, no rule of assignment does better (coupling; with equal rates it is M/M/c).
    At saturation or beyond it is 1. ValueError on negative or zero rates, or a negative time.
    """
    check.positive(**{f"rate_{number}": rate for number, rate in enumerate(rates)})
    check.not_negative(arrival_rate=arrival_rate, time=time)
    total = math.fsum(rates)
    if arrival_rate == 0.0:
        return 0.0
    if arrival_rate >= total:
        return 1.0
    weight, below, served = 1.0, 0.0, 0.0
    for rate in sorted(rates, reverse=True):
        below += weight
        served += rate
        weight *= arrival_rate / served
    full = weight / (1.0 - arrival_rate / total)
    return full / (below + full) * math.exp(-(total - arrival_rate) * time)


class _Lattice:
    """The stationary law over numbers of busy servers by group.

    Arrays have a value a point of a box, the last group's number running fastest; a busy server more is a step up.
    """

    def __init__(self, arrival_rates: Sequence[float], groups: Sequence[SkillGroup]) -> None:
        self.arrivals = np.asarray(arrival_rates, dtype=float)
        self.sizes = np.array([group.servers for group in groups])
        self.busy = np.indices((self.sizes + 1).tolist()).reshape(len(groups), -1)
        self.strides = np.array([math.prod((self.sizes[i + 1 :] + 1).tolist()) for i in range(len(groups))])
        depth = self.busy.sum(axis=0)
        self.levels = np.split(np.argsort(depth, kind="stable"), np.cumsum(np.bincount(depth))[:-1])
        self.serves = np.array([[c in group.classes for group in groups] for c in range(len(arrival_rates))])
        full = self.busy == self.sizes[:, None]
        # classes x points: all who serve the class are busy
        self.blocked = np.array([full[row].all(axis=0) for row in self.serves])
        coming = (self.arrivals @ ~self.blocked)[::-1]
        rates = np.array([1.0 / group.mean_service for group in groups])
        self.leaving: Array = rates @ self.busy - self.arrivals @ self.blocked
        """Rate of the busy servers less that of the customers who wait for these alone."""
        self.shares = np.zeros(self.busy.shape)
        """groups x points: weight of the paths to the point whose last step was of that group."""
        up = self._weights(self.leaving, keep=True)
        # with the others idle: the point with as many idle as this one has busy is its mirror image
        weights = up * self._weights(coming)[::-1] * self._ways()
        self.law: Array = weights / weights.sum()

    def _ways(self) -> Array:
        """In how many ways so many of each group are the busy ones."""
        ways = np.ones(1)
        for size in self.sizes.tolist():
            ways = np.outer(ways, [math.comb(size, number) for number in range(size + 1)]).ravel()
        return ways

    def _weights(self, rates: Array, keep: bool = False) -> Array:
        """Of each point the sum, over orders of its servers one by one, of the product of 1 / rate over the steps."""
        weights = np.ones(rates.size)
        for here in self.levels[1:]:
            counts = self.busy[:, here]
            below = np.where(counts > 0, here - self.strides[:, None], 0)
            parts = counts * weights[below]
            total = parts.sum(axis=0)
            weights[here] = total / rates[here]
            if keep:
                self.shares[:, here] = parts / total
        return weights

    def wait(self, c: int, time: float) -> ClassWait:
        """How class `c` waits: from a point at which it is blocked, down a path until it is not."""
        points = np.flatnonzero(self.blocked[c])
        place = np.zeros(self.law.size, dtype=np.intp)
        place[points] = np.arange(points.size)
        others = np.flatnonzero(~self.serves[c])
        group, column = np.nonzero(self.busy[others][:, points])
        start, group = points[column], others[group]
        walk = _Walk(column, place[start - self.strides[group]], self.shares[group, start], self.leaving[points])
        prob = self.law[points]
        depth = self.busy[:, points].sum(axis=0)
        return ClassWait(float(prob.sum()), walk.mean(prob, depth), walk.tail(prob, time))


class _Walk(NamedTuple):
    """A walk over points that stays at each for an exponential time; with what is left of the shares it is over."""

    start: NDArray[np.intp]
    end: NDArray[np.intp]
    share: Array
    rates: Array

    def _moved(self, prob: Array) -> Array:
        return np.bincount(self.end, prob[self.start] * self.share, minlength=prob.size).astype(np.float64)

    def mean(self, prob: Array, depth: NDArray[np.intp]) -> float:
        """Mean time of the walk that starts with `prob`; each move lessens `depth` by one."""
        visits, here = np.zeros_like(prob), prob
        for _ in range(int(np.ptp(depth)) + 1):
            visits, here = visits + here, self._moved(here)
        return float((visits / self.rates).sum())

    def tail(self, prob: Array, time: float) -> float:
        """P(walk > time), by uniformisation (Jensen 1953)."""
        fastest = float(self.rates.max())
        jumps = fastest * time
        share, late, here = self.rates / fastest, 0.0, prob
        for number in range(math.ceil(jumps + 9.0 * math.sqrt(jumps) + 30.0)):
            chance = math.exp(number * math.log(jumps) - jumps - math.lgamma(number + 1.0)) if jumps else number == 0
            late += chance * float(here.sum())
            here = here * (1.0 - share) + self._moved(here * share)
        return late
